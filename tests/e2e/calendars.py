"""Calendar (A9): iCalendar feeds, a member's under a secret address, a community's for everybody."""

from tests.e2e.asking import Answer
from tests.e2e.offering import MEETING
from tests.e2e.serving import first_shift
from tests.e2e.signups import OFF, REASON
from tests.e2e.walk import Walk, same, true


def of_member(walk: Walk) -> None:
    """A member's calendar is found under a secret address, holds what they signed up for, and can be revoked."""
    member, path = walk.again("person 4"), "activities/me/calendar"
    member.get(path, refused="404 no_calendar_yet")
    old = member.post(path)["address"]
    true("address" not in member.get(path).body, "the address to be shown only once")
    feed = _text(walk, old)
    true(MEETING in feed and first_shift(walk, MEETING) in feed and "STATUS:CONFIRMED" in feed, "the sign-up in it")
    true("STATUS:CANCELLED" in feed and OFF in feed, "what was cancelled, as such")
    new = member.post(path)["address"]
    walk.public.get(as_steps_write(walk, old), refused="404 no_calendar")
    member.delete(path)
    walk.public.get(as_steps_write(walk, new), refused="404 no_calendar")
    walk["revoked"] = new


def of_community(walk: Walk) -> None:
    """Everybody may subscribe to what a community offers; who has it already is told that nothing is new."""
    path = f"activities/places/{walk.given.district.here.code}/calendar.ics"
    seen = walk.public.get(path)
    same(seen.headers["Content-Type"], "text/calendar; charset=utf-8", "what kind of answer")
    feed = _unfolded(seen)
    true(MEETING in feed and REASON in feed, "what is on, and what is off and why")
    again = walk.public.send("GET", path, headers={"If-None-Match": seen.headers["ETag"]})
    same(again.status, 304, "asked again")
    walk.public.get("activities/places/999999999999/calendar.ics", refused="409 not_yet_known")


def _text(walk: Walk, address: str) -> str:
    return _unfolded(walk.public.get(as_steps_write(walk, address)))


def as_steps_write(walk: Walk, address: str) -> str:
    """The path of an address."""
    return address.removeprefix(walk.system.url + "/").replace("/api/v1/", "/", 1)


def _unfolded(answer: Answer) -> str:
    """Long lines of iCalendar go on in the next, which begins with a space."""
    return answer.body.decode().replace("\r\n ", "")


STEPS = [of_member, of_community]
