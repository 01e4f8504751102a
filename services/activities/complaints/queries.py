"""Complaints as those who answer see them, and as their authors do."""

from typing import Any, NamedTuple

from services.activities.complaints.model import CLIMBS, Complaint
from services.activities.names import queries as names
from services.activities.names.model import Place
from services.activities.people.model import Person
from shared.documents import EVERYBODY
from shared.errors import NotYetKnown
from shared.tx import Found, Tx, allow

OFFICERS = ("secretary", "staff", "street_officer", "district_officer")


class Where(NamedTuple):
    """Where a complaint may go, chosen step by step. at: chosen so far; below: what lies in it; own: the member's own
    community."""

    at: Place
    below: list[Place]
    own: Place | None


class Passing(NamedTuple):
    """A complaint that somebody else is to answer, and who that may be."""

    complaint: dict[str, Any]
    places: list[Place]


@allow(*EVERYBODY)
def where_to(tx: Tx, code: str = "") -> Where:
    """From this place on; from the district where none is said."""
    person = tx.peek(Person, tx.by.id) if tx.by.role == "member" else None
    own = tx.peek(Place, person.community) if person and person.community else None
    begin = code or (own.district if own else names.only_district(tx))
    if not begin:
        raise NotYetKnown
    at = names.place(tx, begin)
    inside = [place for place in names.places_of(tx, at.district) if at.id in place.within and place.id != at.id]
    below = [place for place in inside if place.level == ("street" if at.level == "district" else "community")]
    return Where(at, below, own if own and own.active else None)


@allow(*OFFICERS)
def complaints(tx: Tx, state: str = "waiting", limit: int = 50, after: str | None = None) -> Found[dict[str, Any]]:
    """Those within one's places, the oldest first."""
    return _all_seen(tx, tx.find(Complaint, state=state, sort="asked_at", limit=limit, after=after))


@allow(*OFFICERS)
def complaint(tx: Tx, complaint_id: str) -> dict[str, Any]:
    return as_seen(tx, tx.get(Complaint, complaint_id))


@allow(*OFFICERS)
def to_pass_on(tx: Tx, complaint_id: str) -> Passing:
    found = tx.get(Complaint, complaint_id)
    district = names.place(tx, found.place).district
    others = [place for place in names.places_of(tx, district) if place.id != found.place]
    return Passing(as_seen(tx, found), others)


@allow(*(role for role in EVERYBODY if role != "public"))
def my_complaints(tx: Tx, limit: int = 50, after: str | None = None) -> Found[dict[str, Any]]:
    """Those I left while signed in, the newest first."""
    return _all_seen(tx, tx.find(Complaint, scopes=tx.by.id, sort="-asked_at", limit=limit, after=after))


def as_seen(tx: Tx, complaint: Complaint) -> dict[str, Any]:
    """With its words and its age."""
    age = (complaint.answered_at or tx.now) - complaint.asked_at
    words = {"text": "", "contact": "", "answer": ""} | tx.open(complaint)
    return complaint.model_dump() | words | {"days": age.days, "overdue": age >= CLIMBS[0]}


def _all_seen(tx: Tx, complaints: Found[Complaint]) -> Found[dict[str, Any]]:
    tx.unlock(complaints)
    seen = Found(as_seen(tx, complaint) for complaint in complaints)
    seen.next = complaints.next
    return seen


# what is due


def overdue_complaints(tx: Tx) -> Found[Complaint]:
    return tx.find(Complaint, sort="climbs_at", climbs_at={"$lte": tx.now})


def outlived_complaints(tx: Tx) -> Found[Complaint]:
    return tx.find(Complaint, sort="gone_at", gone_at={"$lte": tx.now})


def complaints_left_behind(tx: Tx) -> list[Complaint]:
    """Those that wait for a closed community."""
    closed = names.closed_communities(tx)
    return tx.find(Complaint, state="waiting", place={"$in": closed}, sort="place") if closed else []
