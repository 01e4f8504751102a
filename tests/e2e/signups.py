"""Sign-up (A2), reminder (A8): a seat at once, after an answer, or when one comes free; what is told of a shift."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.e2e.asking import Answer
from tests.e2e.choosing import NEIGHBOUR
from tests.e2e.offering import MEETING
from tests.e2e.serving import (
    ALONE,
    EMPLOYED,
    each_once,
    first_shift,
    just_once,
    notices,
    published,
    shift,
    signup,
    told,
)
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

CLASH, ASKED, ONE_SEAT, MOVED, OFF, PAPER = "合唱排练", "上门陪诊", "一个名额的讲座", "社区义诊", "露天电影", "植树"
NOT_YET, NO_MORE = "还没开始报名的活动", "报名已经截止的活动"
AT_MEETING = [f"person {number}" for number in (4, 5, 6, 7, 8, 12, 13, 14)] + [ALONE]
PARALLEL = 20  # requests at one moment
REASON = "当天有大雨"


def seat_at_once(walk: Walk) -> None:
    """Whoever may come has a seat at once; asking again changes nothing; withdrawn, it can be had again."""
    for name in AT_MEETING:
        same(signup(walk, MEETING, name)["state"], "accepted", "state")
    mine, member = f"person 4 for {MEETING}", walk.again("person 4")
    same(signup(walk, MEETING, "person 4")["id"], walk[mine], "asked again")
    member.get(f"activities/signups/{walk[f'person 6 for {MEETING}']}", refused="404 not_found")
    same(member.post(f"activities/signups/{walk[mine]}/withdraw")["state"], "cancelled", "state")
    member.post(f"activities/signups/{walk[mine]}/withdraw", refused="409 wrong_state")
    same(signup(walk, MEETING, "person 4")["state"], "accepted", "state")
    true(walk[mine] in {each["id"] for each in member.all("activities/me/signups")}, "it among my sign-ups")
    same(_shift(walk, MEETING)["taken"], len(AT_MEETING), "seats taken")


def outside(walk: Walk) -> None:
    """Refused with the reason: too early, too late, for others, without sign-in, or for nobody."""
    opens, closes = walk.at(1, "09:00").isoformat(), walk.at(0, "08:00").isoformat()
    published(walk, NOT_YET, shift(walk, 9, "09:00", "10:00", opens=opens))
    published(walk, NO_MORE, shift(walk, 9, "11:00", "12:00", closes=closes))
    signup(walk, NOT_YET, "person 4", refused="409 not_open_yet")
    signup(walk, NO_MORE, "person 4", refused="409 closed")
    signup(walk, MEETING, NEIGHBOUR, refused="409 not_for_you")
    path = f"activities/shifts/{first_shift(walk, MEETING)}/signups"
    walk.public.post(path, refused="401 not_signed_in")
    walk.secretary.post(path, refused="403 not_allowed")
    walk.again("person 4").post("activities/shifts/nowhere/signups", refused="404 not_found")


def overlap(walk: Walk) -> None:
    """A shift at the same time as another is refused, and both are named."""
    published(walk, CLASH, shift(walk, 3, "15:00", "17:00"))
    refused = signup(walk, CLASH, "person 4", refused="409 overlap")
    true(CLASH in refused["detail"] and MEETING in refused["detail"], "both by name")


def answered_by_staff(walk: Walk) -> None:
    """Where the community chose so, staff answers: one, some or all; each is told, and only this place sees them."""
    published(walk, ASKED, shift(walk, 10, "09:00", "11:00", approval=True))
    staff = walk.officer("staff", walk.given.district.here.code)
    path = f"activities/shifts/{first_shift(walk, ASKED)}/signups"
    names = ["person 4", "person 6", "person 7", "person 8"]
    for name in names:
        same(signup(walk, ASKED, name)["state"], "requested", "state")
    walk.waits(staff, "signup_to_answer", first_shift(walk, ASKED))
    waiting = staff.all(path, state="requested")
    same([each["id"] for each in waiting], [walk[f"{name} for {ASKED}"] for name in names], "requests in their order")
    true(all("*" in each["masked_phone"] for each in waiting), "masked phones")
    for officer in (walk.officer("secretary", walk.given.district.wrong.code), walk.district_officer):
        officer.get(path, refused="404 not_found")
    one = {"ids": [walk[f"person 4 for {ASKED}"]], "answer": "accepted"}
    same(staff.post(f"{path}/answer", one)["left"], 3, "left")
    staff.post(f"{path}/answer", one, refused="409 wrong_state")
    staff.post(f"{path}/answer", {"ids": [walk[f"person 6 for {ASKED}"]], "answer": "declined"})
    same(staff.post(f"{path}/answer", {"all": True, "answer": "accepted"})["left"], 0, "left")
    walk.waits_no_more(staff, "signup_to_answer", first_shift(walk, ASKED))
    told(walk, ["person 4", "person 7", "person 8"], "signup_accepted", ASKED)
    told(walk, ["person 6"], "signup_declined", ASKED)


def last_seat(walk: Walk) -> None:
    """Of ten who each ask twice at the same moment, one has the only seat, and nine stand in line in order."""
    published(walk, ONE_SEAT, shift(walk, 5, "19:00", "20:00", capacity=1))
    path = f"activities/shifts/{first_shift(walk, ONE_SEAT)}/signups"
    names = [*EMPLOYED, *EMPLOYED]
    same(len(names), PARALLEL, "requests")

    def ask(name: str) -> tuple[str, Answer]:
        return name, walk[name].post(path)

    with ThreadPoolExecutor(PARALLEL) as threads:
        for name, answer in threads.map(ask, names):
            walk[f"{name} for {ONE_SEAT}"] = answer["id"]
    seen = {name: walk[name].get(f"activities/signups/{walk[f'{name} for {ONE_SEAT}']}") for name in EMPLOYED}
    same(Counter(each["state"] for each in seen.values()), Counter(accepted=1, waitlisted=9), "states")
    walk["has the seat"] = next(name for name in EMPLOYED if seen[name]["state"] == "accepted")
    walk["line"] = sorted((n for n in EMPLOYED if n != walk["has the seat"]), key=lambda n: seen[n]["number"])
    same(len({seen[name]["number"] for name in walk["line"]}), 9, "different numbers in line")
    counted = _shift(walk, ONE_SEAT)
    same((counted["taken"], counted["waiting"]), (1, 9), "seats taken, and waiting")


def offered(walk: Walk) -> None:
    """A seat that comes free is offered to the first in line, who declines it; the next one accepts."""
    first, second, third = walk["line"][:3]
    _act(walk, walk["has the seat"], "withdraw")
    _comes_to(walk, first, "offered")
    told(walk, [first], "seat_offered", ONE_SEAT)
    walk.waits(walk.again(first), "offer_to_answer", walk[f"{first} for {ONE_SEAT}"])
    _act(walk, second, "accept", refused="409 wrong_state")
    _act(walk, first, "decline")
    _comes_to(walk, second, "offered")
    same(_act(walk, second, "accept")["state"], "accepted", "state")
    _act(walk, second, "withdraw")
    _comes_to(walk, third, "offered")


def entered(walk: Walk) -> None:
    """Staff enters somebody who called, and takes somebody off; both are told."""
    published(walk, PAPER, shift(walk, 4, "09:00", "11:00"))
    secretary, path = walk.secretary, f"activities/shifts/{first_shift(walk, PAPER)}/signups"
    for name in ("person 17", "person 6", "person 4"):
        walk[f"{name} for {PAPER}"] = secretary.post(f"{path}/entered", {"member": walk[f"{name}'s id"]})["id"]
    again = {"member": walk["person 17's id"]}
    secretary.post(f"{path}/entered", again, refused="409 already_signed_up")
    secretary.post(f"{path}/entered", {"member": walk[f"{NEIGHBOUR}'s id"]}, refused="404 not_found")
    other = walk.officer("secretary", walk.given.district.wrong.code)
    other.post(f"{path}/entered", again, refused="404 not_found")
    same(secretary.post(f"activities/signups/{walk[f'person 4 for {PAPER}']}/cancel")["state"], "cancelled", "state")
    told(walk, ["person 17", "person 6"], "signup_accepted", PAPER)
    told(walk, ["person 4"], "signup_declined", PAPER)


def told_of_change(walk: Walk) -> None:
    """Another time or place is told once to everybody signed up, who may withdraw; another title is not."""
    published(walk, MOVED, shift(walk, 6, "09:00", "11:00"))
    names = ["person 4", "person 6", "person 7"]
    for name in names:
        signup(walk, MOVED, name)
    path, version = f"activities/shifts/{first_shift(walk, MOVED)}", _shift(walk, MOVED)["version"]
    new = {"where": "街道文化中心", "starts": walk.at(6, "10:00").isoformat()}
    walk.officer("secretary", walk.given.district.wrong.code).patch(path, new, version, refused="404 not_found")
    shifts = walk.secretary.patch(path, new, version)["shifts"]
    told(walk, names, "shift_changed", new["where"])
    walk.secretary.patch(path, {"capacity": 2}, _shift(walk, MOVED)["version"], refused="422 invalid capacity")
    walk.secretary.patch(path, {"capacity": 30}, _shift(walk, MOVED)["version"])
    seen = walk.again("person 4").get(f"activities/signups/{walk[f'person 4 for {MOVED}']}")
    same((seen["where"], seen["starts"]), (new["where"], shifts[0]["starts"]), "where and when, for the member")
    withdrawn = f"activities/signups/{walk[f'person 7 for {MOVED}']}/withdraw"
    same(walk.again("person 7").post(withdrawn)["state"], "cancelled", "state")


def told_of_cancelling(walk: Walk) -> None:
    """A cancelled activity is told once, with its reason, to everybody signed up, and holds nobody's time."""
    published(walk, OFF, shift(walk, 6, "18:00", "20:00"))
    names = ["person 4", "person 8"]
    for name in names:
        signup(walk, OFF, name)
    path = f"activities/activities/{walk[OFF]['id']}/cancel"
    walk.officer("street_officer", walk.given.district.here.street).post(path, {"reason": REASON}, refused="403")
    walk.secretary.post(path, {"reason": REASON})
    walk.secretary.post(path, {"reason": REASON}, refused="409 wrong_state")
    told(walk, names, "shift_cancelled", REASON)
    seen = walk.again("person 4").get(f"activities/signups/{walk[f'person 4 for {OFF}']}")
    same((seen["state"], seen["reason"]), ("cancelled", "activity_cancelled"), "state and reason")
    signup(walk, OFF, "person 6", refused="404 not_found")
    published(walk, "室内电影", shift(walk, 6, "18:00", "20:00"))
    same(signup(walk, "室内电影", "person 4")["state"], "accepted", "the same time, free again")


