from typing import NamedTuple

from services.notify.contacts.model import Contact
from services.notify.deliveries.model import TO_SEND, Delivery
from services.notify.notices.model import Notice
from services.notify.preferences.model import Outward, Preferences
from shared.errors import NotFound, NotYetKnown
from shared.tx import Found, Tx, allow

OFFICERS = ("secretary", "staff", "instructor", "employer_officer", "street_officer", "district_officer")
AT_ONCE = 100  # of what is not urgent in one round, so that a sign-in code waits for no more than these
FALL_BACK: dict[str, list[Outward]] = {"sms": ["sms", "email"], "email": ["email"], "inbox": []}


class Recipient(NamedTuple):
    """addresses: by channel, the first to be tried first. closed: nothing is sent to this account any more."""

    addresses: dict[Outward, str]
    language: str = "zh-CN"
    district: str | None = None
    scopes: tuple[str, ...] = ()
    closed: bool = False


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
    return tx.find(Delivery, state={"$in": TO_SEND}, critical=True, due_at={"$lte": tx.now}, sort="due_at")


def other_deliveries(tx: Tx) -> list[Delivery]:
    return tx.find(
        Delivery, state={"$in": TO_SEND}, critical=False, due_at={"$lte": tx.now}, sort="due_at", limit=AT_ONCE
    )


def unsettled_deliveries(tx: Tx) -> list[Delivery]:
    """Sent with an unknown outcome, or left by a process that was killed."""
    both = {"$in": [True, False]}
    return tx.find(Delivery, state="sending", critical=both, due_at={"$lte": tx.now}, sort="due_at", limit=AT_ONCE)


def recipient(tx: Tx, notice: Notice) -> Recipient:
    """How the notice's person can be reached. NotYetKnown while the contact or a key is on its way."""
    if notice.reach == "inbox":
        return Recipient({})
    if notice.reach == "sealed":
        to = tx.open(notice).get("to", {})
        return Recipient(_given(to, ["sms", "email"]), scopes=tuple(notice.scopes))
    contact = tx.peek(Contact, notice.person)
    if contact is None:
        raise NotYetKnown
    return Recipient(
        _given(tx.open(contact), _channels(tx, notice, contact)), contact.language.replace("_", "-"), contact.district,
        tuple(scope for scope in (contact.id, contact.community) if scope),
        contact.state == "closed" and notice.wording != "account_closed",
    )  # fmt: skip


def fetch_recipients(tx: Tx, notices: list[Notice]) -> None:
    """Read what many need at once."""
    members = [notice.person for notice in notices if notice.reach == "contact"]
    tx.fetch(Preferences, members)
    tx.unlock(tx.fetch(Contact, members))


def _channels(tx: Tx, notice: Notice, contact: Contact) -> list[Outward]:
    """The one chosen and what it falls back to, less what the member has stopped. What is critical, or cannot lie in
    the inbox, is sent whatever was chosen."""
    kind = notice.kind
    if notice.critical or "inbox" not in kind.channels:
        return ["sms", "email"]
    if kind.category == "activity" and contact.not_now_until and contact.not_now_until > tx.now:
        return []
    preferences = tx.peek(Preferences, contact.id)
    stopped = preferences.stopped if preferences else []
    return [channel for channel in FALL_BACK[contact.channel] if f"{kind.category}:{channel}" not in stopped]


def _given(known: dict[str, str | None], channels: list[Outward]) -> dict[Outward, str]:
    addresses = {"sms": known.get("phone"), "email": known.get("email")}
    return {channel: address for channel in channels if (address := addresses[channel])}
