"""What changes later: another community, an employer that is left, a community that is closed, a number that is new."""

from tests.e2e.reporting import comes_to, state
from tests.e2e.rosters import at_rest, settled
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

LEAVERS = {0, *range(20, 29)}  # rows that the next roster lacks


def transfer(walk: Walk) -> None:
    """A member moves to another community without filling in anything; the history keeps both, with dates."""
    district, member = walk.given.district, walk["person 9"]
    member.post("registry/me/report/transfer", {"community": district.here.code}, refused="422 invalid community")
    started = member.post("registry/me/report/transfer", {"community": district.wrong.code})
    id, other = started["report"]["id"], walk.officer("secretary", district.wrong.code)
    walk.waits(other, "report_to_accept", id)
    other.post("registry/reports/accept", {"ids": [id]})
    seen = comes_to(member, "reported")
    same((seen["report"]["community"], len(seen["earlier"])), (district.wrong.code, 1), "community, and reports before")
    same(seen["earlier"][0]["state"], "transferred_out", "the report before")
    mine = walk.secretary.all("registry/members")
    true(seen["report"]["id"] and member.get("registry/me")["id"] not in {each["id"] for each in mine}, "left the old")


def brake(walk: Walk) -> None:
    """A roster that would remove more than 10 % stops and says how many, until an officer confirms that number."""
    officer, own = walk.employer_officer, walk.given.own
    rows = [row for at, row in enumerate(own.rows) if at not in LEAVERS]
    upload = officer.hand_in("registry/rosters", own.name, own.file(rows))["id"]
    stopped = settled(officer, upload, "apply")
    same((stopped["state"], stopped["would_remove"]), ("brake", len(LEAVERS)), "stopped")
    walk.waits(officer, "roster_to_confirm", upload)
    same(len(officer.all("registry/roster-entries", state="left")), 0, "people removed")
    path = f"registry/rosters/{upload}/confirm-removal"
    officer.post(path, {"would_remove": len(LEAVERS) - 1}, refused="409 count_changed")
    officer.post(path, {"would_remove": len(LEAVERS)})
    done = until(lambda: at_rest(officer, upload), "the roster to be applied")
    same((done["state"], done["counts"]["removed"]), ("applied", len(LEAVERS)), "applied, and removed")
    walk.waits_no_more(officer, "roster_to_confirm", upload)
    same(len(officer.all("registry/roster-entries", state="left")), len(LEAVERS), "people who left")


def leaver(walk: Walk) -> None:
    """Who is gone from a roster is a leaver: report and history stay, marked 待确认新单位, and they are asked once."""
    member, report = walk["first"], walk["first's report"]
    until(lambda: member.get("registry/me/report")["report"]["needs_new_employer"], "待确认新单位 in the report")
    same(state(member), "reported", "state")
    true(walk.secretary.get(f"registry/reports/{report}")["needs_new_employer"], "the mark")
    asked = until(lambda: [n for n in member.get("notify/inbox").items if n["wording"] == "leaver_asked"], "a question")
    same(len(asked), 1, "questions")
    member.post("registry/me/employer", {"employer_name": "新单位"})
    until(lambda: not member.get("registry/me/report")["report"]["needs_new_employer"], "no mark any more")


def community_closed(walk: Walk) -> None:
    """A community that members belong to is closed by moving them into another; nothing is deleted."""
    district, member, officer = walk.given.district, walk["person 15"], walk.district_officer
    old, new = district.closing.code, district.absorbing.code
    comes_to(member, "awaiting_community")
    walk.officer("secretary", old).post("registry/reports/accept", {"all": True})
    officer.post(f"registry/places/{old}/close", {"into": old}, refused="422 invalid into")
    officer.post(f"registry/places/{old}/close", {"into": new})
    closed = walk.public.get(f"registry/places/{old}")
    same((closed["active"], closed["closed_into"]), (False, new), "the closed community")
    moved = until(lambda: member.get("registry/me/profile")["member"]["community"] == new, "the member to be moved")
    true(moved and state(member) == "reported", "the member to have nothing to do")
    members = walk.officer("secretary", new).all("registry/members")
    true(member.get("registry/me")["id"] in {each["id"] for each in members}, "the member among the other's")
    found = walk.public.get("registry/places/find", q=district.closing.core).items
    true(old not in {each["code"] for each in found}, "the closed community to be found no more")


def phone_changed(walk: Walk) -> None:
    """A changed phone needs a code to the old and one to the new; or staff who checked the person."""
    old, new, third = walk.given.own.people[10].phone, *(walk.given.strangers.next().phone for _ in range(2))
    member = walk["person 10"]
    codes = [dict(zip(("challenge", "code"), walk.code_for(phone), strict=True)) for phone in (old, new)]
    wrong = codes[1] | {"code": "x"}
    member.post("registry/me/phone", {"old": codes[0], "new": wrong}, refused="422 invalid new.code")
    member.post("registry/me/phone", dict(zip(("old", "new"), codes, strict=True)))
    true(member.get("registry/me/profile")["known"]["phone"] == new, "the new phone")
    id = member.get("registry/me")["id"]
    walk.secretary.post(f"registry/members/{id}/phone", {"phone": third, "why": "id_card_seen"})
    until(lambda: member.send("GET", "registry/me").status == 401, "the old session to be over")
    same(walk.member(third).get("registry/me")["id"], id, "who signs in with the phone that staff entered")


STEPS = [transfer, brake, leaver, community_closed]
LATER = [phone_changed]
