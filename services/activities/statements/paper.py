"""Statements on paper: what the template statement.typ is given."""

from typing import Any

import segno

from services.activities.names.queries import settings
from services.activities.papers.words import day
from services.activities.statements.lines import chinese
from services.activities.statements.model import OUT, Statement, hours
from services.activities.statements.queries import OFFICERS, Whole, shown, whole
from shared.errors import N_, NotFound
from shared.tx import Tx, allow


@allow("member", "employer_officer", *OFFICERS)
def sheets(tx: Tx, ids: list[str], site: str) -> list[dict[str, Any]]:
    """A sheet for each, in this order. `site`: what the addresses of this system begin with."""
    tx.unlock(tx.fetch(Statement, ids))
    found = shown(tx, [tx.get(Statement, id) for id in dict.fromkeys(ids)])
    return [_sheet(tx, whole(tx, each), site) for each in found]


def _sheet(tx: Tx, about: Whole, site: str) -> dict[str, Any]:
    each = about.statement
    if each.code is None or each.issued_at is None:
        raise NotFound(N_("服务登记卡还没有出具，出具后可以打印。"), code="not_issued_yet")
    district = settings(tx, each.district)
    check = f"{site}/activities/statements/check/{each.code}"
    before = tx.peek(Statement, each.replaces) if each.replaces else None
    after = tx.peek(Statement, each.replaced_by) if each.replaced_by else None
    return {
        "kind": each.kind, "words": {word: district.words.get(word, word) for word in ("社区", "服务登记卡", "回执")},
        "organiser": district.organiser, "name": each.name, "employer": each.employer_name or "",
        "place": each.place_name, "period": chinese(each.period_name), "number": each.number, "edition": each.edition,
        "issued": day(each.issued_at), "hours": hours(each.minutes), "opinion": about.opinion,
        "lines": [
            {"day": day(line.starts), "title": line.title, "hours": hours(line.minutes)} for line in each.lines
        ],
        "replaces": before.number if before else "", "changed": [chinese(text) for text in each.changed],
        "replaced_by": after.number if after else "", "valid": each.state in OUT,
        "signed": day(each.signed_at) if each.signed_at and not each.on_paper else "",
        "code": each.code, "check": check, "qr": segno.make(check, error="m").svg_inline(scale=4),
    }  # fmt: skip
