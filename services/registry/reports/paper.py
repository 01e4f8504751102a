"""A slip on paper: what the templates slip.typ and slip_card.typ are given."""

from datetime import datetime
from typing import Any

from services.registry.places.queries import settings_of
from services.registry.reports.model import Report
from services.registry.reports.queries import OFFICERS, slip
from shared.clock import SHANGHAI
from shared.tx import Tx, allow

WORDS = ("报到单", "回执", "社区")


@allow("member", "employer_officer", *OFFICERS)
def slip_sheet(tx: Tx, report_id: str, site: str) -> dict[str, Any]:
    """`site`: what the addresses of this system begin with."""
    paper = slip(tx, report_id, site)
    report, district = paper.report, settings_of(tx, paper.report.district)
    issued = [step["at"] for step in report.steps if step["to"] == "slip_issued"]
    return {
        "words": {word: district.words.get(word, word) for word in WORDS}, "organiser": district.organiser,
        "name": report.name, "employer": report.employer_name or "", "place": report.community_name or "",
        "elsewhere": report.elsewhere, "number": report.number, "receipt": report.receipt or "",
        "issued": _day(issued[-1] if issued else None), "accepted": _day(report.accepted_at),
        "checked": _checked(report), "note": paper.note, "code": report.code, "check": paper.check, "qr": paper.qr,
    }  # fmt: skip


def _checked(report: Report) -> str:
    """Who says that the person is a member there."""
    if report.on_roster and report.roster_date:
        return f"按单位{_day(report.roster_date)}的花名册"
    whys = [step["why"] for step in report.steps if step["to"] == "slip_issued"]
    return {"employer": "单位已核实", "employer_not_on_system": "单位没有使用本系统，由接收方核对"}.get(
        whys[-1] if whys else "", ""
    )  # fmt: skip


def _day(at: datetime | None) -> str:
    if at is None:
        return ""
    here = at.astimezone(SHANGHAI)
    return f"{here.year}年{here.month}月{here.day}日"
