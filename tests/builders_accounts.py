"""Places, officers and accounts for tests, and what one transaction leaves to the next."""

from pymongo import DeleteOne

from services.registry.accounts.actions import make_account
from services.registry.employers.model import Employer
from services.registry.places.model import Place
from services.registry.service import service
from shared.documents import Actor
from tests.fakes import a_tx

DISTRICT, STREET, COMMUNITY, OTHER = "310106", "310106011", "310106011001", "310106012001"
OFFICER = Actor("d1", "district_officer", (DISTRICT,))
OF_STREET = Actor("s1", "street_officer", (STREET,))
SECRETARY = Actor("k1", "secretary", (COMMUNITY,))
PHONE = "+8613800000001"


def a_place(code: str, level: str, **more) -> Place:
    street = code[:9] if len(code) > 6 else None
    scopes = sorted({code[:6], street or code[:6], code})
    parent = {"street": code[:6], "community": street}.get(level)
    fields = {"parent": parent, "district": code[:6], "street": street, "scopes": scopes}
    return Place(id=code, level=level, name="名", **fields | more)


PLACES = [
    a_place(DISTRICT, "district"), a_place(STREET, "street"), a_place(COMMUNITY, "community"),
    a_place("310106012", "street"), a_place(OTHER, "community"),
    a_place("310106011009", "community", active=False), a_place("110101001001", "community"),
]  # fmt: skip
EMPLOYER = Employer(id="e1", name="演示单位", district=DISTRICT, scopes=[DISTRICT, "e1"])


def made(by: Actor, role: str, grants: list[str], login: str = "zhang.san", **more):
    tx = a_tx(*PLACES, EMPLOYER, by=by)
    return tx, make_account(tx, login=login, role=role, grants=grants, name="张三", **more)


def kept(tx):
    """What there is after tx, to begin the next one with."""
    rows = {(name, row["_id"]): row for name, row in tx.rows.stored}
    rows |= {(kind.collection, id): document.row() for (kind, id), document in tx._read.items() if document}
    for name, writes in tx.writes.items():
        for write in writes:
            if isinstance(write, DeleteOne):
                rows.pop((name, write._filter["_id"]), None)
    kinds = {kind.collection: kind for kind in service.all_documents}
    return [kinds[name].of(row) for (name, _), row in rows.items()]
