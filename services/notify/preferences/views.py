"""What a member is shown of what they are sent."""

from datetime import time

from shared.web import View


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
