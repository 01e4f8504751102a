"""3. Employers and rosters (R3): whatever HR systems export, to a result for every row."""

import csv

from tests.builders_rosters import OFFICE
from tests.e2e.asking import Answer, Somebody
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

AT_REST = ("checked", "brake", "applied", "unreadable")


def handed_in(officer: Somebody, name: str, content: bytes) -> Answer:
    """The file is there and its columns are guessed; where the file leaves open who is a member, all are."""
    guess = officer.hand_in("registry/rosters", name, content)
    if guess["problems"]:
        answer = {"columns": {}, "all_members": True}
        guess = officer.put(f"registry/rosters/{guess['id']}/columns", answer, guess["version"])
    return guess


def settled(officer: Somebody, upload: str, verb: str, seconds: float = 120) -> Answer:
    """Checked or applied, and waited for."""
    officer.post(f"registry/rosters/{upload}/{verb}")
    return until(lambda: at_rest(officer, upload), "the roster to be done", seconds)


def at_rest(officer: Somebody, upload: str) -> Answer | None:
    found = officer.get(f"registry/rosters/{upload}")
    return found if found["state"] in AT_REST else None


def results(upload: Answer) -> dict[str, int]:
    """Rows by result, without those that no row has."""
    names = ("added", "changed", "same", "skipped", "refused")
    return {name: number for name in names if (number := upload["counts"].get(name))}


def given_rosters(walk: Walk) -> None:
    """Each employer's officer uploads its roster: columns guessed, dry run, applied, every row with its result."""
    walk["employers"] = []
    for roster in walk.given.rosters:
        employer = walk.district_officer.post("registry/employers", {"name": roster.employer})["id"]
        officer = walk.officer("employer_officer", employer)
        guess = handed_in(officer, roster.name, roster.content)
        fields = {column["field"] for column in guess["columns"]}
        true("name" in fields and fields & {"phone", "id_number"}, "columns of names, and of phones or ID numbers")
        dry = settled(officer, guess["id"], "check")
        same((dry["state"], dry["total"], sum(results(dry).values())), ("checked", roster.rows, roster.rows), "dry run")
        same(officer.get("registry/roster-entries").items, [], "people on the roster after a dry run")
        done = settled(officer, guess["id"], "apply")
        same((done["state"], done["done"], results(done)), ("applied", roster.rows, results(dry)), "applied")
        walk["employers"].append(employer)


def same_again(walk: Walk) -> None:
    """The same file again changes nothing."""
    for employer, roster in zip(walk["employers"], walk.given.rosters, strict=True):
        officer = walk.officer("employer_officer", employer)
        again = settled(officer, handed_in(officer, roster.name, roster.content)["id"], "check")
        changing = [results(again).get(name, 0) for name in ("added", "changed")]
        same([*changing, again["would_remove"]], [0, 0, 0], "added, changed and removed by the same file")


def guess_corrected(walk: Walk) -> None:
    """The guess of the columns is shown with its reasons, and can be set otherwise."""
    officer, own = walk.employer_officer, walk.given.own
    guess = officer.hand_in("registry/rosters", own.name, own.file(own.rows))
    by_heading = {column["heading"]: column for column in guess["columns"]}
    same(by_heading["手机号码"]["field"], "phone", "the column of phones")
    true(all(column["why"] for column in guess["columns"]), "a reason at every column")
    true(not any(own.people[0].phone[-11:] in text for text in by_heading["手机号码"]["examples"]), "masked examples")
    path, at = f"registry/rosters/{guess['id']}/columns", by_heading["特长"]["index"]
    changed = officer.put(path, {"columns": {str(at): None}}, guess["version"])
    same(changed["columns"][at]["field"], None, "a column left alone")
    officer.put(path, {"columns": {}}, guess["version"], refused="412 changed")
    officer.put(path, {"columns": {"999": "name"}}, changed["version"], refused="422 invalid columns")


