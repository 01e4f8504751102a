"""Accounts: who makes whose, and a table of them."""

from io import BytesIO

import pytest

from services.registry.accounts import actions, queries, table
from services.registry.accounts.importing import take_in
from services.registry.accounts.model import Account, Credential
from services.registry.accounts.standings import let_stand
from services.registry.employers.model import Employer, EmployerTaken
from shared.documents import CLOCK, Actor
from shared.errors import Invalid, NotAllowed, NotFound, Refused
from shared.events.registry import AccountChanged, EmployerChanged
from shared.web.session import Standing
from tests.builders_accounts import (
    COMMUNITY,
    DISTRICT,
    EMPLOYER,
    OF_STREET,
    OFFICER,
    OTHER,
    PHONE,
    PLACES,
    SECRETARY,
    STREET,
    kept,
    made,
)
from tests.fakes import a_tx


def test_an_account_is_made_within_the_makers_scopes_and_said_to_all_services():
    tx, account = made(OF_STREET, "secretary", [COMMUNITY], phone="138 0000 0001", title="书记")
    assert account.scopes == [DISTRICT, STREET, COMMUNITY, account.id]
    assert tx.open(account) == {"phone": PHONE, "email": ""}
    assert tx.said == [AccountChanged(
        account=account.id, account_version=1, role="secretary", scopes=[COMMUNITY], active=True,
    )]  # fmt: skip
    assert tx.peek(Standing, account.id).grants == [COMMUNITY]
    assert "13800000001" not in str(account.row())


@pytest.mark.parametrize(
    ("by", "role"),
    [(SECRETARY, "secretary"), (SECRETARY, "instructor"), (OF_STREET, "street_officer"), (OF_STREET, "operator")],
)
def test_nobody_makes_an_account_of_a_role_that_is_not_below_theirs(by, role):
    with pytest.raises(NotAllowed):
        made(by, role, [COMMUNITY])


@pytest.mark.parametrize(
    ("by", "role", "grants"),
    [
        (OF_STREET, "secretary", [OTHER]),  # another street's
        (OFFICER, "secretary", ["110101001001"]),  # another district's
        (OFFICER, "secretary", [STREET]),  # not a community
        (OFFICER, "secretary", ["310106011009"]),  # closed
        (OFFICER, "secretary", []),
        (OFFICER, "street_officer", [COMMUNITY]),
        (OFFICER, "district_officer", ["110101"]),
        (OFFICER, "employer_officer", ["e9"]),
        (OFFICER, "operator", [DISTRICT]),
    ],
)
def test_grants_lie_within_the_makers_scopes_and_are_of_the_roles_level(by, role, grants):
    with pytest.raises(Invalid) as caught:
        made(by, role, grants)
    assert [problem.field for problem in caught.value.fields] == ["grants"]


def test_the_first_district_officer_comes_before_the_districts_places():
    tx = a_tx(by=CLOCK)
    account = actions.make_account(tx, login="first", role="district_officer", grants=[DISTRICT], name="")
    assert account.scopes == [DISTRICT, account.id]


@pytest.mark.parametrize("login", ["ab", "张三", "a b c", "-abc", "a" * 65, "a\0bc", "$ne"])
def test_a_login_is_plain(login):
    with pytest.raises(Invalid):
        made(OFFICER, "secretary", [COMMUNITY], login=login)


def test_a_login_is_given_once_whatever_its_case():
    tx, _ = made(OFFICER, "secretary", [COMMUNITY])
    with pytest.raises(Invalid):
        actions.make_account(tx, login="ZHANG.San", role="staff", grants=[COMMUNITY], name="李四")


def test_an_employer_is_on_the_system_while_one_of_its_officers_can_sign_in():
    tx, account = made(OFFICER, "employer_officer", ["e1"])
    assert tx.peek(Employer, "e1").on_system
    assert [said.on_system for said in tx.said if isinstance(said, EmployerChanged)] == [True]
    actions.change_account(tx, account, {"active": False})
    employer = tx.peek(Employer, "e1")
    assert (employer.on_system, employer.left_system) == (False, True)


def test_of_two_officers_shut_at_once_the_second_is_counted_after_the_first():
    tx, first = made(OFFICER, "employer_officer", ["e1"])
    second = actions.make_account(tx, login="li.si", role="employer_officer", grants=["e1"], name="李四")
    tx = a_tx(*kept(tx), by=OFFICER)
    actions.change_account(tx, tx.get(Account, first.id), {"active": False})
    assert second.active
    assert (Employer, "e1") in tx.changed  # so that the other, who reads the same, begins again
    assert tx.peek(Employer, "e1").on_system


def test_a_shut_account_is_out_in_every_service_and_its_link_is_over():
    tx, account = made(OFFICER, "secretary", [COMMUNITY])
    actions.send_password_link(tx, account.id, "http://x")
    actions.edit_account(tx, account.id, account.version, active=False)
    assert tx.said[-1] == AccountChanged(
        account=account.id, account_version=2, role="secretary", scopes=[COMMUNITY], active=False, tokens_from=2
    )
    assert tx.peek(Credential, account.id).link is None
    with pytest.raises(Refused):
        actions.send_password_link(tx, account.id, "http://x")


