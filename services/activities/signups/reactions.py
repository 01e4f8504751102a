from services.activities.signups.model import Eligible
from shared.events.registry import MemberChanged, MemberErased
from shared.tx import Tx

KEPT = set(Eligible.model_fields) - {"id", "version", "scopes"}


def keep_eligible(tx: Tx, event: MemberChanged) -> None:
    scopes = [event.member, *filter(None, (event.community, event.street, event.district))]
    tx.set(Eligible, event.member, version=0, scopes=scopes, **event.model_dump(include=KEPT))


def forget_eligible(tx: Tx, event: MemberErased) -> None:
    tx.remove(Eligible, event.member)
