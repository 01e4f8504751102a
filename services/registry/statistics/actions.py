"""Counting, as time brings it: who has changed marks the numbers they are in, and marked numbers are counted again."""

from collections import Counter

from services.registry.employers.model import Employer
from services.registry.places.model import Place
from services.registry.statistics.model import EmployerCount, Participant, PlaceCount, Wait, Waiting, mark
from services.registry.statistics.queries import entries_counted, participants_counted, waiting_for
from shared.tx import Tx


def mark_changed(tx: Tx, members: list[str]) -> None:
    """Where they are counted now, and where they were before."""
    found = tx.fetch(Participant, members)
    mark(tx, PlaceCount, *(each.community for each in found), *(each.counted_in for each in found))
    mark(tx, EmployerCount, *(each.employer for each in found), *(each.counted_for for each in found))
    for each in found:
        if each.gone:
            tx.remove(Participant, each.id)
        else:
            each.counted_in, each.counted_for, each.fresh = each.community, each.employer, False
            tx.save(each)


def drop_closed(tx: Tx, todos: list[str]) -> None:
    """What no longer waits."""
    found = tx.fetch(Waiting, todos)
    mark(tx, PlaceCount, *(each.office for each in found))
    tx.remove(Waiting, *todos)


def count_places(tx: Tx, codes: list[str]) -> None:
    places = {place.id: place for place in tx.fetch(Place, codes)}
    for code in codes:
        waiting = waiting_for(tx, code)
        kinds = Counter(each.kind for each in waiting)
        oldest = {each.kind: each.since for each in reversed(waiting)}  # they come oldest first
        waits = [Wait(kind=kind, count=count, oldest=oldest[kind]) for kind, count in sorted(kinds.items())]
        tx.set(
            PlaceCount, code, stale=False, counted_at=tx.now, scopes=places[code].scopes if code in places else [code],
            waiting=[wait.model_dump() for wait in waits], oldest=waiting[0].since if waiting else None,
            **participants_counted(tx, code),
        )  # fmt: skip


def count_employers(tx: Tx, ids: list[str]) -> None:
    employers = {employer.id: employer for employer in tx.fetch(Employer, ids)}
    for id in ids:
        scopes = employers[id].scopes if id in employers else []
        tx.set(EmployerCount, id, stale=False, counted_at=tx.now, scopes=scopes, **entries_counted(tx, id))
