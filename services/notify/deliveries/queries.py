from collections.abc import Iterable

from services.notify.deliveries.model import TO_SEND, Delivery
from services.notify.notices.model import Notice
from services.notify.notices.queries import by_now
from shared.errors import NotFound
from shared.tx import Found, Tx, allow

OFFICERS = ("secretary", "staff", "instructor", "employer_officer", "street_officer", "district_officer")
AT_ONCE = 2000  # of what is not urgent in one look


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
    return _due(tx, TO_SEND, [True])


def other_deliveries(tx: Tx) -> list[Delivery]:
    return _due(tx, TO_SEND, [False])


def unsettled_deliveries(tx: Tx) -> list[Delivery]:
    """Sent with an unknown outcome, or left by a process that was killed."""
    return _due(tx, ["sending"])


def receipts_due(tx: Tx) -> list[Delivery]:
    """Taken by a provider that is to be asked whether they arrived."""
    return _due(tx, ["sent"])


def _due(tx: Tx, states: Iterable[str], critical: Iterable[bool] = (True, False)) -> list[Delivery]:
    """Each question is one range of the index, whatever lies beside it."""
    return [
        delivery
        for urgent in critical
        for state in states
        for delivery in tx.find(
            Delivery, state=state, critical=urgent, due_at=by_now(tx.now), sort="due_at", limit=AT_ONCE
        )
    ]