def expired(walk: Walk) -> None:
    """An offer that is not answered within a day goes to the next in line."""
    third, fourth = walk["line"][2:4]
    walk.move_to(walk.at(1, "12:00"))
    _comes_to(walk, third, "expired")
    _act(walk, third, "accept", refused="409")
    _comes_to(walk, fourth, "offered")
    same(_act(walk, fourth, "accept")["state"], "accepted", "state")


def reminded(walk: Walk) -> None:
    """The day before, everybody who is coming is reminded once; who withdrew is not."""
    signup(walk, NOT_YET, "person 4")
    walk.move_to(walk.at(2, "10:05"))
    told(walk, AT_MEETING, "shift_reminded", MEETING)
    walk.move_to(walk.at(2, "15:00"))
    just_once(walk)
    same(notices(walk, "person 18", "shift_reminded", MEETING), [], "who is not coming")
    same(notices(walk, "person 4", "shift_reminded", NOT_YET), [], "what is later still")


def _shift(walk: Walk, title: str) -> dict:
    """As it is now, for its officer."""
    return walk.secretary.get(f"activities/activities/{walk[title]['id']}")["shifts"][0]


def _act(walk: Walk, name: str, verb: str, refused: str = "") -> Answer:
    return walk.again(name).post(f"activities/signups/{walk[f'{name} for {ONE_SEAT}']}/{verb}", refused=refused)


def _comes_to(walk: Walk, name: str, state: str) -> None:
    path = f"activities/signups/{walk[f'{name} for {ONE_SEAT}']}"
    until(lambda: walk.again(name).get(path)["state"] == state, f"the sign-up to be {state}")


STEPS = [
    seat_at_once, outside, overlap, answered_by_staff, last_seat, offered, entered, told_of_change, told_of_cancelling,
    each_once,
]  # fmt: skip
NEXT_DAYS = [expired, reminded]
