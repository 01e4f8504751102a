"""Pairing (R11, its core): one instructor for one branch, and what came up on visits."""

from tests.e2e.serving import iso_day
from tests.e2e.walk import Walk, same, true

SAID = {"kind": "home_visit", "text": "车棚的事谈妥了一半。", "next_step": "下周再来"}


def paired(walk: Walk) -> None:
    """A street officer pairs an instructor with a community's branch, one with one; communities without are listed."""
    district, street = walk.given.district, walk.officer("street_officer", walk.given.district.here.street)
    here = {"instructor": walk["instructor"], "community": district.here.code}
    true(district.here.code in _unpaired(walk), "the community among those without")
    walk.secretary.post("registry/pairings", here, refused="403 not_allowed")
    street.post("registry/pairings", here | {"instructor": walk["staff"]}, refused="422 invalid instructor")
    street.post("registry/pairings", here | {"branch": "nobody's"}, refused="422 invalid branch")
    made = street.post("registry/pairings", here)
    same((made["community"], made["current"]), (district.here.code, True), "the pairing")
    street.post("registry/pairings", here, refused="409 branch_paired")
    true(district.here.code not in _unpaired(walk), "it no more among those without")
    second = street.post("registry/pairings", here | {"branch": walk["branches"]["第一党支部"]})
    street.post(f"registry/pairings/{second['id']}/end")
    street.post(f"registry/pairings/{second['id']}/end", refused="409 wrong_state")
    loads = {each["account"]["id"]: each["pairings"] for each in street.all("registry/instructors")}
    same(loads[walk["instructor"]], 1, "the instructor's load")


def visited(walk: Walk) -> None:
    """An instructor logs visits, corrects them for a week; the community and the street read them, others do not."""
    here, instructor = walk.given.district.here.code, walk.officer("instructor", walk.given.district.here.code)
    said = SAID | {"community": here}
    instructor.post("registry/visits", said | {"day": iso_day(walk, 1)}, refused="422 invalid day")
    instructor.post("registry/visits", said | {"community": "310106999999"}, refused="422 invalid community")
    walk.secretary.post("registry/visits", said, refused="403 not_allowed")
    made = instructor.post("registry/visits", said)
    same(made["day"], iso_day(walk, 0), "the day")
    path = f"registry/visits/{made['id']}"
    instructor.put(path, said | {"kind": "meeting"}, made["version"])
    instructor.put(path, said, made["version"], refused="412 changed")
    street = walk.officer("street_officer", walk.given.district.here.street)
    for who in (walk.secretary, street):
        same(who.get(path)["text"], SAID["text"], "what they read")
    walk.officer("secretary", walk.given.district.wrong.code).get(path, refused="404 not_found")
    counts = street.all("registry/visits/counts", month=iso_day(walk, 0)[:7])
    seen = {each["community"]["id"]: each["visits"] for each in counts}
    same((seen[here].get("meeting"), seen[here].get("home_visit", 0)), (1, 0), "visits of the month")


def _unpaired(walk: Walk) -> set[str]:
    street = walk.officer("street_officer", walk.given.district.here.street)
    return {each["id"] for each in street.all("registry/pairings/missing")}


STEPS = [paired, visited]
