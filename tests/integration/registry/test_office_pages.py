"""The pages with which districts and streets look after places, accounts and employers."""

import io

import pytest

from services.registry.service import service
from shared.sealed import Sealed
from tests.builders_accounts import COMMUNITY, DISTRICT, OF_STREET, OFFICER, OTHER, PLACES, SECRETARY
from tests.stage import Stage, settings_for

LIST = """代码,名称
310106,静安区
310106011,某街道
310106011001,甲社区
310106011002,乙社区
310106012,某二街道
310106012001,丙社区
"""


@pytest.fixture(scope="module")
def whole(database):
    return Stage(service, settings_for(database.uri("registry_office_pages")))


@pytest.fixture
def stage(whole):
    for name in whole.db.list_collection_names():
        whole.db[name].delete_many({})
    parents = {place.id: (place.id[:-3] if len(place.id) > 6 else None) for place in PLACES}
    names = {"district": "静安区", "street": "某街道", "community": "永乐社区"}
    whole.db["places"].insert_many([
        place.model_copy(update={
            "parent": parents[place.id], "name": names[place.level], "keys": ["yonglesequ", "ylsq", "yl", "永乐社区"],
        }).row()
        for place in PLACES if place.district == DISTRICT
    ])  # fmt: skip
    return whole


@pytest.fixture
def officer(stage):
    return stage.client(OFFICER)


