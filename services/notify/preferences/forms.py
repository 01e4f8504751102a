"""What a member sends of what they want to be sent."""

from typing import get_args

from pydantic import Field

from services.notify.preferences.model import Outward, Stoppable
from services.notify.preferences.queries import Wanted
from shared.web import Body


class WantedSent(Body):
    category: Stoppable
    channel: Outward
    wanted: bool


class PreferencesSent(Body):
    items: list[WantedSent] = Field(min_length=1, max_length=20)


class Ticked(Body):
    """The whole page: "category:channel" of each that is wanted; what is not there is stopped."""

    wanted: list[str] = Field([], max_length=20)

    @property
    def items(self) -> list[Wanted]:
        return [
            Wanted(category, channel, f"{category}:{channel}" in self.wanted)
            for category in get_args(Stoppable)
            for channel in get_args(Outward)
        ]
