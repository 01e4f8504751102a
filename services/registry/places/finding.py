"""For pages on which somebody is sent to a community that is found by a few words."""

from typing import Any

from flask import request

from services.registry.places.queries import find_communities
from services.registry.places.search import query_key
from services.registry.places.views import CommunityFound
from shared.web.pages import read

LONGEST = 60  # characters that are looked for


def looked_for() -> dict[str, Any]:
    """The typed words and what they find; found: None where nothing was asked."""
    asked = request.values.get("q", "").strip()[:LONGEST]
    found = read(find_communities, asked, show=CommunityFound) if query_key(asked) else []
    return {"asked": asked, "found": found if asked else None}
