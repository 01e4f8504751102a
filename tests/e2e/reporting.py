"""6. The report (R6, R10): prefilled where a phone was proven, and possible for everybody."""

from collections import Counter
from typing import Any

from services.registry.members.model import CONSENT_VERSION
from tests.e2e.asking import Answer, Somebody
from tests.e2e.given import Person
from tests.e2e.introduction import PAGE
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

WISHES = {
    "skills": ["法律咨询", "书法"], "interests": ["园艺"], "willingness": "有空就参加", "free_times": ["周六上午"],
    "channel": "sms",
}  # fmt: skip


def form(**more: Any) -> dict[str, Any]:
    return WISHES | {"consent_version": CONSENT_VERSION} | more


def report(walk: Walk, kept_as: str, person: Person, /, **more: Any) -> Somebody:
    """Signs in by code and reports; kept with the report's id."""
    member = walk.member(person.phone)
    walk[f"{kept_as}'s report"] = member.post("registry/reports", form(**more))["report"]["id"]
    walk[kept_as] = member
    return member


def state(member: Somebody) -> str:
    return member.get("registry/me/report")["report"]["state"]


def comes_to(member: Somebody, wanted: str) -> Answer:
    """The report, once it is there."""
    until(lambda: state(member) == wanted, f"the report to be {wanted}")
    return member.get("registry/me/report")


def prefilled(walk: Walk) -> None:
    """Who proved by code the phone on a roster finds everything filled in and is asked only for what is missing."""
    person, here = walk.given.own.people[0], walk.given.district.here
    member = walk.member(person.phone)
    profile = member.get("registry/me/profile")
    true(profile["on_roster"] and profile["known"]["name"] == person.name, "the roster's name filled in")
    same(profile["guess"] and profile["guess"]["id"], here.code, "the community that the roster's address means")
    member.get("registry/me/report", refused="404 no_report_yet")
    member.post("registry/reports", form(community=here.code, consent_version="1999-01"), refused="422 consent_needed")
    answer = member.post("registry/reports", form(community=here.code), key="walk-1")
    again = member.post("registry/reports", form(community=here.code), key="walk-1")
    true(answer.body == again.body, "the same answer to the same Idempotency-Key")
    member.post("registry/reports", form(community=here.code, skills=[]), key="walk-1",
                refused="422 idempotency_key_reused")  # fmt: skip
    same(answer["introduction"]["situation"]["text"], PAGE["situation"]["text"], "the community's introduction")  # type: ignore[index]
    same(answer["introduction"]["problems"]["text"], "", "what is internal")
    walk["first"], walk["first's report"] = member, answer["report"]["id"]
    walk["first's id"] = member.get("registry/me")["id"]


def of_given_rosters(walk: Walk) -> None:
    """Somebody of every given roster reports with nothing but a community and a tap."""
    walk["of rosters"] = []
    people = [each for roster in walk.given.rosters for each in roster.people]
    known = Counter(value for each in people for value in (each.phone, each.id_number))

    def is_sure(person: Person) -> bool:
        return person.is_reachable and known[person.phone] == known[person.id_number] == 1

    for number, roster in enumerate(walk.given.rosters):
        if person := next(filter(is_sure, roster.people), None):
            name = f"of roster {number}"
            report(walk, name, person, community=walk.given.district.here.code)
            walk["of rosters"].append(name)


def several_more(walk: Walk) -> None:
    """Others from the roster report as well, by the channel they like, some to a community that is not theirs."""
    district, people = walk.given.district, walk.given.own.people
    for number, community in ((6, district.wrong), (7, district.here), (8, district.here), (15, district.closing)):
        report(walk, f"person {number}", people[number], community=community.code)
    by_email = {"channel": "email", "email": "walk9@example.com"}
    report(walk, "person 9", people[9], community=district.here.code, **by_email)
    report(walk, "person 10", people[10], community=district.here.code, channel="inbox")


