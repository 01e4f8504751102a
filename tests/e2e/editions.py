"""What comes after a statement: its corrected edition, what counts in the next one, and the yearly appraisal."""

from datetime import timedelta

from services.activities.statements.periods import named, period_of
from tests.e2e.offering import MEETING
from tests.e2e.records import NOT_SIGNED, propose
from tests.e2e.rollcalls import LEADER
from tests.e2e.serving import quarter, told
from tests.e2e.signups import PAPER
from tests.e2e.statements import MINE, RECEIVED, STATEMENTS, issue, of_period, statement_of
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

OPINION = "热心参与，乐于助人。"
NEW_MINUTES, LATE_MINUTES = 90, 120


def second_edition(walk: Walk) -> None:
    """A correction after it was signed makes a next edition, which says what changed; the member reads it first."""
    record = walk[f"{LEADER} for {MEETING}"]
    objection = {"reason": "我先走了半小时", "minutes": NEW_MINUTES}
    walk.again(LEADER).post(f"activities/me/records/{record}/object", objection)
    correction = propose(walk, LEADER, NEW_MINUTES)
    walk.officer("staff", walk.given.district.here.code).post(f"activities/corrections/{correction}/approve")

    def newest() -> dict | None:
        found = walk.again(LEADER).all(MINE)
        return next((each for each in found if each["edition"] == 2), None)

    second = until(newest, "a second edition")
    walk["second edition"] = second["id"]
    same((second["minutes"], second["state"]), (NEW_MINUTES, "drafted"), "minutes and state")
    seen = walk.again(LEADER).post(f"{MINE}/{second['id']}/read")["statement"]
    true(seen["changed"] and seen["replaces"] == statement_of(walk, LEADER), "what changed, and what it replaces")
    first = walk.public.get(f"{STATEMENTS}/check/{walk['code']}")
    same(first["state"], "genuine", "the first one, as long as the second is not issued")


def replaced(walk: Walk) -> None:
    """Issued, the next edition replaces the first: its code says so and by what, and the employer signs the new one."""
    number = issue(walk, [walk["second edition"]]).items[0]["number"]
    first = walk.public.get(f"{STATEMENTS}/check/{walk['code']}")
    same((first["state"], first["replaced_by"]), ("replaced", number), "the first one's code")
    true(number in first["text"], "the new number in words")
    new = walk.secretary.get(f"{STATEMENTS}/{walk['second edition']}")["statement"]
    same(walk.public.get(f"{STATEMENTS}/check/{new['code']}")["state"], "genuine", "the second one's code")
    officer = walk.employer_officer
    walk.waits(officer, "statement_to_sign", walk["second edition"])
    same(officer.get(f"{RECEIVED}/{statement_of(walk, LEADER)}")["statement"]["state"], "replaced", "the first one")
    listed = officer.get("activities/statements/received.json", **of_period(walk))["statements"]
    true(statement_of(walk, LEADER) not in {each["statement"]["id"] for each in listed}, "only what counts in the file")
    officer.post(f"{STATEMENTS}/sign", of_period(walk) | {"all": True})
    issue(walk, [statement_of(walk, LEADER)], refused="409 wrong_state")


def counts_in_the_next(walk: Walk) -> None:
    """What is confirmed after its period's statement was issued counts in the next one."""
    record = walk[f"{NOT_SIGNED} for {PAPER}"]
    walk.again(NOT_SIGNED).post(f"activities/me/records/{record}/confirm")
    walk.settle()
    same([each["period"] for each in walk.again(NOT_SIGNED).all(MINE)], [quarter(walk).key], "statements by then")
    following = period_of(quarter(walk).ends, "quarter")
    walk.move_to(following.ends + timedelta(days=1, hours=9))

    def new() -> list[tuple[str, int]]:
        return [(each["period"], each["minutes"]) for each in walk.again(NOT_SIGNED).all(MINE)
                if each["period"] != quarter(walk).key]  # fmt: skip

    same(until(new, "another statement"), [(following.key, LATE_MINUTES)], "the next one")


def appraised(walk: Walk) -> None:
    """After the year its hours are summed for an appraisal; the community writes its opinion, the member reads it."""
    walk.move_to(named(quarter(walk).year).ends + timedelta(days=1, hours=9))
    name = walk.given.own.people[int(LEADER.split()[1])].name

    def prepared() -> list[str]:
        found = walk.secretary.all(STATEMENTS, **_year(walk), state="prepared")
        return [each["id"] for each in found if (each["name"], each["minutes"]) == (name, NEW_MINUTES)]

    walk["appraisal"] = id = until(prepared, "the year to be summed")[0]
    same(walk.again(LEADER).send("GET", f"{MINE}/{id}").status, 404, "it, before it has an opinion")
    opinion = {"ids": [id], "opinion": OPINION}
    walk.secretary.post(f"{STATEMENTS}/opinions", opinion | {"opinion": ""}, refused="422 invalid opinion")
    street = walk.officer("street_officer", walk.given.district.here.street)
    street.post(f"{STATEMENTS}/opinions", opinion, refused="403 not_allowed")
    walk.secretary.post(f"{STATEMENTS}/opinions", opinion)
    told(walk, [LEADER], "appraisal_drafted", quarter(walk).year)
    same(walk.again(LEADER).post(f"{MINE}/{id}/read")["opinion"], OPINION, "the opinion, for the member")


def appraisal_signed(walk: Walk) -> None:
    """The appraisal is issued, printed and signed for like any other statement."""
    id, officer = walk["appraisal"], walk.employer_officer
    walk.secretary.post(f"{STATEMENTS}/issue", _year(walk) | {"ids": [id]})
    walk.waits(officer, "statement_to_sign", id)
    same(officer.get(f"{RECEIVED}/{id}")["opinion"], OPINION, "the opinion, for the employer")
    signed = officer.post(f"{STATEMENTS}/sign", _year(walk) | {"all": True})
    same([each["state"] for each in signed.items], ["signed"], "state")
    true(officer.get(f"{STATEMENTS}/{id}/paper").body.startswith(b"%PDF"), "its print")


def _year(walk: Walk) -> dict[str, str]:
    return {"kind": "appraisal", "period": quarter(walk).year}


STEPS = [second_edition, replaced, counts_in_the_next, appraised, appraisal_signed]
