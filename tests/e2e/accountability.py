"""11. Accountability (A12, R13, R14): who changed what, who looked at whom; consent, export, closing, erasing."""

from services.registry.members.model import CONSENT_VERSION
from tests.e2e.asking import SERVICES, Somebody
from tests.e2e.reporting import form
from tests.e2e.signing_in import OF_OFFICERS, over_at
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

OF_MEMBERS = ("registry/me", "notify/inbox", "activities/me/looks")  # a page of each service
SURE = {"sure": True}


def activity_log(walk: Walk) -> None:
    """Who changed what, when, from where, is found within one's scope, from every service, and nowhere else."""
    about = {"about": walk["first's report"], "limit": 200}
    secretary = walk.secretary.get("registry/me")["id"]

    def accepted() -> list[dict[str, object]]:
        return [line for line in walk.secretary.all("activities/activity-log", **about)
                if (line["what"], line["by"]) == ("accept_reports", secretary)]  # fmt: skip

    line = until(accepted, "the acceptance in the log")[0]
    true(line["at"] and str(line["origin"]).startswith("api "), "when and from where")
    for who in (walk.officer("secretary", walk.given.district.wrong.code),
                walk.officer("employer_officer", walk["employers"][0])):  # fmt: skip
        same(who.all("activities/activity-log", **about), [], "lines out of scope")
    mine = walk["first"].all("activities/me/activity-log")
    true({"send_report", "accept_reports"} <= {each["what"] for each in mine}, "the member's own log")
    services = {each["service"] for each in walk.district_officer.get("activities/activity-log", limit=200).items}
    true("registry" in services, "registry's lines")
    wordings = walk.district_officer.get("activities/activity-log", what="add_wording_version").items
    same({each["service"] for each in wordings}, {"notify"}, "whose lines the new text left")
    nobody = {"since": "2000-01-01T00:00:00+08:00", "before": "2000-01-02T00:00:00+08:00"}
    same(walk.secretary.get("activities/activity-log", **nobody).items, [], "lines of another time")


def look_log(walk: Walk) -> None:
    """Who looked at whose personal data is on record, for officers in scope and for the person."""
    person = walk["first's id"]
    walk.secretary.post(f"registry/members/{person}/contact")

    def looked(who: Somebody, path: str, **asked: str) -> list[dict[str, object]]:
        return [each for each in who.all(path, **asked) if each["what"] == "member_contact"]

    look = until(lambda: looked(walk.secretary, "activities/looks", person=person), "the look in the log")[0]
    same(look["by"], walk.secretary.get("registry/me")["id"], "who looked")
    until(lambda: looked(walk["first"], "activities/me/looks"), "the look in the person's own log")
    other = walk.officer("secretary", walk.given.district.wrong.code)
    same(other.all("activities/looks", person=person), [], "looks out of scope")


def consent(walk: Walk) -> None:
    """Consent is on record with its version and time, and can be given anew."""
    member = walk["first"].get("registry/me/profile")["member"]
    same((member["consent_version"], bool(member["consent_at"])), (CONSENT_VERSION, True), "consent")
    walk["first"].post("registry/me/consent", {"consent_version": "0"}, refused="422 consent_needed")
    again = walk["first"].post("registry/me/consent", {"consent_version": CONSENT_VERSION})
    true(again["consent_at"] > member["consent_at"], "a later time")


def export(walk: Walk) -> None:
    """All that is held about me, from all three services, comes as one file; nobody else can have it."""
    member, person = walk["first"], walk.given.own.people[0]
    id = member.post("registry/me/exports")["id"]

    def ready() -> bool:
        return any(each["id"] == id and each["state"] == "ready" for each in member.get("registry/me/exports").items)

    until(ready, "the export to be ready")
    file = member.get(f"registry/me/exports/{id}/file")
    same(set(file["services"]), set(SERVICES), "services in the file")
    held = str(file["services"]["registry"])
    true(person.name in held and person.phone in held, "name and phone in registry's part")
    true(file["services"]["notify"]["notices"] and file["services"]["activities"]["activity_log"], "the others' parts")
    walk["person 8"].get(f"registry/me/exports/{id}/file", refused="404 not_found")


def dismissed(walk: Walk) -> None:
    """A dismissed officer is out at all three services within seconds."""
    account = walk.make_officer("street_officer", walk.given.district.wrong.street, "leaving")
    officer = walk.sign_in("leaving")
    for path in OF_OFFICERS:
        officer.get(path)
    path = f"registry/accounts/{account}"
    walk.district_officer.patch(path, {"active": False}, walk.district_officer.get(path)["version"])
    for page in OF_OFFICERS:
        over_at(officer, page)
    body = {"login": "leaving", "password": "whatever it is"}
    walk.public.post("registry/sign-in", body, refused="401 wrong_login")


def account_closed(walk: Walk) -> None:
    """A member closes the account: sessions end at all three services, the open report is cancelled."""
    person = walk.given.own.people[16]
    member = walk.member(person.phone)
    id = member.post("registry/reports", form(community=walk.given.district.here.code))["report"]["id"]
    walk.waits(walk.secretary, "report_to_accept", id)
    member.post("registry/me/close", {"sure": False}, refused="422 invalid sure")
    member.post("registry/me/close", SURE)
    for path in OF_MEMBERS:
        over_at(member, path)
    walk.waits_no_more(walk.secretary, "report_to_accept", id)
    same(walk.secretary.get(f"registry/reports/{id}")["state"], "cancelled", "the report, for the community")


def erased(walk: Walk) -> None:
    """Erased, a person is gone from every service, which all say so; the count stays as an anonymous line."""
    member, report, name = walk["no employer"], walk["no employer's report"], "no employer"
    slip = member.get(f"registry/reports/{report}/slip")["check"].split("/registry/")[1]
    known = member.get("registry/me/profile")["known"]
    person = member.get("registry/me")["id"]
    before = {each["id"] for each in walk.district_officer.all("registry/erasures")}
    member.post("registry/me/erase", SURE)

    def done() -> bool:
        new = [each for each in walk.district_officer.all("registry/erasures") if each["id"] not in before]
        return any(each["state"] == "done" and len(each["answered"]) == 2 for each in new)

    until(done, "the erasure to be done by all services")
    for path in OF_MEMBERS:
        over_at(member, path)
    walk.public.get(f"registry/{slip}", refused="404 not_genuine")
    walk.secretary.get(f"registry/members/{person}", refused="404 not_found")
    same(walk.secretary.post("registry/members/search", {"text": known["name"]}).items, [], "found by name")
    same(walk.secretary.all(f"notify/members/{person}/deliveries"), [], "deliveries")
    left = walk.secretary.get(f"registry/reports/{report}")
    same((left["name"], left["community"]), ("", walk.given.district.here.code), f"the anonymous line of {name}")


STEPS = [activity_log, look_log, consent, export, dismissed, account_closed, erased]
