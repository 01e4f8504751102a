"""From one community to another, from one employer to another; the history stays, with dates (R9)."""

from services.registry.employers.facts import waits, waits_no_longer
from services.registry.employers.model import Employer, EmployerReport
from services.registry.members.model import IdTaken, Member, PhoneTaken
from services.registry.members.queries import roster_entries
from services.registry.places.model import Place
from services.registry.reports.model import ENDED, Report
from services.registry.reports.queries import Progress, my_current, progress
from services.registry.reports.sending import active_community, as_it_is_now
from services.registry.reports.steps import belong_nowhere, move_with_community, number_slip, settle, step, vouch
from services.registry.rosters.model import RosterEntry
from services.registry.transfers.queries import (
    Employment,
    Ending,
    employer_reports_left_behind,
    my_employment,
    reports_left_behind,
)
from shared.documents import CLOCK
from shared.errors import N_, Invalid, Problem
from shared.events.registry import (
    EmployerOfMemberChanged,
    MemberTransferred,
    ReportRedirected,
    TodoClosed,
    TodoOpened,
    TransferStarted,
)
from shared.tx import Tx, allow, new_id

FORMERLY_EMPLOYED = {"employer": None, "employer_name": None, "entry": None, "on_roster": False, "roster_date": None}

# between communities


@allow("member")
def start_transfer(tx: Tx, community: str) -> Progress:
    """The member moves: the old community keeps them until the new one takes them in."""
    report, member = my_current(tx)
    return progress(tx, _transfer(tx, report, member, community, "by_member"))


@allow("secretary", "staff")
def transfer_member(tx: Tx, report_id: str, community: str) -> Report:
    """The same, done by the old community for somebody who asked for it."""
    report = tx.get(Report, report_id)
    return _transfer(tx, report, tx.get(Member, report.member), community, "by_community")


def _transfer(tx: Tx, before: Report, member: Member, community: str, why: str) -> Report:
    place = active_community(tx, community)
    if place.id == before.community:
        raise Invalid(fields=[Problem("community", N_("已经在这个社区，请选另一个。"))])
    step(tx, before, "transferring", why)
    report = before.model_copy(update={
        "id": new_id(), "version": 0, "state": "draft", "steps": [], "receipt": None, "accepted_at": None,
        "home_branch": None, "contact": None, "contact_name": None, "sealed": None, "asked_at": tx.now,
        "transfer_of": before.id, "from_community": before.community,
    } | (FORMERLY_EMPLOYED if before.needs_new_employer else {}))  # fmt: skip
    report.live_in(place)
    step(tx, report, "slip_issued", "transfer")
    number_slip(tx, tx.add(report))
    step(tx, report, "awaiting_community", "by_itself", CLOCK)
    tx.emit(TransferStarted(
        member=member.id, report=report.id, from_community=before.community or "", to_community=place.id
    ))  # fmt: skip
    settle(tx, report, member)
    return report


@allow("secretary", "staff")
def end_report(tx: Tx, report_id: str, why: Ending) -> Report:
    """离职, 退休, 返回: no longer an in-service member here; what was done stays, and they may come back."""
    report = tx.get(Report, report_id)
    step(tx, report, "left", why)
    belong_nowhere(tx, report, tx.get(Member, report.member), why)
    return report


def move_out_of_closed(tx: Tx, community: str) -> None:
    """A closed community's members and reports stand in the one it was closed into, AT_ONCE a time."""
    into = as_it_is_now(tx, community)
    reports = reports_left_behind(tx, community)
    tx.fetch(Member, [report.member for report in reports])
    for report in reports:
        _move(tx, report, tx.get(Member, report.member), into)
    for organisations in employer_reports_left_behind(tx, community):
        _move_organisations(tx, organisations, into)


def _move_organisations(tx: Tx, report: EmployerReport, into: Place) -> None:
    """What waits there waits here, unless the organisation has reported here already."""
    tx.emit(waits_no_longer(report))
    tx.remove(EmployerReport, report.id)
    moved = report.to_community(into)
    if tx.peek(EmployerReport, moved.id) is None:
        tx.emit(waits(tx.add(moved), tx.now))


def _move(tx: Tx, report: Report, member: Member, into: Place) -> None:
    before = str(report.community)
    move_with_community(tx, report, into)
    if member.community == before:
        member.community, member.street, member.district, member.home_branch = into.id, into.street, into.district, None
        tx.emit(MemberTransferred(
            member=member.id, report=report.id, from_community=before, community=into.id, street=str(into.street),
            district=into.district,
        ))  # fmt: skip
    elif report.state == "awaiting_community":
        tx.emit(ReportRedirected(member=member.id, report=report.id, community=into.id, from_community=before))
    tx.save(report)
    settle(tx, tx.get(Report, str(member.report)), member)


# between employers