def test_nobody_shuts_their_own_account():
    tx, account = made(OFFICER, "district_officer", [DISTRICT])
    tx.by = Actor(account.id, "district_officer", (DISTRICT,))
    with pytest.raises(Refused) as caught:
        actions.change_account(tx, account, {"active": False})
    assert caught.value.code == "own_account"


def test_an_instructor_of_two_streets_is_managed_by_the_district():
    tx, account = made(OFFICER, "instructor", [COMMUNITY, OTHER])
    tx.by = OF_STREET
    for action in (
        lambda: actions.edit_account(tx, account.id, account.version, phone="13900000000"),
        lambda: actions.send_password_link(tx, account.id, "http://x"),
    ):
        with pytest.raises(NotAllowed):
            action()


def test_another_streets_account_is_not_there():
    tx, account = made(OFFICER, "secretary", [COMMUNITY])
    tx = a_tx(*kept(tx), by=Actor("s2", "street_officer", ("310106012",)))
    with pytest.raises(NotFound):
        actions.edit_account(tx, account.id, 0, title="x")
    assert queries.accounts(tx) == []


def test_a_standing_counts_every_change():
    tx = a_tx(by=CLOCK)
    for _ in range(3):
        let_stand(tx, "m1", "member", ["m1"])
    assert [said.account_version for said in tx.said] == [1, 2, 3]
    assert tx.said[-1].tokens_from == 0


# a table of accounts


TABLE = """账号,角色,范围,姓名,手机,邮箱,职务
wang.wu,书记,310106011001,王五,13800000001,,党委书记
li.si,staff,"310106011001、310106012001",李四,,Li@example.com,
dan.wei,人事,演示单位,赵六,,,
""".encode()


def taken_in(content: bytes, *documents, by=OFFICER, dry_run=False):
    taken = EmployerTaken(id=f"{DISTRICT} 演示单位", employer="e1")
    tx = a_tx(*(documents or [*PLACES, EMPLOYER, taken]), by=by)
    return take_in(tx, table.read(BytesIO(content)), dry_run), tx


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_makes_accounts_and_once_more_changes_nothing(encoding):
    content = TABLE.decode().encode(encoding)
    results, tx = taken_in(content)
    assert [(r.row, r.login, r.outcome) for r in results] == [
        (2, "wang.wu", "added"), (3, "li.si", "added"), (4, "dan.wei", "added"),
    ]  # fmt: skip
    again, tx = taken_in(content, *kept(tx))
    assert {r.outcome for r in again} == {"same"}
    assert not tx.said
    changed, tx = taken_in(content.decode(encoding).replace("党委书记", "第一书记").encode(encoding), *kept(tx))
    assert [(r.outcome, r.changes) for r in changed] == [("changed", ["title"]), ("same", []), ("same", [])]


def test_a_dry_run_leaves_nothing():
    results, tx = taken_in(TABLE, dry_run=True)
    assert [(r.outcome, r.account) for r in results] == [("added", None)] * 3
    assert (tx.operations(), tx.said, tx.touched()) == ({}, [], [])


def test_each_row_says_what_is_expected_and_the_others_go_on():
    c = "310106011001"
    rows = {
        2: (f"x,书记,{c},王五,,,", ["login"]), 3: (f"wang.a,区长,{c},王五,,,", ["role"]),
        4: ("wang.b,书记,110101001001,王五,,,", ["scope"]), 5: (f"wang.c,书记,{c},,,,", ["name"]),
        6: (f"wang.d,书记,{c},王五,12345,,", ["phone"]), 7: (f"wang.e,书记,{c},王五,,nowhere,", ["email"]),
        8: ("wang.f,人事,别的单位,王五,,,", ["scope"]), 9: ("wang.g,书记,3.10106E+11,王五,,,", ["scope"]),
        10: (f"good.one,书记,{c},王五,,,", []), 11: (f"GOOD.one,书记,{c},王五,,,", ["login"]),
        12: (f"good.two,书记,{c},王\u202e五,,,", []),
    }  # fmt: skip
    content = "\n".join(["login,role,scope,name,phone,email,title", *(text for text, _ in rows.values()), ",,,,,,"])
    results, tx = taken_in(content.encode())
    assert {r.row: [p.field for p in r.problems] for r in results} == {n: fields for n, (_, fields) in rows.items()}
    assert {r.outcome for r in results if r.problems} == {"refused"}
    assert len([said for said in tx.said if isinstance(said, AccountChanged)]) == 2
    assert len(tx.operations()["keys"]) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00\x01", b"PK\x03\x04 no table", b"\0" * 999, "账号,角色\na,b".encode(), TABLE.splitlines()[0],
    ],
)
def test_what_is_no_table_of_accounts_is_refused_as_a_file(content):
    with pytest.raises(Invalid) as caught:
        table.read(BytesIO(content))
    assert [problem.field for problem in caught.value.fields] == ["file"]


def test_a_street_officer_takes_in_only_what_is_below():
    results, _ = taken_in(TABLE, by=OF_STREET)
    assert [r.outcome for r in results] == ["added", "refused", "refused"]
