from pymongo import UpdateMany

from services.registry.accounts.model import PhoneChange
from services.registry.accounts.standings import let_stand
from services.registry.members.facts import say_member_changed
from services.registry.members.model import IdTaken, Member, PhoneTaken
from services.registry.privacy.model import Erasure, Export, ExportPiece
from services.registry.privacy.queries import held_about, own_member
from services.registry.reports.model import LIFE, Report, Slip
from services.registry.reports.steps import step
from services.registry.rosters.model import IdOnRoster, PhoneOnRoster, RosterEntry
from shared.errors import N_, TooMany, WrongState
from shared.events.registry import AccountClosed, ExportAsked, MemberErased
from shared.sealed import in_parts
from shared.tx import Tx, allow, new_id


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
    """Nothing is sent any more and nobody signs in; what was done stays on record."""
    member = own_member(tx)
    if member.state == "closed":
        raise WrongState(N_("账号已经注销。"))
    _end_reports(tx, member)
    member.state = "closed"
    tx.save(member)
    let_stand(tx, member.id, "member", [member.id], active=False, end_sessions=True)
    say_member_changed(tx, member)
    tx.emit(AccountClosed(member=member.id))
    return member


@allow("member")
def erase_me(tx: Tx) -> Erasure:
    """Everything about me goes, everywhere; counts stay as anonymous lines. The rest is done by tasks."""
    member = own_member(tx)
    if tx.peek(Erasure, member.id):
        raise WrongState(N_("正在删除，一般几分钟内完成。"))
    _end_reports(tx, member)
    let_stand(tx, member.id, "member", [member.id], active=False, end_sessions=True)
    member.state = "erased"
    tx.save(member)
    tx.emit(MemberErased(member=member.id))
    scopes = [member.district] if member.district else []
    return tx.add(Erasure(id=member.id, started_at=tx.now, district=member.district, scopes=scopes))


def end_own_copies(tx: Tx, person: str) -> None:
    """Registry's own half, in one transaction: the key first of all, which ends what lies in Kafka and in backups;
    outbox rows keep their sequence and lose what they said."""
    erasure = tx.get(Erasure, person)
    tx.erase_key(person)
    for report in tx.find(Report, member=person):
        _make_anonymous(tx, report)
    for entry in tx.find(RosterEntry, person=person):
        tx.remove(RosterEntry, entry.id)
    tx.remove_all(PhoneOnRoster, {"person": person})
    tx.remove_all(IdOnRoster, {"person": person})
    tx.remove_all(Slip, {"member": person})
    tx.remove_all(PhoneTaken, {"member": person})
    tx.remove_all(PhoneChange, {"member": person})
    tx.remove_all(IdTaken, {"member": person})
    tx.remove(Member, person)
    for export in tx.find(Export, member=person):
        drop_export(tx, export.id)
    emptied = {"$set": {"data": "{}", "mark": "emptied"}, "$unset": {"of": 1}}
    tx.write("outbox", UpdateMany({"of": person}, emptied))
    erasure.own_copies_gone = True
    tx.save(erasure)


def finish_erasure(tx: Tx, person: str) -> None:
    erasure = tx.get(Erasure, person)
    erasure.state, erasure.done_at = "done", tx.now
    tx.save(erasure)


def _end_reports(tx: Tx, member: Member) -> None:
    for report in tx.find(Report, member=member.id):
        if "cancelled" in LIFE[report.state]:
            step(tx, report, "cancelled", "account_closed")
            tx.save(report)


def _make_anonymous(tx: Tx, report: Report) -> None:
    """What counts stays (where, when, in which state), and leads to nobody."""
    report.name = report.pinyin = report.member = ""
    report.sealed = report.id_last4 = report.receipt = report.number = report.code = report.entry = None
    report.scopes = [scope for scope in report.scopes if scope in (report.community, report.street, report.district)]
    report.steps = [step | {"by": "member" if step["role"] == "member" else step["by"]} for step in report.steps]
    tx.save(report)
