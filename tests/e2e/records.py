"""Service record (A5): drafted, confirmed, objected to, corrected by two, unconfirmed after fourteen days."""

from datetime import datetime
from typing import Any

from tests.e2e.asking import Answer
from tests.e2e.offering import MEETING
from tests.e2e.rollcalls import ABSENT, CAME_BY, LATE, LEADER, NOT_SIGNED, SCANS, SIGNED
from tests.e2e.serving import ALONE, just_once, told
from tests.e2e.signups import PAPER
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

CORRECTED, KEPT, SILENT = "person 8", "person 14", "person 13"
WHOLE, FROM_LATE = 120, 105  # minutes of the shift; from the mark "late" on, rounded to the quarter hour


def drafted(walk: Walk) -> None:
    """A closed shift drafts a record for everybody who came, in whole quarter hours; who did not come has none."""
    for name, minutes in ((LEADER, WHOLE), (LATE, FROM_LATE), (CAME_BY, WHOLE), (ALONE, WHOLE)):
        seen = until(lambda name=name: _found(walk, name), "a record")  # type: ignore[misc]
        same((seen["minutes"], seen["state"]), (minutes, "drafted"), "minutes and state")
    same(walk.again(ABSENT).send("GET", f"activities/me/records/{_id(walk, ABSENT)}").status, 404, "who was absent")
    told(walk, [LEADER, LATE, CAME_BY, ALONE, CORRECTED, SILENT], "record_drafted", MEETING)
    walk.waits(walk.again(SILENT), "record_to_confirm", _id(walk, SILENT))
    theirs = walk.secretary.all("activities/records", activity=walk[MEETING]["id"])
    true(_id(walk, LATE) in {each["id"] for each in theirs}, "it in the community's list")
    other = walk.officer("secretary", walk.given.district.wrong.code)
    other.get(f"activities/records/{_id(walk, LATE)}", refused="404 not_found")


def by_own_word(walk: Walk) -> None:
    """A scan, or a signature on the sheet, has confirmed it already; nobody is asked again."""
    for name, title, how in ((SCANS, MEETING, "scan"), (SIGNED, PAPER, "sheet")):
        seen = until(lambda name=name, title=title: _found(walk, name, title), "a record")  # type: ignore[misc]
        same((seen["state"], seen["confirmed_by"]), ("confirmed", how), "state, and by what")
        same(walk.todos(walk.again(name), "record_to_confirm"), set(), "what they are asked")
    same(_found(walk, NOT_SIGNED, PAPER)["state"], "drafted", "who did not sign")


def confirmed(walk: Walk) -> None:
    """The member confirms one, some or all; again changes nothing; nobody confirms for somebody else."""
    for name in ("person 4", CAME_BY, ALONE):
        path = f"activities/me/records/{_id(walk, name)}"
        same(walk.again(name).post(f"{path}/confirm")["record"]["state"], "confirmed", "state")
        walk.again(name).post(f"{path}/confirm")
    for name, asked, left in ((LEADER, {"all": True}, 0), (LATE, {"ids": [_id(walk, LATE)]}, 1)):
        done = walk.again(name).post("activities/me/records/confirm", asked)
        same((len(done.items), done["left"]), (1, left), "confirmed, and left")
    walk.again(LATE).post(f"activities/me/records/{_id(walk, 'person 4')}/confirm", refused="404 not_found")
    walk.secretary.post(f"activities/me/records/{_id(walk, KEPT)}/confirm", refused="403 not_allowed")
    walk.waits_no_more(walk.again(LATE), "record_to_confirm", _id(walk, LATE))


def objected(walk: Walk) -> None:
    """A member objects with a reason; the community keeps it as it is, and says why; the member is asked again."""
    id = _id(walk, KEPT)
    mine, theirs = f"activities/me/records/{id}", f"activities/records/{id}"
    walk.again(KEPT).post(f"{mine}/object", {"reason": ""}, refused="422 invalid reason")
    walk.again(KEPT).post(f"{mine}/object", {"reason": "太长", "minutes": 50}, refused="422 invalid minutes")
    walk.again(KEPT).post(f"{mine}/object", {"reason": "我提早到了半小时"})
    walk.waits(walk.secretary, "objection_to_answer", id)
    same(walk.secretary.get(theirs)["objection"], "我提早到了半小时", "the reason, for the community")
    walk.officer("street_officer", walk.given.district.here.street).get(theirs, refused="404 not_found")
    kept = walk.secretary.post(f"{theirs}/keep", {"answer": "服务时间按活动时间计。"})
    same(kept["record"]["state"], "drafted", "state")
    walk.waits_no_more(walk.secretary, "objection_to_answer", id)
    told(walk, [KEPT], "record_answered", MEETING)
    same(walk.again(KEPT).get(mine)["answer"], "服务时间按活动时间计。", "the answer, for the member")
    walk.again(KEPT).post(f"{mine}/confirm")


