"""Bad input, by people, files and programs: a clear answer, nothing half done, never a 500, nobody's data echoed."""

import io
import random
from typing import Any

from tests.builders_rosters import OFFICE, a_csv, a_zip_bomb, an_xlsx, far_cells_xlsx
from tests.e2e.asking import SERVICES, Answer, Somebody
from tests.e2e.reporting import form
from tests.e2e.walk import Walk, same, true

MARK = "13912345678"  # stands in whatever is sent, and in no answer
DEEP: Any = "x"
for _ in range(200):
    DEEP = [DEEP]


def answered(answer: Answer, expected: set[int]) -> None:
    """Refused in the way that programs and people understand."""
    same((answer.status in expected, answer.status), (True, answer.status), answer.asked)
    kind = answer.headers.get("Content-Type", "")
    same(kind, "application/problem+json", f"{answer.asked}: what kind of answer")
    true(answer["code"] and answer["detail"], f"{answer.asked}: a code and a text")
    true(MARK not in str(answer.body), f"{answer.asked}: nothing of what was sent in the answer")


def bodies(walk: Walk) -> None:
    """A JSON body of the wrong shape or depth, unknown fields, operators, NUL, right-to-left marks: each refused."""
    here = walk.given.district.here.code
    member, good = walk["person 8"], form(community=here)
    bad: list[Any] = [
        [], "text", 7, None, DEEP, {"a": MARK}, good | {"phone_number": MARK}, good | {"community": {"$gt": ""}},
        good | {"name": f"a\x00{MARK}"}, good | {"name": f"\u202e{MARK}"}, good | {"skills": MARK},
        good | {"name": "\ud800"}, good | {"id_number": "31010620260230000X"}, good | {"name": MARK * 5_000},
        good | {"free_times": ["月亮"]}, good | {"email": MARK}, good | {"community": "110101001001" + MARK},
    ]  # fmt: skip
    for body in bad:
        answered(member.send("POST", "registry/me/report/send-again", json=body), {400, 409, 413, 422})
        answered(member.send("POST", "registry/reports", json=body), {400, 409, 413, 422})
    refused = member.send("POST", "registry/reports", json=good | {"phone_number": MARK})
    same(refused.fields, {"phone_number"}, "the unknown field's name")
    operator = {"login": {"$ne": None}, "password": {"$ne": None}}
    answered(walk.public.send("POST", "registry/sign-in", json=operator), {422})


def raw(walk: Walk) -> None:
    """What is no JSON, no UTF-8, too large or of another type is refused by every service."""
    officer = walk.district_officer
    paths = {"registry": "registry/employers", "notify": "notify/wordings/member_accepted/zh-CN/inbox/preview"}
    for path in paths.values():
        for content in (b"", b"{", b"\xff\xfe{}", b"[" * 100_000, b'{"a": 1e999999}', b"NaN", b"x" * 2_000_000):
            for kind in ("application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded"):
                answer = officer.send("POST", path, data=content, headers={"Content-Type": kind})
                answered(answer, {400, 413, 415, 422})


def addresses(walk: Walk) -> None:
    """Strange parameters, cursors, ids, versions and keys are refused, and unknown addresses are not found."""
    officer = walk.district_officer
    for path in ("registry/employers", "notify/todos/report_to_accept", "activities/activity-log"):
        for asked in ({"cursor": MARK}, {"cursor": "\x00"}, {"limit": "0"}, {"limit": "201"}, {"limit": MARK},
                      {"unknown": "1"}, {"cursor": "x" * 501}):  # fmt: skip
            answered(officer.send("GET", path, params=asked), {400, 422})
    answered(officer.send("GET", "activities/activity-log", params={"since": "2026-02-30"}), {422})
    for service in SERVICES:
        for path in ("nothing", "%00", "..%2f..%2fetc", "places/%24where", "\u202e", "x" * 3_000):
            answered(officer.send("GET", f"{service}/{path}"), {400, 404, 414, 422})
    place = f"registry/places/{walk.given.district.here.code}"
    for version in ("*", '"vx"', '"v999999999999999999999"', "W/"):
        answered(officer.send("PATCH", place, json={"phone": "1"}, headers={"If-Match": version}), {412, 422, 428})
    for key in ("", "k" * 201):
        answer = officer.send("POST", "registry/employers", json={"name": "甲乙"}, headers={"Idempotency-Key": key})
        answered(answer, {422})
    answered(walk.secretary.send("GET", "registry/places/tree", params={"district": "110101"}), {404})


def files(walk: Walk) -> None:
    """A file that is empty, a header alone, not what its name says, damaged or a bomb is refused with what to do."""
    officer, names = walk.employer_officer, ",".join(OFFICE)
    noise = random.Random(1).randbytes(50_000)
    book = an_xlsx(("名册", [OFFICE, ["1", "甲"]])).getvalue()
    bad = {
        "empty.csv": b"", "header.csv": names.encode(), "picture.csv": b"\x89PNG\r\n\x1a\n" + noise,
        "noise.csv": noise, "noise.xlsx": noise, "damaged.xlsx": book[: len(book) // 2], "page.xlsx": b"<html></html>",
        "nul.csv": b"\x00" * 10_000, "paper.xlsx": b"%PDF-1.7\n" + noise, "half.csv": names.encode("utf-16") + b"\x00",
        "bomb.xlsx": a_zip_bomb().getvalue(), "far.xlsx": far_cells_xlsx().getvalue(),
    }  # fmt: skip
    for name, content in bad.items():
        answer = officer.send("POST", "registry/rosters", files={"file": (name, content)})
        answered(answer, {413, 422})
        same((name, answer["code"][:5]), (name, "file_"), "what is wrong")
    answered(walk.secretary.send("POST", "registry/rosters", files={"file": ("a.csv", names)}), {403})
    answered(officer.send("POST", "registry/rosters", data=b"x" * 1_000), {415, 422})
    large = io.BytesIO(b"x" * 100_000_000)
    answered(officer.send("POST", "registry/rosters", files={"file": ("large.csv", large)}), {413})


def tables(walk: Walk) -> None:
    """Code lists and tables of accounts that are no such thing are refused by line, and formulas stay text."""
    officer, code = walk.district_officer, walk.given.district.code
    headings = "code,level,name,parent_code"
    for content in (b"", headings.encode(), b"\xff\xfe\x00", f"{headings}\n{code},moon,x,".encode()):
        answered(sent(officer, "registry/places/import", content), {422})
    for content in (b"", "账号,角色,范围,姓名".encode(), b"\x00" * 100, b"a,b\n1,2"):
        answered(sent(officer, "registry/accounts/import", content), {422})
    formula = a_csv([["账号", "角色", "范围", "姓名"], ["=1+1", "书记", "@x", "=HYPERLINK(1)"]]).getvalue()
    same(officer.upload("registry/accounts/import", formula)["counts"], {"refused": 1}, "a row of formulas")


def sent(who: Somebody, path: str, content: bytes) -> Answer:
    return who.send("POST", path, data=content, headers={"Content-Type": "text/csv"}, params={"dry_run": "true"})


STEPS = [bodies, raw, addresses, files, tables]
