"""/registry/members: the members of one's places, found by name or by what they can do.

A name does not belong into an address, and neither does the cursor, which holds one: so both are posted."""

from services.registry.members import queries
from services.registry.members.forms import MemberSearch
from services.registry.members.views import MemberForCommunity
from services.registry.members.words import offered
from shared.web import Page
from shared.web.pages import Pages, page, read

pages = Pages("members", __name__, "registry")


@pages.get("/members")
def members(query: Page) -> str:
    return _list(MemberSearch(limit=query.limit))


@pages.post("/members")
def search(form: MemberSearch) -> str:
    return _list(form)


def _list(search: MemberSearch) -> str:
    found = read(queries.members, search.wanted(), search.limit, search.cursor, show=MemberForCommunity)
    return page("members/members.html", members=found, search=search, **offered())
