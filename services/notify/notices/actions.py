from services.notify.notices.model import Circular, Notice
from services.notify.notices.queries import ANYBODY, own_notice
from shared.tx import Tx, allow
from shared.web.session import Standing


@allow(*ANYBODY)
def read_notice(tx: Tx, id: str) -> None:
    """The person has read it. Reading again changes nothing."""
    notice = own_notice(tx, id)
    if notice.read_at is None:
        notice.read_at = tx.now
        tx.save(notice)


@allow(*ANYBODY)
def read_all_notices(tx: Tx) -> None:
    tx.set_all(Notice, {"scopes": tx.by.id, "in_inbox": True, "read_at": None}, read_at=tx.now)


def tell_officers(tx: Tx, id: str) -> None:
    """A notice for each officer of the employer, found by what their accounts may see."""
    circular = tx.get(Circular, id)
    officers = tx.find(Standing, grants=circular.employer, role="employer_officer", active=True)
    for officer in officers:
        notice = Notice.new(
            f"{circular.id}:{officer.id}", officer.id, circular.wording, tx.now, scopes=[officer.id], reach="inbox",
            refs=circular.refs, values=circular.values,
        )  # fmt: skip
        tx.add(notice, if_new=True)
    tx.remove(Circular, id)
