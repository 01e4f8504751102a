"""What a person may ask for: all that is held about them, the end of the account, the end of everything."""

from datetime import datetime

from shared.documents import Document, Sealed

SERVICES = ["activities", "notify"]  # the others that hold copies and answer


class Export(Document, collection="exports"):
    """All that is held about a member, from all services, as one file. state: collecting -> ready; gone after a day."""

    indexes = [("-asked_at",)]
    clock_indexes = [("state",), ("asked_at",), ("member",)]
    member: str
    state: str = "collecting"
    asked_at: datetime
    ready_at: datetime | None = None


class ExportPiece(Document, collection="export_pieces", unscoped=True):
    """One part of one service's answer, sealed with the member's key. id: export|service|number."""

    clock_indexes = [("export", "service")]
    export: str
    service: str
    parts: int
    sealed: Sealed


class Erasure(Document, collection="erasures"):
    """That a person was erased, without anything of the person. `id` leads to nobody any more. waits_for: the
    services that have not yet said that their copies are gone. last_message: the one-off key under which the person is
    told, erased in its turn at `last_message_until`."""

    indexes = [()]
    clock_indexes = [("state",), ("last_message_until",)]
    district: str | None = None
    state: str = "started"
    started_at: datetime
    own_copies_gone: bool = False
    answered: dict[str, datetime] = {}
    done_at: datetime | None = None
    last_message: str | None = None
    last_message_until: datetime | None = None
