"""The ledger is append-only, and its lines together are what counts; whatever is done to a record in whatever order."""

import ast
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.activities.records.actions import confirm_record, keep_record, object_to_record
from services.activities.records.correcting import approve_correction, propose_correction, refuse_correction
from services.activities.records.drafting import close_unanswered, draft_records, remind
from services.activities.records.ledger import LedgerLine
from services.activities.records.model import Correction, ServiceRecord
from services.activities.records.queries import records_to_close, records_to_remind
from services.activities.rollcalls.model import Attendance
from shared.documents import CLOCK
from shared.errors import Refused
from shared.events.activities import RecordDrafted, RecordReminded
from tests.builders_records import (
    MEMBER,
    SECRETARY,
    STAFF,
    a_key,
    a_mark,
    a_person,
    a_standing,
    an_activity,
    an_attendance,
)
from tests.fakes import NOON, a_tx

SHIFTS = ("s1", "s2")
QUARTERS = st.integers(0, 12).map(lambda n: 15 * n)
ACTIVITIES = Path(__file__).parents[3] / "services" / "activities"
CHANGES = {"save", "set", "set_all", "remove", "remove_all", "write"}


class Records(RuleBasedStateMachine):
    """One member at two shifts of one activity."""

    def __init__(self):
        super().__init__()
        first = [an_activity(), a_person(), a_key(), a_standing(SECRETARY), a_standing(STAFF)]
        self.kept = {(type(each), each.id): each for each in first}
        self.now, self.said, self.seen = NOON, [], {}
        self.word = {}  # minutes the member has stood for, per record

    def do(self, by, action, *args):
        tx = a_tx(*self.kept.values(), by=by, now=self.now)
        try:
            done = action(tx, *args)
        except Refused:
            return None
        self.kept |= {key: each.model_copy(deep=True) for key, each in tx.changed.items()}
        self.said += tx.said
        return done

    def all(self, kind):
        return [each for (made, _), each in self.kept.items() if made is kind]

    @rule(shift=st.sampled_from(SHIFTS), state=st.sampled_from(["present", "late", "absent", "excused"]),
          minutes=st.integers(-10, 130), word=st.sampled_from([None, None, "scan", "sheet"]))  # fmt: skip
    def mark(self, shift, state, minutes, word):
        attendance = an_attendance(a_mark(state, minutes), shift=shift, own_word=word)
        self.kept[Attendance, attendance.id] = attendance
        self.do(CLOCK, draft_records, [attendance.id])
        if attendance.id not in self.word and (record := self.kept.get((ServiceRecord, attendance.id))):
            self.word |= {record.id: record.counted} if record.counted else {}

    @precondition(lambda self: self.all(ServiceRecord))
    @rule(shift=st.sampled_from(SHIFTS))
    def confirm(self, shift):
        if done := self.do(MEMBER, confirm_record, f"{shift}.m1"):
            self.word[f"{shift}.m1"] = done.record.counted

    @precondition(lambda self: self.all(ServiceRecord))
    @rule(shift=st.sampled_from(SHIFTS), minutes=st.none() | QUARTERS)
    def object(self, shift, minutes):
        if self.do(MEMBER, object_to_record, f"{shift}.m1", "不对", minutes):
            self.word[f"{shift}.m1"] = minutes or 0

    @precondition(lambda self: self.all(ServiceRecord))
    @rule(shift=st.sampled_from(SHIFTS))
    def keep(self, shift):
        self.do(STAFF, keep_record, f"{shift}.m1", "不变")

    @precondition(lambda self: self.all(ServiceRecord))
    @rule(shift=st.sampled_from(SHIFTS), minutes=QUARTERS)
    def propose(self, shift, minutes):
        self.do(SECRETARY, propose_correction, f"{shift}.m1", minutes, "看错了")

    @precondition(lambda self: self.all(Correction))
    @rule(approve=st.booleans())
    def answer(self, approve):
        newest = self.all(Correction)[-1].id
        self.do(STAFF, *((approve_correction, newest) if approve else (refuse_correction, newest, "不对")))

    @rule(days=st.integers(1, 15))
    def wait(self, days):
        self.now += timedelta(days=days)
        for due, do in ((records_to_remind, remind), (records_to_close, close_unanswered)):
            self.do(CLOCK, do, [each.id for each in self.do(CLOCK, due)])

    @invariant()
    def lines_together_are_what_counts(self):
        for record in self.all(ServiceRecord):
            account = sum(line.counted for line in self.all(LedgerLine) if line.record == record.id)
            assert account == record.counted

    @invariant()
    def the_last_line_of_a_record_says_its_minutes(self):
        for record in self.all(ServiceRecord):
            last = [line for line in self.all(LedgerLine) if line.record == record.id][-1]
            assert last.minutes == record.stated

    @invariant()
    def no_more_counts_than_the_member_has_stood_for(self):
        for record in self.all(ServiceRecord):
            assert record.counted <= self.word.get(record.id, 0)

    @invariant()
    def no_line_ever_changes(self):
        lines = {line.id: line.model_dump() for line in self.all(LedgerLine)}
        assert self.seen.items() <= lines.items()
        self.seen = lines

    @invariant()
    def each_planned_message_is_said_once(self):
        for kind in (RecordDrafted, RecordReminded):
            assert sum(isinstance(event, kind) for event in self.said) <= 1


Records.TestCase.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAnyOrder = Records.TestCase


def test_no_code_changes_a_line_but_the_erasure_of_its_member():
    changing = {
        (path.name, function.name)
        for path in sorted(ACTIVITIES.rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef) and names_lines(function) and calls(function) & CHANGES
    }
    assert changing == {("ledger.py", "forget")}


def names_lines(function):
    return any("LedgerLine" in (getattr(node, "id", ""), getattr(node, "attr", "")) for node in ast.walk(function))


def calls(function):
    return {node.func.attr for node in ast.walk(function)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}  # fmt: skip
