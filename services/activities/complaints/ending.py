"""What a person who left complaints may have, and what is left when they go."""

from typing import Any

from services.activities.complaints.model import Complaint
from shared.tx import Tx

MOST = 500  # more than anybody leaves in years
TOLD = {"kind", "about", "place_name", "state", "asked_at", "answered_at"}


def held_complaints(tx: Tx, author: str) -> list[dict[str, Any]]:
    complaints = _left_by(tx, author)
    tx.unlock(complaints)
    return [each.model_dump(mode="json", include=TOLD) | tx.open(each) for each in complaints]


def end_authorship(tx: Tx, author: str) -> None:
    """What concerns a place stays to be answered; nothing says any more who left it."""
    complaints = _left_by(tx, author)
    tx.unlock(complaints)
    for complaint in complaints:
        complaint.scopes = [scope for scope in complaint.scopes if scope != author]
        complaint.sealed = tx.seal(complaint.id, tx.open(complaint) | {"contact": ""})
        tx.save(complaint)


def _left_by(tx: Tx, author: str) -> list[Complaint]:
    return tx.find(Complaint, scopes=author, sort="-asked_at", limit=MOST)
