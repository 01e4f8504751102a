"""Which entry of an employer's roster a row means, and what differs.

A person is known by the ID number; else by the phone or the staff number, each with the name: neither a phone that was
handed on nor a number given anew makes one person into another.
"""

from datetime import datetime
from typing import Any, NamedTuple

from services.registry.rosters.model import RosterEntry
from services.registry.rosters.queries import entries_by, entries_named
from shared.tx import Tx

HASHES = ("id_hash", "phone_hash", "number_hash")
PLAIN = ("name", "id_hash", "id_last4", "phone_hash", "number_hash", "community", "street", "skills", "work_branch")
SEALED = ("phone", "sms", "email", "address", "number", "gender", "joined_on")
TOLD = ("name", "phone", "email", "address", "number", "gender", "joined_on", "community", "skills", "work_branch")


class Meant(NamedTuple):
    """own: this employer's entry of the person; twice: an earlier row means it too. elsewhere: on another employer's
    roster; same: there too, and surely the same person."""

    own: RosterEntry | None
    twice: bool
    elsewhere: bool
    same: RosterEntry | None


class Entries:
    """The entries, every employer's, that some kept rows may mean. `applied_at`: what entries that earlier rows of this
    file meant have as `confirmed_at`."""

    def __init__(self, tx: Tx, employer: str, rows: list[dict[str, Any]], applied_at: datetime | None = None) -> None:
        self.employer, self.applied_at = employer, applied_at
        persons = [row["person"] for row in rows if row["person"]]
        unread = [row["person"]["name"] for row in rows if row["person"] and row["result"] == "refused"]
        self.by = {name: entries_by(tx, name, filter(None, (p.get(name) for p in persons))) for name in HASHES}
        self.named = entries_named(tx, employer, filter(None, unread))
        self.meant: set[str] = set()
        tx.unlock(entry for found in self.by.values() for entries in found.values() for entry in entries)

    def meant_by(self, person: dict[str, Any]) -> Meant:
        like, same = self._like(person)
        own = next((entry for entry in same if entry.employer == self.employer), None)
        others = [entry for entry in like if entry.employer != self.employer and entry.state != "left"]
        shared = next((entry for entry in same if entry in others and entry.name == person["name"]), None)
        twice = own is not None and (
            own.id in self.meant or (self.applied_at is not None and own.confirmed_at == self.applied_at)
        )
        if own:
            self.meant.add(own.id)
        return Meant(own, twice, bool(others), shared)

    def still_there(self, person: dict[str, Any]) -> list[RosterEntry]:
        """Who may be in a row that could not be read whole: nobody of them has left. At worst, all of that name."""
        own = [entry for entry in self._like(person)[1] if entry.employer == self.employer]
        return own or self.named.get(person["name"] or "", [])

    def _like(self, person: dict[str, Any]) -> tuple[list[RosterEntry], list[RosterEntry]]:
        """Entries with the person's ID number, phone or staff number; and those of them that are the same person's."""
        like = [(entry, name) for name in HASHES for entry in self.by[name].get(person.get(name) or "", ())]
        return [entry for entry, _ in like], [entry for entry, name in like if _is_same(entry, person, name)]


def _is_same(entry: RosterEntry, person: dict[str, Any], by: str) -> bool:
    if by == "id_hash":
        return True
    if person.get("id_hash") and entry.id_hash and person["id_hash"] != entry.id_hash:
        return False
    both = all(person.get(name) and person[name] == getattr(entry, name) for name in ("phone_hash", "number_hash"))
    return both or entry.name == person.get("name")


def differences(tx: Tx, entry: RosterEntry, person: dict[str, Any]) -> list[str]:
    """What the row says otherwise than the entry, by the names of fields; columns that the file lacks say nothing."""
    known = entry.model_dump(include=set(PLAIN)) | tx.open(entry)
    changed = [name for name in TOLD if name in person and person[name] != known.get(name)]
    if person.get("id_hash") and person["id_hash"] != entry.id_hash:
        changed.append("id_number")
    return [*changed, "state"] if entry.state == "left" else changed
