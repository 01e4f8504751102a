"""Rosters: which entry a row means, and what an officer may do at which point."""

import io

import pytest

from services.registry.employers.model import Employer
from services.registry.rosters import actions, uploads
from services.registry.rosters.entries import Registers, add_entry, change_entry, leave
from services.registry.rosters.handing_in import PIECE, as_file, guess_as_data, guess_of, pieces
from services.registry.rosters.matching import Entries, differences
from services.registry.rosters.model import IdOnRoster, PhoneOnRoster, RosterEntry, Upload
from shared.documents import CLOCK, Actor
from shared.errors import Invalid, NotFound, Refused, WrongState
from shared.sealed import PersonKey
from tests.fakes import KEYS, NOON, a_tx

OFFICER = Actor("o1", "employer_officer", ("e1",))
E1 = Employer(id="e1", name="区机关", district="310106", scopes=["310106", "e1"])
KEY = PersonKey(id="p1", wrapped=KEYS.new_wrapped("p1"))
PERSON = {"name": "王伟", "id_hash": "i1", "id_last4": "0001", "phone_hash": "t1", "number_hash": "n1",
          "phone": "+8613800000001", "sms": True, "email": "u1@example.com", "skills": ["书法"]}  # fmt: skip


def an_entry(**fields) -> RosterEntry:
    known = {"id": "r1", "scopes": ["e1", "p1"], "employer": "e1", "person": "p1", "name": "王伟", "id_hash": "i1",
             "phone_hash": "t1", "number_hash": "n1", "skills": ["书法"],
             "sealed": KEYS.seal("p1", KEY.wrapped, {"phone": "+8613800000001", "sms": True})}  # fmt: skip
    return RosterEntry(**known | fields)


def an_upload(**fields) -> Upload:
    known = {"id": "u1", "scopes": ["e1"], "employer": "e1", "at": NOON, "until": NOON + actions.KEPT,
             "state": "checked", "checked_at": NOON}  # fmt: skip
    return Upload(**known | fields)


def meant(person, *entries, **more):
    tx = a_tx(*entries, by=CLOCK)
    return Entries(tx, "e1", [{"person": person, "result": "taken"}], **more).meant_by(person)


@pytest.mark.parametrize(("person", "found"), [
    ({"name": "王薇", "id_hash": "i1"}, True),
    ({"name": "王伟", "phone_hash": "t1"}, True),
    ({"name": "李畅", "phone_hash": "t1"}, False),
    ({"name": "李畅", "phone_hash": "t1", "number_hash": "n1"}, True),
    ({"name": "王伟", "id_hash": "i2", "phone_hash": "t1", "number_hash": "n1"}, False),
    ({"name": "王伟", "number_hash": "n1"}, True),
    ({"name": "李畅", "number_hash": "n1"}, False),
    ({"name": "王伟"}, False),
])  # fmt: skip
def test_a_person_is_known_by_id_number_else_by_phone_or_staff_number_with_the_name(person, found):
    own = meant(person, an_entry()).own
    assert (own is not None) == found


def test_an_entry_is_meant_by_one_row_only():
    rows = [{"person": {"name": "王伟", "id_hash": "i1"}, "result": "taken"}] * 2
    entries = Entries(a_tx(an_entry(), by=CLOCK), "e1", rows)
    assert [entries.meant_by(row["person"]).twice for row in rows] == [False, True]
    assert meant(rows[0]["person"], an_entry(seen="u1"), mark="u1").twice, "by a row of an earlier slice"


@pytest.mark.parametrize(("other", "elsewhere", "same"), [
    ({}, True, True), ({"name": "王薇"}, True, False), ({"state": "left"}, False, False),
    ({"id_hash": "i2"}, True, False), ({"id_hash": None}, True, True),
])  # fmt: skip
def test_other_employers_entries_are_flagged_and_surely_the_same_person_shares_the_key(other, elsewhere, same):
    found = meant(PERSON, an_entry(id="r2", employer="e2", scopes=["e2"], **other))
    assert (found.own, found.elsewhere, found.same is not None) == (None, elsewhere, same)


