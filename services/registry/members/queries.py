"""What is shown of members: to themselves, and to those who look after them."""

from typing import Any, NamedTuple

from services.registry.employers.model import Employer
from services.registry.members.model import Member
from services.registry.members.names import masked_phone, spelled
from services.registry.places.model import Place
from services.registry.rosters.model import RosterEntry
from shared.errors import N_, NotAllowed
from shared.tx import Found, Tx, allow

COMMUNITY = ("secretary", "staff", "instructor", "street_officer")
FIRST_HAN = 0x2E80
BELONGING = ["reported", "transferring"]  # the states in which somebody belongs to a community


class Profile(NamedTuple):
    """A member's own page. known: {"name", "phone", "email"}. on_roster: filled in from a roster whose phone they
    proved, employer_name too. guess: the community that the roster's address seems to mean."""

    member: Member
    known: dict[str, str]
    on_roster: bool
    guess: Place | None
    employer_name: str | None
    community_name: str | None

    @property
    def version(self) -> int:
        return self.member.version


class Card(NamedTuple):
    """One member as the community sees them."""

    member: Member
    known: dict[str, str]

    @property
    def phone(self) -> str:
        return self.known.get("phone", "")

    @property
    def masked_phone(self) -> str:
        return masked_phone(self.phone) if self.phone else ""


class Wanted(NamedTuple):
    """Whom somebody looks for. text: how the name begins, in characters, in pinyin or in its initials."""

    text: str = ""
    skill: str | None = None
    interest: str | None = None
    willingness: str | None = None
    free_time: str | None = None


@allow("member")
def my_profile(tx: Tx) -> Profile:
    member = tx.get(Member, tx.by.id)
    entry = vouching_entry(tx, member)
    known = (tx.open(entry) if entry else {}) | {"name": entry.name if entry else ""} | tx.open(member)
    guess = tx.peek(Place, entry.community) if entry and entry.community else None
    employer = tx.peek(Employer, entry.employer) if entry and not member.employer_name else None
    lives_in = tx.peek(Place, member.community) if member.community else None
    return Profile(
        member, {name: known.get(name) or "" for name in ("name", "phone", "email")}, bool(entry), guess,
        employer.name if employer else member.employer_name, lives_in.name if lives_in else None,
    )  # fmt: skip


def roster_entries(tx: Tx, member: Member) -> list[RosterEntry]:
    """The current rosters' entries with the phone that this member proved; nobody else is shown any, also not who had
    an entry's phone until the employer corrected it."""
    if tx.by.id != member.id or not member.proven_phone:
        return []
    return tx.find(RosterEntry, phone_hash=member.phone_hash, state={"$in": ["current", "deferred"]}, limit=10)


def vouching_entry(tx: Tx, member: Member) -> RosterEntry | None:
    """The entry of the employer the member belongs to, else the only one there is."""
    entries = roster_entries(tx, member)
    return next((entry for entry in entries if entry.employer == member.employer), next(iter(entries), None))


@allow(*COMMUNITY)
def members(tx: Tx, wanted: Wanted, limit: int = 50, after: str | None = None) -> Found[Member]:
    """Those who belong to one's own places, in the order of their names. Looking leaves a line (R13)."""
    level = "street" if tx.by.role == "street_officer" else "community"
    where: dict[str, Any] = {level: {"$in": list(tx.by.scopes)}, "state": {"$in": BELONGING}}
    has = {"skills": wanted.skill, "interests": wanted.interest, "free_times": wanted.free_time}
    where |= {field: value for field, value in (has | {"willingness": wanted.willingness}).items() if value}
    begins = _begins(wanted.text)
    if "spelling" in begins and not tx.find(Member, sort="pinyin", limit=1, **where, **begins):
        begins = _initials(wanted.text)
    found = tx.find(Member, sort="pinyin", limit=limit, after=after, **where, **begins)
    tx.look(found, "id")
    return found


def _begins(text: str) -> dict[str, Any]:
    if not text:
        return {}
    in_letters = all(ord(char) < FIRST_HAN for char in text) and spelled(text)
    field, start = ("spelling", in_letters) if in_letters else ("name", text)
    return {field: {"$gte": start, "$lt": start + "\U0010ffff"}}


def _initials(text: str) -> dict[str, Any]:
    """zxm is "zhang1张 xiao3晓 ming2明"."""
    return {"pinyin": {"$regex": "^" + r"\S* ".join(spelled(text))}}


@allow(*COMMUNITY)
def member_card(tx: Tx, member_id: str) -> Card:
    """One member, the phone masked."""
    return _card(tx, member_id)


@allow(*COMMUNITY)
def member_contact(tx: Tx, member_id: str) -> Card:
    """One member with the whole phone: for who is about to call."""
    looked_after(tx, member_id)
    return _card(tx, member_id)


def looked_after(tx: Tx, member_id: str) -> Member:
    """A member who belongs to the actor's places, or was entered by somebody there. A report that merely names a
    community gives it no hold on a phone."""
    member = tx.get(Member, member_id)
    if not {member.community, member.street, *member.entered_at} & set(tx.by.scopes):
        raise NotAllowed(N_("这位党员还没有在您这里报到。接收以后才能查看或更换手机号。"), code="not_yet_here")
    return member


def _card(tx: Tx, member_id: str) -> Card:
    member = tx.get(Member, member_id)
    return Card(member, tx.open(member))
