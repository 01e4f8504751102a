"""How much a member's service comes to, told to other services in numbers alone."""

from collections.abc import Iterable

from pymongo.database import Database

from services.activities.records.model import ServiceRecord
from services.activities.records.serving import Served
from services.activities.statements.model import OUT, Statement
from shared.events.activities import MemberServed
from shared.tx import Found, Tx


def served_to_say(tx: Tx) -> Found[Served]:
    return tx.find(Served, unsaid=True, limit=100)


def say_served(tx: Tx, members: list[str]) -> None:
    for served in tx.fetch(Served, members):
        served.records = tx.count(ServiceRecord, member=served.id, state="confirmed")
        served.statements = tx.count(Statement, member=served.id, state={"$in": list(OUT)})
        served.unsaid = False
        tx.emit(member_served(tx.save(served)))


def member_served(served: Served) -> MemberServed:
    return MemberServed(member=served.id, records=served.records, statements=served.statements)


def all_served(db: Database) -> Iterable[MemberServed]:
    """For readers added later than the events are kept."""
    return (member_served(Served.of(row)) for row in db[Served.collection].find().sort("_id"))
