"""What is done with reports: by the member, the community, the street (see also verifying.py)."""

from services.registry.accounts.model import Account
from services.registry.members.consent import agree
from services.registry.members.model import Member
from services.registry.places.model import HomeBranch
from services.registry.places.queries import branch_for
from services.registry.reports.forms import Correction, EnteredForm, ReportForm
from services.registry.reports.model import Report, Slip
from services.registry.reports.queries import Done, Progress, has_roads, my_current, progress
from services.registry.reports.sending import (
    active_community,
    as_it_is_now,
    claim_phone,
    employer_as_named,
    fill_in,
    refuse_second,
    send,
)
from services.registry.reports.steps import belong_nowhere, next_number, settle, step
from services.registry.reports.verifying import wanted
from shared.errors import N_, Invalid, Problem, WrongState
from shared.events.registry import (
    MemberReported,
    MemberTransferred,
    ReportedElsewhere,
    ReportRedirected,
    ReportReturned,
)
from shared.tx import Tx, allow, new_id

# the member


@allow("member")
def send_report(tx: Tx, form: ReportForm) -> Progress:
    """The member reports; what the employer's roster knows is not asked."""
    return progress(tx, _begin(tx, tx.get(Member, tx.by.id), form))


@allow("secretary", "staff", "instructor")
def enter_report(tx: Tx, form: EnteredForm) -> Report:
    """The same for somebody at the station or from paper; the person is told."""
    person = tx.new_person()
    member = tx.add(Member(
        id=person, scopes=[person], entered_by=tx.by.id, entered_at=list(tx.by.scopes),
        channel="sms" if form.phone else "inbox",
    ))  # fmt: skip
    said = employer_as_named(tx, form)
    report = _begin(tx, member, said, entered_by=tx.by.id, how=form.how, phone=form.phone)
    if form.phone:
        claim_phone(tx, member, form.phone)
    return report


def _begin(
    tx: Tx, member: Member, form: ReportForm, entered_by: str | None = None, how: str | None = None,
    phone: str | None = None,
) -> Report:  # fmt: skip
    refuse_second(tx, member)
    agree(tx, member, form.consent_version)
    report = tx.add(Report(id=new_id(), member=member.id, district="", entered_by=entered_by))
    fill_in(tx, report, member, form, phone)
    return send(tx, report, member, how)


@allow("member")
def send_again(tx: Tx, form: Correction) -> Progress:
    """A returned report, corrected: only what was wrong is sent; whom it was verified by asks again if that changed."""
    report, member = my_current(tx)
    if report.state != "returned":
        raise WrongState
    if form.says_who and report.code:
        tx.remove(Slip, report.code)
        report.number = report.code = None
    fill_in(tx, report, member, form)
    return progress(tx, send(tx, report, member, "corrected"))


@allow("member")
def cancel_report(tx: Tx) -> Progress:
    """The member takes the report back; one that is under way to a new community leaves them in the old one."""
    report, member = my_current(tx)
    step(tx, report, "cancelled", "by_member")
    tx.save(report)
    before = tx.peek(Report, report.transfer_of) if report.transfer_of else None
    if before and before.state == "transferring":
        report.scopes = [member.id, *report.places]
        step(tx, before, "reported_elsewhere" if before.elsewhere else "reported", "transfer_cancelled")
        settle(tx, before, member)
        return progress(tx, before)
    belong_nowhere(tx, report, member, "cancelled")
    return progress(tx, report)


@allow("member")
def restore_report(tx: Tx) -> Progress:
    """A cancelled report goes on where it stood; nothing is filled in again."""
    report, member = my_current(tx)
    step(tx, report, "restored", "by_member")
    if report.community:
        report.live_in(as_it_is_now(tx, report.community))
    return progress(tx, send(tx, report, member, "restored"))


@allow("member")
def note_receipt_elsewhere(tx: Tx, number: str) -> Progress:
    """区外报到: the other district's receipt ends it."""
    report, member = my_current(tx)
    step(tx, report, "reported_elsewhere", "receipt_noted")
    report.receipt, report.accepted_at = number, tx.now
    tx.emit(ReportedElsewhere(member=member.id, report=report.id, employer=report.employer, receipt=number))
    settle(tx, report, member)
    return progress(tx, report)


# whoever it waits for


@allow("employer_officer", "secretary", "staff", "street_officer", "district_officer")
def return_report(tx: Tx, report_id: str, reason: str) -> Report:
    """Back to the member for correction, from whoever it waits for; the reason is sealed."""
    report = tx.get(Report, report_id)
    if not report.todo or tx.by.role not in report.todo.roles:
        raise WrongState
    step(tx, report, "returned", "reason_given")
    held = tx.open(report)
    held["reasons"] = held.get("reasons", {}) | {tx.now.isoformat(): reason}
    report.sealed = tx.seal(report.member, held)
    sealed = tx.seal(report.member, {"reason": reason})
    tx.emit(ReportReturned(member=report.member, report=report.id, by_role=tx.by.role, sealed=sealed))
    settle(tx, report, tx.get(Member, report.member))
    return report


