"""/activities/log: who changed what; /activities/log/looks: who looked at whose personal data."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from flask import Response, send_file
from pydantic import BeforeValidator, Field

from services.activities.activity_log import files, queries
from services.activities.activity_log.forms import Id
from services.activities.activity_log.views import LineForOfficer, LookForOfficer
from services.activities.activity_log.words import THEMES
from shared.clock import SHANGHAI
from shared.web import Page
from shared.web.pages import Pages, do, page, read

pages = Pages("activity_log", __name__, "activities")
_blank = BeforeValidator(lambda value: value or None)  # a field of a search that was left empty
Name = Annotated[Id, _blank]
Day = Annotated[date | None, _blank]


class Days(Page):
    """since, until: the first and last day, in Shanghai. A line takes several rows, so fewer of them a page."""

    limit: int = Field(20, ge=1, le=200)

    by: Name = None
    since: Day = None
    until: Day = None

    def asked(self, **more: Any) -> dict[str, Any]:
        return more | {"by": self.by, "since": _midnight(self.since), "before": _midnight(self.until, 1)}


class LinesSought(Days):
    about: Name = None
    what: Name = None
    clock: bool = False

    def sought(self) -> dict[str, Any]:
        return self.asked(about=self.about, what=self.what, clock=self.clock)


class LooksSought(Days):
    person: Name = None


@pages.get("/log")
def lines(query: LinesSought) -> str:
    found = read(queries.lines, limit=query.limit, after=query.cursor, **query.sought(), show=LineForOfficer)
    return page("activity_log/lines.html", lines=found, THEMES=THEMES)


@pages.get("/log/file")
def lines_file(query: LinesSought) -> Response:
    """What was sought, to keep."""
    file = files.as_csv(lambda after: do(queries.lines, after=after, limit=files.SLICE, **query.sought()))
    return send_file(file, "text/csv", as_attachment=True, download_name="activity-log.csv")


@pages.get("/log/looks")
def looks(query: LooksSought) -> str:
    asked = query.asked(person=query.person)
    found = read(queries.looks, limit=query.limit, after=query.cursor, **asked, show=LookForOfficer)
    return page("activity_log/looks.html", looks=found)


def _midnight(day: date | None, later: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=later), time(), SHANGHAI).astimezone(UTC) if day else None
