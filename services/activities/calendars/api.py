"""/activities/api/v1/me/calendar, /calendars/….ics and /places/…/calendar.ics"""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, request
from pydantic import Field

from services.activities.calendars import actions, queries
from services.activities.calendars.ics import Happening, calendar
from services.activities.calendars.views import FeedForMember, NewFeedForMember
from shared.errors import Text
from shared.web import View, do, room
from shared.web.room import said

api = room("calendars", __name__, "activities")
ICS: dict[str, Any] = {"content": {"text/calendar": {"schema": {"type": "string"}}}}
KEPT_FOR = 900  # seconds in which a program need not ask again


class SecretPath(View):
    secret: str = Field(max_length=64)


class PlacePath(View):
    code: str = Field(max_length=12)


@api.post("/me/calendar", responses={201: NewFeedForMember})
def make() -> Any:
    return do(actions.make_feed, _site(), show=NewFeedForMember), 201


@api.get("/me/calendar", responses={200: FeedForMember})
def mine() -> Any:
    return do(queries.my_feed, show=FeedForMember)


@api.delete("/me/calendar", responses={204: None})
def revoke() -> Any:
    do(actions.revoke_feed)
    return Response(status=204)


@api.get("/calendars/<secret>.ics", responses={200: ICS})
def own_calendar(path: SecretPath) -> Any:
    feeding = do(queries.own_calendar, path.secret)
    return _feed(feeding.title, [each._replace(text=said(each.text)) for each in feeding.events], "private")


@api.get("/places/<code>/calendar.ics", responses={200: ICS})
def place_calendar(path: PlacePath) -> Any:
    feeding = do(queries.place_calendar, path.code)
    return _feed(feeding.title, feeding.events, "public")


def _feed(title: Text, events: list[Happening], whose: str) -> Any:
    """The calendar, or 304 where the program has it already."""
    host = urlsplit(_site()).hostname or "lianxin"
    answer = Response(calendar(said(title), events, host), content_type="text/calendar; charset=utf-8")
    answer.add_etag()
    answer.headers["Cache-Control"] = f"{whose}, max-age={KEPT_FOR}"
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer.make_conditional(request)


def _site() -> str:
    return current_app.extensions["settings"].public_url