# the community and the street


@allow("street_officer", "district_officer")
def place_report(tx: Tx, report_id: str, community: str) -> Report:
    """The officer found the community of somebody who did not know it."""
    report = tx.get(Report, report_id)
    if report.state != "awaiting_placement":
        raise WrongState
    report.live_in(active_community(tx, community))
    return send(tx, report, tx.get(Member, report.member), "placed")


@allow("secretary", "staff")
def redirect_report(tx: Tx, report_id: str, community: str) -> Report:
    """To the right community in one step; the member fills in nothing again."""
    report = tx.get(Report, report_id)
    if community == report.community:
        raise Invalid(fields=[Problem("community", N_("它已经在这个社区，请选另一个。"))])
    report.from_community = report.community
    step(tx, report, "redirected", "other_community")
    report.live_in(active_community(tx, community))
    report.home_branch = None
    step(tx, report, "awaiting_community", "redirected")
    tx.emit(ReportRedirected(
        member=report.member, report=report.id, community=community, from_community=str(report.from_community)
    ))  # fmt: skip
    settle(tx, report, tx.get(Member, report.member))
    return report


@allow("secretary", "staff")
def accept_reports(
    tx: Tx, report_ids: list[str] | None = None, home_branch: str | None = None, contact: str | None = None
) -> Done:
    """The community takes these members in, or all that wait (AT_ONCE a time), and names their contact."""
    reports = wanted(tx, report_ids, state="awaiting_community")
    chosen = _branch(tx, home_branch) if home_branch else None
    with_roads = {each for each in {str(report.community) for report in reports} if has_roads(tx, each)}
    person, name = _contact(tx, contact)
    for report in reports:
        branch = chosen or (_branch_by_address(tx, report) if report.community in with_roads else None)
        report.contact, report.contact_name = person, name
        _accept(tx, report, branch)
    return Done(reports, tx.count(Report, state="awaiting_community") - len(reports))


def _accept(tx: Tx, report: Report, branch: HomeBranch | None) -> None:
    step(tx, report, "reported")
    report.receipt = next_number(tx, str(report.community), "H")
    report.accepted_at = tx.now
    report.home_branch = branch.id if branch and branch.community == report.community else None
    member = tx.get(Member, report.member)
    member.community, member.street, member.district = report.community, report.street, report.district
    member.home_branch = report.home_branch
    before = tx.peek(Report, report.transfer_of) if report.transfer_of else None
    where = {"community": report.community, "street": report.street, "district": report.district}
    if before and before.state == "transferring":
        step(tx, before, "transferred_out", "accepted_there")
        before.scopes = [member.id, *before.places]
        tx.emit(MemberTransferred(
            member=member.id, report=report.id, from_community=str(tx.save(before).community), **where
        ))  # fmt: skip
    else:
        tx.emit(MemberReported(
            member=member.id, report=report.id, employer=report.employer, home_branch=report.home_branch,
            receipt=report.receipt, **where,
        ))  # fmt: skip
    settle(tx, report, member)


@allow("secretary", "staff")
def assign_report(
    tx: Tx, report_id: str, version: int, home_branch: str | None = None, contact: str | None = None
) -> Report:
    """The home branch of somebody who was taken in, and whom of the community they may turn to."""
    report = tx.get(Report, report_id, version)
    if report.state != "reported":
        raise WrongState
    branch = _branch(tx, home_branch) if home_branch else None
    if contact and contact != report.contact:
        report.contact, report.contact_name = _contact(tx, contact)
    member = tx.get(Member, report.member)
    report.home_branch = member.home_branch = branch.id if branch else None
    settle(tx, report, member)
    return report


def _contact(tx: Tx, account_id: str | None) -> tuple[str, str | None]:
    """The account whom the members may turn to, with its name: the one who accepts, or another of the community."""
    account = tx.peek(Account, account_id or tx.by.id)
    if account_id and (account is None or not account.active):
        raise Invalid(fields=[Problem("contact", N_("没有这个联系人，请从本社区的账号里选择。"))])
    return account_id or tx.by.id, account.name if account else None


def _branch(tx: Tx, branch_id: str) -> HomeBranch:
    branch = tx.peek(HomeBranch, branch_id)
    if branch is None or not branch.active or branch.community not in tx.by.scopes:
        raise Invalid(fields=[Problem("home_branch", N_("没有这个党支部，请重新选择。"))])
    return branch


def _branch_by_address(tx: Tx, report: Report) -> HomeBranch | None:
    """By 小区 or road. Only where a branch has named some is an address opened for it."""
    address = tx.open(report).get("address")
    return branch_for(tx, str(report.community), address) if address else None
