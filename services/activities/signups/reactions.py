from services.activities.people.model import REPORTED
from services.activities.signups.model import AHEAD, SignUp
from shared.events.registry import AccountClosed, MemberChanged
from shared.tx import Tx


def end_when_left(tx: Tx, event: MemberChanged) -> None:
    """Who belongs to no community here any more gives back what lies ahead."""
    if event.state not in REPORTED:
        _end(tx, event.member)


def end_when_closed(tx: Tx, event: AccountClosed) -> None:
    _end(tx, event.member)


def _end(tx: Tx, member: str) -> None:
    ahead = {"member": member, "state": {"$in": list(AHEAD)}, "starts": {"$gt": tx.now}}
    tx.set_all(SignUp, ahead, leaving=True)
