"""Complaints as those who answer see them, and as their authors do."""

from typing import Any

from services.activities.complaints.model import CLIMBS, Complaint
from services.activities.names.queries import closed_communities
from shared.documents import EVERYBODY
from shared.tx import Found, Tx, allow

OFFICERS = ("secretary", "staff", "street_officer", "district_officer")


@allow(*OFFICERS)
def complaints(tx: Tx, state: str = "waiting", limit: int = 50, after: str | None = None) -> Found[dict[str, Any]]:
    """Those within one's places, the oldest first."""
    return _all_seen(tx, tx.find(Complaint, state=state, sort="asked_at", limit=limit, after=after))


@allow(*OFFICERS)
def complaint(tx: Tx, complaint_id: str) -> dict[str, Any]:
    return as_seen(tx, tx.get(Complaint, complaint_id))


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
    closed = closed_communities(tx)
    return tx.find(Complaint, state="waiting", place={"$in": closed}, sort="place") if closed else []
