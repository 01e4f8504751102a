"""Accounts and sign-in over HTTP, on a real database."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from services.registry.accounts.commands import PASSWORD, create_account
from services.registry.service import service
from shared.sealed import Sealed
from tests.builders_accounts import COMMUNITY, DISTRICT, OF_STREET, OFFICER, OTHER, PLACES, SECRETARY
from tests.stage import Stage, settings_for

API = "/registry/api/v1"
NEW = {"login": "wang.wu", "role": "secretary", "grants": [COMMUNITY], "name": "王五", "phone": "13800000001"}
GOOD = "correct horse battery"


@pytest.fixture(scope="module")
def whole(database):
    return Stage(service, settings_for(database.uri("registry_accounts"), codes_per_network=50))


@pytest.fixture
def stage(whole):
    for name in whole.db.list_collection_names():
        whole.db[name].delete_many({})
    whole.db["places"].insert_many([place.row() for place in PLACES])
    return whole


@pytest.fixture
def officer(stage):
    return stage.client(OFFICER)


def by_command(stage, *options, password=None):
    return CliRunner().invoke(
        create_account, options, obj=SimpleNamespace(store=stage.store, settings=stage.settings),
        env={PASSWORD: password},
    )  # fmt: skip


def message(stage) -> dict:
    """What the newest message asked of notify would say."""
    sealed = Sealed.model_validate(stage.said("registry.message_asked")[-1]["sealed"])
    return stage.store.keys.open_box(sealed, stage.db["keys"].find_one({"_id": sealed.of})["wrapped"])


def with_password(officer, **more) -> dict:
    account = officer.post(f"{API}/accounts", json=NEW | more).json
    link = officer.post(f"{API}/accounts/{account['id']}/password-link").json["link"]
    sent = {"token": link.partition("token=")[2], "password": GOOD}
    assert officer.post(f"{API}/password", json=sent).json == {"login": account["login"]}
    return officer.get(f"{API}/accounts/{account['id']}").json


def test_from_the_command_to_a_signed_in_officer(stage):
    told = by_command(stage, "--grant", DISTRICT, "--login", "First")
    assert told.exit_code == 0, told.output
    link = told.output.strip()
    assert link.startswith("http://127.0.0.1:8080/registry/password?token=")
    browser = stage.client()
    token = link.partition("token=")[2]
    weak = browser.post(f"{API}/password", json={"token": token, "password": "first"})
    assert (weak.status_code, [f["field"] for f in weak.json["fields"]]) == (422, ["password"])
    assert browser.post(f"{API}/password", json={"token": token, "password": GOOD}).status_code == 200
    used = browser.post(f"{API}/password", json={"token": token, "password": GOOD})
    assert (used.status_code, used.json["code"]) == (409, "link_over")

    signed_in = browser.post(f"{API}/sign-in", json={"login": "first", "password": GOOD})
    assert (signed_in.json["role"], signed_in.json["scopes"]) == ("district_officer", [DISTRICT])
    cookie = signed_in.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert not {"Expires", "Max-Age", "Secure"} & {part.partition("=")[0] for part in cookie.split("; ")}
    assert browser.get(f"{API}/me").json["role"] == "district_officer"
    by_token = stage.client()
    bearer = {"Authorization": f"Bearer {signed_in.json['token']}"}
    assert by_token.get(f"{API}/me", headers=bearer).json["scopes"] == [DISTRICT]

    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert browser.post(f"{API}/accounts", json=NEW, headers=elsewhere).json["code"] == "cross_site"
    assert browser.post(f"{API}/sign-out", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 204
    assert browser.get(f"{API}/me").status_code == 401


def test_the_command_takes_a_password_from_the_environment_and_says_what_is_wrong(stage):
    weak = by_command(stage, "--grant", DISTRICT, "--login", "first", "--password", password="short")
    assert weak.exit_code == 1
    assert "password" in weak.output
    good = by_command(stage, "--grant", DISTRICT, "--login", "first", "--password", password=GOOD)
    assert good.output == "first can sign in\n"
    signed_in = stage.client().post(f"{API}/sign-in", json={"login": "first", "password": GOOD})
    assert signed_in.status_code == 200
    wrong = by_command(stage, "--role", "secretary", "--grant", "310106999999", "--login", "x.y")
    assert wrong.exit_code == 1
    assert "grants" in wrong.output


def test_accounts_are_made_shown_and_edited(stage, officer):
    made = officer.post(f"{API}/accounts", json=NEW, headers={"Idempotency-Key": "k1"})
    again = officer.post(f"{API}/accounts", json=NEW, headers={"Idempotency-Key": "k1"})
    assert (made.status_code, again.json) == (201, made.json)
    path = f"{API}/accounts/{made.json['id']}"
    shown = officer.get(path)
    assert (shown.json["phone"], shown.headers["ETag"]) == ("+8613800000001", '"v0"')
    assert stage.said("registry.looked")[-1]["persons"] == [made.json["id"]]

    assert officer.patch(path, json={"title": "书记"}).status_code == 428
    edited = officer.patch(path, json={"title": "书记", "grants": [OTHER]}, headers={"If-Match": '"v0"'})
    assert (edited.json["title"], edited.json["grants"], edited.headers["ETag"]) == ("书记", [OTHER], '"v1"')
    assert officer.patch(path, json={"title": "x"}, headers={"If-Match": '"v0"'}).status_code == 412
    assert officer.get(path).json["phone"] == "+8613800000001"
    assert [said["account_version"] for said in stage.said("registry.account_changed")] == [1, 2]
    acted = stage.said("registry.acted")
    assert [(line["what"], line["about"]) for line in acted] == [
        ("make_account", [made.json["id"]]), ("edit_account", [made.json["id"]]),
    ]  # fmt: skip


def test_lists_go_on_after_a_cursor_and_stay_within_scope(stage, officer):
    for n in range(5):
        assert officer.post(f"{API}/accounts", json=NEW | {"login": f"login{n}"}).status_code == 201
    officer.post(f"{API}/accounts", json=NEW | {"login": "other", "grants": [OTHER]})
    found, cursor = [], None
    while True:
        page = officer.get(f"{API}/accounts", query_string={"limit": 4} | ({"cursor": cursor} if cursor else {})).json
        found += [account["login"] for account in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == ["login0", "login1", "login2", "login3", "login4", "other"]
    of_street = stage.client(OF_STREET).get(f"{API}/accounts", query_string={"role": "secretary"}).json["items"]
    assert [account["login"] for account in of_street] == found[:5]
    assert "13800000001" not in str(of_street)
    other = stage.db["accounts"].find_one({"login": "other"})["_id"]
    assert stage.client(OF_STREET).get(f"{API}/accounts/{other}").status_code == 404
    assert stage.client(OF_STREET).post(f"{API}/accounts/{other}/password-link").status_code == 404
    assert stage.client(SECRETARY).post(f"{API}/accounts/{other}/password-link").status_code == 404
    assert stage.client().get(f"{API}/accounts").status_code == 401
    member = stage.client(OFFICER._replace(role="member"))
    assert member.get(f"{API}/accounts").status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"login": {"$gt": ""}}, {"login": "a\0bc"}, {"name": "王\u202e五"}, {"role": "clock"}, {"grants": COMMUNITY},
        {"grants": [{"$ne": 1}]}, {"phone": "1380000"}, {"email": "at"}, {"password": GOOD}, {"name": ""},
        {"name": "x" * 61}, {"grants": ["310106"]},
    ],
)  # fmt: skip
def test_what_is_no_account_is_refused_by_field_without_an_echo(officer, change):
    answer = officer.post(f"{API}/accounts", json=NEW | change)
    assert answer.status_code == 422
    assert [problem["field"].partition(".")[0] for problem in answer.json["fields"]] == list(change)
    assert "1380000" not in answer.text.replace("13812345678", "")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"login": "a"}', b'{"login": {"$ne": ""}, "password": {"$ne": ""}}', b'{"login": 1}']
)
def test_a_sign_in_of_the_wrong_shape_is_refused(stage, body):
    answer = stage.client().post(f"{API}/sign-in", data=body, content_type="application/json")
    assert answer.status_code == 422


def test_wrong_passwords_are_counted_though_refused_and_parallel_ones_too(stage, officer):
    with_password(officer)
    clients = [stage.client() for _ in range(8)]
    wrong = {"login": "wang.wu", "password": "not this one"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda client: client.post(f"{API}/sign-in", json=wrong), clients))
    right = clients[0].post(f"{API}/sign-in", json={"login": "WANG.WU", "password": GOOD})
    unknown = clients[1].post(f"{API}/sign-in", json={"login": "nobody", "password": GOOD})
    assert {(answer.status_code, answer.json["detail"]) for answer in [*answers, right]} == {
        (401, unknown.json["detail"])
    }
    assert sorted(row["count"] for row in stage.db["throttles"].find()) == [1, 9, 10]
    before = stage.clock.now
    stage.clock.move(minutes=16)
    assert clients[0].post(f"{API}/sign-in", json={"login": "wang.wu", "password": GOOD}).status_code == 200
    stage.do_what_is_due()
    assert stage.db["throttles"].count_documents({}) == 0
    stage.clock.now = before


def test_a_dismissed_officer_is_out_at_once_and_a_new_password_ends_older_sessions(stage, officer):
    account = with_password(officer)
    path = f"{API}/accounts/{account['id']}"
    signs_in = {"login": "wang.wu", "password": GOOD}
    first, second = stage.client(), stage.client()
    assert first.post(f"{API}/sign-in", json=signs_in).status_code == 200
    assert first.get(f"{API}/me").json["name"] == "王五"

    link = officer.post(f"{API}/accounts/password-links", json={"accounts": [account["id"]]}).json["items"][0]
    assert message(stage) == {
        "to": {"phone": "+8613800000001", "email": None}, "values": {"link": link["link"], "hours": 72},
    }  # fmt: skip
    sent = {"token": link["link"].partition("token=")[2], "password": GOOD + " staple"}
    assert second.post(f"{API}/password", json=sent).status_code == 200
    assert first.get(f"{API}/me").json["code"] == "session_ended"

    signed_in = second.post(f"{API}/sign-in", json=signs_in | {"password": GOOD + " staple"})
    assert signed_in.status_code == 200
    shut = officer.patch(path, json={"active": False}, headers={"If-Match": str(officer.get(path).json["version"])})
    assert shut.json["active"] is False
    assert second.get(f"{API}/me").json["code"] == "account_closed"
    assert stage.client().post(f"{API}/sign-in", json=signs_in).json["code"] == "wrong_login"


def test_a_table_is_tried_then_taken_in(stage, officer):
    content = f"账号,角色,范围,姓名,手机\nwang.wu,书记,{COMMUNITY},王五,13800000001\nli.si,书记,110101001001,李四,\n"
    body = {"data": content.encode("gb18030"), "content_type": "text/csv"}
    tried = officer.post(f"{API}/accounts/import", **body).json
    assert (tried["dry_run"], tried["counts"]) == (True, {"added": 1, "refused": 1})
    assert stage.db["accounts"].count_documents({}) == 0
    done = officer.post(f"{API}/accounts/import?dry_run=false", **body).json
    assert [(row["row"], row["outcome"]) for row in done["rows"]] == [(2, "added"), (3, "refused")]
    assert done["rows"][1]["problems"] == [
        {"field": "scope", "message": "应为您范围内的社区（居民区）代码（12 位），没有停用的。"}
    ]
    assert officer.post(f"{API}/accounts/import?dry_run=false", **body).json["counts"] == {"same": 1, "refused": 1}
    refused = officer.post(f"{API}/accounts/import", data=b"%PDF-", content_type="text/csv")
    assert (refused.status_code, refused.json["fields"][0]["field"]) == (422, "file")
    assert officer.post(f"{API}/accounts/import", data=b"x" * 2_000_001).status_code == 413
    assert stage.client(SECRETARY._replace(role="member")).post(f"{API}/accounts/import", **body).status_code == 403


def code_for(stage, client, **address) -> tuple[str, str]:
    answer = client.post(f"{API}/sign-in/codes", json=address)
    assert answer.status_code == 201
    return answer.json["challenge"], message(stage)["values"]["code"]


def test_a_member_signs_in_by_code_and_changes_the_phone_with_both_codes(stage):
    phone = stage.client()
    challenge, code = code_for(stage, phone, phone="13800000001")
    path = f"{API}/sign-in/codes/{challenge}/answer"
    wrong = phone.post(path, json={"code": f"{(int(code) + 1) % 1_000_000:06}"})
    assert (wrong.status_code, wrong.json["code"]) == (401, "code_wrong")
    assert stage.db["challenges"].find_one()["tries"] == 1
    signed_in = phone.post(path, json={"code": code})
    me = phone.get(f"{API}/me").json
    assert (signed_in.json["role"], me["scopes"]) == ("member", [me["id"]])
    assert stage.client().post(path, json={"code": code}).json == wrong.json
    assert stage.db["challenges"].count_documents({}) == 0
    assert stage.db["keys"].count_documents({"erased": True, "wrapped": None, "unsent": True}) == 1
    assert [said["member"] for said in stage.said("registry.member_changed")] == [me["id"]]

    stage.clock.move(minutes=2)
    phone.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    old, new = code_for(stage, phone, phone="13800000001"), code_for(stage, phone, phone="13900000002")
    both = {name: {"challenge": c, "code": k} for name, (c, k) in (("old", old), ("new", new))}
    refused = phone.post(f"{API}/me/phone", json=both | {"new": both["old"] | {"code": "x"}})
    assert [problem["field"] for problem in refused.json["fields"]] == ["new.code"]
    assert phone.post(f"{API}/me/phone", json=both).json["id"] == me["id"]

    stage.clock.move(minutes=2)
    again = stage.client()
    challenge, code = code_for(stage, again, phone="13900000002")
    again.post(f"{API}/sign-in/codes/{challenge}/answer", json={"code": code})
    assert again.get(f"{API}/me").json["id"] == me["id"]
    rows = [str(row) for name in stage.db.list_collection_names() for row in stage.db[name].find()]
    assert not [row for row in rows if "13800000001" in row or "13900000002" in row]


def test_a_code_that_is_answered_twice_at_once_works_once(stage):
    clients = [stage.client() for _ in range(6)]
    challenge, code = code_for(stage, clients[0], phone="13800000001")
    with ThreadPoolExecutor(6) as pool:
        path = f"{API}/sign-in/codes/{challenge}/answer"
        answers = list(pool.map(lambda client: client.post(path, json={"code": code}).status_code, clients))
    assert sorted(answers) == [200, 401, 401, 401, 401, 401]
    assert stage.db["members"].count_documents({}) == 1


def test_codes_are_asked_for_within_limits(stage):
    client = stage.client()
    assert client.post(f"{API}/sign-in/codes", json={"phone": "13800000001"}).status_code == 201
    again = client.post(f"{API}/sign-in/codes", json={"phone": "+86 138-0000-0001"})
    assert (again.status_code, again.headers["Retry-After"]) == (429, "60")
    for body in ({}, {"phone": "12"}, {"phone": {"$ne": ""}}, {"phone": "13800000001", "email": "a@b.cn"}, {"x": 1}):
        refused = client.post(f"{API}/sign-in/codes", json=body)
        assert refused.status_code == 422
        assert "13800000001" not in refused.text
    assert len(stage.said("registry.message_asked")) == 1
    stage.clock.move(minutes=6)
    stage.do_what_is_due()
    assert stage.db["challenges"].count_documents({}) == 0


def test_an_expired_or_forged_cookie_keeps_nobody_from_signing_in(stage, officer):
    with_password(officer)
    browser, sent = stage.client(), {"login": "wang.wu", "password": GOOD}
    same_site = {"Sec-Fetch-Site": "same-origin"}
    assert browser.post(f"{API}/sign-in", json=sent).status_code == 200
    stage.clock.move(hours=13)
    assert browser.get(f"{API}/me").json["code"] == "session_expired"
    assert browser.post(f"{API}/sign-in", json=sent, headers=same_site).status_code == 200
    assert browser.get(f"{API}/me").status_code == 200
    forged = {"Authorization": f"Bearer {browser.get_cookie('lianxin').value[:-4]}AAAA"}
    assert stage.client().get(f"{API}/me", headers=forged).json["code"] == "token_invalid"
    assert stage.client().post(f"{API}/accounts", json=NEW, headers=forged).status_code == 401


def test_staff_who_checked_the_person_change_the_phone(stage):
    phone = stage.client()
    challenge, code = code_for(stage, phone, email="a@example.com")
    phone.post(f"{API}/sign-in/codes/{challenge}/answer", json={"code": code})
    member = phone.get(f"{API}/me").json["id"]
    path, sent = f"{API}/members/{member}/phone", {"phone": "13900000002", "why": "id_card_seen"}
    secretary = stage.client(SECRETARY)
    assert secretary.post(path, json=sent).status_code == 404  # not of this community (yet)
    stage.db["members"].update_one({"_id": member}, {"$push": {"scopes": COMMUNITY}})
    assert secretary.post(path, json=sent).json["code"] == "not_yet_here"
    stage.db["members"].update_one({"_id": member}, {"$set": {"community": COMMUNITY}})
    assert secretary.post(path, json=sent | {"why": "codes"}).status_code == 422
    assert secretary.post(path, json=sent).json["id"] == member
    assert phone.get(f"{API}/me").json["code"] == "session_ended"
    assert stage.db["phone_changes"].find_one()["why"] == "id_card_seen"
