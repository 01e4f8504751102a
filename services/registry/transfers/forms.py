"""What is sent to move, to end, to work elsewhere."""

from services.registry.reports.forms import Code, Id, Text
from services.registry.transfers.queries import Ending
from shared.web import Body


class Destination(Body):
    community: Code


class End(Body):
    """离职, 退休, 返回."""

    why: Ending


class NewEmployer(Body):
    """entry: an offer's id. Without it the employer's name; without both: none at present."""

    entry: Id | None = None
    employer_name: Text | None = None
