from services.notify.deliveries.model import TO_SEND, Delivery
from services.notify.notices.model import Notice
from services.notify.notices.queries import by_now
from shared.errors import NotFound
from shared.tx import Found, Tx, allow

OFFICERS = ("secretary", "staff", "instructor", "employer_officer", "street_officer", "district_officer")
AT_ONCE = 100  # of what is not urgent in one round, so that a sign-in code waits for no more than these


@allow("member", *OFFICERS)
def timeline(tx: Tx, notice_id: str) -> list[Delivery]:
    """Every delivery of one notice, with its steps. For the member, and for officers in whose scope the member is."""
    found = tx.find(Delivery, notice=notice_id) or tx.find(Delivery, notice=notice_id, scopes=tx.by.id)
    if not found and not tx.find(Notice, _id=notice_id, scopes=tx.by.id, limit=1):
        raise NotFound
    return found


@allow(*OFFICERS)
def deliveries_to(tx: Tx, member: str, limit: int = 50, after: str | None = None) -> Found[Delivery]:
    """Whether a member was reached, newest first. What was said is the member's own."""
    return tx.find(Delivery, person=member, sort="-at", limit=limit, after=after)


def urgent_deliveries(tx: Tx) -> list[Delivery]:
    return tx.find(Delivery, state={"$in": TO_SEND}, critical=True, due_at=by_now(tx.now), sort="due_at")


def other_deliveries(tx: Tx) -> list[Delivery]:
    waiting = {"$in": TO_SEND}
    return tx.find(Delivery, state=waiting, critical=False, due_at=by_now(tx.now), sort="due_at", limit=AT_ONCE)


def unsettled_deliveries(tx: Tx) -> list[Delivery]:
    """Sent with an unknown outcome, or left by a process that was killed."""
    both = {"$in": [True, False]}
    return tx.find(Delivery, state="sending", critical=both, due_at=by_now(tx.now), sort="due_at", limit=AT_ONCE)


def receipts_due(tx: Tx) -> list[Delivery]:
    """Taken by a provider that is to be asked whether they arrived."""
    both = {"$in": [True, False]}
    return tx.find(Delivery, state="sent", critical=both, due_at=by_now(tx.now), sort="due_at", limit=AT_ONCE)
