"""Complaints (A10): by anybody, followed by a code, visible until answered, climbing when overdue."""

from tests.e2e.walk import Walk, same, true

TEXT = "活动室的门总是锁着。"
WAITING, OVERDUE = "complaint_to_answer", "complaint_overdue"


def left_and_answered(walk: Walk) -> None:
    """Anybody leaves a complaint without signing in, and follows its answer by a code."""
    here = walk.given.district.here.code
    said = {"kind": "complaint", "place": here, "text": TEXT}
    walk.public.post("activities/complaints", said | {"place": "310106999999"}, refused="409 not_yet_known")
    made = walk.public.post("activities/complaints", said)
    code = {"code": made["code"]}
    same(walk.public.post("activities/complaints/check", code)["state"], "waiting", "state")
    walk.public.post("activities/complaints/check", {"code": "ABCD-EFGH-JKLM"}, refused="404 code_unknown")
    found = next(each for each in walk.secretary.all("activities/complaints") if each["text"] == TEXT)
    path = f"activities/complaints/{found['id']}"
    walk.waits(walk.secretary, WAITING, found["id"])
    walk.officer("secretary", walk.given.district.wrong.code).get(path, refused="404 not_found")
    walk.again("person 4").get("activities/complaints", refused="403 not_allowed")
    walk.secretary.post(f"{path}/answer", {"text": ""}, refused="422 invalid text")
    walk.secretary.post(f"{path}/answer", {"text": "已换门锁，今后早八点开门。"})
    walk.secretary.post(f"{path}/answer", {"text": "再答一次"}, refused="409 wrong_state")
    seen = walk.public.post("activities/complaints/check", code)
    true(seen["state"] == "answered" and "早八点" in seen["answer"], "the answer, by the code")
    same([step["what"] for step in seen["steps"]], ["asked", "answered"], "its steps")
    walk.waits_no_more(walk.secretary, WAITING, found["id"])


def of_a_member(walk: Walk) -> None:
    """A member finds a suggestion again among their own; it is passed on once to whom it concerns."""
    district = walk.given.district
    member = walk.again("person 6")
    said = {"kind": "suggestion", "place": district.wrong.code, "text": "希望周末也开放阅览室。"}
    member.post("activities/complaints", said)
    mine = member.all("activities/me/complaints")
    same([each["text"] for each in mine], [said["text"]], "my own")
    same(walk.again("person 4").all("activities/me/complaints"), [], "those of others")
    path, other = f"activities/complaints/{mine[0]['id']}", walk.officer("secretary", district.wrong.code)
    other.post(f"{path}/pass-on", {"place": district.wrong.code}, refused="422 invalid place")
    other.post(f"{path}/pass-on", {"place": district.here.code})
    other.get(path, refused="404 not_found")
    walk.secretary.post(f"{path}/pass-on", {"place": district.wrong.code}, refused="409 passed_on_already")
    same(walk.secretary.get(path)["days"], 0, "days it has waited")
    walk["unanswered"] = mine[0]["id"]


def climbed(walk: Walk) -> None:
    """Unanswered for a week, it climbs: the street sees it and that it is overdue; the community still answers."""
    street, path = walk.officer("street_officer", walk.given.district.here.street), "activities/complaints"
    walk.waits(street, OVERDUE, walk["unanswered"])
    seen = street.get(f"{path}/{walk['unanswered']}")
    same((seen["overdue"], seen["days"] >= 7), (True, True), "overdue, and for how long")
    walk.waits(walk.secretary, WAITING, walk["unanswered"])
    walk.secretary.post(f"{path}/{walk['unanswered']}/answer", {"text": "下月起周六开放。"})
    walk.waits_no_more(street, OVERDUE, walk["unanswered"])
    mine = walk.again("person 6").all("activities/me/complaints")
    same([each["answer"] for each in mine], ["下月起周六开放。"], "the answer, for its author")


STEPS = [left_and_answered, of_a_member]
A_WEEK_LATER = [climbed]
