"""What members say of themselves."""

from typing import Any

from services.registry.members.consent import agree
from services.registry.members.facts import say_member_changed
from services.registry.members.model import Member
from shared.tx import Tx, allow


@allow("member")
def change_profile(tx: Tx, version: int, changed: dict[str, Any]) -> Member:
    """Change just what is named: skills, interests, willingness, times, channel, e-mail, language, rest until."""
    member = tx.get(Member, tx.by.id, version)
    for field, value in changed.items():
        if field == "email":
            member.sealed = tx.seal(member.id, tx.open(member) | {"email": value})
        else:
            setattr(member, field, value)
    say_member_changed(tx, tx.save(member))
    return member


@allow("member")
def give_consent(tx: Tx, version: str) -> Member:
    """The member agrees to the text about personal data."""
    member = tx.get(Member, tx.by.id)
    agree(tx, member, version)
    return tx.save(member)
