"""What each audience is shown of the logs."""

from datetime import datetime

from shared.web import View
from shared.web.room import Said


class LineForOfficer(View):
    """text: what was done, in words; place_name: where, as closely as it is known."""

    id: str
    at: datetime
    service: str
    what: str
    text: Said
    by: str
    role: str
    place_name: str
    about: list[str]
    count: int
    origin: str


class LineForMember(View):
    """Something changed that is the member's; what else the same step changed is not shown."""

    at: datetime
    service: str
    what: str
    role: str


class LookForOfficer(View):
    """persons: ids; known: those of them who still belong to the asker's places; text, place_name: as above."""

    id: str
    at: datetime
    service: str
    what: str
    text: Said
    by: str
    role: str
    place_name: str
    persons: list[str]
    known: list[str]
    origin: str


class LookForMember(View):
    at: datetime
    service: str
    what: str
    role: str
