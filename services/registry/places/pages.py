"""The home page, the search for one's community, and the public page of every place: for everybody."""

from services.registry.places import queries
from services.registry.places.forms import SearchQuery
from services.registry.places.views import CommunityFound, PlacePresented
from shared.errors import Invalid
from shared.web.pages import Pages, page, read

home_pages = Pages("home", __name__, "")
pages = Pages("places", __name__, "registry")


@home_pages.get("/")
def home() -> str:
    """What the district has set is in the header's values already."""
    return page("places/home.html")


@pages.get("/communities")
def communities(query: SearchQuery) -> str:
    return page("places/communities.html", asked=query.q, found=_found(query.q))


def _found(text: str) -> list[CommunityFound]:
    try:
        return read(queries.find_communities, text, show=CommunityFound) if text else []
    except Invalid:  # nothing but signs that no name has
        return []


@pages.get("/communities/<code>")
def community(code: str) -> str:
    return page("places/place.html", seen=read(queries.presented, code, show=PlacePresented))
