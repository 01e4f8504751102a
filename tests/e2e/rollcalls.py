"""Who came (A4), and the paper twin: marked by the leader, by a scan, from a sheet."""

from datetime import datetime
from typing import Any

from tests.e2e.offering import MEETING
from tests.e2e.serving import first_shift
from tests.e2e.signups import AT_MEETING, PAPER
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

LEADER, LATE, ABSENT, SCANS, CAME_BY = "person 5", "person 6", "person 7", "person 12", "person 18"
SIGNED, NOT_SIGNED = "person 17", "person 6"  # on the sheet


def list_for_leader(walk: Walk) -> None:
    """On the day the leader sees names and masked phones; other members and those above the place do not."""
    walk.again(LEADER).post(_rollcall(walk), {"all": "present", "nonce": "too-early"}, refused="409 not_yet")
    walk.move_to(walk.at(3, "14:10"))
    seen = walk.again(LEADER).get(_rollcall(walk))
    same({each["id"] for each in seen["people"]}, {_mark(walk, name) for name in AT_MEETING}, "who is expected")
    true(all(each["name"] and "*" in each["masked_phone"] for each in seen["people"]), "names and masked phones")
    for who in (walk.again("person 4"), walk.officer("street_officer", walk.given.district.here.street),
                walk.officer("secretary", walk.given.district.wrong.code)):  # fmt: skip
        who.get(_rollcall(walk), refused="404 not_found")
    walk.employer_officer.get(_rollcall(walk), refused="403 not_allowed")


def scanned(walk: Walk) -> None:
    """A member's own scan of the shift's code confirms that they are there; who did not sign up asks the leader."""
    shift = walk.secretary.get(f"activities/activities/{walk[MEETING]['id']}")["shifts"][0]
    shown = walk.public.get(f"activities/shifts/by-code/{shift['code']}")
    same((shown["title"], "people" in shown.body), (MEETING, False), "what the code leads to")
    for _ in range(2):
        seen = walk.again(SCANS).post("activities/shifts/scan", {"code": shift["code"].lower()})
        same((seen["state"], seen["own_word"]), ("present", "scan"), "state and own word")
    walk.again(CAME_BY).post("activities/shifts/scan", {"code": shift["code"]}, refused="409 not_signed_up")
    walk.again("person 4").post("activities/shifts/scan", {"code": "NOSUCHCODE"}, refused="404 not_found")


def marked(walk: Walk) -> None:
    """The leader marks everybody at once, and some otherwise; the same entry sent again changes nothing."""
    leader, path = walk.again(LEADER), _rollcall(walk)
    at = walk.at(3, "14:20").isoformat()
    walk.move_to(walk.at(3, "14:25"))
    some = {"marks": [{"id": _mark(walk, LATE), "state": "late", "nonce": "walk-late-1", "at": at}]}
    same([each["state"] for each in leader.post(path, some).items], ["late"], "one by one")
    everybody = {"all": "present", "but": {_mark(walk, LATE): "late", _mark(walk, ABSENT): "absent"},
                 "nonce": "walk-all-1", "at": at}  # fmt: skip
    first = leader.post(path, everybody).items
    same((len(first), leader.post(path, everybody).items), (len(AT_MEETING), first), "sent again")
    same(_states(walk), {LATE: "late", ABSENT: "absent"}, "who is not simply present")
    unknown = {"marks": [{"id": "nobody", "state": "late", "nonce": "walk-none-1"}]}
    leader.post(path, unknown, refused="422 invalid marks.0.id")
    future = {"all": "present", "nonce": "walk-future", "at": walk.at(4, "09:00").isoformat()}
    leader.post(path, future, refused="422 invalid at")


def came_by(walk: Walk) -> None:
    """Somebody who simply came is found by the exact name and added."""
    leader, path = walk.again(LEADER), _rollcall(walk)
    same(leader.post(f"{path}/find", {"name": "没有这个人"}).items, [], "nobody")
    name = walk.given.own.people[int(CAME_BY.split()[1])].name
    found = {each["member"]: each["masked_phone"] for each in leader.post(f"{path}/find", {"name": name}).items}
    same(found.get(walk[f"{CAME_BY}'s id"]), "", "the phone, for a leader who is a member")
    person = {"member": walk[f"{CAME_BY}'s id"], "nonce": "walk-came-1", "at": walk.at(3, "14:05").isoformat()}
    added = leader.post(f"{path}/add", person)
    same((added["added"], added["state"]), (True, "present"), "added")
    same(leader.post(f"{path}/add", person).body, added.body, "sent again")
    walk[f"{CAME_BY} for {MEETING}"] = added["id"]


