"""/registry/api/v1/overview and /statistics."""

from typing import Any

from flask import Response

from services.registry.statistics import queries, views
from services.registry.statistics.workbook import XLSX, workbook
from shared.web import Listed, do, room

api = room("statistics", __name__, "registry")
FILE = {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}


@api.get("/overview", responses={200: views.OverviewForOfficer})
def own_overview() -> Any:
    """One's own district with its streets, or street with its communities."""
    return do(queries.overview, show=views.OverviewForOfficer)


@api.get("/overview/<code>", responses={200: views.OverviewForOfficer})
def overview(path: views.PlacePath) -> Any:
    return do(queries.overview, path.code, show=views.OverviewForOfficer)


@api.get("/statistics/communities", responses={200: Listed[views.StreetCountForOfficer]})
def communities(query: views.PlacesHaving) -> Any:
    return do(queries.communities_counted, query.having, show=views.StreetCountForOfficer)


@api.get("/statistics/employers", responses={200: Listed[views.EmployerCountForOfficer]})
def employers(query: views.EmployersHaving) -> Any:
    return do(queries.employers_counted, query.having, query.cursor, query.limit, show=views.EmployerCountForOfficer)


@api.get("/statistics/months", responses={200: Listed[views.MonthForOfficer]})
def months() -> Any:
    return do(queries.months, show=views.MonthForOfficer)


@api.get("/statistics.xlsx", responses={200: FILE})
def as_workbook() -> Response:
    """Communities, employers and months, each on a sheet of its own."""
    content = workbook(
        do(queries.communities_counted), do(queries.employers_counted, limit=queries.EVERY), do(queries.months)
    )
    answer = Response(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="lianxin-statistics.xlsx"'
    return answer
