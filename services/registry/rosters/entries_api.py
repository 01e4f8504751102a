"""/registry/api/v1/roster-entries: the people on an employer's roster, deferring and inviting them."""

from flask import current_app

from services.registry.rosters import actions, invitations, queries
from services.registry.rosters.forms import Entries, Ids, InvitationPath, Whom
from services.registry.rosters.views import EntryForEmployer, EntryState, InvitationForEmployer, LetterForEmployer
from shared.web import Listed, Page, do, room

api = room("roster_entries", __name__, "registry")


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
