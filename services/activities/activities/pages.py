"""/activities/activities/…: the pages of those who offer activities, and of those who review them."""

from datetime import datetime

from flask import current_app, g, request
from werkzeug.wrappers import Response

from services.activities.activities import actions, copying, publishing, queries
from services.activities.activities.dates import month_around, next_time
from services.activities.activities.forms import (
    Cancelling,
    Month,
    PersonName,
    Repeating,
    Reviewing,
    Several,
    ShiftChange,
    ShiftSaid,
    Why,
)
from services.activities.activities.typed import Again, Described, Leader, NewTyped, ShiftTyped
from services.activities.activities.views import (
    ActivityForOfficer,
    ActivityInOfficersList,
    OwnPlace,
    PersonForStaff,
    ReviewRuleForOfficer,
    ShiftToAnswer,
)
from services.activities.activities.words import STATES
from shared.errors import N_, NotFound, Text
from shared.web import Page
from shared.web.pages import Pages, do, done, page, read

pages = Pages("activities", __name__, "activities")
LIST = "/activities/activities"
LISTS = {"drafts": N_("草稿"), "waiting": N_("等街道审核的活动"), "past": N_("已结束的活动"),
         "cancelled": N_("已取消的活动")}  # fmt: skip
AROUND: dict[queries.Which, int] = {"drafts": 20, "waiting": 20, "past": 5}
PUBLISHED = N_("已发布，可以报名了。")
SENT = N_("已送街道审核，通过后自动发布。")


@pages.get("/activities")
def activities(query: Page) -> str:
    """What is coming, and above it what waits for somebody."""
    coming = _listed("published", query.limit, query.cursor)
    months = [month_around(_now(), 0), month_around(_now(), -1)]
    around = {} if query.cursor else _around()
    return page("activities/activities.html", coming=coming, months=months, STATES=STATES, **around)


def _around() -> dict[str, list]:
    """On the first page: what waits for somebody, and what was, to be held again."""
    asked = [] if g.actor.role == "instructor" else read(queries.shifts_to_answer, show=ShiftToAnswer)
    return {"asked": asked} | {which: _listed(which, limit) for which, limit in AROUND.items()}


@pages.get("/activities/<any(drafts, waiting, past, cancelled):which>")
def some(which: queries.Which, query: Page) -> str:
    found = _listed(which, query.limit, query.cursor)
    return page("activities/some.html", activities=found, which=which, heading=LISTS[which], STATES=STATES)


def _now() -> datetime:
    return current_app.extensions["store"].now()


def _listed(which: queries.Which, limit: int, cursor: str | None = None) -> list[ActivityInOfficersList]:
    return read(queries.activities, which, None, limit, cursor, show=ActivityInOfficersList)


# a new one


@pages.get("/activities/new")
def new() -> str:
    return page("activities/new.html", places=read(queries.own_places, show=OwnPlace))


@pages.post("/activities/new")
def create(form: NewTyped) -> Response:
    made = do(actions.create_activity, form.said(), show=ActivityForOfficer)
    return done(_became(made["state"]), f"{LIST}/{made['id']}")


@pages.get("/activities/<activity_id>/again")
def again(activity_id: str) -> str:
    found = _activity(activity_id)
    return page("activities/again.html", activity=found, starts=next_time(found.starts, _now()))


@pages.post("/activities/<activity_id>/again")
def copy(activity_id: str, form: Again) -> Response:
    start = form.said()
    made = do(copying.copy_activity, activity_id, start.starts, start.publish, show=ActivityForOfficer)
    return done(_became(made["state"]), f"{LIST}/{made['id']}")


@pages.post("/activities/drafts/copy")
def copy_month(form: Month) -> Response:
    made = do(copying.copy_month, form.month, form.place, show=ActivityInOfficersList)["items"]
    if not made:
        return done(N_("那个月没有可以照搬的活动，或者已经照搬过。"), LIST)
    return done(N_("做好了 %(count)s 个草稿，看过后可以一起发布。"), f"{LIST}/drafts", count=len(made))


def _became(state: str) -> Text:
    return {"published": PUBLISHED, "awaiting_review": SENT}.get(state, N_("草稿已存好，看过后请发布。"))


# one of them


@pages.get("/activities/<activity_id>")
def activity(activity_id: str) -> str:
    return page("activities/activity.html", activity=_activity(activity_id), STATES=STATES)


def _activity(activity_id: str) -> ActivityForOfficer:
    return read(queries.activity, activity_id, show=ActivityForOfficer)


@pages.get("/activities/<activity_id>/edit")
def edit(activity_id: str) -> str:
    return page("activities/edit.html", activity=_activity(activity_id))


@pages.post("/activities/<activity_id>/edit")
def change(activity_id: str, form: Described) -> Response:
    do(actions.edit_activity, activity_id, version(), form.model_dump())
    return done(N_("已改好。"), f"{LIST}/{activity_id}")


