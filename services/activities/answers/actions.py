"""A question is answered by the link in its message: by the person whom it was sent to, without a sign-in."""

from typing import Literal

from services.activities.answers.queries import Asked, asked, can_confirm, records_asked
from services.activities.links.model import Link
from services.activities.links.queries import followed
from services.activities.records.steps import entered
from services.activities.signups.model import SignUp
from services.activities.signups.seating import accept, leave
from shared.documents import EVERYBODY
from shared.errors import WrongState
from shared.events.activities import MessagesRefused
from shared.tx import Tx, allow

Answer = Literal["yes", "no", "stop"]


@allow(*EVERYBODY)
def answer_by_link(tx: Tx, secret: str, answer: Answer) -> Asked:
    """yes: confirm the record, take the seat. no: leave the seat to the next; not this time. stop: no more messages of
    this kind, whatever the question. Answering again as before changes nothing."""
    link = followed(tx, secret)
    if answer == "stop":
        tx.emit(MessagesRefused(member=link.member, category="activity"))
    elif link.question == "record":
        _confirm(tx, link, answer)
    else:
        _about_seat(tx, link, answer)
    return asked(tx, link)


def _confirm(tx: Tx, link: Link, answer: Answer) -> None:
    """An objection needs its reason, and so the page behind the sign-in."""
    if answer != "yes":
        raise WrongState
    for record in records_asked(tx, link):
        if can_confirm(record):
            with entered(tx, record, "confirmed_by_link"):
                record.confirm("link", tx.by, tx.now)


def _about_seat(tx: Tx, link: Link, answer: Answer) -> None:
    signup = tx.get(SignUp, link.about)
    if signup.state == ("accepted" if answer == "yes" else "declined" if link.question == "offer" else "cancelled"):
        return
    if not asked(tx, link).open or (answer == "yes" and link.question == "seat"):
        raise WrongState
    if answer == "yes":
        accept(tx, signup)
    else:
        leave(tx, signup, "declined" if signup.state == "offered" else "cancelled", "by_member")
