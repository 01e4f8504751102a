from services.activities.people.model import Person
from shared.tx import Tx


def name_people(tx: Tx, ids: list[str]) -> None:
    """Names for lists, opened once and not at every look."""
    people = tx.fetch(Person, ids)
    tx.unlock(people)
    for person in people:
        known = tx.open(person)
        person.name = known.get("name") or ""
        person.pinyin = known.get("pinyin") or person.name
        person.masked_phone = masked(known.get("phone"))
        person.to_name = False
        tx.save(person)


def masked(phone: str | None) -> str:
    """+8613812345678 as 138****5678: enough to know whom one calls. Of other numbers the last four digits."""
    plain = (phone or "").removeprefix("+86")
    return f"{plain[:3]}****{plain[-4:]}" if len(plain) == 11 else plain and f"****{plain[-4:]}"
