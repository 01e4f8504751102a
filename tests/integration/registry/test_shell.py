"""What every page does: safe headers, nothing typed is lost, nobody is led astray."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from services.registry.service import service
from shared.documents import Actor
from shared.web.pages import FEW
from tests.builders_members import a_report
from tests.stage import Stage, settings_for, token_for

SECRETARY = Actor("u1", "secretary", ("310106006003",))
WAITING = "/registry/reports/waiting"


@pytest.fixture(scope="module")
def stage(database) -> Stage:
    return Stage(service, settings_for(database.uri("shell")))


@pytest.fixture
def nobody(stage: Stage) -> FlaskClient:
    return stage.client()


@pytest.fixture
def secretary(stage: Stage) -> FlaskClient:
    return signed_in(stage, SECRETARY)


def signed_in(stage: Stage, actor: Actor, **claims: int) -> FlaskClient:
    """By cookie, as a browser."""
    client = stage.client()
    client.set_cookie("lianxin", token_for(actor, stage.clock(), **claims))
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def test_every_page_is_closed_to_foreign_scripts_frames_and_forms(nobody: FlaskClient) -> None:
    head = nobody.get("/registry/sign-in").headers
    policy = dict(part.strip().split(" ", 1) for part in head["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert (head["X-Content-Type-Options"], head["Cache-Control"]) == ("nosniff", "no-store")


def test_pages_hold_no_inline_script_or_style(nobody: FlaskClient) -> None:
    text = nobody.get("/registry/sign-in").text
    assert "style=" not in text
    assert " onclick" not in text
    assert text.count("<script") == text.count("<script src=")


def test_static_files_may_be_kept_for_ever_under_an_address_that_changes_with_them(nobody: FlaskClient) -> None:
    text = nobody.get("/registry/sign-in").text
    address = text.split('href="/static/lianxin.css')[1].split('"')[0]
    assert address.startswith("?v=")
    assert "immutable" in nobody.get("/static/lianxin.css").headers["Cache-Control"]


def test_the_first_page_weighs_less_than_100_kb(nobody: FlaskClient) -> None:
    """Without pictures, and even before compression."""
    files = ("/registry/sign-in", "/static/lianxin.css", "/static/lianxin.js", "/static/htmx.min.js")
    assert sum(len(nobody.get(file).data) for file in files) < 100_000


def test_who_is_not_signed_in_is_led_there_and_back(nobody: FlaskClient) -> None:
    answer = nobody.get(f"{WAITING}?limit=5")
    assert (answer.status_code, answer.location) == (
        303, "/registry/sign-in?next=%2Fregistry%2Freports%2Fwaiting%3Flimit%3D5"
    )  # fmt: skip


@pytest.mark.parametrize("bad", ["https://elsewhere.cn", "//elsewhere.cn", "/\\elsewhere.cn", "javascript:1"])
def test_nobody_is_led_to_another_site(nobody: FlaskClient, bad: str) -> None:
    answer = nobody.post("/registry/display", data={"elder": "24", "next": bad})
    assert (answer.status_code, answer.location) == (303, "/")


def test_the_size_of_elder_mode_is_kept_on_the_device(nobody: FlaskClient) -> None:
    nobody.post("/registry/display", data={"elder": "30", "next": "/registry/sign-in"})
    assert 'class="elder size-30"' in nobody.get("/registry/sign-in").text
    nobody.post("/registry/display", data={"elder": "0", "next": "/"})
    assert "elder size" not in nobody.get("/registry/sign-in").text


def test_english_is_chosen_once(nobody: FlaskClient) -> None:
    nobody.post("/registry/display", data={"lang": "en", "next": "/"})
    assert '<html lang="en"' in nobody.get("/registry/sign-in").text


def test_a_refused_form_shows_its_page_again_with_what_was_typed(nobody: FlaskClient) -> None:
    answer = nobody.post("/registry/sign-in/password", data={"login": "王书记", "password": "not-this-one"})
    assert answer.status_code == 401
    assert 'value="王书记"' in answer.text
    assert "not-this-one" not in answer.text
    assert 'role="alert"' in answer.text


def test_a_wrong_field_is_named_at_the_field_and_on_top(nobody: FlaskClient) -> None:
    answer = nobody.post("/registry/sign-in/codes", data={"phone": "123"})
    assert answer.status_code == 422
    assert 'href="#f-phone"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'id="e-phone"' in answer.text


def test_nothing_typed_is_lost_when_the_sign_in_has_ended(stage: Stage) -> None:
    past = stage.client()
    past.set_cookie("lianxin", token_for(SECRETARY, stage.clock().replace(year=2020)))
    past.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    answer = past.post("/registry/reports/r1/return", data={"reason": "请写明小区"})
    assert answer.status_code == 401
    assert 'name="reason" value="请写明小区"' in answer.text
    assert 'action="/registry/reports/r1/return"' in answer.text


def test_a_form_of_another_site_is_refused(secretary: FlaskClient) -> None:
    answer = secretary.post(f"{WAITING}/accept", data={"all": "true"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("head", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                                  {"Origin": "https://elsewhere.cn"}, {"Origin": "null"}])  # fmt: skip
def test_a_form_of_another_site_signs_nobody_in(nobody: FlaskClient, head: dict[str, str]) -> None:
    """It comes without a cookie, for browsers send none with it."""
    for path, form in (("sign-in/password", {"login": "a", "password": "b"}), ("sign-in/codes", {"phone": "1"})):
        assert nobody.post(f"/registry/{path}", data=form, headers=head).status_code == 403


def test_every_cookie_is_for_https_alone_where_the_site_is(database) -> None:
    settings = settings_for(database.uri("shell_https")).model_copy(update={"public_url": "https://lianxin.example"})
    answer = Stage(service, settings).client().post("/registry/display", data={"lang": "en", "elder": "24"})
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all({"Secure", "HttpOnly", "SameSite=Lax"} <= set(each.split("; ")) for each in cookies)


def test_what_was_done_is_said_once(secretary: FlaskClient) -> None:
    answer = secretary.post(f"{WAITING}/accept", data={"all": "true"})
    assert (answer.status_code, answer.location) == (303, WAITING)
    assert 'class="told"' in secretary.get(WAITING).text
    assert 'class="told"' not in secretary.get(WAITING).text


def test_what_was_said_is_text_whatever_the_cookie_holds(secretary: FlaskClient) -> None:
    secretary.set_cookie("told", "%3Cscript%3Ealert(1)%3C/script%3E %(count)s")
    assert "<script>alert" not in secretary.get(WAITING).text


def test_an_address_that_is_none_is_a_page_for_people_and_a_problem_for_programs(nobody: FlaskClient) -> None:
    page = nobody.get("/registry/no/such/page", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (404, "text/html")
    problem = nobody.get("/registry/api/v1/no/such", headers={"Accept": "text/html"})
    assert (problem.status_code, problem.mimetype) == (404, "application/problem+json")


def test_signing_out_takes_the_cookie_away(secretary: FlaskClient) -> None:
    secretary.post("/registry/sign-out")
    assert secretary.get(WAITING).status_code == 303


def test_elder_mode_shows_fewer_rows_a_page_and_the_rest_after_them(stage: Stage, secretary: FlaskClient) -> None:
    reports = [a_report("awaiting_community", id=f"r{number:02}", member=f"m{number}") for number in range(FEW + 3)]
    stage.db["reports"].insert_many([report.row() for report in reports])
    assert secretary.get(WAITING).text.count('name="ids"') == FEW + 3
    secretary.post("/registry/display", data={"elder": "24", "next": "/"})
    first = secretary.get(WAITING).text
    assert first.count('name="ids"') == FEW
    rest = re.search(r'href="(/registry/reports/waiting\?cursor=[^"]+)"', first)
    assert rest
    assert secretary.get(unescape(rest[1])).text.count('name="ids"') == 3