def corrected(walk: Walk) -> None:
    """A correction is proposed by one and approved by a second person: never by its author, nor by the member."""
    id, staff = _id(walk, CORRECTED), walk.officer("staff", walk.given.district.here.code)
    walk.again(CORRECTED).post(f"activities/me/records/{id}/object", {"reason": "还收拾了会场", "minutes": 150})
    correction = propose(walk, CORRECTED, 150, by=staff)
    walk.waits(walk.secretary, "correction_to_approve", correction)
    path = f"activities/corrections/{correction}"
    staff.post(f"{path}/approve", refused="403 second_person_needed")
    walk.again(CORRECTED).post(f"{path}/approve", refused="403 not_allowed")
    walk.officer("secretary", walk.given.district.wrong.code).post(f"{path}/approve", refused="404 not_found")
    seen = walk.secretary.get(path)
    same((seen["reason"], seen["objection"]), ("更正的理由", "还收拾了会场"), "reason and objection")
    walk.secretary.post(f"{path}/approve")
    walk.secretary.post(f"{path}/approve", refused="409 wrong_state")
    told(walk, [CORRECTED], "record_answered", MEETING)
    mine = walk.again(CORRECTED).get(f"activities/me/records/{id}")["record"]
    same((mine["minutes"], mine["state"]), (150, "confirmed"), "minutes and state: as the member had said")


def refused_by_second(walk: Walk) -> None:
    """The second person may refuse a correction with a reason; then the record stays as it was."""
    correction = propose(walk, LATE, WHOLE)
    walk.secretary.post(f"activities/records/{_id(walk, LATE)}/corrections",
                        {"minutes": 90, "reason": "再改"}, refused="409 correction_waiting")  # fmt: skip
    staff = walk.officer("staff", walk.given.district.here.code)
    path = f"activities/corrections/{correction}/refuse"
    staff.post(path, {"reason": ""}, refused="422 invalid reason")
    staff.post(path, {"reason": "当天记的是迟到"})
    same(walk.secretary.get(f"activities/records/{_id(walk, LATE)}")["record"]["minutes"], FROM_LATE, "minutes")
    same(walk.secretary.get(f"activities/corrections/{correction}")["refusal"], "当天记的是迟到", "why")


def ledger(walk: Walk) -> None:
    """The ledger keeps every step with its author and the value before; nothing of it can be changed."""
    lines = walk.again(CORRECTED).all("activities/me/ledger", record=_id(walk, CORRECTED))
    seen = [(each["what"], each["role"], each["minutes_before"], each["minutes"]) for each in lines]
    same(seen, [
        ("corrected", "secretary", WHOLE, 150), ("correction_proposed", "staff", WHOLE, WHOLE),
        ("objected", "member", WHOLE, WHOLE), ("drafted", "clock", None, WHOLE),
    ], "the lines, newest first")  # fmt: skip
    same(sum(each["counted"] for each in lines), 150, "what counts")
    above = walk.officer("street_officer", walk.given.district.here.street)
    true(above.all("activities/ledger", record=_id(walk, CORRECTED)), "the lines, for the street")
    same(walk.secretary.send("DELETE", "activities/ledger").status, 405, "what answers a deletion")


def reminded(walk: Walk) -> None:
    """Who has not answered is reminded once, on day 7."""
    walk.move_to(walk.at(10, "17:00"))
    told(walk, [SILENT], "record_reminded", MEETING)
    just_once(walk)


def unconfirmed(walk: Walk) -> None:
    """After fourteen days without an answer it is closed as unconfirmed, and does not count."""
    walk.move_to(walk.at(19, "12:00"))
    seen = until(lambda: _is(walk, SILENT, "unconfirmed"), "the record to be unconfirmed")
    same(seen["confirmed_by"], None, "confirmed by")
    same(sum(each["counted"] for each in walk.again(SILENT).all("activities/me/ledger")), 0, "what counts")
    walk.waits_no_more(walk.again(SILENT), "record_to_confirm", _id(walk, SILENT))


def confirmed_late(walk: Walk) -> None:
    """Late, the member's word still counts; an officer's never stands for it."""
    late = walk.again(SILENT).post(f"activities/me/records/{_id(walk, SILENT)}/confirm")["record"]
    same((late["state"], late["confirmed_by"]), ("confirmed", "member"), "state, and by whom")
    same(sum(each["counted"] for each in walk.again(SILENT).all("activities/me/ledger")), WHOLE, "what counts")
    same(_found(walk, NOT_SIGNED, PAPER)["state"], "unconfirmed", "who has still not answered")


def propose(walk: Walk, name: str, minutes: int, by: Any = None) -> str:
    """A correction of the record of the meeting; its id."""
    path = f"activities/records/{_id(walk, name)}/corrections"
    made: Answer = (by or walk.secretary).post(path, {"minutes": minutes, "reason": "更正的理由"})
    true(datetime.fromisoformat(made["correction"]["asked_at"]), "when it was asked")
    return made["correction"]["id"]


def _id(walk: Walk, name: str, title: str = MEETING) -> str:
    """A record's is the attendance's, which is the sign-up's."""
    return walk[f"{name} for {title}"]


def _found(walk: Walk, name: str, title: str = MEETING) -> Any:
    answer = walk.again(name).send("GET", f"activities/me/records/{_id(walk, name, title)}")
    return answer["record"] if answer.status == 200 else None


def _is(walk: Walk, name: str, state: str) -> Any:
    record = _found(walk, name)
    return record if record["state"] == state else None


STEPS = [drafted, by_own_word, confirmed, objected, corrected, refused_by_second, ledger]
A_WEEK_LATER = [reminded]
TWO_WEEKS_LATER = [unconfirmed, confirmed_late]
