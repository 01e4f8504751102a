from services.activities.people.model import REPORTED, Person
from shared.errors import N_, NotYetKnown
from shared.sealed import PersonKey
from shared.tx import Tx

NOT_HERE = N_("社区接收您的报到后就可以参加活动。刚接收的，请过一会儿再试。")


def reported(tx: Tx, member: str) -> Person:
    """Somebody who belongs to a community here; NotYetKnown until registry's news of it has come."""
    person = tx.peek(Person, member)
    if person is None or person.state not in REPORTED:
        raise NotYetKnown(NOT_HERE)
    return person


def of_place(person: Person, place: str) -> bool:
    """Belongs to this community, or to one of this street or district."""
    return person.state in REPORTED and place in (person.community, person.street, person.district)


def people_to_name(tx: Tx) -> list[Person]:
    """Those whose name is not on the lists yet; not due until their key is here."""
    waiting = tx.find(Person, to_name=True)
    tx.unlock(waiting)
    return [person for person in waiting if tx.peek(PersonKey, person.id)]
