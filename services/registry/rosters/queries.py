"""Rosters: what is due, which entries are meant, and what an employer's officer is shown."""

import base64
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from services.registry.places.search import pinyin_key
from services.registry.rosters.columns import Column, FileProblem, Guess
from services.registry.rosters.handing_in import guess_of
from services.registry.rosters.masks import mask
from services.registry.rosters.model import Invitation, RosterChunk, RosterEntry, RosterRows, Upload
from shared.errors import NotFound
from shared.tx import Found, Tx, allow

APPLYING = ["applying", "removing"]
UNDER_WAY = ["checking", *APPLYING]
REPORTED = ["reported", "reported_elsewhere", "transferring"]
CHUNK = 50  # ids in one $in
SLICE = 500
ON_ROSTER = {"$in": ["current", "deferred"]}
TO_END = timedelta(days=1)  # after its `until`, for an upload that is under way still


class EntryCard:
    """An entry as its employer sees it: with what is known of the person."""

    def __init__(self, entry: RosterEntry, known: dict[str, Any]) -> None:
        self.entry, self.known = entry, known

    def __getattr__(self, name: str) -> Any:
        return getattr(self.entry, name)

    @property
    def masked_phone(self) -> str:
        return mask("phone", (self.known.get("phone") or "").removeprefix("+86"))


class Understood(NamedTuple):
    """An upload with what its columns are taken for."""

    upload: Upload
    guess: Guess

    @property
    def id(self) -> str:
        return self.upload.id

    @property
    def version(self) -> int:
        return self.upload.version

    @property
    def columns(self) -> list[Column]:
        return self.guess.columns

    @property
    def problems(self) -> list[FileProblem]:
        return self.guess.problems

    @property
    def members_by(self) -> str | None:
        return self.guess.members_by


# what is due


def uploads_to_check(tx: Tx) -> Found[Upload]:
    return tx.find(Upload, state="checking")


def uploads_to_apply(tx: Tx) -> Found[Upload]:
    return tx.find(Upload, state={"$in": APPLYING})


def uploads_at_their_end(tx: Tx) -> Found[Upload]:
    """A day old and at rest, or two days old."""
    at_rest, stuck = {"state": {"$nin": UNDER_WAY}}, {"until": {"$lte": tx.now - TO_END}}
    return tx.find(Upload, until={"$lte": tx.now}, **_either(at_rest, stuck))


def invitations_under_way(tx: Tx) -> Found[Invitation]:
    return tx.find(Invitation, state="running")


# what tasks ask


def entries_by(tx: Tx, field: str, values: Iterable[str]) -> dict[str, list[RosterEntry]]:
    """Every employer's entries with one of these values, by the value."""
    wanted, found = sorted(set(values)), dict[str, list[RosterEntry]]()
    for start in range(0, len(wanted), CHUNK):
        for entry in tx.find(RosterEntry, limit=5000, **_among(field, wanted[start : start + CHUNK])):
            found.setdefault(getattr(entry, field), []).append(entry)
    return found


def entries_named(tx: Tx, employer: str, names: Iterable[str]) -> dict[str, list[RosterEntry]]:
    """The employer's entries on the roster with one of these names, by the name."""
    wanted, found = sorted(set(names)), dict[str, list[RosterEntry]]()
    for start in range(0, len(wanted), CHUNK):
        where = _among("name", wanted[start : start + CHUNK])
        for entry in tx.find(RosterEntry, limit=5000, employer=employer, state=ON_ROSTER, **where):
            found.setdefault(entry.name, []).append(entry)
    return found


def _among(field: str, values: list[str]) -> dict[str, Any]:
    return {field: {"$in": values}}


def _either(*wheres: dict[str, Any]) -> dict[str, Any]:
    return {"$or": list(wheres)}


def count_on_roster(tx: Tx, employer: str) -> int:
    return tx.count(RosterEntry, employer=employer, state=ON_ROSTER)


def current_entries(tx: Tx, employer: str, after: str | None) -> Found[RosterEntry]:
    return tx.find(RosterEntry, employer=employer, state="current", after=after, limit=SLICE)


def piece(tx: Tx, upload_id: str, number: int) -> bytes:
    """A piece of the file as it was handed in."""
    return base64.b64decode(tx.open(tx.get(RosterChunk, f"{upload_id}.{number:05}"))["piece"])


