from services.activities.people.model import REPORTED
from services.activities.signups.model import AHEAD, Calendar, SignUp
from shared.events.registry import AccountClosed, MemberChanged
from shared.tx import Tx


def end_when_left(tx: Tx, event: MemberChanged) -> None:
    """Who belongs to no community here any more gives back what lies ahead, and may come again."""
    if event.state in REPORTED:
        tx.set_all(Calendar, {"_id": event.member}, gone=False)
    else:
        _end(tx, event.member)


def end_when_closed(tx: Tx, event: AccountClosed) -> None:
    _end(tx, event.member)


def _end(tx: Tx, member: str) -> None:
    tx.set(Calendar, member, gone=True)
    ahead = {"member": member, "state": {"$in": list(AHEAD)}, "starts": {"$gt": tx.now}}
    tx.set_all(SignUp, ahead, leaving=True)
