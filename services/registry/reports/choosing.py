"""What a page that asks for a place or an employer is given."""

from typing import Any

from flask import request

from services.registry.members.words import offered
from services.registry.reports.choices import Wanted, choices
from services.registry.reports.views import ChoicesForMember
from shared.web.pages import read

LONGEST = 60  # characters that are looked for


def to_choose(community: str) -> dict[str, Any]:
    """What there is to choose from. `community`: chosen until something else is."""
    given = {name: request.values.get(name, "").strip()[:LONGEST] for name in ("q", "street", "community")}
    given["community"] = given["community"] or community
    wanted = Wanted(**given, employer=request.form.get("employer_name", "").strip()[:LONGEST])
    found = read(choices, wanted, show=ChoicesForMember)
    pairs = {name: [(each.id, each.name) for each in getattr(found, name)] for name in ("streets", "employers")}
    return {"typed": request.form, "communities": found.communities} | pairs | offered()
