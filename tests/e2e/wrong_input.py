"""Bad input to the routes of the second half: a clear answer, nothing half done, never a 500, nobody's data echoed."""

from typing import Any

from tests.e2e.asking import Somebody
from tests.e2e.bad_input import DEEP, MARK, answered
from tests.e2e.offering import MEETING
from tests.e2e.rollcalls import LEADER
from tests.e2e.serving import first_shift, quarter, shift
from tests.e2e.statements import statement_of
from tests.e2e.walk import Walk, same

WRONG: list[Any] = [{"$gt": ""}, {"$ne": None}, f"a\x00{MARK}", f"\u202e{MARK}", "\ud800", MARK * 5_000, -1, [[]], {}]
REFUSED = {400, 404, 409, 413, 422}
Route = tuple[Somebody, str, dict[str, Any]]


def bodies(walk: Walk) -> None:
    """Every body of a wrong shape or depth, with unknown fields, operators, NUL or right-to-left marks is refused."""
    before = _counted(walk)
    for who, path, good in [*_of_shifts(walk), *_of_records(walk), *_of_registry(walk)]:
        for body in ([], "text", 7, None, DEEP, {"a": MARK}, good | {"unknown": MARK}):
            answered(who.send("POST", path, json=body), REFUSED)
        for field in good:
            for value in WRONG:
                answered(who.send("POST", path, json=good | {field: value}), REFUSED)
    same(_counted(walk), before, "what there is, before and after")


def times(walk: Walk) -> None:
    """Days that do not exist, times without a zone, years far off and shifts without end are refused by field."""
    officer, good = walk.secretary, {"title": "错误的时间", "shifts": [shift(walk, 3, "09:00", "10:00")]}
    for wrong in ("2027-02-30T09:00:00+08:00", "2027-02-03T09:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
                  "2027-02-03", "tomorrow", 10**30, "2027-02-03T25:00:00+08:00"):  # fmt: skip
        body = good | {"shifts": [good["shifts"][0] | {"starts": wrong}]}
        answered(officer.send("POST", "activities/activities", json=body), {422})
    many = good | {"shifts": good["shifts"] * 21}
    answered(officer.send("POST", "activities/activities", json=many), {422})
    for month in ("2027-13", "2027-00", "27-01", "2027-1"):
        answered(officer.send("POST", "activities/activities/copy-month", json={"month": month}), {422})
    for period in ("2027-Q5", "2027-H3", "27-Q1", "2027-Q1 "):
        answered(officer.send("GET", "activities/statements", params={"period": period}), {422})


def addresses(walk: Walk) -> None:
    """Strange ids, codes, cursors and versions are refused or not found."""
    officer, member = walk.secretary, walk.again(LEADER)
    for id in ("%00", "%24where", "..%2f..%2fetc", "\u202e", "x" * 3_000, "{}"):
        for who, path in ((officer, f"activities/activities/{id}"), (officer, f"activities/records/{id}"),
                          (officer, f"activities/statements/{id}"), (officer, f"activities/shifts/{id}/rollcall"),
                          (member, f"activities/signups/{id}"), (member, f"activities/me/records/{id}"),
                          (walk.public, f"activities/statements/check/{id}"), (officer, f"registry/visits/{id}"),
                          (walk.public, f"activities/calendars/{id}.ics")):  # fmt: skip
            answered(who.send("GET", path), {400, 404, 414, 422})
    for path in (f"activities/me/{noun}" for noun in ("activities", "signups", "records", "statements", "complaints")):
        for asked in ({"cursor": MARK}, {"cursor": "\x00"}, {"limit": "0"}, {"limit": MARK}, {"unknown": "1"}):
            answered(member.send("GET", path, params=asked), {400, 422})
    edited = f"activities/shifts/{first_shift(walk, MEETING)}"
    for version in ("*", '"vx"', "W/"):
        answered(officer.send("PATCH", edited, json={"where": "别处"}, headers={"If-Match": version}), {412, 422, 428})


def _of_shifts(walk: Walk) -> list[Route]:
    one, officer = f"activities/shifts/{first_shift(walk, MEETING)}", walk.secretary
    said = shift(walk, 3, "09:00", "10:00")
    return [
        (officer, "activities/activities", {"title": "不该有的", "text": "x", "shifts": [said], "skills": ["书法"]}),
        (officer, f"activities/activities/{walk[MEETING]['id']}/cancel", {"reason": "不该取消", "rest": False}),
        (officer, f"{one}/signups/entered", {"member": "nobody"}),
        (officer, f"{one}/signups/answer", {"ids": ["nobody"], "answer": "accepted"}),
        (officer, f"{one}/rollcall", {"all": "somewhere", "nonce": "walk-wrong-1"}),
        (officer, f"{one}/sheets/entered", {"code": "x", "nonce": "walk-wrong-2", "signed": "x"}),
        (walk.again(LEADER), "activities/shifts/scan", {"code": "NOSUCHCODE"}),
    ]


def _of_records(walk: Walk) -> list[Route]:
    record, id = walk[f"{LEADER} for {MEETING}"], statement_of(walk, LEADER)
    period = {"period": quarter(walk).key}
    return [
        (walk.again(LEADER), f"activities/me/records/{record}/object", {"reason": "", "minutes": 15}),
        (walk.again(LEADER), "activities/me/records/confirm", {"ids": ["nobody"]}),
        (walk.secretary, f"activities/records/{record}/corrections", {"minutes": 7, "reason": "x"}),
        (walk.secretary, "activities/statements/issue", period | {"ids": ["nobody"]}),
        (walk.secretary, f"activities/statements/{id}/receipt", {"date": "2027-02-30"}),
        (walk.secretary, "activities/statements/opinions", {"ids": ["nobody"], "opinion": "x"}),
        (walk.employer_officer, "activities/statements/sign", period | {"ids": ["nobody"]}),
        (walk.public, "activities/complaints", {"kind": "complaint", "place": "1", "text": "x"}),
        (walk.public, "activities/complaints/check", {"code": ""}),
    ]


def _of_registry(walk: Walk) -> list[Route]:
    here = walk.given.district.here.code
    street = walk.officer("street_officer", walk.given.district.here.street)
    visit = {"community": "1", "kind": "home_visit", "text": "x", "next_step": "x"}
    return [
        (street, "registry/pairings", {"instructor": "nobody", "community": here}),
        (walk.officer("instructor", here), "registry/visits", visit),
    ]


def _counted(walk: Walk) -> dict[str, int]:
    asked = {
        "activities/activities": {"which": "drafts"}, "activities/complaints": {}, "activities/records": {},
        "registry/pairings": {},
    }  # fmt: skip
    return {path: len(walk.secretary.all(path, **query)) for path, query in asked.items()}


STEPS = [bodies, times, addresses]
