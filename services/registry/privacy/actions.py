from datetime import datetime, timedelta

from services.registry.accounts.model import PhoneChange
from services.registry.accounts.standings import let_stand
from services.registry.members.facts import say_member_changed
from services.registry.members.model import IdTaken, Member, PhoneTaken
from services.registry.privacy.model import Erasure, Export, ExportPiece
from services.registry.privacy.queries import held_about, own_member, roster_entries_of
from services.registry.reports.model import LIFE, Report, Slip
from services.registry.reports.steps import belong_nowhere, step
from services.registry.rosters.entries import Registers
from services.registry.rosters.model import RosterEntry
from shared.errors import N_, TooMany, WrongState
from shared.events.registry import (
    MEMBERS,
    AccountClosed,
    ExportAsked,
    MemberErased,
    MessageAsked,
    RosterChanged,
    TodoClosed,
)
from shared.sealed import in_parts
from shared.tx import Tx, allow, new_id

LAST_MESSAGE_WITHIN = timedelta(days=1)  # quiet hours and repeated tries included


@allow("member")
def ask_for_export(tx: Tx) -> Export:
    """Gather all that is held about me, from every service."""
    member = own_member(tx)
    if len(tx.find(Export, limit=5)) == 5:
        raise TooMany(N_("一天内最多可要五份，请下载已有的文件，或明天再试。"), retry_after=3600)
    export = tx.add(Export(id=new_id(), member=member.id, asked_at=tx.now, scopes=[member.id]))
    tx.emit(ExportAsked(member=member.id, export=export.id))
    return export


def finish_export(tx: Tx, export_id: str) -> None:
    """The others have answered; registry adds its own part."""
    export = tx.get(Export, export_id)
    parts = in_parts(held_about(tx, export.member))
    for number, part in enumerate(parts, 1):
        tx.add(ExportPiece(
            id=f"{export.id}|registry|{number}", export=export.id, service="registry", parts=len(parts),
            sealed=tx.seal(export.member, part),
        ))  # fmt: skip
    export.state, export.ready_at = "ready", tx.now
    tx.save(export)


def drop_export(tx: Tx, export_id: str) -> None:
    tx.remove_all(ExportPiece, {"export": export_id})
    tx.remove(Export, export_id)


@allow("member")
def close_my_account(tx: Tx) -> Member:
    """Every session ends and nothing is sent any more; what was done stays on record. Who signs in again may ask for
    an export, erase everything, or report again."""
    member = own_member(tx)
    if member.state == "closed":
        raise WrongState(N_("账号已经注销。"))
    _end_reports(tx, member)
    member.state = "closed"
    tx.save(member)
    let_stand(tx, member.id, "member", [member.id], end_sessions=True)
    say_member_changed(tx, member)
    tx.emit(AccountClosed(member=member.id))
    return member


@allow("member")
def erase_me(tx: Tx) -> Erasure:
    """Everything about me goes, everywhere; counts stay as anonymous lines. The rest is done by tasks."""
    return _erase(tx, own_member(tx))


@allow("district_officer")
def erase_member(tx: Tx, member_id: str) -> Erasure:
    """The same for somebody who asked on paper, at the station or by law."""
    return _erase(tx, tx.get(Member, member_id))


def _erase(tx: Tx, member: Member) -> Erasure:
    if tx.peek(Erasure, member.id):
        raise WrongState(N_("正在删除，一般几分钟内完成。"))
    scopes = [member.id, *filter(None, [member.district])]
    erasure = tx.add(Erasure(id=member.id, started_at=tx.now, district=member.district, scopes=scopes))
    _end_reports(tx, member)
    let_stand(tx, member.id, "member", [member.id], active=False, end_sessions=True)
    member.state = "erased"
    tx.save(member)
    tx.emit(MemberErased(member=member.id))
    return erasure


