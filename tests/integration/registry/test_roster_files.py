"""Rosters handed in over HTTP: what the columns are, what each row comes to, what is no roster, what stays."""

import csv
import io

import pytest

from services.registry.rosters import actions, api, handing_in
from shared.documents import Actor
from shared.housekeeping import sweep
from shared.tx import allow
from tests import builders_rosters as build
from tests.stage_rosters import API, OFFICER, OTHER, RosterStage, roster


@pytest.fixture(scope="module")
def whole(database):
    return RosterStage(database.uri("roster_files"))


@pytest.fixture
def stage(whole):
    whole.begin_anew()
    return whole


def test_the_columns_are_guessed_shown_and_can_be_set(stage):
    file = build.a_csv(
        [["名字", "联系电话", "随便"], ["王伟", build.a_phone(1), "党员"], ["胡明", build.a_phone(2), "党员"]]
    )
    sent = stage.hand_in(file, "名单.csv")
    assert sent.status_code == 201
    assert [(column["heading"], column["field"]) for column in sent.json["columns"]] == [
        ("名字", "name"), ("联系电话", "phone"), ("随便", "political_status"),
    ]  # fmt: skip
    assert sent.json["columns"][1]["examples"][0] == "138****0001"
    path = f"{API}/rosters/{sent.json['id']}"
    client = stage.client(OFFICER)
    etag = client.get(f"{path}/columns").headers["ETag"]
    body = {"columns": {"2": None}}
    assert client.put(f"{path}/columns", json=body).status_code == 428
    unsettled = client.put(f"{path}/columns", json=body, headers={"If-Match": etag})
    assert [problem["code"] for problem in unsettled.json["problems"]] == ["members_unknown"]
    refused = client.post(f"{path}/check")
    assert (refused.status_code, refused.json["code"]) == (422, "columns_unsettled")
    settled = {"columns": {"2": None}, "all_members": True}
    answer = client.put(f"{path}/columns", json=settled, headers={"If-Match": unsettled.headers["ETag"]})
    assert answer.json["problems"] == []
    assert stage.ask(sent.json["id"], "check")["counts"] == {"added": 2}


@pytest.mark.parametrize("columns", [{"99": "phone"}, {"0": "salary"}, {"-1": "name"}])
def test_a_column_or_field_that_does_not_exist_is_refused(stage, columns):
    sent = stage.hand_in(roster(1))
    path = f"{API}/rosters/{sent.json['id']}/columns"
    answer = stage.client(OFFICER).put(path, json={"columns": columns}, headers={"If-Match": '"v1"'})
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, "columns")


def test_a_dry_run_changes_nothing_and_gives_every_row_its_result(stage):
    rows = [
        build.OFFICE,
        build.office_row(1),
        build.office_row(2, 人员状态="退休"),
        build.office_row(3, 手机号码="1380"),
    ]
    id = stage.hand_in(build.a_csv(rows)).json["id"]
    checked = stage.ask(id, "check")
    assert (checked["state"], checked["total"]) == ("checked", 3)
    assert checked["counts"] == {"added": 1, "skipped": 1, "gone": 1, "refused": 1}
    assert stage.entries() == []
    assert [(row["number"], row["result"], row["reason"]) for row in stage.rows_of(id)] == [
        (2, "added", None), (3, "skipped", "gone"), (4, "refused", None),
    ]  # fmt: skip
    (refused,) = stage.rows_of(id, result="refused")
    assert refused["problems"] == [
        {"column": "手机号码", "wrong": "不是有效的电话号码", "expected": "11 位手机号码，如：138 后接 8 位数字"}
    ]
    assert stage.rows_of(id, result="skipped")[0]["name"] is None, "nothing of who is skipped is kept"


