"""A publisher and a reader as small as they can be, for the tests of the pipe. Reality is in every other test."""

from collections.abc import Iterable
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from shared.cluster import Cluster
from shared.documents import Actor, Document
from shared.events import registry
from shared.events.registry import MemberReported
from shared.inbox import Inbox, Message, Reader
from shared.service import Service
from shared.settings import Settings
from shared.topics import make_topics, topics_of
from shared.tx import Tx, allow

SECRETARY = Actor("u1", "secretary", ("310106006003",))


class Counted(Document, collection="counted"):
    """How often a member's report was accepted: one more for each event."""

    times: int = 0


class Heard(Document, collection="heard"):
    """What the reader heard about one member, in the order it heard it."""

    reports: list[str] = []


@allow("secretary")
def accept(tx: Tx, member: str) -> Counted:
    """Accept this member's next report."""
    counted = tx.peek(Counted, member) or Counted(id=member, scopes=["310106006003"])
    counted.times += 1
    tx.save(counted) if counted.times > 1 else tx.add(counted)
    tx.emit(reported(member, counted.times))
    return counted


def reported(member: str, number: int) -> MemberReported:
    return MemberReported(
        member=member, report=str(number), community="310106006003", street="310106006", district="310106"
    )


def note(tx: Tx, event: MemberReported) -> None:
    """Appends, so that a repeat or a swap shows."""
    if event.report == "bad":
        raise ValueError("13800000000 cannot be noted")
    tx.write("heard", UpdateOne({"_id": event.member}, {"$push": {"reports": event.report}}, upsert=True))


def last_reports(db: Database) -> Iterable[MemberReported]:
    """Present state, for a reader that came late."""
    return (reported(row["_id"], row["times"]) for row in db["counted"].find())


publisher = Service("registry", registry.Acted, registry.Looked, documents=[Counted],
                    restate={MemberReported: last_reports})  # fmt: skip
reader = Reader("heard", {MemberReported: [note]})
listener = Service("notify", registry.Acted, registry.Looked, documents=[Heard], readers=[reader],
                   projections={"heard": [Heard]})  # fmt: skip


def make_all_topics(settings: Settings) -> None:
    cluster = Cluster(settings)
    make_topics(cluster, topics_of("registry"), settings)
    cluster.close()


class Feed:
    """Hands messages to an inbox as a consumer would: one partition, offsets one after the other."""

    def __init__(self, store: Any, clock: Any = None) -> None:
        self.clock = clock
        self.store, self.inbox, self.offset = store, Inbox(store, reader), 0

    def take(self, *events: tuple[str, int], mark: str = "", data: str | None = None) -> None:
        """Each event is (member, sequence); its report number is its sequence."""
        messages = []
        for member, sequence in events:
            body = data if data is not None else reported(member, sequence).model_dump_json()
            messages.append(self.message(member, sequence, body, mark))
        self.inbox.take("c1", messages)

    def message(self, member: str, sequence: int, data: str, mark: str = "") -> Message:
        message = Message(
            MemberReported.topic, 0, self.offset, f"{MemberReported.topic}/{member}", sequence, MemberReported.type,
            data, f"e{self.offset}", "", mark,
        )  # fmt: skip
        self.offset += 1
        return message

    def heard(self) -> dict[str, list[str]]:
        return {row["_id"]: row["reports"] for row in self.store.db["heard"].find()}

    def laid_aside(self) -> list[tuple[str, int]]:
        rows = self.store.db["dead_letters"].find().sort([("stream", 1), ("sequence", 1)])
        return [(row["stream"].rpartition("/")[2], row["sequence"]) for row in rows]
