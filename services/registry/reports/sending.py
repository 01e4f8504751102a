"""From what was sent to a report on its way: who it is, where they live, and where the report goes next."""

from services.registry.employers.model import Employer, EmployerTaken
from services.registry.members.model import IdTaken, Member, PhoneTaken
from services.registry.members.names import call
from services.registry.members.queries import vouching_entry
from services.registry.places.model import Place
from services.registry.reports.forms import Correction, EnteredForm
from services.registry.reports.model import ENDED, Report
from services.registry.reports.steps import issue_slip, settle, step
from services.registry.rosters.model import IdOnRoster, RosterEntry
from shared.errors import N_, Invalid, Problem, Refused
from shared.events.registry import ReportSent
from shared.tx import Tx

ALREADY = N_("这位党员已经报到过，不用再报到。要换社区，请本人登录后办理“转社区”，或请社区工作人员帮助。"
             "由社区代填的，请用当时留的手机号重新登录，并填写身份证号。")  # fmt: skip
REQUIRED = N_("必填")


def refuse_second(tx: Tx, member: Member) -> None:
    """One report a person: the way to another community is the transfer."""
    current = tx.peek(Report, member.report) if member.report else None
    if current and current.state not in ENDED:
        raise Refused(ALREADY, code="already_reported")


def fill_in(tx: Tx, report: Report, member: Member, form: Correction, phone: str | None = None) -> None:
    """Everything the form says, into the report and the member. `phone`: of somebody who is entered by another."""
    known = tx.open(member) | ({"phone": phone} if phone else {})
    if form.says_who or not report.name:
        entry = None if form.names_employer else vouching_entry(tx, member)
        if entry:
            known = _known_by_roster(tx, report, member, entry) | known
        else:
            known |= _known_by_form(tx, report, member, form)
    said = form.said()
    if "email" in said:
        known["email"] = str(said.pop("email"))
    member.sealed = tx.seal(member.id, known | {"pinyin": member.pinyin})
    for field, value in said.items():
        setattr(member, field, value)
    report.name, report.pinyin, report.id_last4 = member.name, member.pinyin, member.id_last4
    report.skills = member.skills
    if form.says_where or not report.district:
        _live_at(tx, report, form)


def _known_by_roster(tx: Tx, report: Report, member: Member, entry: RosterEntry) -> dict[str, str]:
    """The phone on the roster was proved, so the roster says the rest."""
    if entry.id_hash:
        _say_id(tx, member, entry.id_hash)
    call(member, entry.name)
    member.id_last4, member.work_branch = entry.id_last4, entry.work_branch
    member.skills = member.skills or entry.skills
    employer = tx.get(Employer, entry.employer)
    _work_at(report, member, employer, employer.name)
    report.by_hand = employer.verify_by_hand and employer.on_system
    report.entry, report.on_roster, report.roster_date = entry.id, True, entry.confirmed_at
    known = tx.open(entry) | {"name": entry.name}
    if known.get("address"):
        report.sealed = tx.seal(member.id, tx.open(report) | {"address": known["address"]})
    return {name: known[name] for name in ("name", "phone", "email") if known.get(name)}


def _known_by_form(tx: Tx, report: Report, member: Member, form: Correction) -> dict[str, str]:
    """Name and ID number as they say. A roster that has the same number shows nothing: the employer looks."""
    asked = {
        "name": form.name or member.name, "id_number": form.id_number or member.id_hash,
        "employer_name": form.employer_id or form.employer_name or report.employer_name,
    }  # fmt: skip
    if missing := [Problem(field, REQUIRED) for field, value in asked.items() if not value]:
        raise Invalid(fields=missing)
    if form.id_number:
        _say_id(tx, member, tx.keys.hashed("id", form.id_number))
        member.id_last4 = form.id_number[-4:]
    if form.name:
        call(member, form.name)
    if form.names_employer:
        employer = _employer(tx, form)
        verifies = employer if employer and employer.on_system else None
        _work_at(report, member, verifies, employer.name if employer else form.employer_name)
    found = tx.peek(IdOnRoster, str(member.id_hash))
    report.entry = found.by_employer.get(str(report.employer)) if found else None
    report.by_hand, report.on_roster, report.roster_date = True, False, None
    return {"name": member.name}


def _employer(tx: Tx, form: Correction) -> Employer | None:
    if not form.employer_id:
        return None
    employer = tx.peek(Employer, form.employer_id)
    if employer is None or not employer.active:
        raise Invalid(fields=[Problem("employer_id", N_("没有这个单位，请重新选择，或直接填写单位名称。"))])
    return employer


