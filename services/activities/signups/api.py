"""/activities/api/v1/shifts/…/signups, /signups and /me/signups"""

from typing import Any, Literal

from pydantic import Field

from services.activities.signups import actions, queries
from services.activities.signups.forms import Answers, Entered
from services.activities.signups.views import (
    DoneForStaff,
    SheetForStaff,
    SignUpForMember,
    SignUpForStaff,
)
from shared.web import Listed, Page, View, do, room

api = room("signups", __name__, "activities")


class ShiftPath(View):
    shift_id: str = Field(max_length=64)


class SignUpPath(View):
    signup_id: str = Field(max_length=130)


class OwnPage(Page):
    past: bool = Field(False, description="those before yesterday, latest first")


class OfState(Page):
    state: Literal["requested", "waitlisted", "offered", "accepted", "declined", "expired", "cancelled"] = "accepted"


# the member


@api.post("/shifts/<shift_id>/signups", responses={201: SignUpForMember})
def sign_up(path: ShiftPath) -> Any:
    return do(actions.sign_up, path.shift_id, show=SignUpForMember), 201


@api.get("/me/signups", responses={200: Listed[SignUpForMember]})
def mine(query: OwnPage) -> Any:
    return do(queries.my_signups, query.past, query.limit, query.cursor, show=SignUpForMember)


@api.get("/signups/<signup_id>", responses={200: SignUpForMember})
def signup(path: SignUpPath) -> Any:
    return do(queries.signup, path.signup_id, show=SignUpForMember)


@api.post("/signups/<signup_id>/withdraw", responses={200: SignUpForMember})
def withdraw(path: SignUpPath) -> Any:
    return do(actions.withdraw, path.signup_id, show=SignUpForMember)


@api.post("/signups/<signup_id>/accept", responses={200: SignUpForMember})
def accept_offer(path: SignUpPath) -> Any:
    return do(actions.accept_offer, path.signup_id, show=SignUpForMember)


@api.post("/signups/<signup_id>/decline", responses={200: SignUpForMember})
def decline_offer(path: SignUpPath) -> Any:
    return do(actions.decline_offer, path.signup_id, show=SignUpForMember)


# staff


@api.get("/shifts/<shift_id>/signups", responses={200: Listed[SignUpForStaff]})
def signups(path: ShiftPath, query: OfState) -> Any:
    return do(queries.signups_of, path.shift_id, query.state, query.limit, query.cursor, show=SignUpForStaff)


@api.get("/shifts/<shift_id>/signup-sheet", responses={200: SheetForStaff})
def sheet(path: ShiftPath) -> Any:
    return do(queries.sheet, path.shift_id, show=SheetForStaff)


@api.post("/shifts/<shift_id>/signups/entered", responses={201: SignUpForStaff})
def enter(path: ShiftPath, body: Entered) -> Any:
    return do(actions.enter_signup, path.shift_id, body.member, show=SignUpForStaff), 201


@api.post("/shifts/<shift_id>/signups/answer", responses={200: DoneForStaff})
def answer(path: ShiftPath, body: Answers) -> Any:
    return do(actions.answer_signups, path.shift_id, body.ids, body.answer, show=DoneForStaff)


@api.post("/signups/<signup_id>/cancel", responses={200: SignUpForStaff})
def cancel(path: SignUpPath) -> Any:
    return do(actions.cancel_signup, path.signup_id, show=SignUpForStaff)
