"""Activity (A2): made, reviewed where the street asks for it, published, copied, repeated, cancelled."""

from datetime import datetime

from tests.e2e.serving import first_shift, iso_day, published, shift
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

MEETING = "楼道议事会"
NOTICE = {"risk": "楼道湿滑，请注意脚下。", "insurance": "已投保志愿者意外险。"}


def drafted(walk: Walk) -> None:
    """A secretary makes an activity with its shifts, as a draft that nobody else sees."""
    officer, path = walk.secretary, "activities/activities"
    said = shift(walk, 3, "14:00", "16:00", leader=walk["person 5's id"])
    body = {"title": "议事会", "text": "一起商量楼道怎么用。", "shifts": [said]} | NOTICE
    for wrong, field in (
        ({"ends": said["starts"]}, "shifts.0.ends"), ({"leader": "nobody"}, "shifts.0.leader"),
        ({"for_whom": "everybody"}, "shifts.0.for_whom"), ({"capacity": 0}, "shifts.0.capacity"),
        ({"closes": walk.at(4, "09:00").isoformat()}, "shifts.0.closes"),
    ):  # fmt: skip
        officer.post(path, body | {"shifts": [said | wrong]}, refused=f"422 invalid {field}")
    officer.post(path, body | {"place": walk.given.district.wrong.code}, refused="403 not_allowed")
    walk.again("person 4").post(path, body, refused="403 not_allowed")
    made = officer.post(path, body, key="walk-activity")
    same(officer.post(path, body, key="walk-activity").body, made.body, "sent again")
    one = f"{path}/{made['id']}"
    same((made["state"], made["place"]), ("draft", walk.given.district.here.code), "state and place")
    true(made["id"] in {each["id"] for each in officer.all(path, which="drafts")}, "it among the drafts")
    walk.public.get(f"{one}/announcement", refused="404 not_found")
    walk.officer("secretary", walk.given.district.wrong.code).get(one, refused="404 not_found")
    walk["draft"] = one


def changed(walk: Walk) -> None:
    """A draft is changed on the version that was read, shift by shift."""
    officer, one = walk.secretary, walk["draft"]
    version = officer.get(one)["version"]
    officer.patch(one, {"title": MEETING}, version)
    officer.patch(one, {"title": "又一个名字"}, version, refused="412 changed")
    officer.patch(one, {"title": "又一个名字"}, None, refused="428 if_match_needed")
    more = officer.post(f"{one}/shifts", shift(walk, 5, "09:00", "10:00"))
    first, added = more["shifts"]
    same((more["title"], added["state"]), (MEETING, "not_started"), "title and state")
    path = f"activities/shifts/{added['id']}"
    officer.patch(path, {"where": "二楼会议室"}, added["version"])
    officer.patch(path, {"where": "三楼"}, added["version"], refused="412 changed")
    same(len(officer.delete(path)["shifts"]), 1, "shifts")
    officer.delete(f"activities/shifts/{first['id']}", refused="409 last_shift")


def reviewed(walk: Walk) -> None:
    """Where the street asks for it, it sees an activity first: returns it with a reason, then approves it."""
    street, officer = walk.officer("street_officer", walk.given.district.here.street), walk.secretary
    rule, id = f"activities/review-rules/{walk.given.district.here.street}", walk["draft"].rpartition("/")[2]
    street.put(rule, {"reviews": True}, street.get(rule)["version"])
    street.put(rule, {"reviews": False}, 0, refused="412 changed")
    officer.put(rule, {"reviews": False}, 1, refused="403 not_allowed")
    same(officer.post("activities/activities/publish", {"ids": [id]}).items[0]["state"], "awaiting_review", "state")
    walk.waits(street, "activity_to_review", id)
    officer.post("activities/activities/approve", {"ids": [id]}, refused="403 not_allowed")
    street.post(f"{walk['draft']}/return", {}, refused="422 invalid reason")
    street.post(f"{walk['draft']}/return", {"reason": "请写明议题"})
    walk.waits(officer, "activity_to_correct", id)
    seen = officer.get(walk["draft"])
    same((seen["state"], seen["reason"]), ("returned", "请写明议题"), "state and reason")
    officer.patch(walk["draft"], {"text": "议题：车棚与楼道灯。"}, seen["version"])
    officer.post("activities/activities/publish", {"ids": [id]})
    walk.waits_no_more(officer, "activity_to_correct", id)
    same(street.post("activities/activities/approve", {"ids": [id]}).items[0]["state"], "published", "state")
    walk.waits_no_more(street, "activity_to_review", id)
    street.put(rule, {"reviews": False}, street.get(rule)["version"])
    walk[MEETING] = officer.get(walk["draft"])