def name_and_number_only(walk: Walk) -> None:
    """Where only name and ID number match, nothing is shown, and the employer verifies by hand."""
    person, here = walk.given.own.people[3], walk.given.district.here
    by = walk.given.strangers.next()
    member = walk.member(by.phone)
    profile = member.get("registry/me/profile")
    same((profile["on_roster"], profile["known"]["name"]), (False, ""), "what is filled in")
    named = {"name": person.name, "id_number": person.id_number, "employer_id": walk["employer"]}
    member.post("registry/reports", form(community=here.code), refused="422 invalid")
    sent = member.post("registry/reports", form(community=here.code, **named))
    same((sent["report"]["state"], sent["report"]["on_roster"]), ("awaiting_employer", False), "what the member sees")
    walk["by hand"], walk["by hand's report"] = member, sent["report"]["id"]
    walk.waits(walk.employer_officer, "report_to_verify", sent["report"]["id"])


def community_unknown(walk: Walk) -> None:
    """"I don't know my community" goes to the street's officer, who places it; without a street, to the district's."""
    own, here = walk.given.own, walk.given.district.here
    for number, asked, officer in (
        (4, {"street": here.street}, walk.officer("street_officer", here.street)),
        (5, {}, walk.district_officer),
    ):
        member = report(walk, f"person {number}", own.people[number], unknown=True, **asked)
        id = walk[f"person {number}'s report"]
        walk.waits(officer, "report_to_place", id)
        true(id in {each["id"] for each in officer.all("registry/reports/to-place")}, "it in the officer's list")
        officer.post(f"registry/reports/{id}/place", {"community": here.code})
        walk.waits_no_more(officer, "report_to_place", id)
        comes_to(member, "awaiting_community")


def no_employer_here(walk: Walk) -> None:
    """A member whose employer is not on the system reports too; nobody verifies, and the report says so."""
    person = walk.given.strangers.next()
    named = {"name": person.name, "id_number": person.id_number, "employer_name": "区外的一家单位"}
    member = report(walk, "no employer", person, community=walk.given.district.here.code, **named)
    seen = member.get("registry/me/report")
    same(seen["report"]["state"], "awaiting_community", "state")
    true(any("没有使用本系统" in step["why"] for step in seen["steps"]), "a step that says that nobody verified")


def elsewhere(walk: Walk) -> None:
    """Who lives outside the district gets a slip and later notes the other district's receipt (区外报到)."""
    member = report(walk, "elsewhere", walk.given.own.people[11], elsewhere={"district_name": "外区"})
    seen = comes_to(member, "slip_issued")
    true(seen["report"]["number"] and seen["report"]["elsewhere"], "a slip with its number")
    noted = member.post("registry/me/report/elsewhere-receipt", {"number": "外-2026-0001"})
    same(noted["report"]["state"], "reported_elsewhere", "state")


def entered_for_somebody(walk: Walk) -> None:
    """Secretary, staff and instructor enter the same at the station or from paper, and the person is told."""
    here = walk.given.district.here.code
    officers = [walk.secretary, walk.officer("staff", here), walk.officer("instructor", here)]
    for officer, ending, how in zip(officers, ("7", "8", "9"), ("station", "paper", "station"), strict=True):
        person = walk.given.strangers.next(ending)
        entered = form(community=here, name=person.name, id_number=person.id_number, phone=person.phone, how=how,
                       employer_name="另一家单位", email=person.email)  # fmt: skip
        walk[f"station {ending}'s report"] = officer.post("registry/reports/entered", entered)["id"]
        walk[f"station {ending}"] = person
    person = walk.given.strangers.next()
    no_phone = form(community=here, name=person.name, id_number=person.id_number, how="paper", employer_name="单位")
    walk["paper's report"] = walk.secretary.post("registry/reports/entered", no_phone)["id"]


def second_report_refused(walk: Walk) -> None:
    """A second report by the same person, known by phone or ID number, is refused kindly."""
    district, person = walk.given.district, walk.given.own.people[0]
    walk["first"].post("registry/reports", form(community=district.wrong.code), refused="409 already_reported")
    named = {"name": person.name, "id_number": person.id_number, "employer_name": "别的单位"}
    other = walk.member(walk.given.strangers.next().phone)
    here = form(community=district.here.code, **named)
    refused = other.post("registry/reports", here, refused="409 already_reported")
    true("转社区" in refused["detail"] and person.name not in str(refused.body), "the way to transfer, and no names")
    walk.secretary.post("registry/reports/entered", here | {"how": "paper"}, refused="409 already_reported")


STEPS = [
    prefilled, of_given_rosters, several_more, name_and_number_only, community_unknown, no_employer_here, elsewhere,
    entered_for_somebody, second_report_refused,
]  # fmt: skip
