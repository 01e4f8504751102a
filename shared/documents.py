"""What a service keeps, and who asks for it."""

from typing import Any, ClassVar, NamedTuple, Self

from pydantic import BaseModel


class Actor(NamedTuple):
    """Who asks. `scopes` (places, an employer, oneself) are what this person may see."""

    id: str
    role: str
    scopes: tuple[str, ...]


CLOCK = Actor("clock", "clock", ())  # the worker's; sees everything, and only shared/worker.py acts as it
PUBLIC = Actor("public", "public", ("public",))  # nobody signed in; sees what carries the scope "public"
EVERYBODY = (
    "public", "member", "secretary", "staff", "instructor", "street_officer", "district_officer", "employer_officer",
    "operator",
)  # fmt: skip


class Sealed(BaseModel):
    """Personal data of one person, readable only with that person's key. `Tx.seal` makes it, `Tx.open` reads it."""

    of: str
    box: str


class Document(BaseModel):
    """A thing one service keeps. `scopes` says who may see it; every read asks for that.

    indexes: for people's queries; each is led by `scopes` in the database, unless public. "-" first: runs backwards.
    clock_indexes: for what is due, and for what has no scope.
    public: everybody may read it (views leave out what is internal); only who has one of its scopes may write it.
    unscoped: an index document that only answers "taken?" or "who signs in?". It is never shown.
    """

    collection: ClassVar[str]
    indexes: ClassVar[list[tuple[str, ...]]] = []
    clock_indexes: ClassVar[list[tuple[str, ...]]] = []
    public: ClassVar[bool] = False
    unscoped: ClassVar[bool] = False

    id: str
    version: int = 0
    scopes: list[str] = []

    def __init_subclass__(cls, *, collection: str, public: bool = False, unscoped: bool = False) -> None:
        super().__init_subclass__()
        cls.collection, cls.public, cls.unscoped = collection, public, unscoped

    def row(self) -> dict[str, Any]:
        return {"_id": self.id} | self.model_dump(exclude={"id"})

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        return cls.model_validate({"id": row["_id"]} | row)