def announced(walk: Walk) -> None:
    """Published, everybody may read it without signing in; it cannot be thrown away any more."""
    seen = walk.public.get(f"{walk['draft']}/announcement")
    same((seen["title"], seen["risk"], seen["insurance"]), (MEETING, *NOTICE.values()), "what everybody reads")
    true("leader" not in seen["shifts"][0] and "code" not in seen["shifts"][0], "neither leader nor code in it")
    here = walk.public.all(f"activities/places/{walk.given.district.here.code}/activities")
    true(seen["id"] in {each["id"] for each in here}, "it on the community's list")
    walk.secretary.delete(walk["draft"], refused="409 wrong_state")


def copied(walk: Walk) -> None:
    """An activity is copied to another day, and a month of them into the next; copied again, nothing comes twice."""
    officer, path = walk.secretary, "activities/activities"
    copy = officer.post(f"{walk['draft']}/copy", {"starts": walk.at(9, "14:00").isoformat()})
    same((copy["state"], copy["title"], copy["copy_of"]), ("draft", MEETING, walk[MEETING]["id"]), "the copy")
    officer.delete(f"{path}/{copy['id']}")
    officer.get(f"{path}/{copy['id']}", refused="404 not_found")
    month = {"month": iso_day(walk, 3)[:7]}
    drafts = officer.post(f"{path}/copy-month", month).items
    true(MEETING in {each["title"] for each in drafts}, "a draft of it")
    same(officer.post(f"{path}/copy-month", month).items, [], "copied again")
    for each in drafts:
        officer.delete(f"{path}/{each['id']}")
    officer.post(f"{path}/copy-month", {"month": "2026-13"}, refused="422 invalid month")


def repeated(walk: Walk) -> None:
    """An activity becomes a weekly one; cancelled from one day on with a reason, the days before it stay."""
    officer, path = walk.secretary, "activities/activities"
    first = published(walk, "每周护学岗", shift(walk, 1, "16:00", "17:00"))
    later = officer.post(f"{path}/{first['id']}/repeat", {"every": "week", "count": 3}).items
    same({(each["state"], each["series"]) for each in later}, {("published", first["id"])}, "three more")
    starts = officer.get(f"{path}/{later[2]['id']}")["shifts"][0]["starts"]
    same(datetime.fromisoformat(starts), walk.at(22, "16:00"), "when the third is")
    again = {"every": "week", "count": 1}
    officer.post(f"{path}/{first['id']}/repeat", again, refused="409 already_repeated")
    last = f"{path}/{later[1]['id']}/cancel"
    officer.post(last, {"rest": True}, refused="422 invalid reason")
    off = officer.post(last, {"rest": True, "reason": "学校放假"}).items
    same({each["id"] for each in off}, {each["id"] for each in later[1:]}, "cancelled")
    same(officer.get(f"{path}/{later[0]['id']}")["state"], "published", "the one before")
    seen = walk.public.get(f"{path}/{later[2]['id']}/announcement")
    same((seen["state"], seen["reason"]), ("cancelled", "学校放假"), "what everybody reads")
    same({each["cancelled"] for each in seen["shifts"]}, {True}, "its shifts")


def led(walk: Walk) -> None:
    """The leader of a shift finds it among those to lead; nobody else does."""
    shift_id = first_shift(walk, MEETING)

    def leads(name: str) -> bool:
        return shift_id in {each["id"] for each in walk.again(name).get("activities/me/shifts-to-lead").items}

    until(lambda: leads("person 5"), "the shift among those to lead")
    true(not leads("person 4"), "it not among another member's")


STEPS = [drafted, changed, reviewed, announced, copied, repeated, led]
