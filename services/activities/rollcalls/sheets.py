"""What stands on a shift's paper sheets. Pure."""

from typing import Any

import segno

from services.activities.papers.words import span
from services.activities.rollcalls.queries import Called

LEAST, MOST = 6, 60  # blank rows of a sign-up sheet: as many as there are free seats, within these


def data(kind: str, called: Called, site: str) -> dict[str, Any]:
    """For the template `kind`, signup or rollcall. `site`: what the addresses of this system begin with."""
    shift, people = called.shift, called.people
    leads_to = f"{site}/activities/scan/{shift.code}"
    blank = LEAST if kind == "rollcall" else min(max(shift.capacity - len(people), LEAST), MOST)
    return {
        "title": shift.title, "place": called.place_name, "where": shift.where, "when": span(shift.starts, shift.ends),
        "leader": shift.leader_name, "code": f"{shift.code[:5]} {shift.code[5:]}",
        "qr": segno.make(leads_to, error="m").svg_inline(border=0), "blank": blank,
        "rows": [{"name": person.name, "phone": person.masked_phone} for person in people],
    }  # fmt: skip
