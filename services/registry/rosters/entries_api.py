"""/registry/api/v1/roster-entries: the people on an employer's roster, deferring and inviting them."""

from datetime import datetime
from typing import Any, Literal

from flask import current_app
from pydantic import BaseModel, Field, model_validator

from services.registry.rosters import actions, invitations, queries
from shared.web import Body, Listed, Page, View, do, room

api = room("roster_entries", __name__, "registry")


class EntryForEmployer(View):
    id: str
    name: str
    id_last4: str | None
    work_branch: str | None
    state: str
    report_state: str | None
    masked_phone: str
    invited_at: datetime | None
    reminded_at: datetime | None


class EntryState(View):
    id: str
    state: str


class LetterForEmployer(View):
    """What is printed: name and address, the link in words and as a QR code (SVG)."""

    id: str
    name: str
    address: str
    link: str
    qr: str


class InvitationForEmployer(View):
    """counts: sent; letters, who has neither phone nor e-mail; left_out, who is not to be asked now."""

    id: str
    kind: str
    state: str
    at: datetime
    counts: dict[str, int]


class Entries(Page):
    state: Literal["current", "deferred", "left"] = "current"
    reported: Literal["yes", "no"] | None = None


class Ids(Body):
    ids: list[str] = Field(min_length=1, max_length=500)


class Whom(Body):
    """Either `ids`, or everybody who has not reported."""

    ids: list[str] | None = Field(None, min_length=1, max_length=500)
    all_not_reported: bool = False
    employer: str | None = Field(None, max_length=80, description="where the officer has more than one")

    @model_validator(mode="after")
    def _one_of_both(self) -> Any:
        if bool(self.ids) == self.all_not_reported:
            raise ValueError("either ids or all_not_reported")
        return self


class InvitationPath(BaseModel):
    invitation_id: str = Field(max_length=80)


@api.get("/roster-entries", responses={200: Listed[EntryForEmployer]})
def listing(query: Entries):
    reported = None if query.reported is None else query.reported == "yes"
    return do(queries.roster_entries, query.state, reported, query.cursor, query.limit, show=EntryForEmployer)


@api.post("/roster-entries/defer", responses={200: Listed[EntryState]})
def defer(body: Ids):
    return do(actions.defer_entries, body.ids, show=EntryState)


@api.post("/roster-entries/undefer", responses={200: Listed[EntryState]})
def undefer(body: Ids):
    return do(actions.undefer_entries, body.ids, show=EntryState)


@api.post("/roster-entries/invite", responses={201: InvitationForEmployer})
def invite(body: Whom):
    return do(invitations.invite, "invitation", body.ids, _public_url(), body.employer, show=InvitationForEmployer), 201


@api.post("/roster-entries/remind", responses={201: InvitationForEmployer})
def remind(body: Whom):
    return do(invitations.invite, "reminder", body.ids, _public_url(), body.employer, show=InvitationForEmployer), 201


@api.get("/roster-entries/invitations/<invitation_id>", responses={200: InvitationForEmployer})
def invitation(path: InvitationPath):
    return do(queries.invitation, path.invitation_id, show=InvitationForEmployer)


@api.get("/roster-entries/letters", responses={200: Listed[LetterForEmployer]})
def letters(query: Page):
    return do(invitations.letters, _public_url(), query.cursor, query.limit, show=LetterForEmployer)


def _public_url() -> str:
    return current_app.extensions["settings"].public_url
