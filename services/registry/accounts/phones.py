"""A member's phone changes: both codes, or somebody on the spot who checked the person."""

from typing import NamedTuple

from services.registry.accounts import reading
from services.registry.accounts.codes import WRONG, challenge_answered, look_again, use_up
from services.registry.accounts.model import PhoneChange, Why
from services.registry.accounts.standings import let_stand
from services.registry.members.facts import say_member_changed
from services.registry.members.model import Member, PhoneTaken
from services.registry.members.queries import looked_after
from shared.errors import N_, Invalid, Problem, Refused, WrongState
from shared.events.registry import MessageAsked
from shared.tx import Tx, allow, new_id


class Answer(NamedTuple):
    challenge: str
    code: str


@allow("member")
def change_phone(tx: Tx, old: Answer, new: Answer) -> Member | Invalid:
    """`old`: a code sent to what the member signs in with until now; `new`: one sent to the new phone."""
    before, after = challenge_answered(tx, *old), challenge_answered(tx, *new)
    if before is None or after is None:
        wrong = [name for name, found in (("old", before), ("new", after)) if found is None]
        return Invalid(fields=[Problem(f"{name}.code", WRONG) for name in wrong])
    taken, address = tx.peek(PhoneTaken, before.contact), tx.open(after)
    if taken is None or taken.member != tx.by.id:
        raise Invalid(fields=[Problem("old.challenge", N_("应为发到您现在的手机号或邮箱的验证码。"))])
    if "phone" not in address:
        raise Invalid(fields=[Problem("new.challenge", N_("应为发到新手机号的验证码。"))])
    use_up(tx, before)
    use_up(tx, after)
    return _move_phone(tx, tx.get(Member, tx.by.id), address["phone"], "codes")


@allow("secretary", "staff", "instructor")
def correct_phone(tx: Tx, member_id: str, phone: str, why: Why) -> Member:
    """For a member who lost the old phone. `why`: how the person was checked. Whoever holds the old phone is out, and
    the old address is told."""
    member = looked_after(tx, member_id)
    if member.state in ("closed", "erased"):
        raise WrongState
    before = tx.open(member)
    _move_phone(tx, member, reading.phone(phone), why)
    _tell_old_address(tx, member, before)
    let_stand(tx, member.id, "member", [member.id], end_sessions=True)
    return member


def _tell_old_address(tx: Tx, member: Member, before: dict[str, str]) -> None:
    to = {name: before[name] for name in ("phone", "email") if before.get(name)}
    if to and before.get("phone") != tx.open(member)["phone"]:
        tx.emit(MessageAsked(
            subject=new_id(), wording="phone_changed", sealed=tx.seal(member.id, {"to": to, "values": {}}),
            scopes=member.scopes,
        ))  # fmt: skip


def _move_phone(tx: Tx, member: Member, phone: str, why: Why) -> Member:
    contact = tx.keys.hashed("phone", phone)
    taken = tx.peek(PhoneTaken, contact)
    if taken and taken.member not in (None, member.id):
        raise Refused(N_("这个手机号已用于另一位党员。请核对号码，或请社区工作人员帮助处理。"), code="phone_taken")
    if member.phone_hash and member.phone_hash != contact:
        tx.remove(PhoneTaken, member.phone_hash)
    if taken:
        taken.member, taken.entered = member.id, None
        tx.save(taken)
    else:
        tx.add(PhoneTaken(id=contact, member=member.id))
    member.sealed = tx.seal(member.id, tx.open(member) | {"phone": phone})
    member.phone_hash, member.proven_phone = contact, True
    look_again(tx, contact)
    tx.save(member)
    tx.add(PhoneChange(
        id=new_id(), scopes=member.scopes, member=member.id, by=tx.by.id, role=tx.by.role, why=why, at=tx.now,
    ))  # fmt: skip
    say_member_changed(tx, member)
    return member
