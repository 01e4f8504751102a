import re

from services.registry.statistics.model import EmployerCount, Participant, PlaceCount, Waiting, mark
from shared.events import activities, notify, registry
from shared.tx import Tx

Opened = registry.TodoOpened | activities.TodoOpened | notify.TodoOpened
Closed = registry.TodoClosed | activities.TodoClosed | notify.TodoClosed
NO_OFFICE = {"member", "employer_officer"}
CODE = re.compile(r"[1-9]\d{5}(\d{3}){0,2}")


def count_place(tx: Tx, event: registry.PlaceChanged) -> None:
    if event.level == "community":
        mark(tx, PlaceCount, event.place)


def count_employer(tx: Tx, event: registry.EmployerChanged | registry.RosterChanged) -> None:
    mark(tx, EmployerCount, event.employer)


def keep_participant(tx: Tx, event: registry.MemberChanged) -> None:
    where = {"community": event.community, "employer": event.employer}
    tx.set(Participant, event.member, version=0, fresh=True, state=event.state, **where)


def forget_participant(tx: Tx, event: registry.MemberErased) -> None:
    tx.set(Participant, event.member, version=0, fresh=True, gone=True, community=None, employer=None)


def keep_service(tx: Tx, event: activities.MemberServed) -> None:
    numbers = {"records": event.records, "statements": event.statements}
    tx.set(Participant, event.member, version=0, fresh=True, **numbers)


def keep_waiting(tx: Tx, event: Opened) -> None:
    """Only what waits for a place's office: a member's or an employer's own affairs are nobody's numbers."""
    office = next((scope for scope in event.scopes if CODE.fullmatch(scope)), None)
    if office is None or set(event.roles) <= NO_OFFICE:
        return
    tx.set(
        Waiting, event.todo, version=0, scopes=event.scopes, kind=event.kind, office=office, roles=event.roles,
        since=event.since, closed=False,
    )  # fmt: skip
    mark(tx, PlaceCount, office)


def end_waiting(tx: Tx, event: Closed) -> None:
    tx.set_all(Waiting, {"_id": event.todo}, closed=True)
