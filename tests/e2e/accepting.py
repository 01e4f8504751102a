"""8. The community accepts (R7), passes on or returns. 9. The employer's organisation reports too (R17)."""

from tests.e2e.introduction import PAGE
from tests.e2e.notices import told
from tests.e2e.reporting import comes_to, state
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true


def accept_one(walk: Walk) -> None:
    """The secretary accepts one report: the 小区 decides the home branch, the receipt has its number."""
    secretary, member, id = walk.secretary, walk["first"], walk["first's report"]
    walk.waits(secretary, "report_to_accept", id)
    stranger = walk.officer("secretary", walk.given.district.wrong.code)
    stranger.post("registry/reports/accept", {"ids": [id]}, refused="404 not_found")
    done = secretary.post("registry/reports/accept", {"ids": [id]}, key="walk-accept")
    same(done.items[0]["home_branch"], walk["branches"]["第一党支部"], "home branch")
    true(done.items[0]["receipt"], "a receipt number")
    same(secretary.post("registry/reports/accept", {"ids": [id]}, key="walk-accept").body, done.body, "sent again")
    secretary.post("registry/reports/accept", {"ids": [id]}, refused="409 wrong_state")
    seen = comes_to(member, "reported")
    same(seen["introduction"]["problems"]["text"], PAGE["problems"]["text"], "what is internal, for one of theirs")  # type: ignore[index]
    walk.waits_no_more(secretary, "report_to_accept", id)


def accept_some(walk: Walk) -> None:
    """The secretary accepts some, into a home branch and with a contact of their choice."""
    ids = [walk[f"person {number}'s report"] for number in (8, 9)]
    chosen = {"ids": ids, "home_branch": walk["branches"]["第二党支部"], "contact": walk["staff"]}
    before = len(walk.secretary.all("registry/reports/waiting"))
    done = walk.secretary.post("registry/reports/accept", chosen)
    same((len(done.items), done["left"]), (2, before - 2), "accepted, and left")
    same({each["home_branch"] for each in done.items}, {chosen["home_branch"]}, "home branch")
    wrong = chosen | {"home_branch": "nobody's"}
    walk.secretary.post("registry/reports/accept", wrong, refused="422 invalid home_branch")


def redirect(walk: Walk) -> None:
    """A report in the wrong community is passed on to the right one in one step; the member fills in nothing again."""
    district, id = walk.given.district, walk["person 6's report"]
    wrong = walk.officer("secretary", district.wrong.code)
    walk.waits(wrong, "report_to_accept", id)
    wrong.post(f"registry/reports/{id}/redirect", {"community": district.here.code})
    walk.waits_no_more(wrong, "report_to_accept", id)
    walk.waits(walk.secretary, "report_to_accept", id)
    wrong.post(f"registry/reports/{id}/redirect", {"community": district.here.code}, refused="404 not_found")
    same(walk.secretary.get(f"registry/reports/{id}")["from_community"], district.wrong.code, "where it came from")
    same(state(walk["person 6"]), "awaiting_community", "the member's report")


def returned(walk: Walk) -> None:
    """The community returns a report with a reason; the member changes that one thing and sends it again."""
    id, member, here = walk["person 7's report"], walk["person 7"], walk.given.district.here.code
    comes_to(member, "awaiting_community")
    walk.secretary.post(f"registry/reports/{id}/return", {}, refused="422 invalid reason")
    walk.secretary.post(f"registry/reports/{id}/return", {"reason": "请写明特长"})
    walk.waits_no_more(walk.secretary, "report_to_accept", id)
    seen = comes_to(member, "returned")
    true(any(step["reason"] == "请写明特长" for step in seen["steps"]), "the reason in the member's report")
    number = seen["report"]["number"]
    again = member.post("registry/me/report/send-again", {"skills": ["摄影"]})["report"]
    same((again["number"], again["community"]), (number, here), "slip and community, as before")
    comes_to(member, "awaiting_community")


def accept_all(walk: Walk) -> None:
    """The secretary accepts all that wait in one step, and nothing is left to do."""
    waiting = {each["id"] for each in walk.secretary.all("registry/reports/waiting")}
    names = ["by hand", "no employer", "paper", "station 7", "person 6", "person 7", "person 13", *walk["of rosters"]]
    true({walk[f"{name}'s report"] for name in names} <= waiting, "everybody who waits, in the list")
    done = walk.secretary.post("registry/reports/accept", {"all": True})
    same(({each["id"] for each in done.items} == waiting, done["left"]), (True, 0), "all, and what is left")
    until(lambda: not walk.todos(walk.secretary, "report_to_accept"), "an empty list of things to do")
    for name in ("by hand", "person 6", *walk["of rosters"]):
        comes_to(walk[name], "reported")


def receipts(walk: Walk) -> None:
    """The employer gets the receipt (回执) of each of its members, and of nobody else's."""
    mine = {each["id"]: each for each in walk.employer_officer.all("registry/reports/receipts")}
    true(mine[walk["first's report"]]["receipt"], "the receipt's number")
    true(walk["no employer's report"] not in mine, "nobody of another employer")
    reported = walk.employer_officer.all("registry/roster-entries", reported="yes")
    waiting = walk.employer_officer.all("registry/roster-entries", reported="no")
    true(reported and waiting and not {e["id"] for e in reported} & {e["id"] for e in waiting}, "both lists")


def known_to_the_community(walk: Walk) -> None:
    """The community knows its members: found by name, skill and time, the phone masked until somebody asks for it."""
    person = walk.given.own.people[0]
    found = walk.secretary.all("registry/members", skill="法律咨询", free_time="周六上午")
    true(walk["first's id"] in {each["id"] for each in found}, "the member by skill and time")
    named = walk.secretary.post("registry/members/search", {"text": person.name}).items
    true(walk["first's id"] in {each["id"] for each in named}, "the member by name")
    path = "registry/members/" + walk["first's id"]
    masked, whole = walk.secretary.get(path)["masked_phone"], walk.secretary.post(f"{path}/contact")["phone"]
    true("*" in masked and whole == person.phone, "a masked phone, and the whole one when asked for")
    walk.officer("secretary", walk.given.district.wrong.code).get(path, refused="404 not_found")
    walk.employer_officer.get(path, refused="403 not_allowed")


def employer_reports(walk: Walk) -> None:
    """The employer's organisation reports to the community where it works: slip, acceptance, receipt."""
    officer, employer = walk.employer_officer, walk["employer"]
    sent = officer.post(f"registry/employers/{employer}/reports", {})
    same((sent["state"], bool(sent["number"])), ("slip_issued", True), "the slip")
    walk.waits(walk.secretary, "employer_report_to_accept", sent["id"])
    path = f"registry/employer-reports/{sent['id']}"
    walk.secretary.post(f"{path}/return", {"reason": "请写明联系人"})
    walk.waits_no_more(walk.secretary, "employer_report_to_accept", sent["id"])
    officer.post(f"registry/employers/{employer}/reports", {})
    walk.secretary.post(f"{path}/accept")
    seen = officer.get(path)
    same((seen["state"], bool(seen["receipt"])), ("accepted", True), "the receipt")
    true(seen["receipt"] in told(officer, "employer_report_accepted")["text"], "the receipt's number in the notice")


STEPS = [
    accept_one, accept_some, redirect, returned, accept_all, receipts, known_to_the_community, employer_reports,
]  # fmt: skip
