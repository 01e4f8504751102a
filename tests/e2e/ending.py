"""Export and erasure cover the second half too (A12)."""

from tests.e2e.calendars import as_steps_write
from tests.e2e.offering import MEETING
from tests.e2e.records import CORRECTED
from tests.e2e.reporting import form
from tests.e2e.statements import RECEIVED, STATEMENTS, of_period, statement_of
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

HELD = ("signups", "attendances", "service_records", "corrections", "ledger", "statements")
WORDS = "还收拾了会场"  # of the objection


def exported(walk: Walk) -> None:
    """A member's export holds what they signed up for, where they were, their records and statements, in plain text."""
    member = walk.again(CORRECTED)
    id = member.post("registry/me/exports")["id"]

    def ready() -> bool:
        return any(each["id"] == id and each["state"] == "ready" for each in member.get("registry/me/exports").items)

    until(ready, "the export to be ready")
    part = member.get(f"registry/me/exports/{id}/file")["services"]["activities"]
    same({name for name in HELD if not part[name]}, set(), "what is missing")
    true(WORDS in str(part["service_records"]), "the member's own words")
    true(MEETING in str(part["signups"]) and MEETING in str(part["ledger"]), "the activity by its name")


def erased(walk: Walk) -> None:
    """Erased, nobody is left in lists, records and statements; the minutes stay as lines of nobody."""
    member, secretary, id = walk.again(CORRECTED), walk.secretary, statement_of(walk, CORRECTED)
    member_id, record = walk[f"{CORRECTED}'s id"], walk[f"{CORRECTED} for {MEETING}"]
    code = secretary.get(f"{STATEMENTS}/{id}")["statement"]["code"]
    feed = as_steps_write(walk, member.post("activities/me/calendar")["address"])
    place = walk.given.district.here.code
    lines = len(secretary.all("activities/ledger", place=place))
    member.post("registry/me/erase", {"sure": True})
    until(lambda: walk.secretary.send("GET", f"activities/records/{record}").status == 404, "the record to be gone")
    walk.move_clock("2m")
    walk.public.get(feed, refused="404 no_calendar")
    secretary.get(f"{STATEMENTS}/{id}", refused="404 not_found")
    walk.employer_officer.get(f"{RECEIVED}/{id}", refused="404 not_found")
    same(secretary.all("activities/ledger", member=member_id), [], "lines that lead to them")
    after = secretary.all("activities/ledger", place=place)
    same((len(after), {each["record"] for each in after if not each["member"]}), (lines, {""}), "lines of the ledger")
    checked = walk.public.get(f"{STATEMENTS}/check/{code}")
    same((checked["state"], checked["name"]), ("erased", ""), "what the code says")
    held = str([secretary.all("activities/records"), secretary.all(STATEMENTS, **of_period(walk)),
                walk.employer_officer.all(RECEIVED, **of_period(walk))])  # fmt: skip
    true(member_id not in held and id not in held, "nothing of them in any list")


def comes_back(walk: Walk) -> None:
    """Who was erased may report again, and begins anew: nothing of before comes back."""
    person = walk.given.own.people[int(CORRECTED.split()[1])]
    again = walk.member(person.phone)
    named = {"name": person.name, "id_number": person.id_number, "employer_name": "新单位"}
    again.post("registry/reports", form(community=walk.given.district.here.code, **named))
    same(again.all("activities/me/statements") + again.all("activities/me/records"), [], "what was before")


STEPS = [exported, erased, comes_back]
