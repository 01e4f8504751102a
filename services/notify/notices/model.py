"""通知: what one person is to be told, once."""

from datetime import datetime, timedelta
from typing import Literal, Self

from services.notify.wordings.defaults import Wording, built_in
from shared.documents import Document, Sealed

PATIENCE = timedelta(minutes=10)  # after which a fact that has not arrived is an alarm


class Notice(Document, collection="notices"):
    """`id` is made from what it is for, so that what is said twice is told once. It keeps no text: that is rendered
    when it is read or sent, from `values` (numbers, times, what an activity is called), `refs` (placeholder -> id of a
    place or employer), `path` (of the page it leads to) and `sealed` (what is personal: a reason, or the address and
    values of a message).

    person: whose it is: the member's id, an account's, or that of the message's own key. reach: how they are reached:
    "contact" (as the member wishes), "sealed" (the address came with it), "inbox" (nowhere else). critical: sent
    at once and whatever was stopped. due_at: when its next delivery is to be planned; None: nothing more to plan.
    about: the shift; a change that another one has overtaken is sent no more (see `overtaken`). expires: from then on
    it is not worth sending. tried: channels that were.
    """

    indexes = [("in_inbox", "-at"), ("in_inbox", "read_at")]
    clock_indexes = [("critical", "due_at"), ("person", "-at"), ("person", "about", "wording", "at"), ("at",)]
    person: str
    reach: Literal["contact", "sealed", "inbox"]
    wording: str
    critical: bool
    refs: dict[str, str] = {}
    values: dict[str, str] = {}
    path: str | None = None
    about: str | None = None
    sealed: Sealed | None = None
    at: datetime
    due_at: datetime | None
    expires: datetime | None = None
    tried: list[str] = []
    in_inbox: bool = False
    read_at: datetime | None = None

    @classmethod
    def new(cls, id: str, person: str, wording: str, at: datetime, **more: object) -> Self:
        critical = built_in()[wording].category == "critical"
        return cls.model_validate(
            {"id": id, "person": person, "wording": wording, "critical": critical, "at": at, "due_at": at} | more
        )

    @classmethod
    def to_member(
        cls, id: str, member: str, wording: str, at: datetime, *, refs: dict[str, str | None], **more: object
    ) -> Self:
        """Theirs alone, on the way they wish; what refers to nothing is left out."""
        known = {name: id for name, id in refs.items() if id}
        return cls.new(id, member, wording, at, **{"reach": "contact", "scopes": [member], "refs": known} | more)

    @property
    def kind(self) -> Wording:
        return built_in()[self.wording]

    def wait(self, now: datetime) -> None:
        """A fact has not arrived: try again after as long as it has waited already, a second to a minute."""
        self.due_at = now + min(max(now - self.at, timedelta(seconds=1)), timedelta(minutes=1))

    def drop_what_was_sent(self) -> None:
        """Codes, links and addresses are kept no longer than they are needed."""
        if not self.in_inbox:
            self.sealed = None


class Circular(Document, collection="circulars"):
    """One notice for every officer of an employer; becomes theirs, and is gone."""

    employer: str
    wording: str
    refs: dict[str, str]
    values: dict[str, str]
