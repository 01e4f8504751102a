"""Which entry of an employer's roster a row means, and what differs.

A person is known by the ID number; else by the phone or the staff number, each with the name: neither a phone that was
handed on nor a number given anew makes one person into another.
"""

from typing import Any, NamedTuple

from services.registry.rosters.model import RosterEntry
from services.registry.rosters.queries import entries_by, entries_named
from shared.tx import Tx

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
    """The entries, every employer's, that some kept rows may mean. `mark`: what entries that earlier rows of this file
    meant have in `seen`."""

    def __init__(self, tx: Tx, employer: str, rows: list[dict[str, Any]], mark: str | None = None) -> None:
        self.employer, self.mark = employer, mark
        self.meant: set[str] = set()
        persons = [row["person"] for row in rows if row["person"]]
        unread = [row["person"] for row in rows if row["person"] and row["result"] == "refused"]
        self.by = {name: entries_by(tx, name, _all(name, persons)) for name in ("id_hash", "phone_hash")}
        unknown = [person for person in persons if not any(map(self._is_own, self._same(person)))]
        self.by["number_hash"] = entries_by(tx, "number_hash", _all("number_hash", unknown))
        self.named = entries_named(tx, employer, _all("name", unread))
        known = [entry for found in self.by.values() for entries in found.values() for entry in entries]
        tx.unlock(entry for entry in known if self._is_own(entry))

    def meant_by(self, person: dict[str, Any]) -> Meant:
        same = self._same(person)
        own = next(filter(self._is_own, same), None)
        others = [entry for entry, _ in self._like(person) if not self._is_own(entry) and entry.state != "left"]
        shared = next((entry for entry in same if entry in others and entry.name == person["name"]), None)
        twice = own is not None and (own.id in self.meant or (self.mark is not None and own.seen == self.mark))
        if own:
            self.meant.add(own.id)
        return Meant(own, twice, bool(others), shared)

    def still_there(self, person: dict[str, Any]) -> list[RosterEntry]:
        """Who may be in a row that could not be read whole: nobody of them has left. At worst, all of that name."""
        return list(filter(self._is_own, self._same(person))) or self.named.get(person["name"] or "", [])

    def _is_own(self, entry: RosterEntry) -> bool:
        return entry.employer == self.employer

    def _like(self, person: dict[str, Any]) -> list[tuple[RosterEntry, str]]:
        """Entries with the person's ID number, phone or staff number, and with which of them."""
        return [(entry, name) for name, found in self.by.items() for entry in found.get(person.get(name) or "", ())]

    def _same(self, person: dict[str, Any]) -> list[RosterEntry]:
        return [entry for entry, name in self._like(person) if _is_same(entry, person, name)]


def _all(name: str, persons: list[dict[str, Any]]) -> set[str]:
    return {person[name] for person in persons if person.get(name)}


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