@allow("member")
def change_employer(tx: Tx, entry_id: str | None = None, employer_name: str | None = None) -> Employment:
    """The member confirms, once, the roster that has them now; or says where they work; or that it is nowhere."""
    report, member = my_current(tx)
    entries = {entry.id: entry for entry in roster_entries(tx, member)}
    if entry_id and entry_id not in entries:
        raise Invalid(fields=[Problem("entry", N_("没有这条信息，请刷新后再试。"))])
    if entry_id:
        _work_for(tx, report, member, entries[entry_id])
    else:
        _work_at(tx, report, member, None, employer_name)
        settle(tx, report, member)
    for entry in entries.values():
        tx.emit(_confirmed(entry))
    return my_employment(tx)


def _work_for(tx: Tx, report: Report, member: Member, entry: RosterEntry) -> None:
    member.work_branch = entry.work_branch
    report.entry, report.on_roster, report.roster_date = entry.id, True, entry.confirmed_at
    employer = tx.get(Employer, entry.employer)
    _work_at(tx, report, member, employer.id, employer.name)
    settle(tx, report, member)


def _work_at(tx: Tx, report: Report, member: Member, employer: str | None, name: str | None) -> None:
    before = member.employer or report.employer
    tx.emit(EmployerOfMemberChanged(member=member.id, from_employer=before, employer=employer))
    report.note("employer_changed", tx.by, tx.now, from_employer=before, employer=employer)
    report.employer, report.employer_name, report.needs_new_employer = employer, name, False
    member.employer, member.employer_name = employer, name


def settle_entries(tx: Tx, entry_ids: list[str]) -> None:
    """What a roster says now, taken over into what is kept of those members who are already known."""
    entries = tx.fetch(RosterEntry, entry_ids)
    whose = _whose(tx, entries)
    members = {member.id: member for member in tx.fetch(Member, whose.values())}
    for entry in entries:
        entry.unsettled = False
        tx.save(entry)
        if member := members.get(whose[entry.id]):
            _settle_entry(tx, entry, member)


def _whose(tx: Tx, entries: list[RosterEntry]) -> dict[str, str]:
    """The member of each entry: who was linked, else who has its phone, its ID number, or its person's id."""
    phones = tx.fetch(PhoneTaken, [entry.phone_hash for entry in entries if entry.phone_hash])
    ids = tx.fetch(IdTaken, [entry.id_hash for entry in entries if entry.id_hash])
    by_phone, by_id = ({taken.id: taken.member for taken in found} for found in (phones, ids))
    return {
        entry.id: entry.member or by_phone.get(entry.phone_hash or "") or by_id.get(entry.id_hash or "") or entry.person
        for entry in entries
    }


def _settle_entry(tx: Tx, entry: RosterEntry, member: Member) -> None:
    proven = member.proven_phone and entry.phone_hash is not None and member.phone_hash == entry.phone_hash
    entry.scopes = list(dict.fromkeys([entry.employer, entry.person, *([member.id] if proven else [])]))
    report = tx.peek(Report, member.report) if member.report else None
    going = report is not None and report.state not in ENDED and member.state not in ("closed", "erased")
    surely = proven or member.id in (entry.member, entry.person)  # by ID number alone: the employer looks
    if report and going and entry.state != "left" and surely and _is_news(tx, entry, member, report):
        tx.emit(TodoOpened(todo=f"employer_to_confirm:{entry.id}", kind="employer_to_confirm", subject=entry.id,
                           scopes=[member.id], roles=["member"], since=tx.now))  # fmt: skip
        return
    tx.emit(_confirmed(entry))
    if report and going and entry.state == "left":
        _leave(tx, entry, member, report)


def _is_news(tx: Tx, entry: RosterEntry, member: Member, report: Report) -> bool:
    """Whether the member is asked; what follows without asking is done."""
    if member.employer == entry.employer:
        _stay(tx, entry, member, report)
    elif member.employer is None and report.entry == entry.id:
        _work_for(tx, report, member, entry)
    else:
        return True
    return False


def _leave(tx: Tx, entry: RosterEntry, member: Member, report: Report) -> None:
    """Gone from the roster: the report and its history stay, marked 待确认新单位; the member is asked once."""
    if member.employer != entry.employer or report.needs_new_employer:
        return
    report.needs_new_employer, member.employer = True, None
    report.note("left_employer", tx.by, tx.now, from_employer=entry.employer)
    tx.emit(EmployerOfMemberChanged(member=member.id, from_employer=entry.employer))
    settle(tx, report, member)


def _stay(tx: Tx, entry: RosterEntry, member: Member, report: Report) -> None:
    """The roster vouches for a report that came before it; what belongs to the employer follows the roster."""
    if report.state == "awaiting_employer" and not report.on_roster:
        vouch(tx, report, entry, tx.get(Employer, entry.employer).verify_by_hand)
        settle(tx, report, member)
    elif report.entry != entry.id or member.work_branch != entry.work_branch:
        report.entry, member.work_branch = entry.id, entry.work_branch
        settle(tx, report, member)


def _confirmed(entry: RosterEntry) -> TodoClosed:
    return TodoClosed(todo=f"employer_to_confirm:{entry.id}", subject=entry.id)
