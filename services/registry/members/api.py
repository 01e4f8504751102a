"""Members over HTTP."""

from typing import Any

from pydantic import Field

from services.registry.members import actions, queries
from services.registry.members.forms import MemberPage, MemberSearch, ProfileChange
from services.registry.members.views import (
    CardForCommunity,
    ContactForCommunity,
    MemberForCommunity,
    ProfileForMember,
    WishesForMember,
)
from shared.web import Body, Listed, View, do, if_match, room

api = room("members", __name__, "registry")


class MemberPath(View):
    member_id: str = Field(max_length=64)


class ConsentGiven(Body):
    consent_version: str = Field(max_length=20)


@api.get("/me/profile", responses={200: ProfileForMember})
def profile() -> Any:
    return do(queries.my_profile, show=ProfileForMember)


@api.patch("/me/profile", responses={200: WishesForMember})
def change_profile(body: ProfileChange) -> Any:
    return do(actions.change_profile, if_match(), body.said(), show=WishesForMember)


@api.post("/me/consent", responses={200: WishesForMember})
def consent(body: ConsentGiven) -> Any:
    return do(actions.give_consent, body.consent_version, show=WishesForMember)


@api.get("/members", responses={200: Listed[MemberForCommunity]})
def members(query: MemberPage) -> Any:
    return do(queries.members, query.wanted(), query.limit, query.cursor, show=MemberForCommunity)


@api.post("/members/search", responses={200: Listed[MemberForCommunity]})
def search(body: MemberSearch) -> Any:
    return do(queries.members, body.wanted(), body.limit, body.cursor, show=MemberForCommunity)


@api.get("/members/<member_id>", responses={200: CardForCommunity})
def card(path: MemberPath) -> Any:
    return do(queries.member_card, path.member_id, show=CardForCommunity)


@api.post("/members/<member_id>/contact", responses={200: ContactForCommunity})
def contact(path: MemberPath) -> Any:
    return do(queries.member_contact, path.member_id, show=ContactForCommunity)
