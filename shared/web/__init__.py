"""The web side of a service: an app factory, `do()`, the session check and the shell of the pages."""

from shared.web.doing import do, if_match
from shared.web.room import Body, Listed, Page, View, room

__all__ = ["Body", "Listed", "Page", "View", "do", "if_match", "room"]
