"""Records as they come, and how far a reader is in each of their streams."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from pymongo import UpdateOne

from shared.perform import CHUNK
from shared.tx import Tx


class Message(NamedTuple):
    """One record as it came. `problem`: why its envelope cannot be read. `mark`: "" | "emptied" | "restated"."""

    topic: str
    partition: int
    offset: int
    stream: str = ""
    sequence: int = 0
    type: str = ""
    data: str = ""
    id: str = ""
    traceparent: str = ""
    mark: str = ""
    problem: str = ""

    @property
    def place(self) -> str:
        return f"{self.topic}/{self.partition}"


class Streams:
    """Of the streams in a batch: the last sequence applied, and which are parked ("dead": behind a bad event until
    an operator redrives it; "gap": until the missing one comes)."""

    def __init__(self, reader: str, tx: Tx, streams: set[str]) -> None:
        self.reader, self.tx = reader, tx
        self.last: Counter[str] = Counter()
        self.parked: dict[str, str] = {}
        self.resumed: list[str] = []
        ids = sorted(f"{reader}|{stream}" for stream in streams)
        for start in range(0, len(ids), CHUNK):
            for row in tx.rows.find("inbox", {"_id": {"$in": ids[start : start + CHUNK]}}, [("_id", 1)], CHUNK):
                self.last[row["stream"]] = row["last"]
                if row.get("parked"):
                    self.parked[row["stream"]] = row["parked"]
        self._before = dict(self.last), dict(self.parked)

    def takes(self, m: Message) -> bool:
        """Whether this is the next event of its stream, and nothing bad lies before it."""
        if m.mark == "restated" and m.sequence > self.last[m.stream]:
            return True
        return m.sequence == self.last[m.stream] + 1 and self.parked.get(m.stream) != "dead"

    def advance(self, m: Message) -> None:
        self.last[m.stream] = m.sequence
        if self.parked.get(m.stream) == "gap":
            self.resumed.append(m.stream)

    def keep(self) -> None:
        last, parked = self._before
        for stream in {*self.last, *self.parked}:
            now = (self.last[stream], self.parked.get(stream, ""))
            if now != (last.get(stream, 0), parked.get(stream, "")):
                fields = {"reader": self.reader, "stream": stream, "last": now[0], "parked": now[1]}
                fields |= {"since": self.tx.now} if now[1] else {}  # since when it waits for its present next one
                self.tx.write("inbox", UpdateOne({"_id": f"{self.reader}|{stream}"}, {"$set": fields}, upsert=True))


def laid_aside(tx: Tx, reader: str, stream: str) -> Iterable[dict[str, Any]]:
    return tx.rows.find("dead_letters", {"reader": reader, "stream": stream}, [("sequence", 1)], 1)
