"""2. Two-way introduction (R2): the community's own page, and how the community is found."""

from tests.e2e.walk import Walk, same, true

PAGE = {
    "situation": {"text": "走查社区的基本情况 𠮷"},
    "network": {"text": "党总支与两个支部"},
    "problems": {"text": "停车难，只对内说", "internal": True},
    "ongoing": {"text": "楼道整治"},
    "roads": ["走查路", "走查花园"],
}


def page_written(walk: Walk) -> None:
    """A secretary keeps the community's page: situation, network, problems, ongoing work, 小区 and roads."""
    place = f"registry/places/{walk.given.district.here.code}"
    version = walk.secretary.get(place)["version"]
    written = walk.secretary.put(f"{place}/introduction", PAGE, version)
    same(written["roads"], PAGE["roads"], "roads")
    walk.secretary.put(f"{place}/introduction", PAGE, version, refused="412 changed")
    other = walk.officer("secretary", walk.given.district.wrong.code)
    other.put(f"{place}/introduction", PAGE, written["version"], refused="403")


def page_read(walk: Walk) -> None:
    """Everybody reads it without signing in, save what is marked internal; the community reads all of it."""
    place = f"registry/places/{walk.given.district.here.code}"
    for who, problems in ((walk.public, ""), (walk.secretary, PAGE["problems"]["text"])):  # type: ignore[index]
        seen = who.get(place)["introduction"]
        same(seen["situation"]["text"], PAGE["situation"]["text"], "situation")  # type: ignore[index]
        same(seen["problems"], {"text": problems, "internal": True}, "what is internal")


def found_as_typed(walk: Walk) -> None:
    """The community is found by name, street, pinyin initials, 小区 and road."""
    district, here = walk.given.district, walk.given.district.here
    typed = {"name": here.core, "name with its street": district.streets[here.street] + here.core,
             "initials": here.initials or here.core, "小区": "走查花园", "road": "走查路"}  # fmt: skip
    for how, text in typed.items():
        found = walk.public.get("registry/places/find", q=text).items
        true(here.code in {each["code"] for each in found}, f"the community to be found by its {how}")
    streets = walk.public.get("registry/places/find", q=district.streets[here.street]).items
    true(streets and {each["street"] for each in streets} == {here.street}, "communities of the street by its name")


STEPS = [page_written, page_read, found_as_typed]