def rows_refused(walk: Walk) -> None:
    """A wrong ID number, phone or second row is refused by row and column; who is retired is counted, not kept."""
    officer, own = walk.employer_officer, walk.given.own
    number = own.people[37].id_number
    wrong_number = number[:-1] + ("1" if number[-1] != "1" else "2")
    rows = [
        *own.rows[:37], own.row(37, 身份证号码=wrong_number), own.row(38, 手机号码="1380000"), own.rows[39],
        own.rows[0], own.row(38, 人员状态="退休"),
    ]  # fmt: skip
    upload = officer.hand_in("registry/rosters", own.name, own.file(rows))["id"]
    dry = settled(officer, upload, "check")
    same(results(dry), {"added": 38, "skipped": 1, "refused": 3}, "rows by result")
    refused = officer.get(f"registry/rosters/{upload}/rows", result="refused").items
    seen = [(row["number"], row["problems"][0]["column"], bool(row["problems"][0]["expected"])) for row in refused]
    same(seen, [(39, "身份证号码", True), (40, "手机号码", True), (42, "身份证号码", True)], "row and column")
    done = settled(officer, upload, "apply")
    same((done["state"], results(done)), ("applied", results(dry)), "applied")
    walk["refused upload"] = upload


def refused_rows_again(walk: Walk) -> None:
    """Refused rows are downloaded as a file, corrected and sent again: only they change anything."""
    officer, own = walk.employer_officer, walk.given.own
    file = officer.get(f"registry/rosters/{walk['refused upload']}/refused.csv").body.decode("utf-8-sig")
    headings, *rows = csv.reader(file.splitlines())
    same((headings[: len(OFFICE)], len(rows)), (OFFICE, 3), "the file of refused rows")
    upload = officer.hand_in("registry/rosters", own.name, own.file(own.rows))["id"]
    done = settled(officer, upload, "apply")
    same((done["state"], results(done)), ("applied", {"added": 2, "same": 38}), "corrected and sent again")
    same(len(officer.all("registry/roster-entries")), len(own.rows), "people on the roster")


def elsewhere_flagged(walk: Walk) -> None:
    """Who is on another employer's roster too is flagged, with the other employer unnamed."""
    officer, own, other = walk.employer_officer, walk.given.own, walk.given.rosters[0]
    person = next((each for each in other.people if each.is_reachable), None)
    if person is None:
        return
    same_person = {"姓名": person.name, "身份证号码": person.id_number, "手机号码": person.phone[-11:]}
    row = own.row(0, **same_person, 工号="99000001", 性别="")
    upload = officer.hand_in("registry/rosters", own.name, own.file([*own.rows, row]))["id"]
    dry = settled(officer, upload, "check")
    same((dry["counts"].get("elsewhere"), results(dry)), (1, {"added": 1, "same": len(own.rows)}), "rows by result")
    last = officer.all(f"registry/rosters/{upload}/rows")[-1]
    true(last["elsewhere"] and other.employer not in str(last), "the row flagged, and nobody named")


def deferred(walk: Walk) -> None:
    """A row can be deferred (暂缓报到), without a reason, and taken back."""
    officer, person = walk.employer_officer, walk.given.own.people[1]
    entry = next(
        each for each in officer.all("registry/roster-entries")
        if (each["name"], each["masked_phone"][-4:]) == (person.name, person.phone[-4:])
    )  # fmt: skip
    for verb, state in (("defer", "deferred"), ("undefer", "current"), ("defer", "deferred")):
        same(officer.post(f"registry/roster-entries/{verb}", {"ids": [entry["id"]]}).items[0]["state"], state, verb)
    true(entry["id"] in {e["id"] for e in officer.all("registry/roster-entries", state="deferred")}, "it in its list")
    walk["deferred"] = entry["id"]


def only_the_employer(walk: Walk) -> None:
    """Who has not reported yet is shown to the employer only."""
    for who in (walk.district_officer, walk.secretary, walk.officer("street_officer", walk.given.district.here.street)):
        who.get("registry/roster-entries", reported="no", refused="403 not_allowed")
    for employer in walk["employers"][:1]:
        other = walk.officer("employer_officer", employer)
        mine = {each["id"] for each in walk.employer_officer.all("registry/roster-entries")}
        true(not mine & {each["id"] for each in other.all("registry/roster-entries")}, "nobody of another employer's")


STEPS = [
    given_rosters, same_again, guess_corrected, rows_refused, refused_rows_again, elsewhere_flagged, deferred,
    only_the_employer,
]  # fmt: skip
