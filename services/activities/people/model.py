"""Members as this service last heard of them: who they are on its lists, where they belong, what they like to do."""

from datetime import datetime

from shared.documents import Document, Sealed

REPORTED = ("reported", "transferring")  # states of a report in which a member belongs to a community here


class Person(Document, collection="people"):
    """`id` is the member's. state: the report's, or "closed". scopes: their own and their places.

    sealed: {"name", "pinyin", "phone", "email"}, as it came. name, pinyin (the order of names) and masked_phone
    (138****5678) stand plain, for lists, once a task has opened it (`to_name`), and go with the person.
    """

    indexes = [("community", "state", "pinyin"), ("community",), ("state", "name")]
    clock_indexes = [("to_name",)]
    state: str = ""
    community: str | None = None
    street: str | None = None
    district: str | None = None
    employer: str | None = None
    home_branch: str | None = None
    skills: list[str] = []
    interests: list[str] = []
    willingness: str | None = None
    free_times: list[str] = []
    not_now_until: datetime | None = None
    sealed: Sealed | None = None
    name: str = ""
    pinyin: str = ""
    masked_phone: str = ""
    to_name: bool = False
