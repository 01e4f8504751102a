"""7. The employer verifies (R7): by the roster, or by hand where it wants to or must."""

from tests.e2e.reporting import comes_to, report
from tests.e2e.walk import Walk, same, true


def by_roster(walk: Walk) -> None:
    """A report that a confirmed roster vouches for needs nobody's click, and says of which date the roster is."""
    for name in ("first", *walk["of rosters"]):
        seen = comes_to(walk[name], "awaiting_community")
        true(seen["report"]["on_roster"] and seen["report"]["roster_date"], "the roster's date")
        true(any("花名册" in step["why"] for step in seen["steps"]), "a step that names the roster")
        same(walk.todos(walk.employer_officer, "report_to_verify") & {walk[f"{name}'s report"]}, set(), "todos")


def slip_issued(walk: Walk) -> None:
    """The slip (报到单) has its number and QR code, says 报到不转接组织关系, and anybody can check it."""
    report_id = walk["first's report"]
    for who in (walk["first"], walk.secretary, walk.employer_officer):
        slip = who.get(f"registry/reports/{report_id}/slip")
        true("报到不转接组织关系" in slip["note"] and "<svg" in slip["qr"], "note and QR code")
    path = slip["check"].split("/registry/")[1]
    checked = walk.public.get(f"registry/{path}")
    same(checked["slip"]["number"], slip["report"]["number"], "the number of the slip")
    true(checked["slip"]["name"] != walk.given.own.people[0].name, "a masked name")
    walk.public.get("registry/slips/ABCDEFGH23", refused="404 not_genuine")
    stranger = walk.officer("secretary", walk.given.district.wrong.code)
    stranger.get(f"registry/reports/{report_id}/slip", refused="404 not_found")


def by_hand(walk: Walk) -> None:
    """An employer verifies by hand what only matches by name and number; the community does not see it before."""
    officer, id = walk.employer_officer, walk["by hand's report"]
    waiting = {each["id"]: each for each in officer.all("registry/reports/to-verify")}
    true(id in waiting and waiting[id]["matches"], "it in the employer's list, with a match on the roster")
    walk.secretary.post("registry/reports/accept", {"ids": [id]}, refused="409 wrong_state")
    officer.post("registry/reports/verify", {"ids": [id]})
    walk.waits_no_more(officer, "report_to_verify", id)
    comes_to(walk["by hand"], "awaiting_community")
    officer.post("registry/reports/verify", {"ids": [id]}, refused="409 wrong_state")


def always_by_hand(walk: Walk) -> None:
    """An employer may choose to verify everything by hand: one, some or all of what waits."""
    officer, path = walk.employer_officer, f"registry/employers/{walk['employer']}"
    version = officer.get(path)["version"]
    officer.put(f"{path}/verification", {"by_hand": True}, version)
    here, own = walk.given.district.here.code, walk.given.own
    for number in (12, 13, 14):
        report(walk, f"person {number}", own.people[number], community=here)
        walk.waits(officer, "report_to_verify", walk[f"person {number}'s report"])
    officer.post("registry/reports/verify", {"ids": [walk["person 12's report"]]})
    officer.post("registry/reports/verify", {"ids": [], "all": True}, refused="422 invalid")
    walk["reason"] = "工号与姓名对不上，请核对"
    wrong = walk["person 13's report"]
    returned = officer.post(f"registry/reports/{wrong}/return", {"reason": walk["reason"]})
    same(returned["state"], "returned", "state")
    done = officer.post("registry/reports/verify", {"all": True})
    same((len(done.items) >= 1, done["left"]), (True, 0), "verified, and left")
    for number in (12, 14):
        comes_to(walk[f"person {number}"], "awaiting_community")
    officer.put(f"{path}/verification", {"by_hand": False}, officer.get(path)["version"])


def returned_and_sent_again(walk: Walk) -> None:
    """A returned report says why to the member, and is sent again with nothing retyped, to who returned it."""
    member, id = walk["person 13"], walk["person 13's report"]
    seen = member.get("registry/me/report")
    true(any(step["reason"] == walk["reason"] for step in seen["steps"]), "the reason in the member's report")
    again = member.post("registry/me/report/send-again", {})
    same(again["report"]["community"], walk.given.district.here.code, "the community, not typed again")
    member.post("registry/me/report/send-again", {}, refused="409 wrong_state")
    walk.waits(walk.employer_officer, "report_to_verify", id)
    walk.employer_officer.post("registry/reports/verify", {"ids": [id]})
    comes_to(member, "awaiting_community")


STEPS = [by_roster, slip_issued, by_hand, always_by_hand, returned_and_sent_again]
