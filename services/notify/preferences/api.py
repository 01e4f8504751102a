from typing import Any

from services.notify.preferences import actions, queries
from services.notify.preferences.forms import PreferencesSent
from services.notify.preferences.views import PreferencesForMember
from shared.web import do, if_match, room

api = room("preferences", __name__, "notify")


@api.get("/me/preferences", responses={200: PreferencesForMember})
def show() -> Any:
    """What I am sent, by category and channel."""
    return do(queries.preferences, show=PreferencesForMember)


@api.patch("/me/preferences", responses={200: PreferencesForMember})
def change(body: PreferencesSent) -> Any:
    """Stop a category on a channel, or want it again."""
    wanted = [queries.Wanted(**item.model_dump()) for item in body.items]
    return do(actions.set_preferences, wanted, if_match(), show=PreferencesForMember)
