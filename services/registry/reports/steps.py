"""The steps of a report, and what follows from each: who is waited for, who may see what, which copies change."""


from services.registry.members.facts import say_member_changed
from services.registry.members.model import IdTaken, Member
from services.registry.members.names import masked_name
from services.registry.places.model import Place
from services.registry.reports.model import ENDED, Numbering, Report, Slip
from services.registry.rosters.model import RosterEntry
from shared.clock import SHANGHAI
from shared.documents import CLOCK, Actor
from shared.events.registry import MemberLeft, SlipIssued, TodoClosed, TodoOpened
from shared.signs import new_code
from shared.tx import Tx


def step(tx: Tx, report: Report, to: str, why: str | None = None, by: Actor | None = None) -> None:
    """One step of its life; whom it waits for is told, and no longer whom it waited for before."""
    _waits_no_longer(tx, report)
    report.move_to(to, by or tx.by, tx.now, why)
    _waits(tx, report)
    if to in ("returned", "cancelled") and not report.transfer_of:
        tx.remove_all(IdTaken, {"member": report.member})
    if to in ENDED and report.code:
        tx.set_all(Slip, {"_id": report.code}, state=to)
    if to in ENDED:
        _asks_no_longer(tx, report.member)


def _asks_no_longer(tx: Tx, member: str) -> None:
    """Which employer's roster is right (employer_to_confirm) is asked while a report goes on: of who ends it themself,
    at once, for the person may be erased next; else the entries are looked at again, which asks again or closes."""
    tx.set_all(RosterEntry, {"scopes": member}, unsettled=True)
    if tx.by.id == member:
        for entry in tx.find(RosterEntry, scopes=member, limit=50):
            tx.emit(TodoClosed(todo=f"employer_to_confirm:{entry.id}", subject=entry.id))


def move_with_community(tx: Tx, report: Report, into: Place) -> None:
    """Its community was closed: the report stands where it stood, in the one that takes its place."""
    _waits_no_longer(tx, report)
    report.from_community, report.home_branch = report.community, None
    report.live_in(into)
    report.note("community_closed", tx.by, tx.now)
    _waits(tx, report)


def vouch(tx: Tx, report: Report, entry: RosterEntry, by_hand: bool) -> None:
    """A roster with this person came after the report."""
    _waits_no_longer(tx, report)
    report.entry, report.on_roster, report.roster_date, report.by_hand = entry.id, True, entry.confirmed_at, by_hand
    _waits(tx, report)


def _waits_no_longer(tx: Tx, report: Report) -> None:
    if report.todo:
        tx.emit(TodoClosed(todo=f"{report.todo.kind}:{report.id}", subject=report.id))


def _waits(tx: Tx, report: Report) -> None:
    if todo := report.todo:
        tx.emit(TodoOpened(
            todo=f"{todo.kind}:{report.id}", kind=todo.kind, subject=report.id, scopes=todo.scopes, roles=todo.roles,
            since=tx.now,
        ))  # fmt: skip


def settle(tx: Tx, report: Report, member: Member) -> None:
    """What follows from where the report is now: its scopes and the member's, and every copy of its state."""
    report.scopes = [member.id, *report.places]
    before = tx.peek(Report, report.transfer_of) if report.transfer_of else None
    if before and before.state == "transferring":  # the new community may see where the member comes from
        before.scopes = [member.id, *before.places, str(report.community)]
        member.state = tx.save(before).state
    else:
        member.state = report.state
    member.report = report.id
    seen_by = [] if report.state in ENDED else [report.community, report.street, report.district]
    member.scopes = list(dict.fromkeys([member.id, *filter(None, seen_by), *member.belongs_to]))
    tx.save(report)
    tx.save(member)
    if report.entry and not report.needs_new_employer and (report.on_roster or report.number):
        tx.set_all(RosterEntry, {"_id": report.entry}, member=member.id, report_state=member.state)
    for each in filter(None, (report, before)):
        if each.code:
            tx.set_all(Slip, {"_id": each.code}, state=each.state, community_name=each.community_name)
    say_member_changed(tx, member)


def belong_nowhere(tx: Tx, report: Report, member: Member, why: str) -> None:
    """The report has ended, and with it the member's place in the community; the report itself keeps it."""
    member.community = member.street = member.district = member.home_branch = None
    settle(tx, report, member)
    tx.emit(MemberLeft(member=member.id, report=report.id, why=why))


def issue_slip(tx: Tx, report: Report, verified_by: str, by: Actor | None = None) -> None:
    """The slip with its number; it passes on to the community by itself, unless that is in another district."""
    step(tx, report, "slip_issued", "employer_not_on_system" if verified_by == "nobody" else verified_by, by)
    number_slip(tx, report)
    if verified_by != "nobody":
        tx.set_all(IdTaken, {"member": report.member}, verified=True)
    tx.emit(SlipIssued(
        member=report.member, report=report.id, number=str(report.number), community=report.community,
        employer=report.employer, verified_by=verified_by, roster_date=report.roster_date,
    ))  # fmt: skip
    if not report.elsewhere:
        step(tx, report, "awaiting_community", "by_itself", CLOCK)


def number_slip(tx: Tx, report: Report) -> None:
    report.number = next_number(tx, report.community or report.district)
    report.code = new_code(10)
    tx.add(Slip(
        id=report.code, member=report.member, number=report.number, name=masked_name(report.name),
        community_name=report.community_name, state=report.state,
    ))  # fmt: skip


def next_number(tx: Tx, place: str, mark: str = "") -> str:
    """A yearly number of a place: 2026-310106018017-00001; the year is Shanghai's."""
    begins = f"{tx.now.astimezone(SHANGHAI).year}-{place}-{mark}"
    numbering = tx.peek(Numbering, begins) or tx.add(Numbering(id=begins))
    numbering.last += 1
    return f"{begins}{tx.save(numbering).last:05}"
