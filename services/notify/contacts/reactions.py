from services.notify.contacts.model import Contact
from shared.events.registry import AccountClosed, MemberChanged, MemberErased
from shared.tx import Tx


def keep_contact(tx: Tx, event: MemberChanged) -> None:
    fields = event.model_dump(include=Contact.model_fields.keys() - {"id", "version", "scopes"})
    tx.set(Contact, event.member, version=0, scopes=[event.member], **fields)


def close_contact(tx: Tx, event: AccountClosed) -> None:
    """From now on nothing is sent to this member."""
    tx.set(Contact, event.member, state="closed")


def drop_contact(tx: Tx, event: MemberErased) -> None:
    tx.remove(Contact, event.member)
