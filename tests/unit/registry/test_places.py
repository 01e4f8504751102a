"""Places: what the list changes and what it leaves, who writes what, how a community is closed."""

import base64

import pytest

from services.registry.places import actions, codelist, emblem, queries
from services.registry.places.importing import import_code_list
from services.registry.places.model import HomeBranch, Introduction, Place, Section
from shared.documents import PUBLIC, Actor
from shared.errors import Changed, Invalid, NotAllowed, NotFound, Refused
from tests.fakes import NOON, a_tx

DISTRICT = Actor("d1", "district_officer", ("310106",))
OTHER_DISTRICT = Actor("d2", "district_officer", ("310101",))
STREET = Actor("s1", "street_officer", ("310106006",))
SECRETARY = Actor("c1", "secretary", ("310106006001",))
NEIGHBOUR = Actor("c2", "secretary", ("310106006002",))

LIST = """code,level,name,parent_code
310106,district,静安区,
310106006,street,江宁路街道,310106
310106006001,community,永乐居委会,310106006
310106006002,community,武定坊居委会,310106006
"""


def a_place(code: str, name: str, **more) -> Place:
    level = codelist.LEVELS[len(code)]
    street = code[:9] if level == "community" else None
    parent = code[:-3] if len(code) > 6 else None
    scopes = list(dict.fromkeys([code[:6], code[:9], code]))
    return Place(
        id=code, level=level, name=name, listed_name=name, parent=parent, district=code[:6], street=street,
        scopes=scopes, **more,
    )  # fmt: skip


def jingan() -> list[Place]:
    return [
        a_place("310106", "静安区"),
        a_place("310106006", "江宁路街道"),
        a_place("310106006001", "永乐居委会"),
        a_place("310106006002", "武定坊居委会"),
    ]


def found_by(place: Place, typed: str) -> bool:
    return any(key.startswith(typed) for key in place.keys)


def said(tx) -> list[tuple]:
    return [(event.place, event.name, event.active) for event in tx.said]


def wanted(text: str = LIST) -> list[codelist.Row]:
    return codelist.parse(text.encode()).places


def test_a_new_list_makes_every_place_and_says_so():
    tx = a_tx(by=DISTRICT)
    assert actions.take_code_list(tx, wanted()) == 4
    made = {place.id: place for place in tx.touched()}
    assert made["310106006001"].scopes == ["310106", "310106006", "310106006001"]
    assert (made["310106006001"].street, made["310106006"].street) == ("310106006", None)
    assert found_by(made["310106006001"], "yongle")
    assert found_by(made["310106006001"], "jiangninglu")
    assert said(tx) == [(row.id, row.name, True) for row in wanted()]


def test_the_same_list_again_changes_nothing():
    tx = a_tx(*jingan(), by=DISTRICT)
    assert actions.take_code_list(tx, wanted()) == 0
    assert not tx.said
    assert not tx.writes


def test_only_what_the_list_changed_changes_and_what_is_missing_stays():
    known = jingan()
    known[3].name = "武定坊居民区"  # an officer's edit
    tx = a_tx(*known, by=DISTRICT)
    newer = LIST.replace("永乐居委会", "永乐社区居委会").replace("310106006002,", "310106006009,")
    found = queries.compare_code_list(tx, newer.encode())
    assert found.renamed == [("310106006001", "永乐居委会", "永乐社区居委会")]
    assert [row.id for row in found.added] == ["310106006009"]
    assert [place.name for place in found.missing] == ["武定坊居民区"]
    assert actions.take_code_list(tx, found.wanted) == 2
    assert said(tx) == [("310106006001", "永乐社区居委会", True), ("310106006009", "武定坊居委会", True)]


def test_a_renamed_street_is_found_by_its_new_name():
    tx = a_tx(*jingan(), by=DISTRICT)
    actions.take_code_list(tx, wanted(LIST.replace("江宁路街道", "万航渡路街道")))
    assert found_by(tx.get(Place, "310106006002"), "wanhangdulu")
    assert said(tx) == [("310106006", "万航渡路街道", True)]


def test_more_than_a_transaction_takes_goes_in_parts():
    rows = [f"3101060{street:02}{number:03},第{number}居委会" for street in range(10, 40) for number in range(1, 41)]
    streets = [f"3101060{street:02},第{street}街道" for street in range(10, 40)]
    content = "\n".join(["代码,名称", *rows, *streets, "310106,静安区"]).encode()
    stored, done = [], []

    def run(action, *args):
        tx = a_tx(*stored, by=DISTRICT)
        result = action(tx, *args)
        stored.extend(tx.touched())
        done.append(len(tx.touched()))
        return result

    found = import_code_list(run, content, dry_run=False)
    assert len(found.added) == 1231
    assert done == [0, 500, 500, 231, 0]
    assert len({place.id for place in stored}) == 1231


