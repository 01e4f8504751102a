"""/activities/api/v1/shifts/…/signups, /signups and /me/signups"""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.activities.signups import actions, queries
from services.activities.signups.views import DoneForStaff, SignUpForMember, SignUpForStaff
from shared.errors import N_
from shared.web import Body, Listed, Page, View, do, room

api = room("signups", __name__, "activities")
SignUpId = Annotated[str, Field(min_length=1, max_length=130)]


class ShiftPath(View):
    shift_id: str = Field(max_length=64)


class SignUpPath(View):
    signup_id: str = Field(max_length=130)


class OwnPage(Page):
    past: bool = Field(False, description="those before yesterday, latest first")


class OfState(Page):
    state: Literal["requested", "waitlisted", "offered", "accepted", "declined", "expired", "cancelled"] = "accepted"


class Entered(Body):
    member: str = Field(min_length=1, max_length=64)


class Answers(Body):
    """One, some or all that wait."""

    ids: list[SignUpId] | None = Field(None, min_length=1, max_length=queries.AT_ONCE)
    all: Literal[True] | None = None
    answer: Literal["accepted", "declined"]

    @model_validator(mode="after")
    def _one_of_both(self) -> "Answers":
        if (self.ids is None) == (self.all is None):
            raise PydanticCustomError("expected", "{expected}", {"expected": N_("ids 或 all 之一")})
        return self


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


@api.post("/shifts/<shift_id>/signups/entered", responses={201: SignUpForStaff})
def enter(path: ShiftPath, body: Entered) -> Any:
    return do(actions.enter_signup, path.shift_id, body.member, show=SignUpForStaff), 201


@api.post("/shifts/<shift_id>/signups/answer", responses={200: DoneForStaff})
def answer(path: ShiftPath, body: Answers) -> Any:
    return do(actions.answer_signups, path.shift_id, body.ids, body.answer, show=DoneForStaff)


@api.post("/signups/<signup_id>/cancel", responses={200: SignUpForStaff})
def cancel(path: SignUpPath) -> Any:
    return do(actions.cancel_signup, path.signup_id, show=SignUpForStaff)