def offline(walk: Walk) -> None:
    """A mark made offline and sent later keeps its own time and says so; it changes none that was made after it."""
    leader, path = walk.again(LEADER), _rollcall(walk)
    walk.move_to(walk.at(3, "16:10"))

    def sent(state: str, nonce: str, at: str) -> dict[str, Any]:
        mark = {"id": _mark(walk, "person 14"), "state": state, "nonce": nonce, "at": walk.at(3, at).isoformat()}
        return leader.post(path, {"marks": [mark]}).items[0]

    seen = sent("present", "walk-offline-2", "15:00")
    same((seen["state"], seen["forced"]), ("present", True), "made offline")
    same(datetime.fromisoformat(seen["marked_at"]), walk.at(3, "15:00"), "its own time")
    same(sent("excused", "walk-offline-1", "14:15"), seen, "an older one, sent after it")


def closed(walk: Walk) -> None:
    """A shift that has ended waits for its leader, who closes it; a mark may still come."""
    leader, shift_id = walk.again(LEADER), first_shift(walk, MEETING)
    walk.waits(leader, "shift_to_record", shift_id)
    walk.again("person 4").post(f"{_rollcall(walk)}/close", refused="404 not_found")
    done = leader.post(f"{_rollcall(walk)}/close")
    same((done["came"], done["unmarked"], done["shift"]["state"]), (len(AT_MEETING), 0, "closed"), "closed")
    same(leader.post(f"{_rollcall(walk)}/close")["came"], done["came"], "closed again")
    walk.waits_no_more(leader, "shift_to_record", shift_id)
    _recorded(walk, "person 13", MEETING)


def sheets(walk: Walk) -> None:
    """Sign-up sheet and roll-call sheet of a shift print as PDF; one call enters a filled sheet with signatures."""
    walk.move_to(walk.at(4, "12:00"))
    shift_id, staff = first_shift(walk, PAPER), walk.officer("instructor", walk.given.district.here.code)
    path = f"activities/shifts/{shift_id}/sheets"
    for name in ("signup", "rollcall"):
        printed = staff.get(f"{path}/{name}.pdf")
        true(printed.body.startswith(b"%PDF") and printed.headers["Content-Type"] == "application/pdf", "a PDF")
        walk.officer("secretary", walk.given.district.wrong.code).get(f"{path}/{name}.pdf", refused="404 not_found")
    code = walk.secretary.get(f"activities/activities/{walk[PAPER]['id']}")["shifts"][0]["code"]
    filled: dict[str, Any] = {
        "code": code, "nonce": "walk-sheet-1", "all_present_but": [], "signed": [_mark(walk, SIGNED, PAPER)],
        "close": True,
    }  # fmt: skip
    staff.post(f"{path}/entered", filled | {"code": "WRONGCODE2"}, refused="422 invalid code")
    staff.post(f"{path}/entered", filled | {"absent": ["nobody"]}, refused="422 invalid absent.0")
    walk.again("person 4").post(f"{path}/entered", filled, refused="403 not_allowed")
    seen = staff.post(f"{path}/entered", filled).items
    same({each["state"] for each in seen}, {"present"}, "states")
    same(staff.post(f"{path}/entered", filled).items, seen, "sent again")
    same({each["id"]: each["own_word"] for each in seen}, {
        _mark(walk, SIGNED, PAPER): "sheet", _mark(walk, NOT_SIGNED, PAPER): None}, "who has signed")  # fmt: skip
    _recorded(walk, NOT_SIGNED, PAPER)


def over_for_leader(walk: Walk) -> None:
    """Two days after the end the leader sees the list no more."""
    walk.again(LEADER).get(_rollcall(walk))
    walk.move_to(walk.at(5, "17:00"))
    walk.again(LEADER).get(_rollcall(walk), refused="404 not_found")
    walk.secretary.get(_rollcall(walk))


def _rollcall(walk: Walk) -> str:
    return f"activities/shifts/{first_shift(walk, MEETING)}/rollcall"


def _mark(walk: Walk, name: str, title: str = MEETING) -> str:
    return walk[f"{name} for {title}"]


def _recorded(walk: Walk, name: str, title: str) -> None:
    """Before the clock goes on: from that moment the member has fourteen days."""
    path = f"activities/me/records/{_mark(walk, name, title)}"
    until(lambda: walk.again(name).send("GET", path).status == 200, "a record")


def _states(walk: Walk) -> dict[str, str]:
    """Of those who are not simply present."""
    names = {_mark(walk, name): name for name in AT_MEETING}
    people = walk.again(LEADER).get(_rollcall(walk))["people"]
    return {names[each["id"]]: each["state"] for each in people if each["state"] != "present"}


STEPS = [list_for_leader, scanned, marked, came_by, offline, closed, sheets, over_for_leader]
