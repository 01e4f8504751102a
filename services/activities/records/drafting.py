"""What the clock does with records: drafts them from the roll-call, reminds once, closes what has no answer. All of it
for a list of them, in one transaction."""

from services.activities.activities.model import Activity
from services.activities.links.making import link_to
from services.activities.people.model import Person
from services.activities.records.minutes import minutes_served
from services.activities.records.model import CLOSE_AFTER, ServiceRecord, Told, told_id
from services.activities.records.steps import about, begin, entered
from services.activities.rollcalls.model import Attendance
from shared.documents import Actor, Sealed
from shared.events.activities import RecordDrafted, RecordReminded
from shared.sealed import PersonKey
from shared.tx import Tx


def draft_records(tx: Tx, ids: list[str]) -> None:
    """A shift was closed, or somebody marked after that: the records say what the roll-call says."""
    attendances = [each for each in tx.fetch(Attendance, ids) if each.to_record]
    tx.fetch(ServiceRecord, ids)
    tx.fetch(Person, [each.member for each in attendances])
    tx.fetch(PersonKey, [each.member for each in attendances])
    for attendance in attendances:
        attendance.to_record = False
        tx.save(attendance)
        if record := tx.peek(ServiceRecord, attendance.id):
            _follow(tx, record, attendance)
        else:
            _begin(tx, attendance)


def _begin(tx: Tx, attendance: Attendance) -> None:
    """Who did not come has no record; nor has who was erased meanwhile."""
    minutes, person = minutes_served(attendance), tx.peek(Person, attendance.member)
    if not minutes or not person:
        return
    activity = tx.get(Activity, attendance.activity)
    record = ServiceRecord(
        **attendance.model_dump(include={"id", "member", "shift", "activity", "title", "starts", "ends"}),
        **activity.model_dump(include={"place", "place_name", "level", "street", "district"}),
        name=person.name, pinyin=person.pinyin, employer=person.employer, minutes=minutes, drafted_at=tx.now,
    )  # fmt: skip
    record.scopes = [record.member, *record.within]
    record.ask(tx.by, tx.now)
    begin(tx, record)
    _take_own_word(tx, record, attendance)
    _tell_drafted(tx, record)


def _follow(tx: Tx, record: ServiceRecord, attendance: Attendance) -> None:
    """A later mark, while the minutes are nobody's word yet. An objection is answered by a person, whatever it says."""
    if not record.follows_marks:
        return
    minutes, was_withdrawn = minutes_served(attendance), record.state == "withdrawn"
    if not minutes:
        if record.state in ("drafted", "unconfirmed"):
            with entered(tx, record, "withdrawn", local=True):
                record.withdraw(tx.by, tx.now)
        return
    if minutes != record.minutes:
        with entered(tx, record, "redrafted", local=True):
            record.minutes = minutes
            if was_withdrawn:
                record.ask(tx.by, tx.now, "came_after_all")
    _take_own_word(tx, record, attendance)
    if was_withdrawn:
        _tell_drafted(tx, record)


def _take_own_word(tx: Tx, record: ServiceRecord, attendance: Attendance) -> None:
    """The member's scan, or signature on the sheet, has confirmed it already."""
    if attendance.own_word and record.state in ("drafted", "unconfirmed") and not record.disputed:
        member = Actor(record.member, "member", (record.member,))
        with entered(tx, record, f"confirmed_by_{attendance.own_word}", by=member):
            record.confirm(attendance.own_word, member, tx.now)


def _tell_drafted(tx: Tx, record: ServiceRecord) -> None:
    """Please confirm: once for each activity of a member's."""
    told = _told(tx, record)
    if record.state == "drafted" and not told.drafted:
        told.drafted = True
        tx.save(told)
        tx.emit(RecordDrafted(**about(record), sealed=_link(tx, record)))


def remind(tx: Tx, ids: list[str]) -> None:
    """The one reminder, for each activity of a member's."""
    for record in _still(tx, ids, "remind_at"):
        record.remind_at = None
        tx.save(record)
        told = _told(tx, record)
        if not told.reminded:
            told.reminded = True
            tx.save(told)
            tx.emit(RecordReminded(**about(record), sealed=_link(tx, record)))


def close_unanswered(tx: Tx, ids: list[str]) -> None:
    """No word in fourteen days: not counted, and nothing lost, for it may be given any day after. What was confirmed
    stays so; only what was found to be more remains without a word."""
    for record in _still(tx, ids, "close_at"):
        with entered(tx, record, "unconfirmed"):
            if record.state == "drafted":
                record.move_to("unconfirmed", tx.by, tx.now)
            record.close_at = None


def _still(tx: Tx, ids: list[str], field: str) -> list[ServiceRecord]:
    """Those for which it is still time: somebody may have answered since they were looked up."""
    return [each for each in tx.fetch(ServiceRecord, ids) if (at := getattr(each, field)) and at <= tx.now]


def _link(tx: Tx, record: ServiceRecord) -> Sealed | None:
    return link_to(tx, record.member, "record", record.id, tx.now + CLOSE_AFTER)


def _told(tx: Tx, record: ServiceRecord) -> Told:
    return tx.peek(Told, told_id(record)) or tx.add(Told(id=told_id(record), member=record.member))
