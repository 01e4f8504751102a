"""The print of a statement: what stands on it, on how many pages, and for whom."""

import pytest

from services.activities.papers.rendering import pdf
from services.activities.statements.paper import sheets
from shared.errors import NotFound
from tests.builders_statements import (
    AUTUMN,
    HERE,
    ITS_OFFICER,
    MEMBER,
    SECRETARY,
    SUMMER,
    a_statement,
    around,
)
from tests.fakes import a_tx
from tests.pdf_text import pages_of, text_of

SITE = "https://lianxin.example"
Q3 = f"service:m1:{HERE}:2026-Q3:1"


def printed(*statements, by=SECRETARY):
    tx = a_tx(*around(), *statements, by=by)
    return pdf("statement", {"sheets": sheets(tx, [each.id for each in statements], SITE)}), tx


def test_it_names_person_place_employer_period_hours_number_and_how_to_check_it():
    paper, _ = printed(a_statement("issued", employer_name="测试单位"))
    text = text_of(paper)
    for word in ("测试甲", "测试单位", "测试一村", "2026年第三季度", "2026年7月4日", "陪诊", f"2026-{HERE}-F00001",
                 "ABCDEFGH23", f"{SITE}/activities/statements/check/ABCDEFGH23", "测试区", "居民区盖章处",
                 "存根", "回执", "单位盖章处"):  # fmt: skip
        assert word in text
    assert pages_of(paper) == 1


def test_what_was_corrected_and_what_replaces_what_is_said():
    before = a_statement("issued", replaced_by=f"{Q3[:-1]}2")
    before.state = "replaced"
    change = ["%(day)s %(title)s：%(before)s 小时更正为 %(now)s 小时",
              {"day": "2026-07-04", "title": "陪诊", "before": "4", "now": "3"}]  # fmt: skip
    later = a_statement("issued", edition=2, replaces=Q3, number=f"2026-{HERE}-F00002", changed=[change])
    paper, _ = printed(before, later)
    text = text_of(paper)
    assert pages_of(paper) == 2
    assert f"本版已由编号2026-{HERE}-F00002的新版替换" in text.replace(" ", "")
    assert "2026-07-04陪诊：4小时更正为3小时" in text.replace(" ", "")
    assert f"本版替换编号2026-{HERE}-F00001的上一版" in text.replace(" ", "")


def test_many_lines_and_markup_in_them_stay_text():
    lines = [{"record": f"r{n}", "starts": SUMMER, "title": f"#panic[{n}] *不* $x$", "minutes": 60} for n in range(60)]
    paper, _ = printed(a_statement("issued", lines=lines, minutes=3600))
    assert pages_of(paper) == 3
    assert "#panic[59] *不* $x$" in text_of(paper)


def test_an_appraisal_carries_the_opinion_and_no_grade():
    appraisal = a_statement("issued", kind="appraisal", period="2026")
    appraisal.sealed = a_tx(*around(), by=MEMBER).seal("m1", {"opinion": "热心为老服务。" * 70, "objection": "漏了"})
    paper, _ = printed(appraisal)
    text = text_of(paper)
    assert "年度评议表" in text
    assert "热心为老服务" in text
    assert "漏了" not in text
    assert pages_of(paper) == 1


def test_who_looks_at_somebody_elses_leaves_a_line_and_the_member_does_not():
    _, own = printed(a_statement("issued"), by=MEMBER)
    _, theirs = printed(a_statement("issued"), by=ITS_OFFICER)
    assert (set(own.looked), set(theirs.looked)) == (set(), {"m1"})


def test_what_is_not_issued_is_not_printed():
    with pytest.raises(NotFound) as refused:
        printed(a_statement("read", read_at=AUTUMN))
    assert refused.value.code == "not_issued_yet"
