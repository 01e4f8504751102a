"""Statements over HTTP: from confirmed records to the employer's signature and the check of the code."""

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from services.activities.privacy.model import Owed
from services.activities.service import service
from services.activities.statements.model import Statement
from shared.documents import Document
from tests.builders_statements import (
    AUTUMN,
    DISTRICT,
    HERE,
    ITS_OFFICER,
    MEMBER,
    OTHER_OFFICER,
    OTHER_SECRETARY,
    SECRETARY,
    STREET_OFFICER,
    SUMMER,
    a_record,
    around,
)
from tests.pdf_text import pages_of, text_of
from tests.servers import Database
from tests.stage import Stage, TestClock, settings_for

API = "/activities/api/v1"
ID = f"service:m1:{HERE}:2026-Q3:1"
Q3 = {"period": "2026-Q3"}


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(service, settings_for(database.uri("activities_statements")), TestClock(AUTUMN))


def put(stage: Stage, *documents: Document) -> None:
    for document in documents:
        stage.db[document.collection].insert_one(document.row())


def drafted(stage: Stage, *records: Document, **how: Any) -> None:
    put(stage, *around(**how), *(records or (a_record(),)))
    stage.do_what_is_due()


def asked(stage: Stage, by: Any, path: str, body: Any = None, status: int = 200, **query: str) -> Any:
    client = stage.client(by)
    answer = client.get(API + path, query_string=query) if body is None else client.post(API + path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json if answer.is_json else answer.data


def issued(stage: Stage, **how: Any) -> None:
    drafted(stage, **how)
    asked(stage, MEMBER, f"/me/statements/{ID}/read", {})
    asked(stage, SECRETARY, "/statements/issue", Q3 | {"ids": [ID]})


def todos(stage: Stage) -> set[str]:
    opened = [each["todo"] for each in stage.said("activities.todo_opened")]
    for closed in stage.said("activities.todo_closed"):
        opened.remove(closed["todo"])
    return {todo.partition(":")[0] for todo in opened}


def test_from_a_record_to_the_employers_signature_and_the_check_of_its_code(stage: Stage) -> None:
    drafted(stage, a_record(), a_record("r2", minutes=75, title="清洁"))
    [own] = asked(stage, MEMBER, "/me/statements")["items"]
    assert (own["id"], own["hours"], own["period_name"], own["state"]) == (ID, "4.25", "2026年第三季度", "drafted")
    assert todos(stage) == {"statement_to_read"}
    assert asked(stage, MEMBER, f"/me/statements/{ID}")["statement"]["state"] == "drafted"  # a GET changes nothing
    asked(stage, ITS_OFFICER, f"/statements/received/{ID}", status=404)
    assert asked(stage, MEMBER, f"/me/statements/{ID}/read", {})["statement"]["state"] == "read"
    assert todos(stage) == {"statements_to_issue"}
    done = asked(stage, SECRETARY, "/statements/issue", Q3 | {"all": True})
    assert ([each["number"] for each in done["items"]], done["left"]) == ([f"2026-{HERE}-F00001"], 0)
    assert todos(stage) == {"statement_to_sign"}
    [received] = asked(stage, ITS_OFFICER, "/statements/received", **Q3)["items"]
    assert (received["name"], received["minutes"]) == ("测试甲", 255)
    asked(stage, ITS_OFFICER, "/statements/sign", Q3 | {"all": True})
    assert todos(stage) == set()
    whole = asked(stage, ITS_OFFICER, f"/statements/received/{ID}")["statement"]
    assert (whole["state"], whole["signed_by"], len(whole["lines"])) == ("signed", "u4", 2)
    checked = asked(stage, None, f"/statements/check/{whole['code'].lower()}")
    assert (checked["state"], checked["name"], checked["hours"]) == ("genuine", "测**", "4.25")
    stage.clock.move(days=90, seconds=1)
    stage.do_what_is_due()
    assert stage.db["statements"].find_one({"_id": ID})["state"] == "archived"


def test_unread_for_seven_days_it_may_be_issued(stage: Stage) -> None:
    drafted(stage)
    refused = asked(stage, SECRETARY, "/statements/issue", Q3 | {"ids": [ID]}, 409)
    assert refused["code"] == "not_read_yet"
    stage.clock.move(days=7, seconds=1)
    stage.do_what_is_due()
    assert todos(stage) == {"statement_to_read", "statements_to_issue"}
    assert [each["id"] for each in asked(stage, SECRETARY, "/statements/to-issue", **Q3)["items"]] == [ID]
    asked(stage, SECRETARY, "/statements/issue", Q3 | {"all": True})
    assert todos(stage) == {"statement_to_sign"}


def test_an_objection_is_answered_with_the_records_as_they_are_now(stage: Stage) -> None:
    drafted(stage)
    asked(stage, MEMBER, f"/me/statements/{ID}/object", {"reason": "漏了七月五日的活动"})
    assert todos(stage) == {"statement_objected"}
    asked(stage, SECRETARY, "/statements/issue", Q3 | {"ids": [ID]}, 409)
    put(stage, a_record("r2"))
    stage.do_what_is_due()
    whole = asked(stage, SECRETARY, f"/statements/{ID}")
    assert (whole["objection"], whole["statement"]["hours"]) == ("漏了七月五日的活动", "3")
    whole = asked(stage, SECRETARY, f"/statements/{ID}/answer", {"answer": "已补上"})
    assert (whole["statement"]["state"], whole["statement"]["hours"]) == ("drafted", "6")
    assert asked(stage, MEMBER, f"/me/statements/{ID}")["answer"] == "已补上"
    assert len(stage.said("activities.statement_drafted")) == 2
    assert b"\xe6\xbc\x8f" not in str(stage.db["statements"].find_one()).encode()


def test_a_correction_makes_the_next_edition_and_the_code_says_which(stage: Stage) -> None:
    issued(stage)
    code = stage.db["statements"].find_one({"_id": ID})["code"]
    stage.db["records"].update_one({"_id": "r1"}, {"$set": {"minutes": 120, "restate_due": True}})
    stage.do_what_is_due()
    later = ID[:-1] + "2"
    whole = asked(stage, MEMBER, f"/me/statements/{later}")["statement"]
    assert (whole["changed"], whole["hours"]) == (["2026-07-04 陪诊：3 小时更正为 2 小时"], "2")
    assert asked(stage, None, f"/statements/check/{code}")["state"] == "genuine"  # until the next one is issued
    asked(stage, MEMBER, f"/me/statements/{later}/read", {})
    asked(stage, SECRETARY, "/statements/issue", Q3 | {"all": True})
    checked = asked(stage, None, f"/statements/check/{code}")
    assert (checked["state"], checked["replaced_by"]) == ("replaced", f"2026-{HERE}-F00002")
    assert todos(stage) == {"statement_to_sign"}
    received = asked(stage, ITS_OFFICER, "/statements/received", **Q3)["items"]
    assert {each["edition"]: each["state"] for each in received} == {1: "replaced", 2: "issued"}


def test_the_print_is_laid_out_for_member_community_and_employer(stage: Stage) -> None:
    drafted(stage)
    refused = asked(stage, MEMBER, f"/statements/{ID}/paper", status=404)
    assert refused["code"] == "not_issued_yet"
    asked(stage, MEMBER, f"/me/statements/{ID}/read", {})
    asked(stage, SECRETARY, "/statements/issue", Q3 | {"ids": [ID]})
    for reader in (MEMBER, SECRETARY, ITS_OFFICER):
        printed = asked(stage, reader, f"/statements/{ID}/paper")
        text = text_of(printed)
        assert pages_of(printed) == 1
        for word in ("在职党员居民区服务登记卡", "测试甲", "测试单位", "陪诊", "存根", "单位盖章处"):
            assert word in text
    asked(stage, OTHER_OFFICER, f"/statements/{ID}/paper", status=404)
    assert pages_of(asked(stage, SECRETARY, "/statements/papers", {"ids": [ID]})) == 1
    looks = [(each["by"], each["persons"]) for each in stage.said("activities.looked")]
    assert ("u4", ["m1"]) in looks


def test_an_employer_not_on_the_system_signs_on_paper(stage: Stage) -> None:
    issued(stage, on_system=False)
    assert todos(stage) == set()
    for wrong in ("2026-09-30", "2026-10-02", "2026-02-30", "yesterday"):
        asked(stage, SECRETARY, f"/statements/{ID}/receipt", {"date": wrong}, 422)
    whole = asked(stage, SECRETARY, f"/statements/{ID}/receipt", {"date": "2026-10-01"})["statement"]
    assert (whole["state"], whole["on_paper"], whole["signed_by"]) == ("signed", True, "u1")


def test_a_table_holds_texts_and_no_formula(stage: Stage) -> None:
    names = ["+A1", "-2", "=1+1", "@SUM(A1)", "欧阳𠮷娜"]
    people = [
        a_record(f"r{n}", member=f"m{n}", name=name, pinyin=name, title="=HYPERLINK(1)")
        for n, name in enumerate(names, 1)
    ]
    drafted(stage, *people, people=5)
    stage.clock.move(days=8)
    stage.do_what_is_due()
    asked(stage, SECRETARY, "/statements/issue", Q3 | {"all": True})
    book = CalamineWorkbook.from_filelike(io.BytesIO(asked(stage, ITS_OFFICER, "/statements/received.xlsx", **Q3)))
    table, lines = (book.get_sheet_by_index(n).to_python()[1:] for n in (0, 1))
    assert [(row[0], row[3]) for row in table] == [(name, 3.0) for name in names]
    assert [(row[0], row[3]) for row in lines] == [(name, "=HYPERLINK(1)") for name in names]
    told = asked(stage, ITS_OFFICER, "/statements/received.json", **Q3)["statements"]
    assert [(each["statement"]["name"], each["opinion"]) for each in told] == [(name, "") for name in names]
    assert asked(stage, OTHER_OFFICER, "/statements/received.json", **Q3) == {"statements": []}


def test_a_year_is_appraised_with_the_communitys_opinion(stage: Stage) -> None:
    spring = SUMMER.replace(month=2)
    drafted(stage, a_record(), a_record("r2", starts=spring, minutes=60))
    assert asked(stage, SECRETARY, "/statements", period="2026", kind="appraisal")["items"] == []
    stage.clock.now = AUTUMN.replace(year=2027, month=1)
    stage.do_what_is_due()
    [each] = asked(stage, SECRETARY, "/statements", period="2026", kind="appraisal")["items"]
    id = each["id"]
    assert (each["state"], each["hours"]) == ("prepared", "4")
    assert "appraisal_to_write" in todos(stage)
    assert id not in str(asked(stage, MEMBER, "/me/statements"))
    done = asked(stage, SECRETARY, "/statements/opinions", {"ids": [id], "opinion": "热心为老服务"})
    assert done["left"] == 0
    assert "appraisal_to_write" not in todos(stage)
    whole = asked(stage, MEMBER, f"/me/statements/{id}/read", {})
    assert (whole["opinion"], whole["statement"]["state"]) == ("热心为老服务", "read")
    asked(stage, SECRETARY, "/statements/issue", {"period": "2026", "kind": "appraisal", "all": True})
    told = asked(stage, ITS_OFFICER, f"/statements/received/{id}")
    assert (told["opinion"], told["statement"]["number"]) == ("热心为老服务", f"2027-{HERE}-P00001")
    assert "热心为老服务" in text_of(asked(stage, ITS_OFFICER, f"/statements/{id}/paper"))


def test_after_erasing_nothing_is_left_but_that_the_code_was_genuine(stage: Stage) -> None:
    issued(stage)
    code = stage.db["statements"].find_one({"_id": ID})["code"]
    put(stage, Owed(id="m1", kind="erasure", member="m1"))
    stage.do_what_is_due()
    assert stage.db["statements"].count_documents({}) == 0
    assert "m1" not in str(list(stage.db["statement_codes"].find()))
    checked = asked(stage, None, f"/statements/check/{code}")
    assert (checked["state"], checked["name"], checked["hours"]) == ("erased", "", "3")
    assert todos(stage) == set()


@pytest.mark.parametrize(("by", "method", "path", "body", "status"), [
    (OTHER_SECRETARY, "get", f"/statements/{ID}", None, 404),
    (OTHER_SECRETARY, "post", "/statements/issue", Q3 | {"ids": [ID]}, 404),
    (STREET_OFFICER, "get", f"/statements/{ID}", None, 200),
    (STREET_OFFICER, "post", "/statements/issue", Q3 | {"ids": [ID]}, 403),
    (STREET_OFFICER, "post", f"/statements/{ID}/refresh", {}, 403),
    (MEMBER, "post", "/statements/issue", Q3 | {"ids": [ID]}, 403),
    (SECRETARY, "post", f"/me/statements/{ID}/read", {}, 403),
    (ITS_OFFICER, "post", "/statements/sign", Q3 | {"ids": [ID]}, 404),
    (None, "get", f"/statements/{ID}", None, 401),
    (None, "get", "/statements/check/NOPE", None, 404),
    (SECRETARY, "post", "/statements/issue", Q3 | {"ids": [ID], "all": True}, 422),
    (SECRETARY, "post", "/statements/issue", Q3, 422),
    (SECRETARY, "post", "/statements/issue", {"period": "2026-Q5", "all": True}, 422),
    (SECRETARY, "post", "/statements/issue", Q3 | {"ids": [{"$ne": ""}]}, 422),
    (SECRETARY, "post", "/statements/issue", {"period": "2026-Q2", "ids": [ID]}, 404),
    (SECRETARY, "get", "/statements?period[$ne]=x", None, 422),
    (SECRETARY, "get", "/statements?period=2026-Q3&state=gone", None, 422),
    (SECRETARY, "get", "/statements?period=2026-Q3&cursor=eyJ9", None, 422),
    (SECRETARY, "post", "/statements/opinions", {"ids": [ID], "opinion": "好"}, 409),
    (SECRETARY, "post", f"/statements/{ID}/answer", {"answer": "好"}, 409),
    (SECRETARY, "post", f"/statements/{ID}/receipt", {"date": "2026-10-01"}, 409),
    (MEMBER, "post", f"/me/statements/{ID}/object", {"reason": "a\x00b"}, 422),
    (MEMBER, "post", f"/me/statements/{ID}/object", {"reason": "\u202eabc"}, 422),
    (MEMBER, "post", f"/me/statements/{ID}/object", {"reason": "字" * 501}, 422),
    (MEMBER, "post", f"/me/statements/{ID}/object", {"reason": ""}, 422),
    (MEMBER, "post", f"/me/statements/{ID}/object", {"reason": "好", "more": 1}, 422),
])  # fmt: skip
def test_who_may_not_and_what_is_wrong_is_refused(
    drafted_stage: Stage, by: Any, method: str, path: str, body: Any, status: int
) -> None:
    answer = getattr(drafted_stage.client(by), method)(API + path, **({"json": body} if body is not None else {}))
    assert answer.status_code == status, answer.text
    assert drafted_stage.db["statements"].find_one({"_id": ID})["state"] == "drafted"


@pytest.fixture(scope="module")
def drafted_stage(database: Database) -> Stage:
    stage = Stage(service, settings_for(database.uri("activities_statements_refused")), TestClock(AUTUMN))
    drafted(stage)
    return stage


def test_pages_follow_each_other_and_a_key_repeats_the_answer(stage: Stage) -> None:
    people = [a_record(f"r{n}", member=f"m{n}", pinyin=f"p{n}") for n in range(1, 6)]
    drafted(stage, *people, people=5)
    seen, cursor = [], ""
    while cursor is not None:
        query = Q3 | {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = asked(stage, SECRETARY, "/statements", **query)
        seen += [each["id"] for each in page["items"]]
        cursor = page["next"]
    assert seen == [ID.replace("m1", f"m{n}") for n in range(1, 6)]
    stage.clock.move(days=8)
    stage.do_what_is_due()
    answers = [
        stage.client(SECRETARY).post(
            f"{API}/statements/issue", json=Q3 | {"ids": seen[:2]}, headers={"Idempotency-Key": "k1"}
        ).json
        for _ in range(2)
    ]  # fmt: skip
    assert answers[0] == answers[1]
    assert (len(answers[0]["items"]), answers[0]["left"]) == (2, 3)
    assert len({row["code"] for row in stage.db["statements"].find({"state": "issued"})}) == 2


def test_what_ended_yesterday_belongs_to_the_quarter_and_today_does_not(stage: Stage) -> None:
    drafted(stage, a_record(), a_record("r2", starts=AUTUMN))
    assert stage.db["statements"].find_one({"kind": "service"})["minutes"] == 180
    assert stage.db[Statement.collection].count_documents({"scopes": DISTRICT}) == 1