def version() -> int:
    """On which the form was filled in."""
    sent = request.form.get("version", "")
    if not sent.isdigit():
        raise NotFound
    return int(sent)


@pages.post("/activities/<activity_id>/publish")
def publish(activity_id: str) -> Response:
    [found] = do(publishing.publish_activities, [activity_id])
    return done(_became(found.state), f"{LIST}/{activity_id}")


@pages.post("/activities/drafts/publish")
def publish_some(form: Several) -> Response:
    found = do(publishing.publish_activities, form.ids)
    sent = any(each.state == "awaiting_review" for each in found)
    text = N_("已送街道审核 %(count)s 个，通过后自动发布。") if sent else N_("已发布 %(count)s 个，可以报名了。")
    return done(text, LIST, count=len(found))


@pages.post("/activities/<activity_id>/repeat")
def repeat(activity_id: str, form: Repeating) -> Response:
    made = do(copying.repeat_activity, activity_id, form.every, form.count, show=ActivityInOfficersList)["items"]
    return done(N_("又安排了 %(count)s 次。"), LIST, count=len(made))


@pages.post("/activities/<activity_id>/cancel")
def cancel(activity_id: str, form: Cancelling) -> Response:
    do(publishing.cancel_activity, activity_id, form.reason, form.rest)
    return done(N_("已取消，报名的人都会收到通知和原因。"), f"{LIST}/{activity_id}")


@pages.post("/activities/<activity_id>/discard")
def discard(activity_id: str) -> Response:
    do(publishing.discard_activity, activity_id)
    return done(N_("草稿已删除。"), LIST)


# its shifts


@pages.get("/activities/<activity_id>/shifts/new")
def new_shift(activity_id: str) -> str:
    return page("activities/shift.html", activity=_activity(activity_id), shift=None, found=None)


@pages.post("/activities/<activity_id>/shifts/new")
def add_shift(activity_id: str, form: ShiftTyped) -> Response:
    do(actions.add_shift, activity_id, ShiftSaid.model_validate(form.said()), show=ActivityForOfficer)
    return done(N_("已加一场。"), f"{LIST}/{activity_id}")


@pages.get("/activities/<activity_id>/shifts/<shift_id>")
def shift(activity_id: str, shift_id: str, found: list[PersonForStaff] | None = None) -> str:
    """`found`: who may lead, of those asked for by name."""
    of = _activity(activity_id)
    one = next((each for each in of.shifts if each.id == shift_id), None)
    if one is None:
        raise NotFound
    return page("activities/shift.html", activity=of, shift=one, found=found)


@pages.post("/activities/<activity_id>/shifts/<shift_id>")
def change_shift(activity_id: str, shift_id: str, form: ShiftTyped) -> Response:
    do(actions.edit_shift, shift_id, version(), ShiftChange.model_validate(form.said()).said())
    return done(N_("已改好。时间或地点变了的，会通知已报名的人。"), f"{LIST}/{activity_id}")


@pages.post("/activities/<activity_id>/shifts/<shift_id>/leader")
def set_leader(activity_id: str, shift_id: str, form: Leader) -> Response:
    do(actions.edit_shift, shift_id, version(), {"leader": form.leader})
    return done(N_("负责人已改好。"), f"{LIST}/{activity_id}")


@pages.post("/activities/<activity_id>/shifts/<shift_id>/people")
def find_leader(activity_id: str, shift_id: str, form: PersonName) -> str:
    """A name stands in no address, so it is sent and answered at once."""
    return shift(activity_id, shift_id, read(queries.people_named, shift_id, form.name, show=PersonForStaff))


@pages.post("/activities/<activity_id>/shifts/<shift_id>/remove")
def remove_shift(activity_id: str, shift_id: str) -> Response:
    do(actions.remove_shift, shift_id)
    return done(N_("这一场已删除。"), f"{LIST}/{activity_id}")


# the street reviews


@pages.post("/activities/waiting/approve")
def approve(form: Several) -> Response:
    found = do(publishing.approve_activities, form.ids)
    return done(N_("已通过 %(count)s 个，活动已发布。"), f"{LIST}/waiting", count=len(found))


@pages.post("/activities/<activity_id>/return")
def give_back(activity_id: str, form: Why) -> Response:
    do(publishing.return_activity, activity_id, form.reason)
    return done(N_("已退回，社区会看到您写的原因。"), f"{LIST}/waiting")


@pages.get("/review-rules/<street>")
def review_rule(street: str) -> str:
    return page("activities/review_rule.html", rule=read(queries.review_rule, street, show=ReviewRuleForOfficer))


@pages.post("/review-rules/<street>")
def set_review_rule(street: str, form: Reviewing) -> Response:
    do(publishing.set_review_rule, street, form.reviews, version())
    return done(N_("已改好。"), LIST)
