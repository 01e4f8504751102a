"""What is shown of accounts and sign-ins, by audience; and what people send."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from shared.web import Body, Page, View
from shared.web.problems import told
from shared.web.room import ProblemField

Role = Literal[
    "district_officer", "street_officer", "secretary", "staff", "instructor", "employer_officer", "operator"
]  # fmt: skip
Grants = Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=100)]


class AccountForOfficer(View):
    id: str
    version: int
    login: str
    role: str
    grants: list[str]
    name: str
    title: str
    active: bool
    made_at: datetime


class GrantableForOfficer(View):
    """A place or an employer; within: the street it lies in."""

    id: str
    name: str
    within: str


class RoleForOfficer(View):
    """level: of what it is granted: a place's level, or "employer"; null: nothing."""

    role: str
    level: str | None


class AccountInList(AccountForOfficer):
    granted: list[GrantableForOfficer]


class ContactOfAccount(AccountInList):
    phone: str
    email: str


class ColleagueForCommunity(View):
    id: str
    name: str
    title: str
    role: str


class LinkForOfficer(View):
    """To be printed: it is shown this once."""

    account: str
    login: str
    name: str
    link: str
    expires_at: datetime


class LinkToPrint(LinkForOfficer):
    """qr: the link as SVG."""

    qr: str


class RowForOfficer(View):
    row: int
    login: str
    outcome: Literal["added", "changed", "same", "refused"]
    account: str | None
    changes: list[str]
    problems: Annotated[list[ProblemField], BeforeValidator(told)]


class ImportForOfficer(View):
    dry_run: bool
    counts: dict[str, int]
    rows: list[RowForOfficer]


class SignedIn(View):
    """`token`: for programs, as `Authorization: Bearer …`; browsers have it as a cookie."""

    token: str
    role: str
    scopes: list[str]
    expires_at: datetime


class CodeSent(View):
    """The same whether or not anybody is known by that address."""

    challenge: str = Field(validation_alias="id")
    expires_at: datetime


class Me(View):
    id: str
    role: str
    scopes: list[str]
    name: str
    language: str


class PasswordSet(View):
    login: str


class PhoneChanged(View):
    """The member's id: that it worked."""

    id: str
    version: int


# what people send


class NewAccount(Body):
    login: str = Field(max_length=64)
    role: Role
    grants: Grants = Field([], description="codes of places, or ids of employers; none for an operator")
    name: str = Field(min_length=1, max_length=60)
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=254)
    title: str = Field("", max_length=50, description="shown beside the role")


class AccountChange(Body):
    """What is left out stays: so the API's description names no defaults."""

    name: str = Field(default_factory=str, min_length=1, max_length=60)
    title: str = Field(default_factory=str, max_length=50)
    phone: str = Field(default_factory=str, max_length=40)
    email: str = Field(default_factory=str, max_length=254)
    grants: Grants = Field(default_factory=list)
    active: bool = Field(default_factory=bool)


class AccountPath(Body):
    account_id: str = Field(max_length=80)


class AccountsQuery(Page):
    role: Role | None = None
    grant: str | None = Field(None, max_length=80, description="of this place or employer alone")


class GrantableQuery(Body):
    role: Role
    q: str = Field("", max_length=50, description="what finds a community or an employer")


class ManyAccounts(Body):
    accounts: list[Annotated[str, Field(max_length=80)]] = Field(min_length=1, max_length=500)


class ImportQuery(Body):
    dry_run: bool = Field(True, description="true: say what would happen")


class Credentials(Body):
    login: str = Field(max_length=200)
    password: str = Field(max_length=500)


class NewPassword(Body):
    token: str = Field(max_length=200)
    password: str = Field(max_length=500)


class Address(Body):
    """One of the two."""

    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=254)


class ChallengePath(Body):
    challenge_id: str = Field(max_length=80)


class Code(Body):
    code: str = Field(max_length=20)


class Answer(Code):
    id_number: str = Field("", max_length=40, description="for who was entered by the station, at their first sign-in")


class CodeOf(Code):
    challenge: str = Field(max_length=80)


class PhoneChangeByMember(Body):
    old: CodeOf = Field(description="sent to the phone or e-mail address of until now")
    new: CodeOf = Field(description="sent to the new phone")


class MemberPath(Body):
    member_id: str = Field(max_length=80)


class PhoneChangeByStaff(Body):
    phone: str = Field(max_length=40)
    why: Literal["id_card_seen", "known_in_person"] = Field(description="how the person was checked")