def test_a_dry_run_writes_nothing():
    ran = []
    import_code_list(lambda action, *args: ran.append(action) or action(a_tx(by=DISTRICT), *args), LIST.encode(), True)
    assert ran == [queries.compare_code_list]


def test_every_problem_is_named_by_row_and_column():
    bad = LIST.replace("永乐居委会", "").replace("310106006002", "1")
    with pytest.raises(Invalid) as refusal:
        queries.compare_code_list(a_tx(by=DISTRICT), bad.encode())
    assert [problem.field for problem in refusal.value.fields] == ["4.name", "5.code"]


def test_another_districts_list_is_refused():
    tx = a_tx(by=OTHER_DISTRICT)
    with pytest.raises(NotAllowed):
        queries.compare_code_list(tx, LIST.encode())
    with pytest.raises(NotAllowed):
        actions.take_code_list(tx, wanted())
    assert not tx.writes


def test_editing_a_name_keeps_the_code_and_is_said():
    tx = a_tx(*jingan(), by=DISTRICT)
    place = actions.edit_place(tx, "310106006001", {"name": "永乐居民区", "phone": "021-6267 0000"}, version=0)
    assert (place.id, place.listed_name, place.version) == ("310106006001", "永乐居委会", 1)
    assert (tx.said[0].name, tx.said[0].phone) == ("永乐居民区", "021-6267 0000")


@pytest.mark.parametrize(("by", "refusal"), [(OTHER_DISTRICT, NotAllowed), (DISTRICT, Changed)])
def test_an_edit_out_of_scope_or_on_an_old_version_is_refused(by, refusal):
    tx = a_tx(*jingan(), by=by)
    with pytest.raises(refusal):
        actions.edit_place(tx, "310106006001", {"name": "永乐"}, version=0 if refusal is NotAllowed else 3)
    assert not tx.writes


def test_a_secretary_writes_the_page_and_outsiders_do_not_see_what_is_internal():
    tx = a_tx(*jingan(), by=SECRETARY)
    page = Introduction(situation=Section(text="两千户"), problems=Section(text="停车难", internal=True))
    place = actions.write_introduction(tx, "310106006001", page, ["新丰小区", "新丰小区", "江宁路"], version=0)
    assert place.roads == ["新丰小区", "江宁路"]
    assert found_by(place, "xinfeng")
    assert place.introduction.updated_at == NOON

    def problems_for(by: Actor) -> str:
        return queries.place_as_seen(a_tx(place, by=by), place.id).introduction.problems.text

    assert [problems_for(by) for by in (SECRETARY, STREET, DISTRICT)] == ["停车难"] * 3
    assert [problems_for(by) for by in (PUBLIC, NEIGHBOUR, OTHER_DISTRICT)] == [""] * 3
    assert queries.place_as_seen(a_tx(place, by=PUBLIC), place.id).introduction.situation.text == "两千户"


def test_a_secretary_does_not_write_the_neighbours_page():
    with pytest.raises(NotAllowed):
        actions.write_introduction(a_tx(*jingan(), by=NEIGHBOUR), "310106006001", Introduction(), [], version=0)


def test_closing_names_where_people_go_and_deletes_nothing():
    tx = a_tx(*jingan(), by=DISTRICT)
    place = actions.close_community(tx, "310106006001", "310106006002")
    assert (place.active, place.closed_into) == (False, "310106006002")
    assert [(event.place, event.active, event.closed_into) for event in tx.said] == [(place.id, False, "310106006002")]
    assert [each.id for each in queries.closed_places(a_tx(*jingan()[1:], place, by=DISTRICT))] == [place.id]
    with pytest.raises(Refused, match="place_closed"):
        actions.close_community(a_tx(*jingan()[3:], place, by=DISTRICT), place.id, "310106006002")


@pytest.mark.parametrize(
    "into", ["310106006001", "310106006", "310106006003", "310106006009", "310101001001"],
    ids=["itself", "a street", "a closed one", "none", "another district's"],
)  # fmt: skip
def test_a_community_is_closed_only_into_an_open_one_of_its_district(into):
    others = [
        a_place("310106006003", "已撤销", active=False, closed_into="310106006002"), a_place("310101001001", "黄浦的"),
    ]  # fmt: skip
    tx = a_tx(*jingan(), *others, by=DISTRICT)
    with pytest.raises(Invalid) as refusal:
        actions.close_community(tx, "310106006001", into)
    assert refusal.value.fields[0].field == "into"
    assert not tx.writes