def test_rows_come_in_pages(stage):
    id = stage.hand_in(roster(*range(7))).json["id"]
    stage.ask(id, "check")
    client, seen, cursor = stage.client(OFFICER), [], None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"{API}/rosters/{id}/rows", query_string=query).json
        seen += [row["at"] for row in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == list(range(7))
    assert client.get(f"{API}/rosters/{id}/rows", query_string={"cursor": "$gt"}).status_code == 422


def test_refused_rows_come_back_corrected(stage):
    rows = [build.OFFICE, build.office_row(1), build.office_row(2, 入党日期="哪天")]
    id = stage.applied(build.a_csv(rows))["id"]
    for encoding in ("utf-8", "gb18030"):
        path = f"{API}/rosters/{id}/refused.csv"
        answer = stage.client(OFFICER).get(path, query_string={"encoding": encoding})
        text = answer.data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        heading, row = csv.reader(io.StringIO(text))
        assert heading[:-1] == build.OFFICE
        assert row[0] == '="01000002"', "what a spreadsheet would take for a number"
        assert row[-1] == "入党日期：看不出是哪一天，应为：如：1999-08-28、1999.08 或 1999年8月"
        corrected = text.replace("哪天", "1999.08").encode(encoding)
        checked = stage.ask(stage.hand_in(io.BytesIO(corrected)).json["id"], "check")
        assert checked["counts"] == {"added": 1}


def test_refused_rows_run_nothing_in_a_spreadsheet_and_come_page_by_page(stage, monkeypatch):
    monkeypatch.setattr(api, "PAGE", 2)
    headings = ["=HYPERLINK(1)" if heading == "职务" else heading for heading in build.OFFICE]
    cells = ['=cmd|"/c calc"!A1', "+1+1", "-1+1", "@SUM(A1)", " \t=1+1", "＝1+1", '="1"', "-", "——"]
    rows = [build.office_row(i, 入党日期="哪天", 特长=cell) for i, cell in enumerate(cells)]
    id = stage.applied(build.a_csv([headings, *rows]))["id"]
    answer = stage.client(OFFICER).get(f"{API}/rosters/{id}/refused.csv", buffered=False)
    pages = list(answer.iter_encoded())
    assert len(pages) == 1 + 5, "the headings, and two rows at a time"
    heading, *sent = csv.reader(io.StringIO(b"".join(pages).decode("utf-8-sig")))
    assert "'=HYPERLINK(1)" in heading
    told = [row[build.OFFICE.index("特长")] for row in sent]
    assert told == [*(f"'{cell.strip()}" for cell in cells[:6]), *cells[6:]]


@pytest.mark.parametrize(("sent", "code"), [
    (b"", "file_empty"), (b"\0" * 5000, "file_empty"), (b"%PDF-1.7 ...", "file_pdf"), (b"PK\x03\x04no", "file_damaged"),
    ("姓名,手机号码".encode(), "file_no_rows"), ("今天\n天气\n".encode(), "file_no_roster"),
])  # fmt: skip
def test_what_is_no_roster_is_refused_at_once_with_what_to_do(stage, sent, code):
    answer = stage.hand_in(io.BytesIO(sent))
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert stage.db["roster_chunks"].count_documents({}) == 0


def test_a_file_damaged_further_down_is_found_by_the_check(stage):
    head = "姓名,手机号码,政治面貌\n" + "".join(f"王伟,{build.a_phone(i)},党员\n" for i in range(5000))
    id = stage.hand_in(io.BytesIO(head.encode() + b'"never closed' + b"\nx" * 50)).json["id"]
    found = stage.ask(id, "check")
    assert (found["state"], found["problem"]["code"]) == ("unreadable", "unclosed_quote")


def test_a_file_that_is_sent_again_with_its_key_is_one_upload(stage, monkeypatch):
    monkeypatch.setattr(handing_in, "PIECE", 100)
    client = stage.client(OFFICER)

    def send(*numbers: int):
        form = {"file": (roster(*numbers), "a.csv")}
        return client.post(f"{API}/rosters", data=form, headers={"Idempotency-Key": "k1"})

    with monkeypatch.context() as broken:
        broken.setattr(actions, "receive_upload", stop)
        with pytest.raises(KeyboardInterrupt):
            send(1, 2)
    first, again = send(1, 2), send(1, 2)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert [each["id"] for each in client.get(f"{API}/rosters").json["items"]] == [first.json["id"]]
    assert send(1, 3).json["code"] == "idempotency_key_reused"
    assert stage.ask(first.json["id"], "check")["counts"] == {"added": 2}


@allow("employer_officer")
def stop(*_):
    raise KeyboardInterrupt


def test_forms_of_the_wrong_shape_are_refused(stage):
    client = stage.client(OFFICER)
    assert client.post(f"{API}/rosters", json={"file": "x"}).status_code == 422
    assert client.post(f"{API}/rosters", data={"file": "text, no file"}).status_code == 422
    assert client.post(f"{API}/rosters", data={"file": (roster(1), "a.csv"), "more": "x"}).status_code == 422
    assert client.post(f"{API}/rosters", data={"file": (roster(1), "a.csv"), "employer": "e2"}).status_code == 404


def test_only_an_employers_officer_may_send_much_and_nobody_more_than_fifty_megabytes(stage):
    much = io.BytesIO(b"x" * 1_200_000)
    assert stage.hand_in(much, by=Actor("s1", "secretary", ("310106012009",))).status_code == 413
    assert stage.hand_in(io.BytesIO(b"x"), by=Actor("s1", "secretary", ("310106012009",))).status_code == 403
    form = "multipart/form-data; boundary=x"
    answer = stage.client(OFFICER).post(
        f"{API}/rosters", content_type=form, environ_overrides={"CONTENT_LENGTH": "60000000"}
    )
    assert answer.status_code == 413


def test_an_officer_who_works_on_an_upload_looks_at_nobody(stage):
    rows = [build.OFFICE, build.office_row(1), build.office_row(2, 入党日期="哪天")]
    id = stage.applied(build.a_csv(rows))["id"]
    for path in ("columns", "rows", "refused.csv"):
        assert stage.client(OFFICER).get(f"{API}/rosters/{id}/{path}").status_code == 200
    assert stage.said("registry.looked") == []


def test_another_employers_officer_sees_nothing_of_it(stage):
    id = stage.applied(roster(1))["id"]
    client = stage.client(OTHER)
    for path in ("", "/rows", "/refused.csv", "/columns"):
        assert client.get(f"{API}/rosters/{id}{path}").status_code == 404
    assert client.post(f"{API}/rosters/{id}/apply").status_code == 404
    assert client.get(f"{API}/roster-entries").json["items"] == []
    entry = stage.entries()[0]["_id"]
    assert client.post(f"{API}/roster-entries/defer", json={"ids": [entry]}).status_code == 404


def test_who_begins_late_still_has_a_day_to_be_done(stage):
    id = stage.hand_in(roster(1)).json["id"]
    stage.clock.move(hours=23)
    stage.client(OFFICER).post(f"{API}/rosters/{id}/apply")
    stage.clock.move(hours=24)
    sweep(stage.store, stage.settings)
    stage.do_what_is_due()
    assert (stage.upload(id)["state"], stage.upload(id)["counts"]) == ("applied", {"added": 1, "removed": 0})
    assert stage.db["keys"].count_documents({"local": True}) == 0


def test_after_a_day_nothing_is_left_but_the_counts(stage):
    rows = [build.OFFICE, build.office_row(1), build.office_row(2, 入党日期="哪天")]
    id = stage.applied(build.a_csv(rows))["id"]
    abandoned = stage.hand_in(roster(5)).json["id"]
    assert stage.db["keys"].count_documents({"local": True}) == 2
    stage.clock.move(hours=24)
    stage.do_what_is_due()
    for name in ("roster_chunks", "roster_rows"):
        assert stage.db[name].count_documents({}) == 0
    assert stage.db["keys"].count_documents({"local": True}) == 0
    client = stage.client(OFFICER)
    assert client.get(f"{API}/rosters/{id}").json["counts"] == {"added": 1, "refused": 1, "removed": 0}
    assert client.get(f"{API}/rosters/{abandoned}").json["state"] == "expired"
    assert client.get(f"{API}/rosters/{id}/refused.csv").status_code == 404
    assert client.post(f"{API}/rosters/{abandoned}/check").status_code == 409
