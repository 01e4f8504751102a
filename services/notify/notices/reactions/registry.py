"""What people are told of reports and accounts. A step that a person takes again after a correction is not told again;
the page has said so."""

import hashlib

from services.notify.notices.model import Circular, Notice
from services.notify.wordings.defaults import built_in
from shared.documents import Sealed
from shared.events.registry import (
    AccountClosed,
    EmployerOfMemberChanged,
    EmployerReportAccepted,
    MemberLeft,
    MemberReported,
    MemberTransferred,
    MessageAsked,
    ReportedElsewhere,
    ReportRedirected,
    ReportReturned,
    ReportSent,
    SlipIssued,
    TransferStarted,
)  # fmt: skip
from shared.tx import Tx

MY_REPORT = "/registry/me"  # the page of the member's own report


def tell_report_sent(tx: Tx, event: ReportSent) -> None:
    """slip_issued is told by the slip."""
    id = f"report_sent:{event.report}:{event.state}"
    if event.entered_by and event.community:
        _tell(tx, id, event.member, "report_entered_for_you", community=event.community)
    elif event.state == "awaiting_employer":
        _tell(tx, id, event.member, "report_awaiting_employer", employer=event.employer)
    elif event.state == "awaiting_placement":
        _tell(tx, id, event.member, "report_awaiting_placement")


def tell_slip_issued(tx: Tx, event: SlipIssued) -> None:
    id = f"slip_issued:{event.report}:{event.number}"
    _tell(tx, id, event.member, "report_slip_issued", {"slip": event.number}, community=event.community)


def tell_returned(tx: Tx, event: ReportReturned) -> None:
    id = f"report_returned:{event.report}:{_mark(event.sealed)}"
    _tell(tx, id, event.member, "report_returned", sealed=event.sealed)


def tell_redirected(tx: Tx, event: ReportRedirected) -> None:
    id = f"report_redirected:{event.report}:{event.from_community}:{event.community}"
    _tell(tx, id, event.member, "report_redirected", community=event.community)


def tell_accepted(tx: Tx, event: MemberReported) -> None:
    """The member, and the employer's officers in their inbox. A report taken back, restored and accepted again has
    another receipt."""
    mark = f"{event.report}:{event.receipt or event.community}"
    _tell(tx, f"member_reported:{mark}", event.member, "member_accepted", community=event.community)
    if event.employer and event.receipt:
        _tell_officers(tx, f"employer_receipt:{mark}", event.employer, "employer_receipt", event.community,
                       event.receipt)  # fmt: skip


def tell_reported_elsewhere(tx: Tx, event: ReportedElsewhere) -> None:
    if event.receipt:
        _tell(tx, f"reported_elsewhere:{event.report}", event.member, "reported_elsewhere", {"receipt": event.receipt})


def tell_transfer_started(tx: Tx, event: TransferStarted) -> None:
    id = f"transfer_started:{event.report}:{event.from_community}:{event.to_community}"
    if event.to_community:
        _tell(tx, id, event.member, "transfer_started", community=event.to_community)


def tell_transferred(tx: Tx, event: MemberTransferred) -> None:
    id = f"member_transferred:{event.report}:{event.from_community}:{event.community}"
    _tell(tx, id, event.member, "transfer_done", community=event.community)


def ask_leaver(tx: Tx, event: EmployerOfMemberChanged) -> None:
    """Gone from a roster and on no other: asked once per employer left."""
    if event.from_employer and event.employer is None:
        id = f"leaver_asked:{event.member}:{event.from_employer}"
        _tell(tx, id, event.member, "leaver_asked", employer=event.from_employer)


def tell_ended(tx: Tx, event: MemberLeft) -> None:
    """Somebody else ended it. Who takes a report back knows."""
    if event.why != "cancelled":
        _tell(tx, f"report_ended:{event.report}:{event.why}", event.member, "report_ended")


def tell_closed(tx: Tx, event: AccountClosed) -> None:
    _tell(tx, f"account_closed:{event.member}", event.member, "account_closed")


def tell_employer_accepted(tx: Tx, event: EmployerReportAccepted) -> None:
    id = f"employer_report_accepted:{event.report}:{event.number}"
    _tell_officers(tx, id, event.employer, "employer_report_accepted", event.community, event.number)


def send_message(tx: Tx, event: MessageAsked) -> None:
    """To the address that came with it; into an inbox too where an account was named."""
    scopes = [event.account, *event.scopes] if event.account else event.scopes
    notice = Notice.new(
        f"message:{event.subject}:{event.wording}:{_mark(event.sealed)}", event.sealed.of, event.wording, tx.now,
        reach="sealed", sealed=event.sealed, expires=event.expires, scopes=scopes,
    )  # fmt: skip
    tx.add(notice, if_new=True)


def _tell_officers(tx: Tx, id: str, employer: str, wording: str, community: str, receipt: str) -> None:
    circular = Circular(
        id=id, scopes=[employer], employer=employer, wording=wording, refs={"community": community},
        values={"receipt": receipt},
    )  # fmt: skip
    tx.add(circular, if_new=True)


def _tell(
    tx: Tx, id: str, member: str, wording: str, values: dict[str, str] | None = None,
    sealed: Sealed | None = None, **refs: str | None,
) -> None:  # fmt: skip
    path = MY_REPORT if "link" in built_in()[wording].required else None
    notice = Notice.to_member(id, member, wording, tx.now, values=values or {}, sealed=sealed, path=path, refs=refs)
    tx.add(notice, if_new=True)


def _mark(sealed: Sealed) -> str:
    """The same sealed box is the same message; sealing again, even the same words, makes another."""
    return hashlib.sha256(sealed.box.encode()).hexdigest()[:16]
