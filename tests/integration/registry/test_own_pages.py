"""A member's own pages: reporting in one page, correcting, the slip, and one's data; nothing typed is lost."""

import pytest

from services.registry.members.model import CONSENT_VERSION
from services.registry.service import service
from tests.builders_members import HERE, ID_NUMBER, SECRETARY, STREET, THERE, set_up, settle_people
from tests.stage import Stage, settings_for

KINDS = "answers", "members", "phones_taken", "ids_taken", "roster_entries", "reports", "slips", "outbox", "streams"
STRANGER = {"name": "测试乙", "id_number": ID_NUMBER, "employer_name": "测试"}
CONSENT = {"consent_version": CONSENT_VERSION}


@pytest.fixture(scope="module")
def whole_stage(database):
    stage = Stage(service, settings_for(database.uri("registry_own_pages")))
    set_up(stage)
    return stage


@pytest.fixture
def stage(whole_stage):
    for kind in KINDS:
        whole_stage.db[kind].delete_many({})
    return whole_stage


@pytest.fixture
def member(stage):
    """Whose phone is on a roster."""
    return stage.client(settle_people(stage, 1)[0])


def shown(client, path, status=200):
    answer = client.get(f"/registry{path}")
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def posted(client, path, status=303, **form):
    answer = client.post(f"/registry{path}", data=form)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True) if status != 303 else answer.location


def the(stage, kind="reports"):
    return stage.db[kind].find_one({})


def test_who_has_not_reported_is_led_to_the_form_which_asks_for_the_place_alone(stage, member):
    assert "/registry/report" in shown(member, "/me")
    form = shown(member, "/report")
    assert "测试单位" in form
    assert posted(member, "/report", community=HERE, **CONSENT) == "/registry/me"
    assert (the(stage)["community"], the(stage)["on_roster"]) == (HERE, True)
    assert "已经报到过" in shown(member, "/report")


def test_nobody_signed_in_is_led_to_sign_in_and_back(stage):
    answer = stage.client().get("/registry/report")
    assert (answer.status_code, answer.location) == (303, "/registry/sign-in?next=%2Fregistry%2Freport")


def test_a_place_is_found_without_an_address_that_says_who_asks(stage):
    (member,) = settle_people(stage, 1, on_roster=False)
    found = posted(stage.client(member), "/report/find", 200, street=STREET, **STRANGER)
    assert f'value="{THERE}"' in found
    assert all(f'value="{typed}"' in found for typed in STRANGER.values())
    assert "测试单位" in found


def test_a_name_that_finds_employers_is_one_of_them_or_none(stage):
    (member,) = settle_people(stage, 1, on_roster=False)
    client, wanted = stage.client(member), STRANGER | CONSENT | {"community": HERE}
    again = posted(client, "/report", 422, **wanted)
    assert "请选择是哪一家单位" in again
    assert f'value="{ID_NUMBER}"' in again
    assert the(stage) is None
    posted(client, "/report", employer_id="e1", **wanted)
    assert the(stage)["employer"] == "e1"


def test_what_is_missing_is_named_and_what_was_chosen_stays(stage, member):
    again = posted(member, "/report", 422, community=THERE, more_skills="剪纸、手语")
    assert 'href="#f-consent_version">请先阅读并同意' in again
    assert f'value="{THERE}" checked' in again
    assert "剪纸、手语" in again
    posted(member, "/report", community="elsewhere", more_skills="剪纸、手语", skills="书法",
           **CONSENT | {"elsewhere.district_name": "别区"})  # fmt: skip
    assert (the(stage)["elsewhere"], the(stage)["skills"]) == (True, ["书法", "剪纸", "手语"])


def test_the_slip_is_a_page_a_picture_and_a_paper(stage, member):
    posted(member, "/report", community="elsewhere", **CONSENT | {"elsewhere.district_name": "别区"})
    stage.do_what_is_due()
    assert "<svg" in shown(member, "/me/slip")
    address = f"/api/v1/reports/{the(stage)['_id']}/slip"
    begins = {kind: member.get(f"/registry{address}.{kind}").data[:4] for kind in ("png", "pdf")}
    assert begins == {"png": b"\x89PNG", "pdf": b"%PDF"}
    assert "回执编号" in shown(member, "/me")
    posted(member, "/me/elsewhere-receipt", number="W-12")
    assert the(stage)["state"] == "reported_elsewhere"


def test_what_comes_back_is_corrected_where_it_was_wrong(stage, member):
    posted(member, "/report", community=HERE, **CONSENT)
    stage.do_what_is_due()
    secretary = stage.client(SECRETARY)
    secretary.post(f"/registry/api/v1/reports/{the(stage)['_id']}/return", json={"reason": "住在二村"})
    assert "住在二村" in shown(member, "/me")
    assert f'value="{HERE}" checked' in shown(member, "/me/correct")
    posted(member, "/me/correct", community=THERE)
    assert (the(stage)["community"], the(stage)["state"]) == (THERE, "awaiting_community")


def test_a_report_is_taken_back_and_restored(stage, member):
    posted(member, "/report", community=HERE, **CONSENT)
    posted(member, "/me/cancel")
    assert "恢复报到" in shown(member, "/me")
    posted(member, "/me/restore")
    assert the(stage)["state"] == "awaiting_employer"


def test_ones_wishes_are_the_whole_form(stage, member):
    posted(member, "/me/data/wishes", version="0", skills="书法", more_skills="剪纸", interests="阅读，羽毛球")
    member_now = the(stage, "members")
    assert (member_now["skills"], member_now["interests"]) == (["书法", "剪纸"], ["阅读", "羽毛球"])
    assert "剪纸" in shown(member, "/me/data/wishes")
    posted(member, "/me/data/wishes", version="1")
    assert (the(stage, "members")["skills"], the(stage, "members")["interests"]) == ([], [])
    assert "别人刚刚改过" in posted(member, "/me/data/wishes", 412, version="0", skills="书法")


def test_not_now_until_a_day_and_again_from_now(stage, member):
    posted(member, "/me/data/rest", version="0", until="2026-12-24")
    assert f"{the(stage, 'members')['not_now_until']:%Y-%m-%d %H}" == "2026-12-23 16"
    posted(member, "/me/data/rest", version="1")
    assert the(stage, "members")["not_now_until"] is None


def test_another_employer_is_said_in_a_word(stage, member):
    posted(member, "/report", community=HERE, **CONSENT)
    posted(member, "/me/data/employer", employer_name="新单位")
    assert the(stage, "members")["employer_name"] == "新单位"


def test_everything_is_erased_only_when_it_was_said_twice(stage, member):
    assert "必填" in posted(member, "/me/data/erase", 422)
    assert posted(member, "/me/data/erase", sure="true") == "/"
    assert the(stage, "members")["state"] == "erased"