def text(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.text


def the(stage, collection, **where):
    return stage.db[collection].find_one(where)


def hidden(page, name):
    """The value of a page's hidden field."""
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


# places


def test_a_place_is_renamed_and_a_stale_form_is_refused_with_what_was_typed(stage, officer):
    path = f"/registry/places/{COMMUNITY}/edit"
    version = hidden(text(officer.get(path)), "version")
    named = {"name": "新永乐社区", "phone": "021-00000001", "version": version}
    assert officer.post(path, data=named).status_code == 303
    assert the(stage, "places", _id=COMMUNITY)["name"] == "新永乐社区"
    again = text(officer.post(path, data={"name": "另一个名字", "version": version}), 412)
    assert 'value="另一个名字"' in again


def test_a_blank_name_is_refused_and_a_blank_phone_is_meant(stage, officer):
    path = f"/registry/places/{COMMUNITY}/edit"
    version = hidden(text(officer.get(path)), "version")
    assert 'id="e-name"' in text(officer.post(path, data={"name": " ", "phone": "1", "version": version}), 422)
    officer.post(path, data={"name": "永乐社区", "phone": "", "version": version})
    assert the(stage, "places", _id=COMMUNITY)["phone"] is None


def test_a_code_list_is_shown_first_and_taken_in_then(stage, officer):
    sent = {"file": (io.BytesIO(LIST.encode()), "list.csv")}
    shown = text(officer.post("/registry/places/import", data=sent, content_type="multipart/form-data"))
    assert "乙社区" in shown
    assert the(stage, "places", _id="310106011002") is None, "a dry run changes nothing"
    content = hidden(shown, "content")
    assert officer.post("/registry/places/import/apply", data={"content": content}).status_code == 303
    assert the(stage, "places", _id="310106011002")["name"] == "乙社区"


def test_what_is_wrong_in_a_code_list_is_named_by_its_row(officer):
    sent = {"file": (io.BytesIO(LIST.replace("310106011002", "31010601100").encode()), "list.csv")}
    answer = officer.post("/registry/places/import", data=sent, content_type="multipart/form-data")
    assert "第 5 行：" in text(answer, 422)


def test_a_community_is_closed_into_another_that_was_looked_for(stage, officer):
    path = f"/registry/places/{COMMUNITY}/close"
    assert OTHER in text(officer.get(path, query_string={"q": "永乐"}))
    assert officer.post(path, data={"into": OTHER}).status_code == 303
    assert the(stage, "places", _id=COMMUNITY)["closed_into"] == OTHER


def test_branches_are_added_and_edited_with_a_road_a_line(stage):
    secretary, path = stage.client(SECRETARY), f"/registry/places/{COMMUNITY}/branches"
    assert secretary.post(f"{path}/new", data={"name": "第一支部", "roads": "甲小区\r\n乙路"}).status_code == 303
    branch = the(stage, "home_branches")
    assert branch["roads"] == ["甲小区", "乙路"]
    sent = {"name": "第一支部", "roads": "", "version": str(branch["version"])}  # no box ticked: it is used no more
    assert secretary.post(f"{path}/{branch['_id']}", data=sent).status_code == 303
    assert (the(stage, "home_branches")["roads"], the(stage, "home_branches")["active"]) == ([], False)


# accounts


def test_an_account_is_made_and_its_link_shown_once(stage, officer):
    form = text(officer.get("/registry/accounts/new", query_string={"role": "secretary", "q": "永乐"}))
    assert COMMUNITY in form
    sent = {"role": "secretary", "grants": [COMMUNITY], "name": "王五", "login": "wang.wu"}
    made = officer.post("/registry/accounts/new", data=sent)
    assert made.status_code == 303
    shown = text(officer.post(f"{made.location}/link"))
    assert "/registry/password?token=" in shown
    assert "<svg" in shown
    assert "/registry/password?token=" not in text(officer.get(made.location))


def test_a_login_that_is_taken_is_refused_and_what_was_typed_stays(stage, officer):
    sent = {"role": "secretary", "grants": [COMMUNITY], "name": "王五", "login": "wang.wu"}
    officer.post("/registry/accounts/new?role=secretary&q=永乐", data=sent)
    again = text(officer.post("/registry/accounts/new?role=secretary&q=永乐", data=sent | {"name": "赵六"}), 422)
    assert 'value="赵六"' in again
    assert 'id="e-login"' in again


def test_an_account_is_edited_shut_and_opened(stage, officer):
    sent = {"role": "secretary", "grants": [COMMUNITY], "name": "王五", "login": "wang.wu", "phone": "13800000001"}
    path = officer.post("/registry/accounts/new", data=sent).location
    version = hidden(text(officer.get(f"{path}/edit")), "version")
    changed = {"name": "王小五", "grants": [OTHER], "phone": "", "version": version}
    assert officer.post(f"{path}/edit", data=changed).status_code == 303
    account = the(stage, "accounts", login="wang.wu")
    assert (account["name"], account["grants"]) == ("王小五", [OTHER])
    sealed, key = Sealed.model_validate(account["sealed"]), the(stage, "keys", _id=account["_id"])["wrapped"]
    assert stage.store.keys.open_box(sealed, key)["phone"] == "", "what is left blank is meant"
    for verb, active in (("shut", False), ("open", True)):
        version = hidden(text(officer.get(path)), "version")
        assert officer.post(f"{path}/{verb}", data={"version": version}).status_code == 303
        assert the(stage, "accounts", login="wang.wu")["active"] is active


def test_a_secretary_makes_staff_of_their_own_community_alone(stage):
    secretary = stage.client(SECRETARY)
    assert COMMUNITY in text(secretary.get("/registry/accounts/new"))
    beyond = {"role": "staff", "grants": [OTHER], "name": "王五", "login": "wang.wu"}
    assert secretary.post("/registry/accounts/new", data=beyond).status_code == 422
    assert OTHER not in text(stage.client(OF_STREET).get("/registry/accounts/new?role=staff&q=永乐"))


def test_a_table_of_accounts_is_shown_first_and_taken_in_then(stage, officer):
    rows = f"账号,角色,范围,姓名\nli.si,工作人员,{COMMUNITY},李四\nx,工作人员,{COMMUNITY},丁\n"
    sent = {"file": (io.BytesIO(rows.encode()), "accounts.csv")}
    shown = text(officer.post("/registry/accounts/import", data=sent, content_type="multipart/form-data"))
    assert the(stage, "accounts", login="li.si") is None, "a dry run changes nothing"
    taken = text(officer.post("/registry/accounts/import/apply", data={"content": hidden(shown, "content")}))
    account = the(stage, "accounts", login="li.si")
    assert hidden(taken, "accounts") == account["_id"]
    assert "token=" in text(officer.post("/registry/accounts/links", data={"accounts": [account["_id"]]}))


# employers


def test_an_employer_is_added_edited_and_deactivated(stage, officer):
    made = officer.post("/registry/employers/new", data={"name": "区机关", "community": COMMUNITY})
    assert made.status_code == 303
    assert "永乐社区" in text(officer.get(made.location))
    refused = text(officer.post("/registry/employers/new", data={"name": "某局", "code": "123"}), 422)
    assert 'value="某局"' in refused
    version = hidden(text(officer.get(f"{made.location}/edit")), "version")
    assert officer.post(f"{made.location}/edit", data={"name": "区委机关", "version": version}).status_code == 303
    assert officer.post(f"{made.location}/deactivate").status_code == 303
    assert "区委机关" not in text(officer.get("/registry/employers"))
    assert "区委机关" in text(officer.get("/registry/employers?active=false&q=机关"))
