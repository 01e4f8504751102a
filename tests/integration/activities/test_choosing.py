"""What a member may choose from: what is near first, and there what fits first."""


import pytest

from services.activities.service import service
from shared.documents import Actor
from tests.builders_offering import (
    DISTRICT_OFFICER,
    ELSEWHERE,
    STREET_OFFICER,
    a_shift,
    ask,
    begun,
    make,
    titles,
)
from tests.servers import Database
from tests.stage import Stage, settings_for


@pytest.fixture(scope="module")
def whole(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_choosing")))


@pytest.fixture
def stage(whole: Stage) -> Stage:
    return begun(whole)


def test_near_first_and_there_what_fits_first_with_one_sentence_why(stage: Stage) -> None:
    make(stage, DISTRICT_OFFICER, title="区里的")
    make(stage, STREET_OFFICER, title="街道的")
    make(stage, ELSEWHERE, title="乙社区自己的")
    make(stage, ELSEWHERE, title="乙社区请街道的", shifts=[a_shift(days=1, for_whom="street")])
    make(stage, title="先开始的", shifts=[a_shift(days=-3)])
    make(stage, title="写春联", skills=["书法"])
    make(stage, title="草稿", publish=False)
    member = Actor("m1", "member", ("m1",))
    found = ask(stage, member, "me/activities")["items"]
    assert [item["title"] for item in found] == ["写春联", "先开始的", "街道的", "乙社区请街道的", "区里的"]
    assert [item["near"] for item in found] == ["community", "community", "street", "street", "district"]
    assert [found[0]["why"], found[1]["why"]] == [
        "用得上您的特长“书法”，时间（周六下午）您也方便。", "这是您所在社区的活动。"
    ]  # fmt: skip
    seen, cursor = [], ""
    while cursor is not None:
        page = ask(stage, member, "me/activities", query_string={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        seen, cursor = seen + titles(page), page["next"]
    assert seen == [item["title"] for item in found]
    ask(stage, member, "me/activities?cursor=%7B%22$gt%22%3A1%7D", status=422)
    english = ask(stage, member, "me/activities", headers={"Accept-Language": "en"})["items"][1]["why"]
    assert english == "It is your community's own activity."


def test_who_is_not_known_yet_is_told_to_come_again(stage: Stage) -> None:
    answer = ask(stage, Actor("m9", "member", ("m9",)), "me/activities", status=409)
    assert answer["code"] == "not_yet_known"