def test_what_differs_is_named_and_what_the_file_does_not_say_is_left_alone():
    tx = a_tx(an_entry(), KEY, by=CLOCK)
    entry = tx.get(RosterEntry, "r1")
    assert differences(tx, entry, {"name": "王伟", "phone": "+8613800000001", "id_hash": "i1"}) == []
    assert differences(tx, entry, {"name": "王薇", "phone": None, "skills": [], "id_hash": "i2"}) == [
        "name", "phone", "skills", "id_number",
    ]  # fmt: skip
    assert differences(tx, entry, {"name": "王伟", "id_hash": None}) == [], "an ID number once known is kept"
    entry.state = "left"
    assert differences(tx, entry, {"name": "王伟"}) == ["state"]


def test_a_new_entry_is_found_by_phone_e_mail_and_id_number():
    tx = a_tx(by=CLOCK)
    entry = add_entry(tx, "e1", PERSON, None, Registers(tx, [], [PERSON]))
    email = tx.keys.hashed("email", "u1@example.com")
    for kind, hash in ((PhoneOnRoster, "t1"), (PhoneOnRoster, email), (IdOnRoster, "i1")):
        row = tx.peek(kind, hash)
        assert (row.entries, row.person, row.employer) == ([entry.id], entry.person, "e1")
    assert (entry.scopes, entry.unsettled) == (["e1", entry.person], True)
    assert tx.open(entry) == {"phone": "+8613800000001", "sms": True, "email": "u1@example.com"}


def test_a_shared_key_is_used_only_while_it_is_there():
    other = an_entry(id="r2", employer="e2", member="p1", report_state="reported")
    tx = a_tx(KEY, by=CLOCK)
    entry = add_entry(tx, "e1", PERSON, other, Registers(tx, [], [PERSON]))
    assert (entry.person, entry.member, entry.report_state) == ("p1", "p1", "reported")
    tx = a_tx(PersonKey(id="p1", erased=True), by=CLOCK)
    assert add_entry(tx, "e1", PERSON, other, Registers(tx, [], [PERSON])).person != "p1"


def test_a_phone_that_is_handed_on_belongs_to_the_new_one_and_goes_back_when_they_leave():
    old, row = an_entry(), PhoneOnRoster(id="t1", entries=["r1"], person="p1", employer="e1")
    tx = a_tx(old, row, KEY, by=CLOCK)
    other = {"name": "李畅", "phone": "+8613800000001", "sms": True, "phone_hash": "t1"}
    registers = Registers(tx, [tx.get(RosterEntry, "r1")], [other])
    entry = add_entry(tx, "e1", other, None, registers)
    assert (tx.get(PhoneOnRoster, "t1").person, tx.get(PhoneOnRoster, "t1").entries) == (entry.person, ["r1", entry.id])
    leave(tx, entry, registers)
    assert (tx.get(PhoneOnRoster, "t1").person, tx.get(PhoneOnRoster, "t1").entries) == ("p1", ["r1"])
    assert (entry.state, entry.left_at, entry.unsettled) == ("left", NOON, True)


def test_the_registers_know_each_employers_own_entry():
    tx = a_tx(KEY, by=CLOCK)
    registers = Registers(tx, [], [PERSON])
    first = add_entry(tx, "e1", PERSON, None, registers)
    other = add_entry(tx, "e2", PERSON, None, registers)
    assert tx.get(IdOnRoster, "i1").by_employer == {"e1": first.id, "e2": other.id}
    leave(tx, other, registers)
    assert tx.get(IdOnRoster, "i1").by_employer == {"e1": first.id}


def test_a_changed_phone_is_found_by_the_new_number_only():
    row = PhoneOnRoster(id="t1", entries=["r1"], person="p1", employer="e1")
    tx = a_tx(an_entry(id_hash=None), row, KEY, by=CLOCK)
    entry = tx.get(RosterEntry, "r1")
    person = {"name": "王伟", "phone": "+8613900000000", "sms": True, "phone_hash": "t9"}
    change_entry(tx, entry, person, Registers(tx, [entry], [person]))
    assert tx.peek(PhoneOnRoster, "t9").entries == ["r1"]
    assert [
        operation._filter for operation in tx.operations()["phones_on_rosters"] if hasattr(operation, "_filter")
    ] == [{"_id": "t1"}]


