"""What officers do with employers, and what an employer's organisation and a community do with its report."""

from services.registry.employers.facts import employer_changed, waits, waits_no_longer
from services.registry.employers.model import Employer, EmployerReport, EmployerTaken, new_number
from services.registry.employers.queries import within_scope
from services.registry.places.model import Place
from services.registry.places.search import pinyin_key
from shared.errors import N_, Invalid, NotAllowed, Problem, Refused, WrongState
from shared.events.registry import EmployerReportAccepted
from shared.tx import Tx, allow, new_id

AT_ONCE = 500


@allow("district_officer", "street_officer")
def create_employer(tx: Tx, name: str, code: str | None = None, community: str | None = None) -> Employer:
    """A new employer in the officer's district or street."""
    employer = Employer(id=new_id(), name="", district="")
    _describe(tx, employer, name, code, community)
    tx.add(employer)
    tx.emit(employer_changed(employer))
    return employer


@allow("district_officer", "street_officer")
def edit_employer(
    tx: Tx, employer_id: str, version: int, name: str, code: str | None = None, community: str | None = None
) -> Employer:
    employer = within_scope(tx, employer_id, version)
    _describe(tx, employer, name, code, community)
    tx.save(employer)
    tx.emit(employer_changed(employer))
    return employer


@allow("district_officer", "street_officer")
def deactivate_employer(tx: Tx, employer_id: str) -> Employer:
    """It is on no list any more and hands in no roster; its people and their records stay."""
    return _set_active(tx, employer_id, False)


@allow("district_officer", "street_officer")
def reactivate_employer(tx: Tx, employer_id: str) -> Employer:
    return _set_active(tx, employer_id, True)


@allow("employer_officer")
def set_verification(tx: Tx, employer_id: str, version: int, by_hand: bool) -> Employer:
    """Whether reports that the roster vouches for still wait for the employer's officer."""
    employer = within_scope(tx, employer_id, version)
    employer.verify_by_hand = by_hand
    return tx.save(employer)


@allow("employer_officer")
def send_employer_report(tx: Tx, employer_id: str, community: str | None = None) -> EmployerReport:
    """The organisation reports to the community where it works; a returned report is sent again."""
    employer = within_scope(tx, employer_id)
    place = _community(tx, community or employer.community)
    for returned in tx.find(EmployerReport, scopes=employer.id, state="returned"):  # corrected, or elsewhere instead
        tx.emit(waits_no_longer(returned))
    report = tx.peek(EmployerReport, f"{employer.id}.{place.id}")
    if report:
        report.move_to("slip_issued", tx.by, tx.now)
        report.asked_at = tx.now
        tx.save(report)
    else:
        report = tx.add(EmployerReport(
            id="", employer=employer.id, employer_name=employer.name, community="", number=new_number(tx.now),
            asked_at=tx.now,
        ).to_community(place))  # fmt: skip
    tx.emit(waits(report, tx.now))
    return report


@allow("secretary", "staff")
def accept_employer_report(tx: Tx, report_id: str) -> EmployerReport:
    """The community takes the organisation in; the receipt has its own number."""
    report = _answer(tx, report_id, "accepted")
    report.receipt = new_number(tx.now)
    tx.emit(EmployerReportAccepted(
        employer=report.employer, report=report.id, number=report.receipt, community=report.community
    ))  # fmt: skip
    return report


@allow("secretary", "staff")
def accept_employer_reports(tx: Tx, report_ids: list[str] | None = None) -> list[EmployerReport]:
    """These, or all that wait (AT_ONCE a time)."""
    if report_ids is None:
        report_ids = [each.id for each in tx.find(EmployerReport, state="slip_issued", sort="asked_at", limit=AT_ONCE)]
    return [accept_employer_report(tx, each) for each in dict.fromkeys(report_ids)]


@allow("secretary", "staff")
def return_employer_report(tx: Tx, report_id: str, reason: str) -> EmployerReport:
    """Back to the employer's officers for correction."""
    report = _answer(tx, report_id, "returned")
    report.reason = reason
    tx.emit(waits(report, tx.now))
    return report


def _answer(tx: Tx, report_id: str, state: str) -> EmployerReport:
    report = tx.get(EmployerReport, report_id)
    before = report.model_copy()
    report.move_to(state, tx.by, tx.now)
    tx.emit(waits_no_longer(before))
    return tx.save(report)


def _set_active(tx: Tx, employer_id: str, active: bool) -> Employer:
    employer = within_scope(tx, employer_id)
    if employer.active == active:
        raise WrongState
    employer.active = active
    tx.emit(employer_changed(employer))
    return tx.save(employer)


def _describe(tx: Tx, employer: Employer, name: str, code: str | None, community: str | None) -> None:
    """Set what officers say of it, within their scopes, and claim its name and code."""
    claimed = _claims(employer)
    place = _community(tx, community) if community else _officer_place(tx, employer)
    employer.name, employer.pinyin, employer.code, employer.community = name, pinyin_key(name), code, community
    employer.district = place.district
    employer.street = place.id if place.level == "street" else place.street
    about = [employer.district, employer.street, employer.community, employer.id]
    employer.scopes = [scope for scope in about if scope]
    if not set(tx.by.scopes) & set(employer.scopes):
        raise NotAllowed(N_("这个社区不在您的范围内，请选您范围内的社区。"))
    for claim in _claims(employer) - claimed:
        if tx.peek(EmployerTaken, claim):
            raise Refused(N_("已有同名或统一社会信用代码相同的单位，请在单位列表中查找。"), code="employer_exists")
        tx.add(EmployerTaken(id=claim, employer=employer.id))
    tx.remove(EmployerTaken, *(claimed - _claims(employer)))


def _claims(employer: Employer) -> set[str]:
    """What no second employer may have: its name in its district, and its code."""
    return {claim for claim in (employer.name and f"{employer.district} {employer.name}", employer.code) if claim}


def _officer_place(tx: Tx, employer: Employer) -> Place:
    """Where nothing nearer is said: where it is now, else the officer's own street or district."""
    return tx.get(Place, employer.street or employer.district or tx.by.scopes[0])


def _community(tx: Tx, community: str | None) -> Place:
    place = tx.peek(Place, community) if community else None
    if not place or place.level != "community" or not place.active:
        raise Invalid(fields=[Problem("community", N_("请选单位办公地所在的社区。"))])
    return place
