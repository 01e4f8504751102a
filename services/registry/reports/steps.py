"""The steps of a report, and what follows from each: who is waited for, who may see what, which copies change."""

import secrets

from services.registry.members.facts import say_member_changed
from services.registry.members.model import Member
from services.registry.members.names import masked_name
from services.registry.reports.model import ENDED, Numbering, Report, Slip
from services.registry.rosters.model import RosterEntry
from shared.clock import SHANGHAI
from shared.documents import CLOCK, Actor
from shared.events.registry import SlipIssued, TodoClosed, TodoOpened
from shared.tx import Tx

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another on paper


def step(tx: Tx, report: Report, to: str, why: str | None = None, by: Actor | None = None) -> None:
    """One step of its life; whom it waits for is told, and no longer whom it waited for before."""
    if report.todo:
        tx.emit(TodoClosed(todo=f"{report.todo.kind}:{report.id}", subject=report.id))
    report.move_to(to, by or tx.by, tx.now, why)
    if todo := report.todo:
        name = f"{todo.kind}:{report.id}"
        tx.emit(TodoOpened(todo=name, kind=todo.kind, subject=report.id, scopes=todo.scopes, roles=todo.roles,
                           since=tx.now))  # fmt: skip


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
    seen_by = [] if report.state in ENDED else report.places
    member.scopes = list(dict.fromkeys([member.id, *seen_by, *member.belongs_to]))
    tx.save(report)
    tx.save(member)
    if report.entry and (report.on_roster or report.number):
        tx.set_all(RosterEntry, {"_id": report.entry}, member=member.id, report_state=member.state)
    if report.code:
        tx.set_all(Slip, {"_id": report.code}, state=report.state, community_name=report.community_name)
    say_member_changed(tx, member)


def issue_slip(tx: Tx, report: Report, verified_by: str, by: Actor | None = None) -> None:
    """The slip with its number; it passes on to the community by itself, unless that is in another district."""
    why = "employer_not_on_system" if verified_by == "nobody" else verified_by
    step(tx, report, "slip_issued", why, by)
    report.number = next_number(tx, report.community or report.district)
    report.code = "".join(secrets.choice(SIGNS) for _ in range(10))
    tx.add(Slip(id=report.code, member=report.member, number=report.number, name=masked_name(report.name),
                community_name=report.community_name, state=report.state))  # fmt: skip
    tx.emit(SlipIssued(
        member=report.member, report=report.id, number=report.number, community=report.community,
        employer=report.employer, verified_by=verified_by, roster_date=report.roster_date,
    ))  # fmt: skip
    if not report.elsewhere:
        step(tx, report, "awaiting_community", "by_itself", CLOCK)


def next_number(tx: Tx, place: str, mark: str = "") -> str:
    """A yearly number of a place: 2026-310106018017-00001; the year is Shanghai's."""
    begins = f"{tx.now.astimezone(SHANGHAI).year}-{place}-{mark}"
    numbering = tx.peek(Numbering, begins) or tx.add(Numbering(id=begins))
    numbering.last += 1
    return f"{begins}{tx.save(numbering).last:05}"