@pytest.mark.parametrize(("matched", "would_remove", "state"), [
    (0, 3, "applying"), (0, 4, "brake"), (36, 4, "applying"), (35, 4, "brake"), (90, 10, "applying"), (89, 11, "brake"),
])  # fmt: skip
def test_the_brake_stops_more_than_three_people_and_more_than_a_tenth(matched, would_remove, state):
    upload = an_upload(matched=matched, would_remove=would_remove)
    tx = a_tx(E1, by=CLOCK)
    uploads.begin_applying(tx, upload)
    assert upload.state == state
    assert [said.kind for said in tx.said] == (["roster_to_confirm"] if state == "brake" else [])


def test_a_roster_that_begins_and_ends_to_be_applied_counts():
    tx = a_tx(E1.model_copy(update={"roster_upload": "u1"}), by=CLOCK)
    uploads.begin_applying(tx, an_upload())
    assert tx.get(Employer, "e1").roster_changes == 1
    employer = uploads.let_go(tx, an_upload())
    assert (employer.roster_changes, employer.roster_upload) == (2, None)


@pytest.mark.parametrize("state", ["receiving", "checking", "applying", "removing", "applied", "unreadable", "expired"])
def test_nobody_interferes_with_an_upload_under_way_or_over(state):
    tx = a_tx(an_upload(state=state), E1, by=OFFICER)
    for act in (actions.check_roster, actions.apply_roster):
        with pytest.raises(WrongState):
            act(tx, "u1")
    with pytest.raises(WrongState):
        actions.confirm_removal(tx, "u1", 0)


def test_confirming_says_how_many_and_only_what_was_shown():
    stopped = an_upload(state="brake", matched=1, would_remove=9)
    with pytest.raises(Refused, match="count_changed"):
        actions.confirm_removal(a_tx(stopped, by=OFFICER), "u1", 8)
    tx = a_tx(stopped, E1, by=OFFICER)
    assert actions.confirm_removal(tx, "u1", 9).state == "applying"
    assert [said.todo for said in tx.said] == ["roster_to_confirm:u1"]


def test_a_deactivated_employer_hands_in_nothing():
    with pytest.raises(WrongState):
        actions.begin_upload(a_tx(E1.model_copy(update={"active": False}), by=OFFICER), None)


def test_deferring_takes_a_list_or_nothing_of_it():
    tx = a_tx(an_entry(), an_entry(id="r2", state="deferred"), an_entry(id="r3", state="left"), by=OFFICER)
    assert [entry.state for entry in actions.defer_entries(tx, ["r1", "r2"])] == ["deferred", "deferred"]
    with pytest.raises(WrongState):
        actions.defer_entries(tx, ["r3"])
    with pytest.raises(NotFound):
        actions.defer_entries(a_tx(an_entry(scopes=["e2"]), by=OFFICER), ["r1"])


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, 2 * PIECE + 7])
def test_a_file_in_pieces_reads_as_it_was(size):
    content = bytes(i * 7 % 251 for i in range(size))
    kept = list(pieces(io.BytesIO(content)))
    file = as_file(size, lambda number: kept[number])
    assert file.read() == content
    assert file.seek(0, io.SEEK_END) == size
    assert file.seek(max(0, size - 3)) == max(0, size - 3)
    assert file.read(10) == content[-3:]
    assert file.read(1) == b""


def test_a_guess_comes_back_as_it_was_shown():
    from services.registry.rosters.columns import guess_columns

    guess = guess_columns(["姓名", "手机", "邮箱"], [["王伟", "13800000001", "a"]], "名单")
    assert guess_of(guess_as_data(guess)) == guess


def test_a_column_that_does_not_exist_is_refused_by_its_field():
    guess = {"columns": [], "problems": [], "members_by": "title", "title": ""}
    key = PersonKey(id="u1", wrapped=KEYS.new_wrapped("u1"), local=True)
    upload = an_upload(sealed=KEYS.seal("u1", key.wrapped, {"name": "", "guess": guess}))
    with pytest.raises(Invalid) as refusal:
        actions.set_columns(a_tx(upload, key, by=OFFICER), "u1", 0, {3: "phone"}, False)
    assert [problem.field for problem in refusal.value.fields] == ["columns"]
