"""Inviting who has not reported: by message, once, reminded once; by letter who has neither phone nor e-mail."""

import secrets
from datetime import timedelta
from typing import Any, Literal, NamedTuple

import segno

from services.registry.employers.queries import within_scope
from services.registry.rosters.model import Invitation, RosterEntry
from services.registry.rosters.queries import current_entries, entries_of, with_letter
from shared.events.registry import MessageAsked
from shared.tx import Found, Tx, allow, new_id

Kind = Literal["invitation", "reminder"]
WORDINGS = {"invitation": "invitation", "reminder": "invitation_reminder"}
BEFORE_REMINDING = timedelta(days=7)
NOT_BEGUN = (None, "signed_in")  # states of a report that nobody has sent


class Letter(NamedTuple):
    """What is printed for one person."""

    id: str
    name: str
    address: str
    link: str
    qr: str


@allow("employer_officer")
def invite(
    tx: Tx, kind: Kind, ids: list[str] | None, public_url: str, employer_id: str | None = None
) -> Invitation:
    """Invite or remind these entries, or (None) everybody who has not reported. Each is invited once, reminded once."""
    if ids is not None:
        employer_id = entries_of(tx, ids)[0].employer
    employer = within_scope(tx, employer_id or tx.by.scopes[0])
    return tx.add(Invitation(
        id=new_id(), scopes=[employer.id], employer=employer.id, employer_name=employer.name, kind=kind, ids=ids,
        at=tx.now, link=_link(public_url),
    ))  # fmt: skip


@allow("employer_officer")
def letters(tx: Tx, public_url: str, cursor: str | None = None, limit: int = 50) -> Found[Letter]:
    """For who has neither phone nor e-mail, in the order of names."""
    cards = with_letter(tx, cursor, limit)
    found = Found(_letter(card.entry, card.known, _link(public_url) + str(card.entry.invitation)) for card in cards)
    found.next = cards.next
    return found


def _letter(entry: RosterEntry, known: dict[str, Any], link: str) -> Letter:
    qr = segno.make(link, error="m").svg_inline(scale=3)
    return Letter(entry.id, entry.name, known.get("address") or "", link, qr)


def _link(public_url: str) -> str:
    """Opening it changes nothing: it leads to the page on which one reports."""
    return f"{public_url}/registry/report?i="


def invite_slice(tx: Tx, invitation_id: str) -> None:
    """The next 500."""
    invitation = tx.get(Invitation, invitation_id)
    if invitation.state == "done":
        return
    entries = _next_entries(tx, invitation)
    wanted = [entry for entry in entries if entry.employer == invitation.employer and _is_due(tx, entry, invitation)]
    tx.unlock(wanted)
    sent = sum(_send(tx, entry, invitation) for entry in wanted)
    counts = {"sent": sent, "letters": len(wanted) - sent, "left_out": len(entries) - len(wanted)}
    invitation.counts = {name: invitation.counts.get(name, 0) + count for name, count in counts.items()}
    invitation.state = "running" if invitation.cursor else "done"
    tx.save(invitation)


def _next_entries(tx: Tx, invitation: Invitation) -> list[RosterEntry]:
    if invitation.ids is not None:
        return tx.fetch(RosterEntry, dict.fromkeys(invitation.ids))  # who was erased meanwhile is not there
    entries = current_entries(tx, invitation.employer, invitation.cursor)
    invitation.cursor = entries.next
    return entries


def _is_due(tx: Tx, entry: RosterEntry, invitation: Invitation) -> bool:
    if entry.state != "current" or entry.report_state not in NOT_BEGUN:
        return False
    if invitation.kind == "invitation":
        return entry.invited_at is None
    return bool(entry.invited_at and entry.invited_at <= tx.now - BEFORE_REMINDING and not entry.reminded_at)


def _send(tx: Tx, entry: RosterEntry, invitation: Invitation) -> bool:
    """Whether it could be sent; else there will be a letter."""
    known = tx.open(entry)
    to = _reached_at(known)
    entry.invitation = entry.invitation or secrets.token_urlsafe(16)
    entry.letter = not to
    if invitation.kind == "invitation":
        entry.invited_at = tx.now
    else:
        entry.reminded_at = tx.now
    tx.save(entry)
    if to:
        values = {"employer": invitation.employer_name, "link": invitation.link + entry.invitation}
        tx.emit(MessageAsked(
            subject=entry.id, wording=WORDINGS[invitation.kind], scopes=[entry.employer],
            sealed=tx.seal(entry.person, {"to": to, "values": values}),
        ))  # fmt: skip
    return bool(to)


def _reached_at(known: dict[str, Any]) -> dict[str, str]:
    """A landline gets no message."""
    to = {"phone": known.get("phone") if known.get("sms") else None, "email": known.get("email")}
    return {name: address for name, address in to.items() if address}