def employer_as_named(tx: Tx, form: EnteredForm) -> EnteredForm:
    """Who enters for another copies a name from paper: one that an employer here has is that employer."""
    if form.employer_id or not (form.employer_name and form.community):
        return form
    district = active_community(tx, form.community).district
    taken = tx.peek(EmployerTaken, f"{district} {form.employer_name}")
    employer = tx.peek(Employer, taken.employer) if taken else None
    return form.model_copy(update={"employer_id": employer.id}) if employer and employer.active else form


def _work_at(report: Report, member: Member, verifies: Employer | None, name: str | None) -> None:
    """An employer that verifies nothing (no roster has the person, no officer is here) is kept as a name only."""
    report.employer = member.employer = verifies.id if verifies else None
    report.employer_name = member.employer_name = name


def _say_id(tx: Tx, member: Member, hashed: str) -> None:
    if member.id_hash not in (None, hashed):
        tx.remove_all(IdTaken, {"_id": member.id_hash, "member": member.id})
    member.id_hash = hashed


def _claim_id(tx: Tx, member: Member, verified: bool) -> None:
    """While a report is on its way nobody else reports with its ID number, save the person whom a roster with a proven
    phone vouches for: a number alone is known to others too."""
    if not member.id_hash:
        return
    taken = tx.peek(IdTaken, member.id_hash)
    if taken is None:
        tx.add(IdTaken(id=member.id_hash, member=member.id, verified=verified))
    elif taken.member == member.id or (verified and not taken.verified):
        taken.member, taken.verified = member.id, taken.verified or verified
        tx.save(taken)
    else:
        raise Refused(ALREADY, code="already_reported")


def claim_phone(tx: Tx, member: Member, phone: str) -> None:
    """For a member whom somebody else entered: the phone is not proven, so it only must not be another's."""
    hashed = tx.keys.hashed("phone", phone)
    if tx.peek(PhoneTaken, hashed):
        raise Refused(
            N_("这个手机号已有人用。如果是本人，请本人用它登录后报到；不方便的，可以不填手机号。"), code="phone_taken"
        )
    tx.add(PhoneTaken(id=hashed, entered=member.id, id_hash=member.id_hash))
    member.phone_hash = hashed


def _live_at(tx: Tx, report: Report, form: Correction) -> None:
    if [bool(form.community), form.unknown, bool(form.elsewhere)].count(True) != 1:
        raise Invalid(fields=[Problem("community", N_("请选一个社区，或者选“不清楚”，或者填写所住的区。"))])
    if form.community:
        report.live_in(active_community(tx, form.community))
        return
    report.elsewhere = form.elsewhere is not None
    report.community, report.community_name = None, form.elsewhere.district_name if form.elsewhere else None
    street = _place(tx, "street", form.street) if form.street and form.unknown else None
    report.street = street.id if street else None
    report.district = street.district if street else _district(tx, report, form)


def as_it_is_now(tx: Tx, community: str) -> Place:
    """The community, or the one it was closed into."""
    place = tx.get(Place, community)
    while place.closed_into:
        place = tx.get(Place, place.closed_into)
    return place


def active_community(tx: Tx, code: str) -> Place:
    return _place(tx, "community", code)


def _place(tx: Tx, level: str, code: str) -> Place:
    place = tx.peek(Place, code)
    if place is None or place.level != level or not place.active:
        raise Invalid(fields=[Problem(level, N_("没有这个地方，请重新选择。"))])
    return place


def _district(tx: Tx, report: Report, form: Correction) -> str:
    """The one that was named, the employer's, or the only one there is."""
    if form.district:
        return _place(tx, "district", form.district).id
    if report.employer:
        return tx.get(Employer, report.employer).district
    districts = tx.find(Place, level="district", active=True, limit=2)
    if len(districts) != 1:
        raise Invalid(fields=[Problem("district", N_("请选择是哪个区的系统。"))])
    return districts[0].id


def send(tx: Tx, report: Report, member: Member, why: str | None = None) -> Report:
    """On its way: to be placed, to the employer, or with its slip to the community."""
    _claim_id(tx, member, verified=report.on_roster)
    to = _next(report)
    report.asked_at = report.asked_at or tx.now
    tx.emit(ReportSent(
        member=member.id, report=report.id, state=to, community=report.community, employer=report.employer,
        entered_by=None if tx.by.role == "member" else report.entered_by,
    ))  # fmt: skip
    if to == "slip_issued" and not report.number:
        issue_slip(tx, report, "nobody")
    else:
        step(tx, report, to, why)
    settle(tx, report, member)
    return report


def _next(report: Report) -> str:
    """A verified report keeps its slip; one without an employer here needs nobody to verify it."""
    if not report.community and not report.elsewhere:
        return "awaiting_placement"
    if report.number and not report.elsewhere:
        return "awaiting_community"
    return "awaiting_employer" if report.employer and not report.number else "slip_issued"
