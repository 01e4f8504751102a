"""What somebody is asked who followed a link: enough to answer, and nobody's name."""

from datetime import datetime, timedelta
from typing import NamedTuple

from services.activities.links.model import Link
from services.activities.links.queries import followed
from services.activities.records.model import ServiceRecord
from services.activities.records.words import NEXT, STATES
from services.activities.signups.model import AHEAD, SignUp
from shared.documents import EVERYBODY
from shared.errors import Text
from shared.tx import Tx, allow

SAME_TIME = timedelta(days=60)  # shifts of one activity further apart are asked about apart


class Served(NamedTuple):
    starts: datetime
    minutes: int


class Asked(NamedTuple):
    """One question, or what became of it. open: it still can be answered. until: how long. records: of those asked to
    confirm."""

    question: str
    title: str
    where: str
    starts: datetime
    ends: datetime
    until: datetime
    open: bool
    text: Text
    records: list[Served]


@allow(*EVERYBODY)
def question(tx: Tx, secret: str) -> Asked:
    """Looking changes nothing."""
    return asked(tx, followed(tx, secret))


def asked(tx: Tx, link: Link) -> Asked:
    return _of_record(tx, link) if link.question == "record" else _of_signup(tx, link)


def records_asked(tx: Tx, link: Link) -> list[ServiceRecord]:
    """The record, and the others of the same activity: they were asked about in one message."""
    first = tx.get(ServiceRecord, link.about)
    near = {"$gt": first.starts - SAME_TIME, "$lt": first.starts + SAME_TIME}
    found = tx.find(ServiceRecord, member=first.member, starts=near, sort="starts", limit=200)
    return [each for each in found if each.activity == first.activity]


def can_confirm(record: ServiceRecord) -> bool:
    return record.state in ("drafted", "unconfirmed") or record.offered is not None


def _of_record(tx: Tx, link: Link) -> Asked:
    records = records_asked(tx, link)
    waiting = [each for each in records if can_confirm(each)]
    first = (waiting or [each for each in records if each.id == link.about])[0]
    words = NEXT["offered" if first.offered is not None else first.state] if waiting else STATES[first.state]
    served = [Served(each.starts, each.stated) for each in waiting or records]
    return Asked(
        "record", first.title, first.place_name, first.starts, first.ends, link.until, bool(waiting), words, served
    )  # fmt: skip


def _of_signup(tx: Tx, link: Link) -> Asked:
    signup = tx.get(SignUp, link.about)
    still = signup.state == "offered" if link.question == "offer" else signup.state in AHEAD and signup.ends > tx.now
    until = signup.until or link.until
    return Asked(link.question, signup.title, signup.where, signup.starts, signup.ends, until, still, signup.text, [])
