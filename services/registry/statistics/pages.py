"""/registry/overview and /registry/statistics: numbers for street and district officers, and the lists behind them."""

from services.registry.statistics import queries, views
from services.registry.statistics.words import HAVING, KINDS, OTHER
from shared.web.pages import Pages, page, read

pages = Pages("statistics", __name__, "registry")


@pages.get("/overview")
def own_overview(query: views.PlacesHaving) -> str:
    """Where an officer of a street or district begins."""
    return _overview(None, query)


@pages.get("/overview/<code>")
def overview(code: str, query: views.PlacesHaving) -> str:
    return _overview(code, query)


def _overview(code: str | None, query: views.PlacesHaving) -> str:
    seen = read(queries.overview, code, show=views.OverviewForOfficer)
    below = [each for each in seen.below if query.having is None or getattr(each, query.having)]
    values = {"seen": seen, "below": below, "having": query.having, "kinds": KINDS, "other": OTHER, "words": HAVING}
    return page(f"statistics/{seen.place.level}.html", is_own=code is None, **values)


@pages.get("/statistics")
def statistics() -> str:
    seen = read(queries.overview, show=views.OverviewForOfficer)
    return page("statistics/statistics.html", seen=seen, months=read(queries.months, show=views.MonthForOfficer))


@pages.get("/statistics/communities")
def communities(query: views.PlacesHaving) -> str:
    streets = read(queries.communities_counted, query.having, show=views.StreetCountForOfficer)
    return page("statistics/communities.html", streets=streets, having=query.having, words=HAVING)


@pages.get("/statistics/employers")
def employers(query: views.EmployersHaving) -> str:
    rows = read(
        queries.employers_counted, query.having, query.cursor, query.limit, show=views.EmployerCountForOfficer
    )  # fmt: skip
    return page("statistics/employers.html", rows=rows, having=query.having, words=HAVING)
