"""What registry says of a member whenever it changes."""

from collections.abc import Iterable

from pymongo.database import Database

from services.registry.members.model import Member
from shared.events.registry import MemberChanged
from shared.tx import Tx


def say_member_changed(tx: Tx, member: Member) -> None:
    if member.sealed:
        tx.emit(member_changed(member))


def member_changed(member: Member) -> MemberChanged:
    """The member as now known, for every service. `sealed` goes on as it lies here: nobody looks inside."""
    known = {name: getattr(member, name) for name in MemberChanged.model_fields if hasattr(member, name)}
    return MemberChanged(member=member.id, **known)


def all_members(db: Database) -> Iterable[MemberChanged]:
    """For readers added later than the events are kept."""
    rows = db[Member.collection].find({"sealed": {"$ne": None}}).sort("_id")
    return (member_changed(Member.of(row)) for row in rows)
