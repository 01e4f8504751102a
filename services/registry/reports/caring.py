"""What a page that gives a member to somebody of the community is given."""

from typing import Any

from services.registry.accounts.queries import colleagues
from services.registry.accounts.views import ColleagueForCommunity
from services.registry.places.queries import branches_of
from services.registry.places.views import BranchForOfficers
from shared.web.pages import read


def who_looks_after(community: str | None) -> dict[str, Any]:
    """Whom of a community a member is given to: its home branches and its people."""
    branches = read(branches_of, community, show=BranchForOfficers) if community else []
    people = read(colleagues, show=ColleagueForCommunity)
    return {"branches": [each for each in branches if each.active], "colleagues": people}
