from services.activities.people.model import REPORTED, Person
from shared.errors import N_, NotYetKnown
from shared.sealed import PersonKey
from shared.tx import Found, Tx, allow


def reported(tx: Tx, member: str) -> Person:
    """Somebody who belongs to a community here; NotYetKnown until registry's news of it has come."""
    person = tx.peek(Person, member)
    if person is None or person.state not in REPORTED:
        raise NotYetKnown(N_("社区接收您的报到后就可以参加活动。刚接收的，请过一会儿再试。"))
    return person


@allow("secretary", "staff")
def people_of(tx: Tx, community: str, limit: int = 50, after: str | None = None) -> Found[Person]:
    """The members of one's own community, in the order of their names."""
    found = tx.find(Person, scopes=community, state={"$in": REPORTED}, sort="pinyin", limit=limit, after=after)
    tx.look(found, "id")
    return found


def people_to_name(tx: Tx) -> list[Person]:
    """Those whose name is not on the lists yet; not due until their key is here."""
    waiting = tx.find(Person, to_name=True)
    tx.unlock(waiting)
    return [person for person in waiting if tx.peek(PersonKey, person.id)]
