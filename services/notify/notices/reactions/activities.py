"""What members are told of their shifts, records and statements.

Reminder, please confirm and its one reminder are the planned ones: one of each for a member and an activity, however
many shifts it has. Offers, answers, changes and cancellations come on top. Nothing of a shift is sent after its start.
`sealed` is the link by which the question is answered without a sign-in; the inbox leads to the page behind it.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from services.notify.notices.model import Notice
from services.notify.preferences.quiet import quiet_over
from shared.clock import SHANGHAI
from shared.events.activities import (
    AboutRecord,
    AboutShift,
    RecordAnswered,
    RecordDrafted,
    RecordReminded,
    SeatOffered,
    ShiftCancelled,
    ShiftChanged,
    ShiftReminded,
    SignUpAnswered,
    StatementDrafted,
    StatementIssued,
)  # fmt: skip
from shared.tx import Tx

SIGNUPS = RECORDS = STATEMENTS = "/activities/me"  # the members' page of all three
ON_THE_WAY = timedelta(hours=2)


def tell_seat_offered(tx: Tx, event: SeatOffered) -> None:
    """Not worth sending once the seat has gone to the next."""
    id = f"seat_offered:{event.shift}:{event.member}:{event.mark}"
    _tell_of_shift(tx, id, event, "seat_offered", {"until": _here(event.until)}, expires=event.until)


def tell_signup_answered(tx: Tx, event: SignUpAnswered) -> None:
    id = f"signup_answered:{event.shift}:{event.member}:{event.mark}"
    _tell_of_shift(tx, id, event, f"signup_{event.answer}")


def tell_shift_changed(tx: Tx, event: ShiftChanged) -> None:
    id = f"shift_changed:{event.shift}:{event.member}:{event.mark}"
    values = {"new_time": _yes(event.new_time), "new_place": _yes(event.new_place)}
    critical = _travels_soon(tx, min(event.starts, event.old_starts or event.starts))
    _tell_of_shift(tx, id, event, "shift_changed", values, critical=critical)


def tell_shift_cancelled(tx: Tx, event: ShiftCancelled) -> None:
    """Each shift, for each has its own time."""
    id, critical = f"shift_cancelled:{event.shift}:{event.member}", _travels_soon(tx, event.starts)
    _tell_of_shift(tx, id, event, "shift_cancelled", {"reason": event.reason}, critical=critical)


def tell_shift_reminded(tx: Tx, event: ShiftReminded) -> None:
    _tell_of_shift(tx, f"shift_reminded:{event.activity}:{event.member}", event, "shift_reminded")


def tell_record_drafted(tx: Tx, event: RecordDrafted) -> None:
    _tell_of_record(tx, f"record_drafted:{event.activity}:{event.member}", event, "record_drafted")


def tell_record_reminded(tx: Tx, event: RecordReminded) -> None:
    _tell_of_record(tx, f"record_reminded:{event.activity}:{event.member}", event, "record_reminded")


def tell_record_answered(tx: Tx, event: RecordAnswered) -> None:
    id, corrected = f"record_answered:{event.record}:{event.mark}", {"corrected": _yes(event.corrected)}
    _tell_of_record(tx, id, event, "record_answered", corrected, reach="inbox")


def tell_statement_drafted(tx: Tx, event: StatementDrafted) -> None:
    """A draft made again after an objection is told again: it has another time."""
    id = f"statement_drafted:{event.statement}:{event.edition}:{event.may_issue_at:%Y%m%dT%H%M%S}"
    until = event.may_issue_at
    _tell_of_statement(tx, id, event, "drafted", {"until": _here(until)}, expires=until)


def tell_statement_issued(tx: Tx, event: StatementIssued) -> None:
    id = f"statement_issued:{event.statement}:{event.edition}"
    _tell_of_statement(tx, id, event, "issued", {"number": event.number}, employer=event.employer, reach="inbox")


def _travels_soon(tx: Tx, starts: datetime) -> bool:
    """Told after the coming night, they might have set out for nothing."""
    return starts < quiet_over(tx.now) + ON_THE_WAY


def _tell_of_shift(
    tx: Tx, id: str, event: AboutShift, wording: str, values: dict[str, str] | None = None,
    expires: datetime | None = None, **more: Any,
) -> None:  # fmt: skip
    starts = _here(event.starts)
    ends = _here(event.ends).removeprefix(starts[:6])  # the day only where it is another one
    known = {"title": event.title, "where": event.where, "starts": starts, "ends": ends} | (values or {})
    _tell(
        tx, id, event, wording, SIGNUPS, known, about=event.shift, expires=expires or event.starts,
        sealed=event.sealed, **more,
    )  # fmt: skip


def _tell_of_record(
    tx: Tx, id: str, event: AboutRecord, wording: str, values: dict[str, str] | None = None, **more: Any
) -> None:
    known = {"title": event.title, "starts": _here(event.starts), "served": _hours(event.minutes)} | (values or {})
    _tell(tx, id, event, wording, RECORDS, known, sealed=event.sealed, **more)


def _tell_of_statement(
    tx: Tx, id: str, event: StatementDrafted | StatementIssued, step: str, values: dict[str, str], **more: Any
) -> None:
    wording = f"{'appraisal' if event.kind == 'appraisal' else 'statement'}_{step}"
    edition = str(event.edition) if event.edition > 1 else ""
    known = {"period": _months(event.period), "year": event.period[:4], "served": _hours(event.minutes)} | values
    _tell(tx, id, event, wording, STATEMENTS, known | {"edition": edition}, **more)


def _tell(
    tx: Tx, id: str, event: AboutShift | AboutRecord | StatementDrafted | StatementIssued, wording: str, path: str,
    values: dict[str, str], employer: str | None = None, **more: object,
) -> None:  # fmt: skip
    refs = {"community": event.place, "employer": employer}  # whoever offers it: a street or district too
    notice = Notice.to_member(id, event.member, wording, tx.now, values=values, path=path, refs=refs, **more)
    tx.add(notice, if_new=True)


def _yes(fact: bool) -> str:
    return "yes" if fact else ""


def _here(moment: datetime) -> str:
    """11-28 09:00, the same in every language."""
    return f"{moment.astimezone(SHANGHAI):%m-%d %H:%M}"


def _hours(minutes: int) -> str:
    return f"{round(minutes / 60, 2):g}"


def _months(period: str) -> str:
    """2026.07–09 for 2026-Q3, 2026.01–06 for 2026-H1, 2026.01–12 for 2026; what is none of these as it is."""
    found = re.fullmatch(r"(\d{4})(?:-([QH])(\d))?", period)
    if found is None:
        return period
    year, part, number = found.groups()
    months = {"Q": 3, "H": 6}.get(part, 12)
    last = months * int(number or 1)
    return f"{year}.{last - months + 1:02}–{last:02}"
