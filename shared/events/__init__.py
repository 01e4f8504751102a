"""Facts that services publish. One module a publisher; schemas and examples beside it are made by `make contracts`."""

import builtins
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from shared.documents import Sealed

MAX_BYTES = 900_000  # under the brokers' default of 1 MB, headers included


class Event(BaseModel):
    """A fact one service publishes. Producers are held to it exactly; readers ignore what they do not know.

    type: CloudEvents type, the publisher's name first. topic: where it travels.
    key: the field that orders it. Events of one key arrive in the order they happened.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: ClassVar[str]
    topic: ClassVar[str]
    key: ClassVar[str]
    known: ClassVar[dict[str, "EventKind"]] = {}

    def __init_subclass__(cls, *, type: str = "", topic: str = "", key: str = "") -> None:
        super().__init_subclass__()
        if type:
            cls.type, cls.topic, cls.key = type, topic, key
            Event.known[type] = cls

    @property
    def subject_id(self) -> str:
        """The value of the key: what this event is about."""
        return str(getattr(self, self.key))

    @property
    def stream(self) -> str:
        return f"{self.topic}/{self.subject_id}"

    @property
    def sealed_of(self) -> list[str]:
        """Whose sealed data it carries: erasing one of them empties it."""
        return sorted({value.of for _, value in self if isinstance(value, Sealed)})

    @classmethod
    def read(cls, data: bytes | str) -> Self:
        """As a tolerant reader: fields unknown here are ignored."""
        return cls.model_validate_json(data, extra="ignore")


class ActivityLine(Event):
    """Who changed what, when, from where. No personal data: ids, places and names of actions alone.

    what: the action. by, role: who. about: the documents changed, the first of `count`. origin: "web", "api",
    "command" and the network (not the address) a request came from. scopes: who may see the line.
    """

    what: str
    by: str
    role: str
    about: list[str]
    count: int
    scopes: list[str]
    origin: str
    at: datetime
    subject: str


class LookLine(Event):
    """Who looked at whose personal data, for what. `persons` are ids; `scopes`: who may see the line."""

    by: str
    role: str
    what: str
    persons: list[str]
    scopes: list[str]
    origin: str
    at: datetime


EventKind = builtins.type[Event]


def schema(event: EventKind) -> dict[str, Any]:
    """JSON Schema of what travels."""
    return event.model_json_schema(mode="serialization")