def test_a_street_is_not_closed():
    with pytest.raises(NotFound):
        actions.close_community(a_tx(*jingan(), by=DISTRICT), "310106006", "310106006002")


@pytest.mark.parametrize(("address", "branch"), [
    ("保德路一三一六弄5号301室", "b2"), ("保德路99号", "b1"), ("新丰小区", "b1"), ("某路1号", None), ("江宁路8号", None)
])  # fmt: skip
def test_the_branch_of_an_address_is_that_of_the_longest_name_in_it(address, branch):
    branches = [
        HomeBranch(id="b1", community="310106006001", name="第一", roads=["保德路", "新丰", "江宁路"]),
        HomeBranch(id="b2", community="310106006001", name="第二", roads=["保德路1316弄", "江宁路"]),
        HomeBranch(id="b3", community="310106006001", name="旧的", roads=["新丰小区"], active=False),
        HomeBranch(id="b4", community="310106006002", name="别处", roads=["新丰小区"]),
    ]
    found = queries.branch_for(a_tx(*branches, by=SECRETARY), "310106006001", address)
    assert (found and found.id) == branch


@pytest.mark.parametrize("by", [SECRETARY, STREET, DISTRICT])
def test_branches_are_made_by_those_of_the_place(by):
    tx = a_tx(*jingan(), by=by)
    branch = actions.add_branch(tx, "310106006001", "第一党支部", ["新丰小区"])
    assert branch.scopes == ["310106", "310106006", "310106006001"]
    assert (Place, "310106006001") in tx.changed  # so that of two at once with one name the second begins again
    with pytest.raises(Refused, match="branch_exists"):
        actions.add_branch(a_tx(*jingan(), branch, by=by), "310106006001", "第一党支部", [])
    with pytest.raises(NotAllowed):
        actions.edit_branch(a_tx(branch, by=NEIGHBOUR), branch.id, {"active": False}, version=0)


def test_what_a_district_sets_begins_at_version_nought():
    unset = queries.settings_of(a_tx(by=PUBLIC), "310106")
    assert (unset.version, unset.service_name, unset.statement_period) == (0, "连心", "quarter")
    values = unset.model_dump(exclude={"id", "version", "scopes"}) | {"organiser": "区委组织部"}
    tx = a_tx(*jingan(), by=DISTRICT)
    settings = actions.set_district(tx, "310106", values, version=0)
    assert settings.version == 1
    assert [(event.district, event.organiser) for event in tx.said] == [("310106", "区委组织部")]
    with pytest.raises(Changed):
        actions.set_district(a_tx(*jingan(), settings, by=DISTRICT), "310106", values, version=0)
    again = actions.set_district(a_tx(*jingan(), settings, by=DISTRICT), "310106", values, version=1)
    assert again.version == 2
    with pytest.raises(NotAllowed):
        actions.set_district(a_tx(*jingan(), by=OTHER_DISTRICT), "310106", values, version=0)
    with pytest.raises(NotFound):
        actions.set_district(a_tx(*jingan(), by=DISTRICT), "310106006", values, version=0)


PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


def written(kind: str, data: bytes) -> str:
    return f"{kind};base64,{base64.b64encode(data).decode()}"


def test_an_emblem_is_a_small_png_or_jpeg():
    assert emblem.content(written("image/png", PNG)) == ("image/png", PNG)
    for bad in (
        written("image/svg+xml", b"<svg/>"), written("image/jpeg", PNG), written("image/png", PNG + b"0" * 100_000),
        "image/png;base64,???", "", "https://example.org/emblem.png",
    ):  # fmt: skip
        with pytest.raises(Invalid):
            emblem.content(bad)


def test_scopes_are_of_communities_only():
    tx = a_tx(*jingan(), by=DISTRICT)
    assert queries.scopes_of(tx, "310106006001") == ["310106", "310106006", "310106006001"]
    with pytest.raises(NotFound):
        queries.scopes_of(tx, "310106006")


def test_the_tree_has_what_is_open_and_a_version_that_grows():
    places = jingan()
    before = queries.tree(a_tx(*places, by=PUBLIC), "310106")
    assert [(street.name, len(street.communities)) for street in before.streets] == [("江宁路街道", 2)]
    places[2].version, places[2].active = 1, False
    after = queries.tree(a_tx(*places, by=PUBLIC), "310106")
    assert [place.id for place in after.streets[0].communities] == ["310106006002"]
    assert after.version == before.version + 1
