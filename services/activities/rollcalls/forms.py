"""What is sent to a roll-call."""

import re
from collections.abc import Iterable
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from services.activities.activities.forms import Id, Moment
from services.activities.rollcalls.model import CAME, Marked
from shared.errors import N_
from shared.web import Body

AT_ONCE = 500  # people named in one request
Nonce = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{8,64}$")]
Who = Annotated[str, Field(min_length=1, max_length=140)]  # an attendance's id: the shift's and the member's
Code = Annotated[
    str, Field(min_length=1, max_length=20), AfterValidator(lambda code: re.sub("[ -]", "", code).upper())
]  # as it is printed, or typed without the gap
WrittenName = Annotated[str, Field(min_length=1, max_length=40)]
Whose = Annotated[list[Who], Field(max_length=AT_ONCE)]


class Stamp(Body):
    """nonce: the sender's own, so that sending again changes nothing. at: when it was noted, if not just now."""

    nonce: Nonce
    at: Moment | None = None


class MarkOfOne(Stamp):
    id: Who
    state: Marked


class Marks(Body):
    """All at once (`all`, with those who differ in `but`, `nonce` and `at`), or one by one (`marks`). close: nothing
    more will come."""

    all: Marked | None = None
    but: dict[Who, Marked] = Field({}, max_length=AT_ONCE)
    nonce: Nonce | None = None
    at: Moment | None = None
    marks: list[MarkOfOne] | None = Field(None, min_length=1, max_length=AT_ONCE)
    close: bool = False

    def at_once(self, people: Iterable[str]) -> tuple[Stamp, dict[str, str]]:
        """The one entry of all, and what it says of each of them."""
        return Stamp(nonce=str(self.nonce), at=self.at), dict.fromkeys(people, str(self.all)) | self.but

    @model_validator(mode="after")
    def _one_of_both(self) -> "Marks":
        at_once = {"all", "but", "nonce", "at"} & self.model_fields_set
        if (not at_once if self.marks is None else at_once) or (at_once and not (self.all and self.nonce)):
            raise PydanticCustomError("expected", "{expected}", {"expected": N_("all 和 nonce，或 marks，二者之一")})
        return self


class Added(Stamp):
    """Somebody of the place who simply came."""

    member: Id
    state: Literal["present", "late"] = "present"


class Name(Body):
    name: str = Field(min_length=1, max_length=40)


class ShiftCode(Body):
    code: Code


class FilledSheet(Stamp):
    """A sheet, entered. code: as printed on it. all_present_but: everybody on the list came, save these (absent, if no
    other list has them); without it only those named are marked. signed: who came and signed, or true for all of them.
    added: members of the place who wrote themselves in; added_names: the same by name, where namesakes are with the
    last digits of their phone ("张伟 5678"). close: nothing more will come."""

    code: Code
    all_present_but: Whose | None = None
    present: Whose = []
    late: Whose = []
    absent: Whose = []
    excused: Whose = []
    signed: bool | Whose = False
    added: list[Id] = Field([], max_length=AT_ONCE)
    added_names: list[WrittenName] = Field([], max_length=50)
    close: bool = False

    @property
    def lists(self) -> dict[str, list[str]]:
        return {"present": self.present, "late": self.late, "absent": self.absent, "excused": self.excused}

    @property
    def named(self) -> dict[str, str]:
        """Everybody who is named, by the field."""
        signed = self.signed if isinstance(self.signed, list) else []
        lists = self.lists | {"all_present_but": self.all_present_but or [], "signed": signed}
        return {f"{field}.{n}": id for field, ids in lists.items() for n, id in enumerate(ids)}

    def states(self, listed: Iterable[str]) -> dict[str, str]:
        """What the sheet says of whom; `listed`: all who stand on it."""
        rest: dict[str, str] = {}
        if self.all_present_but is not None:
            rest = dict.fromkeys(listed, "present") | dict.fromkeys(self.all_present_but, "absent")
        return rest | {id: state for state, ids in self.lists.items() for id in ids}

    def has_signed(self, id: str) -> bool:
        return id in self.signed if isinstance(self.signed, list) else self.signed

    @model_validator(mode="after")
    def _each_once(self) -> "FilledSheet":
        named = [id for ids in self.lists.values() for id in ids]
        if len(named) > len(set(named)):
            raise PydanticCustomError("expected", "{expected}", {"expected": N_("同一个人只在一个名单里出现一次")})
        return self


# what pages send, and what it says


class Rest(Body):
    """Those of whom nothing was said yet (as the page showed them) all came. close: and nothing more will come."""

    ids: Whose = []
    nonce: Nonce
    close: bool = False

    def marks(self) -> Marks:
        marks = [MarkOfOne(id=id, state="present", nonce=self.nonce) for id in self.ids]
        return Marks(marks=marks, close=self.close)


class Line(Body):
    """A line of a sheet. unsigned: came, and the signature is missing."""

    id: Who
    state: Marked = "present"
    unsigned: bool = False


class SheetLines(Body):
    """A sheet as it is entered, line by line. signed: who came has signed, save the lines that say otherwise.
    added_names: a line each."""

    code: Code
    nonce: Nonce
    rows: list[Line] = Field([], max_length=AT_ONCE)
    signed: bool = False
    added_names: str = Field("", max_length=2_000)
    close: bool = False

    def sheet(self) -> FilledSheet:
        lists = {state: [row.id for row in self.rows if row.state == state] for state in get_args(Marked)}
        names = [" ".join(line.split()) for line in self.added_names.splitlines() if line.strip()]
        unsigned = {row.id for row in self.rows if row.unsigned}
        signed: bool | list[str] = self.signed
        if self.signed and unsigned:
            signed = [row.id for row in self.rows if row.id not in unsigned and row.state in CAME]
        return FilledSheet.model_validate({
            "code": self.code, "nonce": self.nonce, "signed": signed, "added_names": names, "close": self.close, **lists
        })  # fmt: skip
