"""What registry says of a member whenever it changes."""

from services.registry.members.model import Member
from shared.events.registry import MemberChanged
from shared.tx import Tx


def say_member_changed(tx: Tx, member: Member) -> None:
    """The member as now known, for every service. `sealed` goes on as it lies here: nobody looks inside."""
    if member.sealed:
        known = {name: getattr(member, name) for name in MemberChanged.model_fields if hasattr(member, name)}
        tx.emit(MemberChanged(member=member.id, **known))
