"""The logs over HTTP."""

from typing import Any

from flask import Response, send_file

from services.activities.activity_log import files, queries
from services.activities.activity_log.forms import LinesAsked, LinesToKeep, LooksAsked
from services.activities.activity_log.views import LineForMember, LineForOfficer, LookForMember, LookForOfficer
from shared.web import Listed, Page, do, room

api = room("activity_log", __name__, "activities")


@api.get("/activity-log", responses={200: Listed[LineForOfficer]})
def lines(query: LinesAsked) -> Any:
    """Who changed what, when, from where, within your scope; newest first."""
    return do(queries.lines, show=LineForOfficer, after=query.cursor, **query.model_dump(exclude={"cursor"}))


@api.get("/activity-log.csv", responses={200: {"content": {"text/csv": {}}}})
def lines_file(query: LinesToKeep) -> Response:
    """The same as a file, the newest 20 000."""
    return send_file(
        files.as_csv(lambda after: do(queries.lines, after=after, limit=files.SLICE, **query.model_dump())),
        "text/csv", as_attachment=True, download_name="activity-log.csv",
    )  # fmt: skip


@api.get("/me/activity-log", responses={200: Listed[LineForMember]})
def my_lines(query: Page) -> Any:
    """What was changed that is mine."""
    return do(queries.my_lines, show=LineForMember, after=query.cursor, limit=query.limit)


@api.get("/looks", responses={200: Listed[LookForOfficer]})
def looks(query: LooksAsked) -> Any:
    """Who looked at whose personal data, within your scope; newest first."""
    return do(queries.looks, show=LookForOfficer, after=query.cursor, **query.model_dump(exclude={"cursor"}))


@api.get("/me/looks", responses={200: Listed[LookForMember]})
def looks_at_me(query: Page) -> Any:
    """Who looked at my personal data."""
    return do(queries.looks_at_me, show=LookForMember, after=query.cursor, limit=query.limit)
