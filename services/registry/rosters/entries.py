"""Writing the entries of a roster, and the two registers that find a person by phone, e-mail or ID number."""

from collections.abc import Iterable
from typing import Any

from services.registry.places.search import pinyin_key
from services.registry.rosters.matching import PLAIN, SEALED
from services.registry.rosters.model import IdOnRoster, PhoneOnRoster, RosterEntry
from shared.sealed import PersonKey
from shared.tx import Tx, new_id

Kind = type[PhoneOnRoster] | type[IdOnRoster]
Place = tuple[Kind, str]  # in which register, under which hash


class Register:
    """Rows of PhoneOnRoster or IdOnRoster, read many at once. The newest entry says whose phone it is."""

    def __init__(self, tx: Tx, kind: Kind, hashes: Iterable[str]) -> None:
        self.tx, self.kind = tx, kind
        self.rows = {row.id: row for row in tx.fetch(kind, hashes)}

    def put(self, hash: str, entry: RosterEntry) -> None:
        row = self.rows.get(hash)
        if row is None:
            row = self.kind(id=hash, entries=[entry.id], person=entry.person, employer=entry.employer)
            self.rows[hash] = self.tx.add(row)
        elif entry.id not in row.entries:
            row.entries, row.person, row.employer = [*row.entries, entry.id], entry.person, entry.employer
            self.tx.save(row)
        row.by_employer = row.by_employer | {entry.employer: entry.id}

    def drop(self, hash: str, entry: RosterEntry) -> None:
        row = self.rows.get(hash)
        if row is None or entry.id not in row.entries:
            return
        row.entries = [id for id in row.entries if id != entry.id]
        row.by_employer = {employer: id for employer, id in row.by_employer.items() if id != entry.id}
        newest = self.tx.peek(RosterEntry, row.entries[-1]) if row.entries else None
        if newest is None:
            self.tx.remove(self.kind, hash)
            del self.rows[hash]
        else:
            row.person, row.employer = newest.person, newest.employer
            self.tx.save(row)


class Registers:
    """Both, for entries that change together and rows that say how."""

    def __init__(self, tx: Tx, entries: Iterable[RosterEntry], persons: Iterable[dict[str, Any]] = ()) -> None:
        self.tx = tx
        hashes = {pair for entry in entries for pair in self.found_by(entry)}
        for person in persons:
            hashes |= self._found_by(person.get("phone_hash"), person.get("email"), person.get("id_hash"))
        kinds: tuple[Kind, ...] = (PhoneOnRoster, IdOnRoster)
        self.of = {kind: Register(tx, kind, {hash for of, hash in hashes if of is kind}) for kind in kinds}

    def found_by(self, entry: RosterEntry) -> set[Place]:
        """Where this entry stands while it is on the roster."""
        return self._found_by(entry.phone_hash, self.tx.open(entry).get("email"), entry.id_hash)

    def _found_by(self, phone: str | None, email: str | None, id: str | None) -> set[Place]:
        address = self.tx.keys.hashed("email", email) if email else None
        contacts: set[Place] = {(PhoneOnRoster, hash) for hash in (phone, address) if hash}
        return contacts | ({(IdOnRoster, id)} if id else set())

    def move(self, entry: RosterEntry, before: set[Place], after: set[Place]) -> None:
        for kind, hash in before - after:
            self.of[kind].drop(hash, entry)
        for kind, hash in after - before:
            self.of[kind].put(hash, entry)


def add_entry(
    tx: Tx, employer: str, person: dict[str, Any], same: RosterEntry | None, registers: Registers
) -> RosterEntry:
    """Somebody new on this roster; `same`: their entry on another employer's, whose key then serves both."""
    key = tx.peek(PersonKey, same.person) if same else None
    # The key is saved so that of this and the person's erasure at the same time one begins again.
    id = tx.save(key).id if key and key.wrapped else tx.new_person()
    entry = RosterEntry(id=new_id(), scopes=[employer, id], employer=employer, person=id, name="")
    if same and entry.person == same.person:
        entry.member, entry.report_state = same.member, same.report_state
    _fill(tx, entry, person)
    registers.move(entry, set(), registers.found_by(entry))
    return tx.add(entry)


def change_entry(tx: Tx, entry: RosterEntry, person: dict[str, Any], registers: Registers) -> RosterEntry:
    """What the row says; who had left is back."""
    before = set() if entry.state == "left" else registers.found_by(entry)
    if entry.state == "left":
        entry.state, entry.left_at = "current", None
    _fill(tx, entry, person)
    registers.move(entry, before, registers.found_by(entry))
    return tx.save(entry)


def _fill(tx: Tx, entry: RosterEntry, person: dict[str, Any]) -> None:
    """ID numbers and what stands on them are kept where a newer file leaves them out."""
    for name in PLAIN:
        if name in person and (person[name] is not None or not name.startswith("id_")):
            setattr(entry, name, person[name])
    entry.pinyin = pinyin_key(entry.name)
    entry.sealed = tx.seal(entry.person, tx.open(entry) | {name: person[name] for name in SEALED if name in person})
    entry.unsettled = True


def leave(tx: Tx, entry: RosterEntry, registers: Registers) -> None:
    """Gone from the roster: the report and its history stay, and say so later (see `unsettled`)."""
    registers.move(entry, registers.found_by(entry), set())
    entry.state, entry.left_at, entry.unsettled = "left", tx.now, True
    tx.save(entry)
