"""Who sees which activities, in which order, and why."""

from tests.e2e.offering import MEETING
from tests.e2e.serving import published, shift
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

LAW, STREET, DISTRICT, NEXT_DOOR = "法律咨询日", "街道清洁日", "全区读书会", "隔壁社区开放日"
NEIGHBOUR = "person 9"  # moved to another community in the first half


def made_by_all_levels(walk: Walk) -> None:
    """The street and the district make activities of their own, and a community makes one for its whole street."""
    district = walk.given.district
    published(walk, LAW, shift(walk, 8, "09:00", "11:00"), skills=["法律咨询"])
    street = walk.officer("street_officer", district.here.street)
    same(published(walk, STREET, shift(walk, 2, "09:00", "11:00"), by=street)["level"], "street", "level")
    officer = walk.district_officer
    made = published(walk, DISTRICT, shift(walk, 2, "13:00", "14:00"), by=officer, interests=["园艺"])
    same((made["level"], made["shifts"][0]["for_whom"]), ("district", "district"), "level and for whom")
    other = walk.officer("secretary", district.wrong.code)
    published(walk, NEXT_DOOR, shift(walk, 2, "15:00", "16:00", for_whom="district"), by=other)
    street.get(f"activities/activities/{walk[DISTRICT]['id']}", refused="404 not_found")


def in_order(walk: Walk) -> None:
    """A member sees what the community offers, then its street, then the district; what fits first, and why."""
    member = walk.again("person 4")
    seen = until(lambda: _of(walk, "person 4"), "activities")
    titles = [each["title"] for each in seen]
    same([title for title in titles if title in (LAW, STREET, DISTRICT)], [LAW, STREET, DISTRICT], "order")
    levels = [each["near"] for each in seen]
    same(levels, sorted(levels, key=("community", "street", "district").index), "nearness")
    same(titles[0], LAW, "first, though it comes later than others of the community")
    why = {each["title"]: each["why"] for each in seen}
    true("法律咨询" in why[LAW] and "园艺" in why[DISTRICT] and "街道" in why[STREET], "a sentence why")
    one_by_one = [each["title"] for each in member.all("activities/me/activities", limit=2)]
    same(one_by_one, titles, "page by page")
    member.language = "en"
    english = member.get("activities/me/activities").items[0]["why"]
    member.language = "zh-CN"
    true(english != why[LAW] and "法律咨询" in english, "the same in English")


def not_for_others(walk: Walk) -> None:
    """Who belongs to another community sees its own and what is for all, but not what is for this one alone."""
    walk.keep_member(NEIGHBOUR, walk.given.own.people[9].phone, walk.member(walk.given.own.people[9].phone))
    titles = {each["title"] for each in until(lambda: _of(walk, NEIGHBOUR), "activities")}
    true(NEXT_DOOR in titles and DISTRICT in titles, "its own and the district's")
    true(LAW not in titles and MEETING not in titles, "nothing that is for another community")
    walk.secretary.get("activities/me/activities", refused="403 not_allowed")
    walk.public.get("activities/me/activities", refused="401 not_signed_in")


def _of(walk: Walk, name: str) -> list[dict]:
    return walk.again(name).all("activities/me/activities")


STEPS = [made_by_all_levels, in_order, not_for_others]
