"""Activities over HTTP."""

from typing import Any

from pydantic import Field

from services.activities.activities import actions, choosing, copying, publishing, queries
from services.activities.activities.forms import (
    ActivityChange,
    Cancelling,
    Code,
    Month,
    NewActivity,
    NewStart,
    PersonName,
    Repeating,
    Reviewing,
    Several,
    ShiftChange,
    ShiftSaid,
    Why,
)
from services.activities.activities.views import (
    ActivityForEverybody,
    ActivityForMember,
    ActivityForOfficer,
    ActivityInList,
    ActivityInOfficersList,
    OwnPlace,
    PersonForStaff,
    ReviewRuleForOfficer,
    ShiftToAnswer,
)
from shared.web import Listed, Page, View, do, if_match, room

api = room("activities", __name__, "activities")


class ActivityPath(View):
    activity_id: str = Field(max_length=64)


class ShiftPath(View):
    shift_id: str = Field(max_length=64)


class PlacePath(View):
    place: str = Field(max_length=12)


class StreetPath(View):
    street: str = Field(max_length=12)


class Wanted(Page):
    """place: one of those the officer looks after."""

    which: queries.Which
    place: Code | None = None


# the member, and everybody


@api.get("/me/activities", responses={200: Listed[ActivityForMember]})
def mine(query: Page) -> Any:
    """What I may choose from: what is near first, and there what fits me first."""
    return do(choosing.activities_for_me, query.limit, query.cursor, show=ActivityForMember)


@api.get("/places/<place>/activities", responses={200: Listed[ActivityInList]})
def of_place(path: PlacePath, query: Page) -> Any:
    return do(queries.next_activities, path.place, query.limit, query.cursor, show=ActivityInList)


@api.get("/activities/<activity_id>/announcement", responses={200: ActivityForEverybody})
def announcement(path: ActivityPath) -> Any:
    return do(queries.announcement, path.activity_id, show=ActivityForEverybody)


# officers: one activity and its shifts


@api.get("/activities", responses={200: Listed[ActivityInOfficersList]})
def listing(query: Wanted) -> Any:
    return do(queries.activities, query.which, query.place, query.limit, query.cursor, show=ActivityInOfficersList)


@api.post("/activities", responses={201: ActivityForOfficer})
def create(body: NewActivity) -> Any:
    return do(actions.create_activity, body, show=ActivityForOfficer), 201


@api.get("/me/places", responses={200: Listed[OwnPlace]})
def own_places() -> Any:
    """For which you may offer activities."""
    return do(queries.own_places, show=OwnPlace)


@api.get("/activities/<activity_id>", responses={200: ActivityForOfficer})
def one(path: ActivityPath) -> Any:
    return do(queries.activity, path.activity_id, show=ActivityForOfficer)


@api.patch("/activities/<activity_id>", responses={200: ActivityForOfficer})
def edit(path: ActivityPath, body: ActivityChange) -> Any:
    return do(actions.edit_activity, path.activity_id, if_match(), body.said(), show=ActivityForOfficer)


@api.post("/activities/<activity_id>/shifts", responses={201: ActivityForOfficer})
def add_shift(path: ActivityPath, body: ShiftSaid) -> Any:
    return do(actions.add_shift, path.activity_id, body, show=ActivityForOfficer), 201


@api.patch("/shifts/<shift_id>", responses={200: ActivityForOfficer})
def edit_shift(path: ShiftPath, body: ShiftChange) -> Any:
    """If-Match: the shift's own version."""
    return do(actions.edit_shift, path.shift_id, if_match(), body.said(), show=ActivityForOfficer)


@api.delete("/shifts/<shift_id>", responses={200: ActivityForOfficer})
def remove_shift(path: ShiftPath) -> Any:
    """From a draft."""
    return do(actions.remove_shift, path.shift_id, show=ActivityForOfficer)


@api.get("/shifts/to-answer", responses={200: Listed[ShiftToAnswer]})
def to_answer() -> Any:
    """Yours, for which people wait for an answer."""
    return do(queries.shifts_to_answer, show=ShiftToAnswer)


@api.post("/shifts/<shift_id>/people", responses={200: Listed[PersonForStaff]})
def people(path: ShiftPath, body: PersonName) -> Any:
    """Of the place, with exactly this name: for a sign-up, or as its leader."""
    return do(queries.people_named, path.shift_id, body.name, show=PersonForStaff)


# officers: what becomes of it


@api.post("/activities/publish", responses={200: Listed[ActivityInOfficersList]})
def publish(body: Several) -> Any:
    return do(publishing.publish_activities, body.ids, show=ActivityInOfficersList)


@api.post("/activities/approve", responses={200: Listed[ActivityInOfficersList]})
def approve(body: Several) -> Any:
    return do(publishing.approve_activities, body.ids, show=ActivityInOfficersList)


@api.post("/activities/<activity_id>/return", responses={200: ActivityInOfficersList})
def give_back(path: ActivityPath, body: Why) -> Any:
    return do(publishing.return_activity, path.activity_id, body.reason, show=ActivityInOfficersList)


@api.post("/activities/<activity_id>/cancel", responses={200: Listed[ActivityInOfficersList]})
def cancel(path: ActivityPath, body: Cancelling) -> Any:
    return do(publishing.cancel_activity, path.activity_id, body.reason, body.rest, show=ActivityInOfficersList)


@api.delete("/activities/<activity_id>", responses={204: None})
def discard(path: ActivityPath) -> Any:
    do(publishing.discard_activity, path.activity_id)
    return "", 204


@api.get("/review-rules/<street>", responses={200: ReviewRuleForOfficer})
def review_rule(path: StreetPath) -> Any:
    return do(queries.review_rule, path.street, show=ReviewRuleForOfficer)


@api.put("/review-rules/<street>", responses={200: ReviewRuleForOfficer})
def set_review_rule(path: StreetPath, body: Reviewing) -> Any:
    return do(publishing.set_review_rule, path.street, body.reviews, if_match(), show=ReviewRuleForOfficer)


# officers: the same once more


@api.post("/activities/<activity_id>/copy", responses={201: ActivityForOfficer})
def copy(path: ActivityPath, body: NewStart) -> Any:
    return do(copying.copy_activity, path.activity_id, body.starts, body.publish, show=ActivityForOfficer), 201


@api.post("/activities/<activity_id>/repeat", responses={201: Listed[ActivityInOfficersList]})
def repeat(path: ActivityPath, body: Repeating) -> Any:
    return do(copying.repeat_activity, path.activity_id, body.every, body.count, show=ActivityInOfficersList), 201


@api.post("/activities/copy-month", responses={201: Listed[ActivityInOfficersList]})
def copy_month(body: Month) -> Any:
    return do(copying.copy_month, body.month, body.place, show=ActivityInOfficersList), 201
