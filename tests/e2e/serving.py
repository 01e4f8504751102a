"""Who serves in the second half: people of the walk's own employer, and one whose employer is not on the system."""

from datetime import date, timedelta
from typing import Any

from services.activities.statements.periods import Period, period_of
from shared.clock import SHANGHAI
from tests.e2e.asking import Answer, Somebody
from tests.e2e.reporting import report
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

BEFORE = (4, 5, 6, 7, 8, 12, 13, 14)  # on the employer's roster, and accepted in the first half
NEW = (17, 18)
EMPLOYED = [f"person {number}" for number in (*BEFORE, *NEW)]
ALONE = "whose employer is not here"
NEEDED = timedelta(days=24)  # for what happens within one quarter


def first_day(walk: Walk) -> None:
    """The clock goes on to the morning of a day that leaves the quarter time for what follows."""
    day = walk.system.now.astimezone(SHANGHAI).date() + timedelta(days=1)
    walk["first day"] = day
    if walk.at(0, "09:00") + NEEDED > quarter(walk).ends:
        walk["first day"] = quarter(walk).ends.astimezone(SHANGHAI).date() + timedelta(days=1)
    walk.move_to(walk.at(0, "09:00"))
    true(walk.system.now >= walk.at(0, "09:00"), "the clock to be there")


def quarter(walk: Walk) -> Period:
    """The one in which they serve."""
    return period_of(walk.at(0, "09:00"), "quarter")


def known(walk: Walk) -> None:
    """Who was accepted can take part within seconds; who was not yet is told to try again."""
    own, here = walk.given.own.people, walk.given.district.here.code
    stranger = walk.given.strangers.next()
    named = {"name": stranger.name, "id_number": stranger.id_number, "employer_name": "另一家区外单位"}
    walk.keep_member(ALONE, stranger.phone, report(walk, ALONE, stranger, community=here, **named))
    walk[ALONE].get("activities/me/activities", refused="409 not_yet_known")
    for number in NEW:
        name = f"person {number}"
        walk.keep_member(name, own[number].phone, report(walk, name, own[number], community=here))
        walk.waits(walk.secretary, "report_to_accept", walk[f"{name}'s report"])
    walk.secretary.post("registry/reports/accept", {"all": True})
    for number in BEFORE:
        walk.keep_member(f"person {number}", own[number].phone, walk.member(own[number].phone))
    for name in (*EMPLOYED, ALONE):
        until(lambda name=name: walk[name].send("GET", "activities/me/activities").status == 200, "to be known")


# what several parts need


def shift(walk: Walk, day: int, starts: str, ends: str, **more: Any) -> dict[str, Any]:
    times = {name: walk.at(day, at).isoformat() for name, at in (("starts", starts), ("ends", ends))}
    return {"where": "社区活动室", "capacity": 20} | times | more


def published(walk: Walk, title: str, *shifts: dict[str, Any], by: Somebody | None = None, **more: Any) -> Answer:
    """An activity that members may sign up for at once, kept by its title."""
    body = {"title": title, "shifts": list(shifts), "publish": True} | more
    made = (by or walk.secretary).post("activities/activities", body)
    same(made["state"], "published", "state")
    walk[title] = made
    return made


def first_shift(walk: Walk, title: str) -> str:
    return walk[title]["shifts"][0]["id"]


def signup(walk: Walk, title: str, name: str, refused: str = "") -> Answer:
    """Of one member for the first shift of an activity; kept."""
    path = f"activities/shifts/{first_shift(walk, title)}/signups"
    answer = walk.again(name).post(path, refused=refused)
    if not refused:
        walk[f"{name} for {title}"] = answer["id"]
    return answer


def notices(walk: Walk, name: str, wording: str, about: str) -> list[dict[str, Any]]:
    """What this member was told of this, with those words in it."""
    every = walk.again(name).all("notify/inbox", limit=100)
    return [each for each in every if each["wording"] == wording and about in each["title"] + each["text"]]


def told(walk: Walk, names: list[str], wording: str, about: str) -> None:
    """Each of them has it in their inbox. That it came only once is seen later, when all has been heard."""
    until(lambda: all(notices(walk, name, wording, about) for name in names), f"{wording} in their inboxes")
    walk["told"] = [*walk.get("told", []), *((name, wording, about) for name in names)]


def each_once(walk: Walk) -> None:
    """When all that was said has been heard, each of them has been told each thing once."""
    walk.settle()
    just_once(walk)


def just_once(walk: Walk) -> None:
    """After the clock was moved or all has settled."""
    seen = {(wording, len(notices(walk, name, wording, about))) for name, wording, about in walk["told"]}
    same({(wording, times) for wording, times in seen if times != 1}, set(), "what was not told just once")
    walk["told"] = []


def iso_day(walk: Walk, day: int) -> str:
    found: date = walk["first day"] + timedelta(days=day)
    return found.isoformat()


STEPS = [first_day, known]
