"""Facts of three services become numbers, and street and district officers see them: pages, API and workbook."""

import io
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from services.registry.employers.model import Employer
from services.registry.rosters.model import RosterEntry
from services.registry.service import service
from services.registry.statistics.model import PlaceCount
from shared.documents import Actor
from shared.events import activities, registry
from shared.sealed import Sealed
from tests.builders_accounts import COMMUNITY, DISTRICT, OF_STREET, OFFICER, OTHER, PLACES, STREET
from tests.stage import START, Stage, settings_for

NEIGHBOUR = Actor("s2", "street_officer", ("310106012",))


@pytest.fixture(scope="module")
def stage(database):
    stage = Stage(service, settings_for(database.uri("registry_statistics")))
    parents = {place.id: (place.id[:-3] if len(place.id) > 6 else None) for place in PLACES}
    stage.db["places"].insert_many([
        place.model_copy(update={"parent": parents[place.id]}).row() for place in PLACES if place.district == DISTRICT
    ])  # fmt: skip
    return stage


def text(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.text


def the(stage, collection, **where):
    return stage.db[collection].find_one(where)


@pytest.fixture(scope="module")
def counted(stage):
    """Two members in a community, one of whom served; a roster; a report that has waited for nine days."""
    places = [PLACES[0], PLACES[1], PLACES[2], PLACES[4]]
    sealed = Sealed(of="m1", box="")
    members = {
        id: registry.MemberChanged(
            member=id, state="reported", community=COMMUNITY, street=STREET, district=DISTRICT, employer="e1",
            sealed=sealed,
        )
        for id in ("m1", "m2")
    }  # fmt: skip
    stage.db["employers"].insert_one(Employer(id="e1", name="区机关", district=DISTRICT, scopes=[DISTRICT, "e1"]).row())
    stage.db["roster_entries"].insert_many([
        RosterEntry(id=f"r{n}", employer="e1", person=f"p{n}", name="张三", report_state=state).row()
        for n, state in enumerate(["reported", "reported", "reported_elsewhere", None])
    ])  # fmt: skip
    stage.hear(
        *(registry.PlaceChanged(place=p.id, level=p.level, name=p.name, district=p.district) for p in places),
        registry.EmployerChanged(employer="e1", name="区机关", district=DISTRICT, on_system=True),
        *members.values(),
        activities.MemberServed(member="m1", records=2, statements=1),
        registry.TodoOpened(
            todo="report_to_accept:x", kind="report_to_accept", subject="x", scopes=[COMMUNITY], roles=["secretary"],
            since=START - timedelta(days=9),
        ),
    )  # fmt: skip
    stage.do_what_is_due()
    return stage


def test_a_district_sees_its_chain_and_where_things_wait_long(counted):
    seen = counted.client(OFFICER).get("/registry/api/v1/overview").json
    assert seen["chain"] == {"roster": 4, "deferred": 0, "elsewhere": 1, "reported": 2, "served": 1, "fed_back": 1}
    assert [(each["code"], each["long"]) for each in seen["below"]] == [(STREET, 1), ("310106012", 0)]
    shown = text(counted.client(OFFICER).get("/registry/overview"))
    assert f"/registry/overview/{STREET}?having=long" in shown


@pytest.mark.parametrize("path", [
    "/registry/statistics", "/registry/statistics/employers?having=missing", "/registry/statistics/communities",
    f"/registry/overview/{COMMUNITY}", "/registry/overview?having=long",
])  # fmt: skip
@pytest.mark.parametrize("by", [OFFICER, OF_STREET])
def test_every_page_of_numbers_is_there_for_street_and_district(counted, by, path):
    assert "<h1>" in text(counted.client(by).get(path))


def test_a_street_sees_nothing_of_another(counted):
    neighbour = counted.client(NEIGHBOUR)
    assert neighbour.get(f"/registry/overview/{COMMUNITY}").status_code == 404
    assert neighbour.get("/registry/api/v1/overview").json["chain"]["reported"] == 0
    assert neighbour.get("/registry/api/v1/statistics/employers").json["items"] == []


def test_the_numbers_come_as_a_workbook_too(counted):
    answer = counted.client(OFFICER).get("/registry/api/v1/statistics.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.sheet_names == ["社区", "单位", "每月"]
    assert book.get_sheet_by_name("单位").to_python()[1] == ["区机关", 4, 0, 4, 2, 1, 1, 50]


def row_of(stage, code):
    return PlaceCount.of(the(stage, "place_counts", _id=code))


def test_who_moves_or_is_erased_is_counted_elsewhere_or_no_more(counted):
    here = row_of(counted, COMMUNITY)
    assert (here.reported, here.served, here.fed_back, [w.count for w in here.waiting]) == (2, 1, 1, [1])
    moved = registry.MemberChanged(member="m1", state="reported", community=OTHER, sealed=Sealed(of="m1", box=""))
    counted.hear(moved, registry.TodoClosed(todo="report_to_accept:x", subject="x"), registry.MemberErased(member="m2"))
    counted.clock.move(minutes=1)
    counted.do_what_is_due()
    here, there = row_of(counted, COMMUNITY), row_of(counted, OTHER)
    assert (here.reported, here.served, here.waiting) == (0, 0, [])
    assert (there.reported, there.served) == (1, 1)
    assert the(counted, "participants", _id="m2") is None
