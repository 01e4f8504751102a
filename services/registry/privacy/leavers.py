"""What rosters said of people who have left is not kept for ever."""

from datetime import timedelta

from services.registry.members.model import Member
from services.registry.rosters.model import RosterEntry
from shared.sealed import PersonKey
from shared.tx import Found, Tx

# Who comes back from a secondment (挂职, 借调: mostly no longer than this) is known again by the entry. After that it
# serves nobody, and is to be deleted (个人信息保护法 第十九条, 第四十七条). What they reported is theirs and stays.
LEFT_FOR = timedelta(days=2 * 365)


def leavers_to_forget(tx: Tx) -> Found[RosterEntry]:
    return tx.find(RosterEntry, state="left", unsettled=False, left_at={"$lte": tx.now - LEFT_FOR}, sort="left_at")


def forget_leavers(tx: Tx, entry_ids: list[str]) -> None:
    """The entries go, and the key of who neither reported nor stands on another roster."""
    entries = [entry for entry in tx.fetch(RosterEntry, entry_ids) if entry.state == "left"]
    tx.remove(RosterEntry, *(entry.id for entry in entries))
    persons = {entry.person for entry in entries}
    tx.fetch(PersonKey, persons)
    needed = {member.id for member in tx.fetch(Member, persons)}
    for person in persons - needed:
        if all(entry in entries for entry in tx.find(RosterEntry, person=person)):
            tx.erase_key(person)
