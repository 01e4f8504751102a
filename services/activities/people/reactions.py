from services.activities.people.model import Person
from shared.events.registry import AccountClosed, MemberChanged, MemberErased
from shared.tx import Tx

KEPT = set(Person.model_fields) & set(MemberChanged.model_fields)


def keep_person(tx: Tx, event: MemberChanged) -> None:
    scopes = [event.member, *filter(None, (event.community, event.street, event.district))]
    tx.set(Person, event.member, version=0, scopes=scopes, to_name=True, **event.model_dump(include=KEPT))


def close_person(tx: Tx, event: AccountClosed) -> None:
    tx.set(Person, event.member, state="closed")


def forget_person(tx: Tx, event: MemberErased) -> None:
    tx.remove(Person, event.member)
