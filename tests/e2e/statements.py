"""Statement (A6): drafted after the period, read, objected to, issued, signed for, checked by its code."""

from datetime import timedelta
from typing import Any

from tests.e2e.asking import Answer
from tests.e2e.records import CORRECTED, FROM_LATE, SILENT, WHOLE
from tests.e2e.rollcalls import ABSENT, LATE, LEADER
from tests.e2e.serving import ALONE, just_once, notices, quarter, told
from tests.e2e.structure import SETTINGS
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

SERVED = {
    "person 4": WHOLE, LEADER: WHOLE, LATE: FROM_LATE, CORRECTED: 150, "person 12": WHOLE, SILENT: WHOLE,
    "person 14": WHOLE, "person 17": WHOLE, "person 18": WHOLE, ALONE: WHOLE,
}  # fmt: skip
STATEMENTS, MINE, RECEIVED = "activities/statements", "activities/me/statements", "activities/statements/received"


def drafted(walk: Walk) -> None:
    """After the period's end each member's confirmed hours are drafted as one statement; no record, no statement."""
    same(walk.again("person 4").all(MINE), [], "statements before the period's end")
    path, officer = f"registry/districts/{walk.given.district.code}/settings", walk.district_officer
    officer.put(path, SETTINGS | {"statement_period": "quarter"}, officer.get(path)["version"])
    walk.settle()  # all have heard of it
    walk.move_to(quarter(walk).ends + timedelta(days=1, hours=9))
    for name, minutes in SERVED.items():
        mine = until(lambda name=name: walk.again(name).all(MINE), "a statement")  # type: ignore[misc]
        same([(each["minutes"], each["state"]) for each in mine], [(minutes, "drafted")], "minutes and state")
        walk[f"{name}'s statement"] = mine[0]["id"]
    same(walk.again(ABSENT).all(MINE), [], "statements of who was absent")
    told(walk, [name for name in SERVED if name != CORRECTED], "statement_drafted", "")
    same(walk.employer_officer.all(RECEIVED, **of_period(walk)), [], "what the employer sees of it")


def read(walk: Walk) -> None:
    """The member reads it first; then it may be issued. Nobody else's can be read."""
    id = statement_of(walk, "person 4")
    walk.waits(walk.again("person 4"), "statement_to_read", id)
    walk.again(LATE).get(f"{MINE}/{id}", refused="404 not_found")
    for _ in range(2):
        same(walk.again("person 4").post(f"{MINE}/{id}/read")["statement"]["state"], "read", "state")
    walk.waits(walk.secretary, "statements_to_issue", id)
    issuable = {each["id"] for each in walk.secretary.all(f"{STATEMENTS}/to-issue", **of_period(walk))}
    same(issuable, {id}, "what may be issued")


def objected(walk: Walk) -> None:
    """A member objects; it is not issued before the community has answered, and the member reads it again."""
    id, member = statement_of(walk, CORRECTED), walk.again(CORRECTED)
    member.post(f"{MINE}/{id}/object", {"reason": ""}, refused="422 invalid reason")
    member.post(f"{MINE}/{id}/object", {"reason": "少了一次活动"})
    walk.waits(walk.secretary, "statement_objected", id)
    issue(walk, [id], refused="409 wrong_state")
    same(walk.secretary.get(f"{STATEMENTS}/{id}")["objection"], "少了一次活动", "the reason, for the community")
    answer = {"answer": "那次您没有报名，请补登记。"}
    walk.officer("street_officer", walk.given.district.here.street).post(
        f"{STATEMENTS}/{id}/answer", answer, refused="403 not_allowed"
    )
    walk.secretary.post(f"{STATEMENTS}/{id}/answer", answer)
    seen = member.get(f"{MINE}/{id}")
    same((seen["statement"]["state"], seen["answer"]), ("drafted", answer["answer"]), "state and answer")
    until(lambda: len(notices(walk, CORRECTED, "statement_drafted", "")) == 2, "the member to be told again")
    member.post(f"{MINE}/{id}/read")


