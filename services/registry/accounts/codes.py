"""Members sign in with a code sent to their phone or e-mail. Any valid address gets one, and what the roster knows is
looked up only after the code was right, so nothing shows whether an address is known."""

import hmac
import secrets
from datetime import timedelta

from services.registry.accounts import reading
from services.registry.accounts.model import Challenge
from services.registry.accounts.tokens import Holder, holder_of
from services.registry.members.facts import say_member_changed
from services.registry.members.model import Member, PhoneTaken
from services.registry.rosters.model import IdOnRoster, PhoneOnRoster, RosterEntry
from shared.documents import EVERYBODY, Actor
from shared.errors import N_, Invalid, NotSignedIn, Problem, Refused
from shared.events.registry import MessageAsked
from shared.throttles import Limit, count, refuse_beyond
from shared.tx import Tx, allow, new_id
from shared.web.session import Standing

MINUTES, TRIES = 5, 5
EACH_MINUTE, EACH_DAY = Limit("code_minute", 1, 60), Limit("code_day", 10, 86_400)
WRONG = N_("验证码不对或已失效，请重新获取。")


@allow(*EVERYBODY)
def send_code(tx: Tx, *, phone: str = "", email: str = "", network: str, an_hour_from_network: int) -> Challenge:
    """Six digits to the phone or the e-mail address, sealed under a key of their own."""
    if bool(phone) == bool(email):
        raise Invalid(fields=[Problem("phone", N_("请填写手机号或邮箱，只填一项。"))])
    kind, address = ("phone", reading.phone(phone)) if phone else ("email", reading.email(email))
    contact = tx.keys.hashed(kind, address)
    limits = [
        (EACH_MINUTE, contact), (EACH_DAY, contact), (Limit("code_network", an_hour_from_network, 3600), network),
    ]  # fmt: skip
    for limit, who in limits:
        refuse_beyond(tx, limit, who)
    for limit, who in limits:
        count(tx, limit, who)
    return _challenge(tx, contact, kind, address)


def _challenge(tx: Tx, contact: str, kind: str, address: str) -> Challenge:
    id, one_off, code = new_id(), tx.new_person(), f"{secrets.randbelow(1_000_000):06}"
    challenge = Challenge(
        id=id, contact=contact, sealed=tx.seal(one_off, {kind: address}), code=tx.keys.hashed("code", f"{id}:{code}"),
        expires_at=tx.now + timedelta(minutes=MINUTES),
    )  # fmt: skip
    sealed = tx.seal(one_off, {"to": {kind: address}, "values": {"code": code, "minutes": MINUTES}})
    tx.emit(MessageAsked(subject=id, wording="sign_in_code", sealed=sealed, expires=challenge.expires_at))
    return tx.add(challenge)


@allow(*EVERYBODY)
def answer_code(tx: Tx, challenge_id: str, code: str, id_number: str = "") -> Holder | NotSignedIn:
    """The member whose address it is; on the first time one is made. From here on it is they who act. `id_number`: of
    somebody whom the station entered (see `_entered_for`)."""
    challenge = challenge_answered(tx, challenge_id, code)
    if challenge is None:
        return NotSignedIn(WRONG, code="code_wrong")
    id_hash = tx.keys.hashed("id", reading.id_number(id_number)) if id_number else None
    member = _member_of(tx, challenge.contact, tx.open(challenge), id_hash)
    use_up(tx, challenge)
    standing = tx.peek(Standing, member.id)
    return holder_of(tx, standing or Standing(
        id=member.id, account_version=0, role="member", grants=[member.id], active=True,
    ))  # fmt: skip


def challenge_answered(tx: Tx, challenge_id: str, code: str) -> Challenge | None:
    """None where the code is wrong, which counts, or the challenge is over. Whoever acts on it uses it up."""
    challenge = tx.peek(Challenge, challenge_id)
    if challenge is None or challenge.expires_at <= tx.now:
        return None
    if hmac.compare_digest(challenge.code, tx.keys.hashed("code", f"{challenge_id}:{code}")):
        return challenge
    challenge.tries += 1
    if challenge.tries >= TRIES:
        use_up(tx, challenge)
    else:
        tx.save(challenge)
    return None


def use_up(tx: Tx, challenge: Challenge) -> None:
    """Gone, with what was sent: nobody can open it any more, here or in any copy."""
    tx.erase_key(challenge.sealed.of)
    tx.remove(Challenge, challenge.id)


def drop_expired_codes(tx: Tx, ids: list[str]) -> None:
    for id in ids:
        if challenge := tx.peek(Challenge, id):
            use_up(tx, challenge)


def _member_of(tx: Tx, contact: str, address: dict[str, str], id_hash: str | None) -> Member:
    taken, on_roster = tx.peek(PhoneTaken, contact) or PhoneTaken(id=contact), tx.peek(PhoneOnRoster, contact)
    known = _entered_for(tx, taken, on_roster, id_hash) or taken.member
    id = known or (on_roster.person if on_roster else tx.new_person())
    tx.by = Actor(id, "member", (id,))
    member, theirs = tx.peek(Member, id), taken.member == id
    if member and theirs and (member.proven_phone or "phone" not in address):
        return member
    if member and not theirs and member.phone_hash not in (None, contact):  # no roster moves what the member proved
        raise Refused(
            N_("这个手机号或邮箱与您原来登记的不同。请用原来的手机号登录，或请社区工作人员核对后更换。"),
            code="phone_changed",
        )  # fmt: skip
    keep = tx.save if tx.peek(PhoneTaken, contact) else tx.add
    taken.member, taken.entered = id, None if taken.entered == id else taken.entered
    keep(taken)
    return _prove(tx, member, id, contact, address)


def _entered_for(tx: Tx, taken: PhoneTaken, on_roster: PhoneOnRoster | None, id_hash: str | None) -> str | None:
    """The person for whom somebody else entered this phone. An entered phone may be a stranger's, so its holder is
    somebody new, unless they know that person's ID number or a roster has both together; then also later, as long as
    they have not reported as somebody else."""
    if not taken.entered or not taken.id_hash:
        return None
    id_on_roster = tx.peek(IdOnRoster, taken.id_hash)
    together = on_roster and id_on_roster and set(on_roster.entries) & set(id_on_roster.entries)
    if not together and not hmac.compare_digest(taken.id_hash, id_hash or ""):
        return None
    tx.by = Actor(taken.member or taken.entered, "member", (taken.member or taken.entered,))
    holder = tx.peek(Member, taken.member) if taken.member else None
    return None if holder and holder.report else taken.entered


def look_again(tx: Tx, phone_hash: str) -> None:
    """A phone was proved: what rosters say of it is taken over into what is kept of the member (see `unsettled`)."""
    tx.set_all(RosterEntry, {"phone_hash": phone_hash, "state": "current"}, unsettled=True)


def _prove(tx: Tx, member: Member | None, id: str, contact: str, address: dict[str, str]) -> Member:
    """The address is theirs: of a member known without it, or of a new one."""
    save = tx.save if member else tx.add
    member = member or Member(id=id, scopes=[id])
    member.sealed = tx.seal(id, tx.open(member) | address)
    if "phone" in address:
        member.phone_hash, member.proven_phone = contact, True
        look_again(tx, contact)
    save(member)
    say_member_changed(tx, member)
    return member
