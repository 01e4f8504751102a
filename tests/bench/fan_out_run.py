"""Notify tells many people of one thing, in a process of its own, with a provider that takes every message at once.

python -m tests.bench.fan_out_run DATABASE-URI PEOPLE prints a line when it begins, and one of JSON when
everything is sent.
"""

import json
import sys
import time
from datetime import timedelta
from typing import Any

from services.notify.contacts.model import Contact
from services.notify.deliveries import sending
from services.notify.deliveries.senders import Message, Outcome
from services.notify.names.model import Place
from services.notify.service import service
from shared.events.activities import StatementDrafted
from shared.inbox import Inbox
from shared.sealed import PersonKey
from shared.streams import Message as Record
from shared.worker import WorkerLoop
from tests.stage import START, Stage, settings_for

DISTRICT, COMMUNITY = "310106", "310106006003"
BATCH, ROWS = 500, 1000


class Provider:
    """In place of the one over HTTP: a network would hide what the product itself takes."""

    taken = characters = 0

    def __init__(self, *_: Any) -> None: ...

    def send(self, message: Message) -> Outcome:
        Provider.characters += len(message.text)
        Provider.taken += 1
        return Outcome("sent", "accepted", message.reference)


def begin(uri: str, people: int) -> Stage:
    """People with a phone each, under their own keys, in a district at noon."""
    stage = Stage(service, settings_for(uri, sms_url="http://127.0.0.1:9/sms"))
    places = [(DISTRICT, "district", "静安区"), (COMMUNITY, "community", "永乐居民区")]
    stage.db["places"].insert_many([
        Place(id=id, level=level, name=name, district=DISTRICT, phone="021-56000000", scopes=[DISTRICT]).row()
        for id, level, name in places
    ])  # fmt: skip
    for start in range(0, people, ROWS):
        keys, contacts = [], []
        for number in range(start, min(start + ROWS, people)):
            id = member(number)
            key = PersonKey(id=id, wrapped=stage.store.keys.new_wrapped(id))
            known = {"name": "", "phone": f"+86138{number:08}", "email": None}
            sealed = stage.store.keys.seal(id, str(key.wrapped), known)
            keys.append(key.row())
            contacts.append(Contact(
                id=id, scopes=[id], state="reported", community=COMMUNITY, district=DISTRICT, sealed=sealed,
            ).row())  # fmt: skip
        stage.db["keys"].insert_many(keys)
        stage.db["contacts"].insert_many(contacts)
    return stage


def member(number: int) -> str:
    return f"m{number:07}"


def records(people: int) -> list[Record]:
    """What the broker would bring: each person's statement for the quarter is drafted."""
    return [
        Record("activities.members", 0, number, f"activities.members/{event.member}", 1, event.type,
               event.model_dump_json(exclude_none=True))
        for number, event in enumerate(map(drafted, range(people)))
    ]  # fmt: skip


def drafted(number: int) -> StatementDrafted:
    return StatementDrafted(
        member=member(number), statement=f"s{number:07}", kind="service", place=COMMUNITY, period="2026-Q3",
        minutes=150, edition=1, may_issue_at=START + timedelta(days=7),
    )  # fmt: skip


def tell(stage: Stage, people: int) -> dict[str, float]:
    """From the events to the provider."""
    reader = next(reader for reader in service.readers if reader.name == "notices")
    inbox, worker = Inbox(stage.store, reader), WorkerLoop(service, stage.store, stage.settings)
    waiting, began = records(people), time.perf_counter()
    for start in range(0, people, BATCH):
        inbox.take("bench", waiting[start : start + BATCH])
    made = time.perf_counter()
    while Provider.taken < people or worker.outside.under_way:
        worker.turn()
    ended = time.perf_counter()
    worker.close()
    return {
        "people": people, "seconds": ended - began, "made": made - began, "sent": ended - made,
        "taken": Provider.taken,
    }  # fmt: skip


def main(uri: str, people: int) -> None:
    sending.SmsSender = Provider  # type: ignore[assignment,misc]
    stage = begin(uri, people)
    print("begins", flush=True)
    print(json.dumps(tell(stage, people)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
