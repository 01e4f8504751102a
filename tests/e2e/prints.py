"""What an employer takes away of statements, the print and its code, and the receipt on paper."""

import io
import zipfile

from tests.e2e.records import WHOLE
from tests.e2e.rollcalls import LATE, LEADER
from tests.e2e.serving import ALONE, iso_day, quarter
from tests.e2e.statements import MINE, RECEIVED, SERVED, STATEMENTS, of_period, statement_of
from tests.e2e.walk import Walk, same, true


def files(walk: Walk) -> None:
    """An employer takes all of a period as JSON or as a table, and nothing of other employers' people."""
    officer, mine = walk.employer_officer, len(SERVED) - 1
    listed = officer.get("activities/statements/received.json", **of_period(walk))["statements"]
    same(len(listed), mine, "statements in the file")
    hours = {each["statement"]["id"]: each["statement"]["hours"] for each in listed}
    same(hours[statement_of(walk, LEADER)], "2", "hours")
    true(statement_of(walk, ALONE) not in hours, "nobody of another employer")
    table = officer.get("activities/statements/received.xlsx", **of_period(walk))
    with zipfile.ZipFile(io.BytesIO(table.body)) as book:
        same(len([name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]), 2, "sheets")
        rows = book.read("xl/worksheets/sheet1.xml").count(b"<row ")
    same(rows, mine + 1, "rows, with the heading")
    other = walk.officer("employer_officer", walk["employers"][0])
    same(other.get("activities/statements/received.json", **of_period(walk))["statements"], [], "another employer's")
    officer.get("activities/statements/received.json", period="2026-Q9", refused="422 invalid period")
    walk.secretary.get("activities/statements/received.xlsx", **of_period(walk), refused="403 not_allowed")


def printed(walk: Walk) -> None:
    """Member, community and employer print it; several come in one file; others cannot."""
    id = statement_of(walk, LEADER)
    for who in (walk.again(LEADER), walk.secretary, walk.employer_officer):
        paper = who.get(f"{STATEMENTS}/{id}/paper")
        true(paper.body.startswith(b"%PDF"), "a PDF")
    ids = {"ids": [id, statement_of(walk, ALONE)]}
    both = walk.secretary.post(f"{STATEMENTS}/papers", ids)
    true(both.body.startswith(b"%PDF") and len(both.body) > len(paper.body), "both in one file")
    walk.employer_officer.post(f"{STATEMENTS}/papers", ids, refused="404 not_found")
    walk.again(LATE).get(f"{STATEMENTS}/{id}/paper", refused="404 not_found")
    walk.public.get(f"{STATEMENTS}/{id}/paper", refused="401 not_signed_in")


def checked(walk: Walk) -> None:
    """Whoever holds a print checks its code: genuine, from whom, when, how many hours, and a masked name."""
    seen = walk.secretary.get(f"{STATEMENTS}/{statement_of(walk, LEADER)}")["statement"]
    walk["code"] = seen["code"]
    found = walk.public.get(f"{STATEMENTS}/check/{seen['code'].lower()}")
    same((found["state"], found["number"], found["hours"]), ("genuine", seen["number"], seen["hours"]), "what it says")
    same(found["place_name"], walk.given.district.here.name, "from whom")
    true(found["name"] != seen["name"] and "*" in found["name"], "a masked name")
    true("employer_name" not in found.body and "lines" not in found.body, "no more than that")
    walk.public.get(f"{STATEMENTS}/check/NOSUCHCODE", refused="404 not_genuine")


def receipt_on_paper(walk: Walk) -> None:
    """An employer that is not on the system signs the print; staff enters its receipt."""
    id, path = statement_of(walk, ALONE), f"{STATEMENTS}/{statement_of(walk, ALONE)}"
    seen = walk.secretary.get(path)["statement"]
    same((seen["state"], seen["to_sign"], seen["minutes"]), ("issued", False, WHOLE), "before")
    walk.secretary.post(f"{path}/receipt", {"date": iso_day(walk, 0)}, refused="422 invalid date")
    walk.secretary.post(f"{path}/receipt", {"date": "2026-02-30"}, refused="422 invalid date")
    today = {"date": seen["issued_at"][:10]}
    walk.officer("secretary", walk.given.district.wrong.code).post(f"{path}/receipt", today, refused="404 not_found")
    done = walk.secretary.post(f"{path}/receipt", today)["statement"]
    same((done["state"], done["on_paper"]), ("signed", True), "state")
    walk.secretary.post(f"{path}/receipt", today, refused="409 wrong_state")
    mine = walk.again(ALONE).get(f"{MINE}/{id}")["statement"]
    true(mine["signed_at"], "the member to see it signed")
    same(walk.employer_officer.send("GET", f"{RECEIVED}/{id}").status, 404, "it, for another's employer")
    same(mine["period"], quarter(walk).key, "the period")


STEPS = [files, printed, checked, receipt_on_paper]