def issued_one(walk: Walk) -> None:
    """The community issues one that was read; one that was not must lie for seven days; the street issues none."""
    id, unread = statement_of(walk, "person 4"), statement_of(walk, LEADER)
    street = walk.officer("street_officer", walk.given.district.here.street)
    true(id in {each["id"] for each in street.all(STATEMENTS, **of_period(walk))}, "it, for the street to see")
    street.post(f"{STATEMENTS}/issue", of_period(walk) | {"ids": [id]}, refused="403 not_allowed")
    issue(walk, [unread], refused="409 not_read_yet")
    other = walk.officer("secretary", walk.given.district.wrong.code)
    other.post(f"{STATEMENTS}/issue", of_period(walk) | {"ids": [id]}, refused="404 not_found")
    walk.secretary.get(f"{STATEMENTS}/{id}/paper", refused="404 not_issued_yet")
    done = issue(walk, [id])
    same([each["state"] for each in done.items], ["issued"], "state")
    true(done.items[0]["number"], "a number")
    told(walk, ["person 4"], "statement_issued", done.items[0]["number"])
    walk.again("person 4").post(f"{MINE}/{id}/object", {"reason": "太晚"}, refused="409 wrong_state")
    received = walk.employer_officer.all(RECEIVED, **of_period(walk))
    same([each["id"] for each in received], [id], "what the employer sees")
    true(not {"objection", "answer", "read_at"} & set(received[0]), "nothing of how the community came to it")


def issued_all(walk: Walk) -> None:
    """Seven days later the unread ones may be issued too, all in one step."""
    walk.move_clock("8d")
    just_once(walk)
    walk.waits(walk.secretary, "statements_to_issue", statement_of(walk, LEADER))
    done = walk.secretary.post(f"{STATEMENTS}/issue", of_period(walk) | {"all": True})
    same((len(done.items), done["left"]), (len(SERVED) - 1, 0), "issued, and left")
    numbers = {each["number"] for each in walk.secretary.all(STATEMENTS, **of_period(walk))}
    same(len(numbers), len(SERVED), "different numbers")
    walk.waits_no_more(walk.secretary, "statements_to_issue", statement_of(walk, LEADER))


def signed(walk: Walk) -> None:
    """The employer signs for one, then for all of its people; no other employer sees them."""
    officer, other = walk.employer_officer, walk.officer("employer_officer", walk["employers"][0])
    id, body = statement_of(walk, "person 4"), of_period(walk)
    walk.waits(officer, "statement_to_sign", id)
    other.get(f"{RECEIVED}/{id}", refused="404 not_found")
    other.post(f"{STATEMENTS}/sign", body | {"ids": [id]}, refused="404 not_found")
    same(other.all(RECEIVED, **body), [], "what another employer sees")
    walk.secretary.post(f"{STATEMENTS}/sign", body | {"ids": [id]}, refused="403 not_allowed")
    one = officer.post(f"{STATEMENTS}/sign", body | {"ids": [id]}).items
    same([each["state"] for each in one], ["signed"], "state")
    officer.post(f"{STATEMENTS}/sign", body | {"ids": [id]}, refused="409 wrong_state")
    done = officer.post(f"{STATEMENTS}/sign", body | {"all": True})
    same((len(done.items), done["left"]), (len(SERVED) - 2, 0), "signed, and left")
    walk.waits_no_more(officer, "statement_to_sign", id)
    mine = walk.again(LEADER).get(f"{MINE}/{statement_of(walk, LEADER)}")["statement"]
    true(mine["state"] == "signed" and mine["signed_at"], "the member to see it signed")


def statement_of(walk: Walk, name: str) -> str:
    return walk[f"{name}'s statement"]


def of_period(walk: Walk) -> dict[str, str]:
    return {"period": quarter(walk).key}


def issue(walk: Walk, ids: list[str], refused: str = "", **more: Any) -> Answer:
    return walk.secretary.post(f"{STATEMENTS}/issue", of_period(walk) | {"ids": ids} | more, refused=refused)


STEPS = [drafted, read, objected, issued_one, issued_all, signed]
