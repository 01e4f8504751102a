"""Left by anybody, answered by who it is for; overdue, it climbs."""

from datetime import timedelta
from typing import Any, Literal, NamedTuple

from services.activities.complaints.model import Complaint
from services.activities.complaints.queries import OFFICERS, as_seen
from services.activities.names import queries as names
from services.activities.names.model import Place
from shared.documents import EVERYBODY, PUBLIC
from shared.errors import N_, Invalid, NotFound, Problem, Refused, WrongState
from shared.events.activities import TodoClosed, TodoOpened
from shared.sealed import PersonKey
from shared.signs import as_typed, new_code
from shared.throttles import Limit, count, refuse_beyond
from shared.tx import Tx, allow

CODE = 12  # signs
AN_HOUR, WRONG_CODES = Limit("complaint", 10, 3600), Limit("complaint_code", 30, 3600)
TO_DROP = timedelta(days=1)  # for the clock to drop a complaint before its key goes by itself
ANSWER, OVERDUE = "complaint_to_answer", "complaint_overdue"


class Said(NamedTuple):
    """What somebody leaves. place: the code of a community, street or district; what concerns the system is for the
    district that it lies in."""

    kind: Literal["complaint", "suggestion"]
    about: Literal["place", "system"]
    place: str
    text: str
    contact: str


class Left(NamedTuple):
    """A complaint with the code by which its author follows it: it stands nowhere else."""

    code: str
    complaint: Complaint


@allow(*EVERYBODY)
def leave_complaint(tx: Tx, said: Said, network: str) -> Left:
    """`network`: where from; how often from there, or by who is signed in, is limited."""
    who = network if tx.by == PUBLIC else tx.by.id
    refuse_beyond(tx, AN_HOUR, who)
    place, code = _place_meant(tx, said), new_code(CODE)
    count(tx, AN_HOUR, who)
    id = _id(tx, code)
    complaint = Complaint(
        id=id, scopes=[id] if tx.by == PUBLIC else [id, tx.by.id], kind=said.kind, about=said.about,
        place="", place_name="", level=place.level, asked_at=tx.now,
    )  # fmt: skip
    tx.by, tx.origin = PUBLIC, ""  # those it is about read the activity log
    complaint.wait_for(place)
    complaint.note("asked", tx.now)
    tx.new_local_key(id, None)
    complaint.sealed = tx.seal(id, {"text": said.text, "contact": said.contact})
    _tell(tx, complaint)
    return Left(code, tx.add(complaint))


def _place_meant(tx: Tx, said: Said) -> Place:
    place = names.place(tx, said.place)
    if not place.active:
        raise Invalid(fields=[Problem("place", N_("这个社区（街道）已经撤销，请选它并入的社区（街道）。"))])
    return names.place(tx, place.district) if said.about == "system" else place


@allow(*EVERYBODY)
def follow(tx: Tx, code: str, network: str) -> dict[str, Any] | NotFound:
    """What became of it, for whoever holds its code. Wrong ones count."""
    refuse_beyond(tx, WRONG_CODES, network)
    id = _id(tx, as_typed(code))
    tx.by, tx.origin = PUBLIC._replace(scopes=(id,)), ""  # the code is the scope
    complaint = tx.peek(Complaint, id)
    if complaint is None:
        count(tx, WRONG_CODES, network)
        return NotFound(N_("没有找到这个查询码，请核对。答复满一年后记录会删除。"), code="code_unknown")
    return as_seen(tx, complaint)


def _id(tx: Tx, code: str) -> str:
    return tx.keys.hashed("complaint", code)


@allow(*OFFICERS)
def answer_complaint(tx: Tx, complaint_id: str, text: str) -> dict[str, Any]:
    """Once. From now on it is kept for a year, and so is its key."""
    complaint = tx.get(Complaint, complaint_id)
    complaint.answer(tx.now, tx.by.id, tx.by.role)
    complaint.sealed = tx.seal(complaint.id, tx.open(complaint) | {"answer": text})
    key = tx.get(PersonKey, complaint.id)
    key.until = complaint.gone_at and complaint.gone_at + TO_DROP
    tx.save(key)
    for kind in (ANSWER, OVERDUE):
        tx.emit(TodoClosed(todo=f"{kind}:{complaint.id}", subject=complaint.id))
    return as_seen(tx, tx.save(complaint))


@allow(*OFFICERS)
def pass_on(tx: Tx, complaint_id: str, code: str) -> dict[str, Any]:
    """To the place whose it is, once. The time it has waited counts on."""
    complaint, place = tx.get(Complaint, complaint_id), names.place(tx, code)
    if complaint.state != "waiting":
        raise WrongState
    if complaint.passed_from:
        raise Refused(N_("已经转过一次，请直接答复；不归您管的，也请说明该找谁。"), code="passed_on_already")
    if not place.active or place.id == complaint.place or place.district not in (complaint.place, *complaint.above):
        raise Invalid(fields=[Problem("place", N_("请选本区另一个没有撤销的社区、街道，或区。"))])
    complaint.passed_from = complaint.place
    complaint.wait_for(place)
    complaint.note("passed_on", tx.now, tx.by.id, tx.by.role)
    _tell(tx, complaint)
    return as_seen(tx, tx.save(complaint))


def climb(tx: Tx, complaint_id: str) -> None:
    """A level above learns that nobody has answered."""
    complaint = tx.get(Complaint, complaint_id)
    if not complaint.climbs_at or complaint.climbs_at > tx.now:
        return  # answered since, or another worker was quicker
    complaint.climb()
    complaint.note("climbed", tx.now)
    _tell(tx, complaint)
    tx.save(complaint)


def pass_to_successor(tx: Tx, complaint_id: str) -> None:
    """Its community was closed into another one, which answers now."""
    complaint = tx.get(Complaint, complaint_id)
    place = names.goes_on_in(tx, complaint.place)
    if complaint.state == "waiting" and place.id != complaint.place:
        complaint.wait_for(place)
        complaint.note("passed_on", tx.now)
        _tell(tx, complaint)
        tx.save(complaint)


def _tell(tx: Tx, complaint: Complaint) -> None:
    """Who is to answer, and who is to see that it is answered."""
    _open_todo(tx, complaint, ANSWER, complaint.answerers)
    if complaint.overdue_for:
        _open_todo(tx, complaint, OVERDUE, complaint.overdue_for)
    elif complaint.climbed:
        tx.emit(TodoClosed(todo=f"{OVERDUE}:{complaint.id}", subject=complaint.id))


def _open_todo(tx: Tx, complaint: Complaint, kind: str, who: dict[str, list[str]]) -> None:
    roles = [role for roles in who.values() for role in roles]
    tx.emit(TodoOpened(
        todo=f"{kind}:{complaint.id}", kind=kind, subject=complaint.id, scopes=list(who), roles=roles,
        since=complaint.asked_at,
    ))  # fmt: skip


def drop_outlived(tx: Tx, ids: list[str]) -> None:
    tx.remove(Complaint, *ids)
    tx.remove(PersonKey, *ids)
