"""Every route × every role × what lies within and beyond their scopes: the expected class of answer."""

from tests.structure.instances import HERE, THERE
from tests.structure.walk import Asked, Walk, is_page

# What everybody may read, whatever its scope. Each with the reason.
OPEN = {
    "places.places": "the tree of places is public", "places.place": "a place's page is public",
    "places.find": "whoever reports looks for a community", "places.tree": "the tree of places is public",
    "places.branches": "home branches are on the place's page",
    "employers.names": "whoever reports looks for an employer",
    "calendars.place_calendar": "a place's calendar is public",
    "reports.check_slip": "whoever holds the paper may check it",
    "rollcalls.by_code": "whoever holds the sheet may see what it is for",
    "statements.check": "whoever holds the print may check it",
    "activities.announcement": "a published activity is public", "activities.of_place": "what a place offers is public",
    "places.presented": "a place's page is public", "places_pages.community": "a place's page is public",
    "places_pages.communities": "whoever reports looks for a community",
    "slips_pages.slip": "whoever holds the paper may check it", "slips_pages.check": "leads to the right check",
    "statement_checks_pages.check": "whoever holds the print may check it",
    "own_signups_pages.offer": "a published activity is public",
    "rollcalls_pages.scanned": "whoever holds the sheet may see what it is for",
    "contacts_pages.new": "a place and its branches are public",
    "complaints_pages.new": "whom a complaint may be about is public",
}  # fmt: skip
SILENT = {
    "accounts.sign_out": "takes the cookie away", "accounts_pages.sign_out": "takes the cookie away",
    "accounts_pages.sign_in": "a form", "accounts_pages.code": "a form", "accounts_pages.password": "a form",
    "accounts_pages.signed_in": "says where to go on", "accounts_pages.display": "sets how pages are shown",
    "home_pages.home": "says what the header knows", "privacy_notice_pages.notice": "a text",
    "complaints_pages.follow": "a form", "rollcalls_pages.worker": "a script",
}  # fmt: skip


def test_every_route_goes_through_an_action_or_query_that_says_who_may_ask(walk: Walk) -> None:
    performed: dict[str, list] = {rule.endpoint: [] for rule in walk.rules()}
    for asked in walk.answers:
        performed[asked.endpoint] += asked.performed
    mute = {endpoint for endpoint, actions in performed.items() if not actions} - set(SILENT)
    assert not mute, "no request reached an action: say in walk.py what a valid one is"
    nameless = {action.__qualname__ for actions in performed.values() for action in actions if not allowed(action)}
    assert not nameless, "without @allow"


def test_no_request_ends_in_a_mistake(walk: Walk) -> None:
    failed = {(a.endpoint, a.role, a.where, a.status, a.text[:200]) for a in walk.answers if a.status >= 500}
    assert not failed


def test_who_is_not_allowed_is_refused(walk: Walk) -> None:
    wrong = [
        (a.endpoint, a.role, a.status)
        for a in walk.answers
        if a.performed and a.role not in allowed(a.performed[0]) and a.status != refused_with(a)
    ]
    assert not wrong


def test_somebody_allowed_gets_further_than_the_door(walk: Walk) -> None:
    """Else the walk would prove nothing about scopes."""
    through = {a.endpoint for a in walk.answers if a.where == HERE and a.status < 300}
    assert len(through) > len(walk.rules()) // 3


def test_nothing_beyond_the_scopes_is_shown_or_changed(walk: Walk) -> None:
    assert not [(a.endpoint, a.role, a.status) for a in walk.answers if goes_beyond(a)]


def refused_with(asked: Asked) -> int:
    """A page that needs a sign-in leads there."""
    if asked.role != "public":
        return 403
    return 303 if is_page(asked.endpoint) and asked.method == "GET" else 401


def goes_beyond(asked: Asked) -> bool:
    posted = is_page(asked.endpoint) and asked.method == "POST" and asked.status == 303  # done: on to what says so
    if (asked.status >= 300 and not posted) or asked.endpoint in OPEN or asked.endpoint in SILENT:
        return False
    if asked.method == "GET":
        return THERE in asked.text
    return asked.where == THERE and asked.by_path


def allowed(action: object) -> frozenset[str]:
    return getattr(action, "allow", frozenset())
