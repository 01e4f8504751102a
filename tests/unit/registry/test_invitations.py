"""Whom an invitation to report reaches, how, and how often."""

from datetime import timedelta

import pytest

from services.registry.rosters import invitations
from services.registry.rosters.model import Invitation, RosterEntry
from shared.documents import CLOCK
from shared.sealed import PersonKey
from tests.fakes import KEYS, NOON, a_tx

KEY = PersonKey(id="p1", wrapped=KEYS.new_wrapped("p1"))


def an_entry(known: dict | None = None, **fields) -> RosterEntry:
    sealed = KEYS.seal("p1", KEY.wrapped, known or {"phone": "+8613800000001", "sms": True})
    return RosterEntry(id="r1", scopes=["e1", "p1"], employer="e1", person="p1", name="王伟", sealed=sealed, **fields)


def invited(entry: RosterEntry, kind: str = "invitation"):
    invitation = Invitation(id="v1", scopes=["e1"], employer="e1", employer_name="区机关", kind=kind, ids=["r1"],
                            at=NOON, link="https://lianxin.example/registry/report?i=")  # fmt: skip
    tx = a_tx(entry, invitation, KEY, by=CLOCK)
    invitations.invite_slice(tx, "v1")
    return tx


def test_an_invitation_goes_to_phone_and_e_mail_under_the_persons_own_key():
    tx = invited(an_entry({"phone": "+8613800000001", "sms": True, "email": "u1@example.com"}))
    (said,) = tx.said
    entry = tx.get(RosterEntry, "r1")
    assert (said.subject, said.wording, said.scopes, said.sealed.of) == ("r1", "invitation", ["e1"], "p1")
    assert KEYS.open_box(said.sealed, KEY.wrapped) == {
        "to": {"phone": "+8613800000001", "email": "u1@example.com"},
        "values": {"employer": "区机关", "link": f"https://lianxin.example/registry/report?i={entry.invitation}"},
    }
    assert (entry.invited_at, entry.letter, tx.get(Invitation, "v1").state) == (NOON, False, "done")


def test_a_landline_gets_a_letter():
    tx = invited(an_entry({"phone": "+862112345678", "sms": False}))
    assert (tx.said, tx.get(RosterEntry, "r1").letter) == ([], True)


@pytest.mark.parametrize("fields", [
    {"state": "deferred"}, {"state": "left"}, {"report_state": "awaiting_community"}, {"report_state": "reported"},
    {"invited_at": NOON},
])  # fmt: skip
def test_nobody_is_asked_who_is_not_to_be(fields):
    assert invited(an_entry(**fields)).said == []


@pytest.mark.parametrize(("before", "reminded", "sent"), [(7, None, 1), (6, None, 0), (None, None, 0), (14, NOON, 0)])
def test_a_reminder_comes_once_a_week_after_the_invitation(before, reminded, sent):
    invited_at = None if before is None else NOON - timedelta(days=before)
    tx = invited(an_entry(invited_at=invited_at, reminded_at=reminded), "reminder")
    assert [said.wording for said in tx.said] == ["invitation_reminder"] * sent
