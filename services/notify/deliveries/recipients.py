"""How the person of a notice can be reached."""

from typing import NamedTuple

from services.notify.contacts.model import Contact
from services.notify.notices.model import Notice
from services.notify.preferences.model import Outward, Preferences
from shared.errors import NotYetKnown
from shared.tx import Tx

FALL_BACK: dict[str, list[Outward]] = {"sms": ["sms", "email"], "email": ["email"], "inbox": []}


class Recipient(NamedTuple):
    """addresses: by channel, the first to be tried first. closed: nothing is sent to this account any more."""

    addresses: dict[Outward, str]
    language: str = "zh-CN"
    district: str | None = None
    scopes: tuple[str, ...] = ()
    closed: bool = False


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
    told_of = notice.refs.get("community")  # where a report waits, before the member belongs there
    return Recipient(
        _given(tx.open(contact), _channels(tx, notice, contact)), contact.language.replace("_", "-"), contact.district,
        tuple(dict.fromkeys(scope for scope in (contact.id, contact.community, told_of) if scope)),
        contact.state == "closed" and notice.wording != "account_closed",
    )  # fmt: skip


def fetch_recipients(tx: Tx, notices: list[Notice]) -> None:
    """Read what many need at once."""
    members = [notice.person for notice in notices if notice.reach == "contact"]
    tx.fetch(Preferences, members)
    tx.unlock(tx.fetch(Contact, members))


def _channels(tx: Tx, notice: Notice, contact: Contact) -> list[Outward]:
    """The one chosen and what it falls back to (any, for what cannot lie in the inbox), less what the member has
    stopped. What is critical is sent whatever was chosen."""
    kind, outward = notice.kind, "inbox" not in notice.kind.channels
    if notice.critical:
        return FALL_BACK["sms"]
    preferences = tx.peek(Preferences, contact.id)
    stopped = preferences.stopped if preferences else []
    wanted = FALL_BACK["sms" if outward else contact.channel]
    return [channel for channel in wanted if f"{kind.category}:{channel}" not in stopped]


def _given(known: dict[str, str | None], channels: list[Outward]) -> dict[Outward, str]:
    addresses = {"sms": known.get("phone"), "email": known.get("email")}
    return {channel: address for channel in channels if (address := addresses[channel])}