def absent_entries(tx: Tx, employer: str, upload: str) -> Found[RosterEntry]:
    """Those on the roster until now that this upload's file does not have."""
    met = {"$nin": [upload, unread(upload)]}
    return tx.find(RosterEntry, employer=employer, state=ON_ROSTER, seen=met, limit=SLICE)


def unread(upload: str) -> str:
    """What entries have in `seen` that only refused rows of an upload name."""
    return f"{upload}/unread"


def guess_now(tx: Tx, upload: Upload) -> Guess:
    """The columns as guessed when it was handed in, with what people set since. ValueError for what does not exist."""
    guess = guess_of(tx.open(upload)["guess"])
    if not upload.chosen and not upload.all_members:
        return guess
    chosen = {int(index): field for index, field in upload.chosen.items()}
    return guess.override(chosen, all_members=upload.all_members)


# what officers ask


def entries_of(tx: Tx, ids: list[str]) -> list[RosterEntry]:
    """These entries within the actor's scopes, in this order; NotFound where one is missing."""
    wanted = list(dict.fromkeys(ids))
    found = tx.fetch(RosterEntry, wanted)
    if len(found) < len(wanted):
        raise NotFound
    return found


@allow("employer_officer")
def roster_entries(
    tx: Tx, state: str = "current", reported: bool | None = None, cursor: str | None = None, limit: int = 50,
    text: str = "",
) -> Found[EntryCard]:  # fmt: skip
    """In the order of names; `reported`: who has a community's receipt, or another district's, or who has not. text:
    how the name begins, or its pinyin."""
    where: dict[str, Any] = {} if reported is None else {"report_state": {"$in" if reported else "$nin": REPORTED}}
    if text:
        start = text.lower() if text.isascii() else pinyin_key(text)
        where["pinyin"] = {"$gte": start, "$lt": start + "\U0010ffff"}
    return _cards(tx, tx.find(RosterEntry, sort="pinyin", limit=limit, after=cursor, state=state, **where))


def with_letter(tx: Tx, cursor: str | None, limit: int) -> Found[EntryCard]:
    """Who was to be invited and has neither phone nor e-mail."""
    return _cards(tx, tx.find(RosterEntry, sort="pinyin", limit=limit, after=cursor, letter=True, state="current"))


def _cards(tx: Tx, entries: Found[RosterEntry]) -> Found[EntryCard]:
    tx.unlock(entries)
    cards = Found(EntryCard(entry, tx.open(entry)) for entry in entries)
    cards.next = entries.next
    return cards


@allow("employer_officer")
def upload(tx: Tx, upload_id: str) -> Upload:
    return tx.get(Upload, upload_id)


@allow("employer_officer")
def columns(tx: Tx, upload_id: str) -> Understood:
    upload = tx.get(Upload, upload_id)
    if upload.sealed is None:
        raise NotFound
    return Understood(upload, guess_now(tx, upload))


@allow("employer_officer")
def uploads(tx: Tx, cursor: str | None = None, limit: int = 50) -> Found[Upload]:
    """The newest first."""
    return tx.find(Upload, sort="-at", limit=limit, after=cursor)


@allow("employer_officer")
def invitation(tx: Tx, invitation_id: str) -> Invitation:
    return tx.get(Invitation, invitation_id)


@allow("employer_officer")
def rows(tx: Tx, upload_id: str, result: str | None = None, after: int = -1, limit: int = 50) -> Found[dict[str, Any]]:
    """Rows of an upload with their results, in the order of the file, from Row.at > after on."""
    upload = tx.get(Upload, upload_id)
    found = Found[dict[str, Any]]()
    for row in _rows(tx, upload, result, after):
        if len(found) == limit:
            found.next = str(found[-1]["at"])
            break
        found.append(row)
    return found


def _rows(tx: Tx, upload: Upload, result: str | None, after: int) -> Iterable[dict[str, Any]]:
    where = {"results": result} if result else {}
    while packs := tx.find(RosterRows, upload=upload.id, last={"$gt": after}, sort="last", limit=2, **where):
        for pack in packs:
            for row in tx.open(pack)["rows"]:
                if row["at"] > after and result in (None, row["result"]):
                    yield row | {"name": (row["person"] or {}).get("name")}
            after = pack.last
