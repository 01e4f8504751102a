from datetime import time
from typing import Any

from pydantic import Field

from services.notify.preferences import actions, queries
from services.notify.preferences.model import Outward, Stoppable
from shared.web import Body, View, do, if_match, room

api = room("preferences", __name__, "notify")


class WantedForMember(View):
    category: str
    channel: str
    wanted: bool


class PreferencesForMember(View):
    channel: str
    quiet_from: time
    quiet_to: time
    items: list[WantedForMember]
    version: int


class WantedSent(Body):
    category: Stoppable
    channel: Outward
    wanted: bool


class PreferencesSent(Body):
    items: list[WantedSent] = Field(min_length=1, max_length=20)


@api.get("/me/preferences", responses={200: PreferencesForMember})
def show() -> Any:
    """What I am sent, by category and channel."""
    return do(queries.preferences, show=PreferencesForMember)


@api.patch("/me/preferences", responses={200: PreferencesForMember})
def change(body: PreferencesSent) -> Any:
    """Stop a category on a channel, or want it again."""
    wanted = [queries.Wanted(**item.model_dump()) for item in body.items]
    return do(actions.set_preferences, wanted, if_match(), show=PreferencesForMember)