def end_own_copies(tx: Tx, person: str) -> None:
    """Registry's own half, in one transaction: the key first of all, which ends what lies in Kafka and in backups;
    outbox rows keep their sequence and lose what they said."""
    erasure = tx.get(Erasure, person)
    _tell_the_person(tx, erasure)
    for report in tx.find(Report, member=person):
        _make_anonymous(tx, report)
    entries = roster_entries_of(tx, person)
    registers = Registers(tx, entries)
    for entry in entries:
        registers.move(entry, registers.found_by(entry), set())
        tx.remove(RosterEntry, entry.id)
        tx.emit(RosterChanged(employer=entry.employer))
        tx.emit(TodoClosed(todo=f"employer_to_confirm:{entry.id}", subject=entry.id))
    for kind in (Slip, PhoneTaken, PhoneChange, IdTaken):
        tx.remove_all(kind, {"member": person})
    tx.remove_all(PhoneTaken, {"entered": person, "member": None})
    tx.set_all(PhoneTaken, {"entered": person}, entered=None, id_hash=None)
    tx.remove(Member, person)
    for export in tx.find(Export, member=person):
        drop_export(tx, export.id)
    for key in {person, *(entry.person for entry in entries)}:
        tx.erase_key(key)
        tx.empty_outbox(key)
    tx.empty_outbox(person, stream=f"{MEMBERS}/{person}", but=MemberErased)
    erasure.own_copies_gone = True
    tx.save(erasure)


def end_last_message(tx: Tx, person: str) -> None:
    """The address to which it went is gone too."""
    erasure = tx.get(Erasure, person)
    if erasure.last_message:
        tx.erase_key(erasure.last_message)
        tx.empty_outbox(erasure.last_message)
    erasure.last_message = erasure.last_message_until = None
    tx.save(erasure)


def finish_erasure(tx: Tx, person: str) -> None:
    erasure = tx.get(Erasure, person)
    erasure.state, erasure.done_at = "done", tx.now
    tx.save(erasure)


def _tell_the_person(tx: Tx, erasure: Erasure) -> None:
    """While the address can still be read; under a key of its own, which does not outlive it."""
    member = tx.peek(Member, erasure.id)
    known = tx.open(member) if member else {}
    to = {name: known[name] for name in ("phone", "email") if known.get(name)}
    if not to:
        return
    erasure.last_message, erasure.last_message_until = tx.new_person(), tx.now + LAST_MESSAGE_WITHIN
    sealed = tx.seal(erasure.last_message, {"to": to, "values": {}})
    tx.emit(MessageAsked(subject=new_id(), wording="erased", sealed=sealed, expires=erasure.last_message_until))


def _end_reports(tx: Tx, member: Member) -> None:
    """The newest first: a report under way to another community ends before the one it would have ended."""
    for report in sorted(tx.find(Report, member=member.id), key=lambda report: report.id, reverse=True):
        if report.state == "transferring":
            step(tx, report, "reported_elsewhere" if report.elsewhere else "reported", "transfer_cancelled")
        if "cancelled" in LIFE[report.state]:
            step(tx, report, "cancelled", "account_closed")
            belong_nowhere(tx, report, member, "cancelled")


def _make_anonymous(tx: Tx, report: Report) -> None:
    """What counts stays (where, in which month, in which state), and leads to nobody."""
    report.name = report.pinyin = report.member = ""
    report.sealed = report.id_last4 = report.receipt = report.number = report.code = report.entry = None
    report.employer_name = report.home_branch = report.contact = report.entered_by = None
    report.skills = []
    report.asked_at, report.accepted_at = _month(report.asked_at), _month(report.accepted_at)
    report.scopes = [scope for scope in report.scopes if scope in (report.community, report.street, report.district)]
    report.steps = [
        {"to": each["to"], "role": each["role"], "by": "", "at": _month(each["at"])} for each in report.steps
    ]
    tx.save(report)


def _month(at: datetime | None) -> datetime | None:
    return at and at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
