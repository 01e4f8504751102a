"""Instructors paired with branches, and their visits."""

from datetime import date, timedelta

import pytest

from services.registry.accounts.actions import change_account, make_account, managed
from services.registry.accounts.model import Account
from services.registry.contacts import actions, queries
from services.registry.contacts.model import BranchPaired, MonthOfVisits, Pairing, Visit
from services.registry.places.model import HomeBranch
from shared.documents import CLOCK, Actor
from shared.errors import Changed, Invalid, NotAllowed, NotFound, Refused, WrongState
from shared.events.registry import AccountChanged
from shared.sealed import PersonKey
from shared.web.session import Standing
from tests.builders_accounts import COMMUNITY, DISTRICT, OF_STREET, OFFICER, OTHER, PLACES, STREET, a_place, kept
from tests.fakes import NOON, a_tx

NEXT_DOOR = "310106011002"
STREET_PLACES = [*PLACES, a_place(NEXT_DOOR, "community")]
HOME_BRANCH = HomeBranch(id="b1", community=COMMUNITY, name="第一党支部", scopes=[DISTRICT, STREET, COMMUNITY])
INSTRUCTOR = Actor("i1", "instructor", (COMMUNITY,))
SAID = actions.Said(COMMUNITY, None, "home_visit", "楼道照明坏了", "周五再去")


def an_instructor(id: str = "i1", grants: tuple[str, ...] = (), **more) -> Account:
    fields = {"id": id, "login": id, "role": "instructor", "grants": list(grants), "name": "蒋志远", "made_at": NOON,
              "scopes": [DISTRICT, STREET, *grants, id]}  # fmt: skip
    return Account(**fields | more)


def paired(branch: str = COMMUNITY, community: str = COMMUNITY, by=OF_STREET, before=None):
    documents = before or [*STREET_PLACES, HOME_BRANCH, an_instructor()]
    tx = a_tx(*documents, by=by)
    return tx, actions.pair(tx, "i1", community, None if branch == community else branch)


def test_pairing_grants_the_community_and_says_so_to_every_service():
    tx, pairing = paired()
    assert (pairing.branch, pairing.community, pairing.current, pairing.begun_by) == (COMMUNITY, COMMUNITY, True, "s1")
    assert pairing.scopes == [DISTRICT, STREET, COMMUNITY, "i1"]
    account = tx.get(Account, "i1")
    assert (account.grants, account.scopes) == ([COMMUNITY], [DISTRICT, STREET, COMMUNITY, "i1"])
    assert tx.said == [
        AccountChanged(account="i1", account_version=1, role="instructor", scopes=[COMMUNITY], active=True)
    ]
    assert tx.peek(Standing, "i1").grants == [COMMUNITY]


def test_ending_takes_the_community_away_and_keeps_the_dates():
    tx, pairing = paired()
    after = a_tx(*kept(tx), by=OF_STREET, now=NOON + timedelta(days=9))
    ended = actions.end_pairing(after, pairing.id)
    assert (ended.current, ended.begun_at, ended.ended_at) == (False, NOON, NOON + timedelta(days=9))
    account = after.get(Account, "i1")
    assert (account.grants, account.paired) == ([], [])
    assert account.scopes == [DISTRICT, STREET, "i1"], "the street may pair it again"
    assert after.said[-1].scopes == []
    with pytest.raises(WrongState):
        actions.end_pairing(a_tx(*kept(after), by=OF_STREET), pairing.id)


def test_another_pairing_in_the_same_community_keeps_it_granted():
    tx, first = paired()
    tx, second = paired("b1", before=kept(tx))
    assert second.branch_name == "第一党支部"
    assert tx.said == [], "nothing new to say"
    tx = a_tx(*kept(tx), by=OF_STREET)
    actions.end_pairing(tx, first.id)
    assert (tx.get(Account, "i1").grants, tx.said) == ([COMMUNITY], [])
    tx = a_tx(*kept(tx), by=OF_STREET)
    actions.end_pairing(tx, second.id)
    assert tx.get(Account, "i1").grants == []


def test_a_branch_has_one_instructor_at_a_time():
    tx, pairing = paired()
    with pytest.raises(Refused, match="branch_paired"):
        paired(before=kept(tx))
    tx = a_tx(*kept(tx), by=OF_STREET)
    actions.end_pairing(tx, pairing.id)
    again, second = paired(before=kept(tx))
    assert second.id != pairing.id
    assert again.peek(BranchPaired, COMMUNITY).pairing == second.id


@pytest.mark.parametrize(
    ("instructor", "community", "branch", "field"),
    [
        ("i9", COMMUNITY, None, "instructor"), ("shut", COMMUNITY, None, "instructor"),
        ("k1", COMMUNITY, None, "instructor"), ("i1", OTHER, None, "community"), ("i1", STREET, None, "community"),
        ("i1", "310106011009", None, "community"), ("i1", NEXT_DOOR, "b1", "branch"), ("i1", COMMUNITY, "b9", "branch"),
    ],
)  # fmt: skip
def test_what_cannot_be_paired_is_named(instructor, community, branch, field):
    accounts = [an_instructor(), an_instructor("shut", active=False), an_instructor("k1", role="secretary")]
    tx = a_tx(*STREET_PLACES, HOME_BRANCH, *accounts, by=OF_STREET)
    with pytest.raises(Invalid) as refusal:
        actions.pair(tx, instructor, community, branch)
    assert [problem.field for problem in refusal.value.fields] == [field]


def test_editing_an_account_leaves_what_its_pairings_need():
    tx, _ = paired()
    tx = a_tx(*kept(tx), PersonKey(id="i1", wrapped=tx.keys.new_wrapped("i1")), by=OF_STREET)
    account = tx.get(Account, "i1")
    account.sealed = tx.seal("i1", {"phone": "", "email": ""})
    assert change_account(tx, account, {"grants": []}) == []
    assert change_account(tx, account, {"grants": [NEXT_DOOR]}) == ["grants"]
    assert account.grants == [COMMUNITY, NEXT_DOOR]


def test_an_instructors_account_may_begin_without_a_community_and_is_seen_by_who_made_it():
    tx = a_tx(*STREET_PLACES, by=OF_STREET)
    made = make_account(tx, login="jiang", role="instructor", grants=[], name="蒋志远")
    assert made.scopes == [DISTRICT, STREET, made.id]
    with pytest.raises(Invalid):
        make_account(tx, login="wang", role="secretary", grants=[], name="王")


def test_an_instructor_made_by_the_district_is_open_to_every_street_until_one_pairs_them():
    tx = a_tx(*STREET_PLACES, by=OFFICER)
    made = make_account(tx, login="jiang", role="instructor", grants=[], name="蒋志远")
    assert made.scopes == [DISTRICT, STREET, "310106012", made.id]
    street = a_tx(*kept(tx), by=OF_STREET)
    with pytest.raises(NotAllowed, match="grants_beyond"):
        managed(street, made.id)
    actions.pair(street, made.id, COMMUNITY)
    assert street.get(Account, made.id).scopes == [DISTRICT, STREET, COMMUNITY, made.id]
    assert managed(a_tx(*kept(street), by=OF_STREET), made.id).grants == [COMMUNITY]
    other = a_tx(*kept(street), by=Actor("s2", "street_officer", ("310106012",)))
    assert queries.instructors(other) == []


def test_a_closed_communitys_pairing_ends_by_itself():
    tx, pairing = paired()
    places = [a_place(COMMUNITY, "community", active=False, closed_into=NEXT_DOOR)]
    rest = [each for each in kept(tx) if each.id != COMMUNITY or isinstance(each, BranchPaired)]
    clock = a_tx(*rest, *places, by=CLOCK)
    assert [each.id for each in queries.pairings_left_behind(clock)] == [pairing.id]
    actions.end_left_behind(clock, pairing.id)
    assert (clock.get(Pairing, pairing.id).current, clock.get(Account, "i1").grants) == (False, [])


def test_the_street_sees_who_has_none_and_what_each_looks_after():
    tx, _ = paired(before=[*STREET_PLACES, an_instructor(), an_instructor("i2", name="吴")])
    tx.add(a_visit())
    tx = a_tx(*kept(tx), by=OF_STREET)
    assert [place.id for place in queries.unpaired_communities(tx)] == [NEXT_DOOR]
    loads = queries.instructors(tx)
    assert [(load.account.id, load.pairings, load.visits) for load in loads] == [("i1", 1, 1), ("i2", 0, 0)]
    assert queries.instructors(a_tx(*kept(tx), by=OF_STREET, now=NOON + timedelta(days=10)))[0].visits == 0


# visits


def a_visit(**more) -> Visit:
    fields = {"id": "v1", "community": COMMUNITY, "community_name": "名", "instructor": "i1", "instructor_name": "蒋",
              "day": "2026-11-20", "month": "2026-11", "kind": "phone", "logged_at": NOON,
              "scopes": [DISTRICT, STREET, COMMUNITY, "i1"]}  # fmt: skip
    return Visit(**fields | more)


def logged(said=SAID, now=NOON):
    tx = a_tx(*STREET_PLACES, an_instructor(grants=(COMMUNITY,)), by=INSTRUCTOR, now=now)
    return tx, actions.log_visit(tx, said)


def test_a_visit_is_sealed_and_counted_and_read_again():
    tx, seen = logged()
    visit = tx.get(Visit, seen["id"])
    assert (visit.day, visit.month, visit.scopes) == ("2026-11-23", "2026-11", [DISTRICT, STREET, COMMUNITY, "i1"])
    assert (seen["text"], seen["next_step"]) == ("楼道照明坏了", "周五再去")
    assert "楼道" not in str(visit.row())
    assert tx.get(MonthOfVisits, f"{COMMUNITY}.2026-11").visits == {"home_visit": 1}
    assert tx.looked == {}


def test_the_day_is_shanghais_and_neither_ahead_nor_long_ago():
    late = NOON.replace(hour=16, minute=30)  # after midnight there
    assert logged(now=late)[1]["day"] == "2026-11-24"
    assert logged(SAID._replace(day=date(2025, 11, 22)))[1]["day"] == "2025-11-22"
    for day in (date(2026, 11, 24), date(2025, 11, 21)):
        with pytest.raises(Invalid):
            logged(SAID._replace(day=day))


def test_an_instructor_logs_for_their_own_communities_alone():
    with pytest.raises(Invalid):
        logged(SAID._replace(community=NEXT_DOOR))


def test_the_author_edits_for_a_week_and_the_counts_follow():
    tx, seen = logged()
    within = a_tx(*kept(tx), by=INSTRUCTOR, now=NOON + timedelta(days=7))
    changed = SAID._replace(kind="phone", day=date(2026, 10, 31), text="照明已修好")
    assert actions.edit_visit(within, seen["id"], 0, changed)["text"] == "照明已修好"
    assert within.get(MonthOfVisits, f"{COMMUNITY}.2026-11").visits == {"home_visit": 0}
    assert within.get(MonthOfVisits, f"{COMMUNITY}.2026-10").visits == {"phone": 1}
    with pytest.raises(Changed):
        actions.edit_visit(a_tx(*kept(within), by=INSTRUCTOR), seen["id"], 0, SAID)
    late = a_tx(*kept(tx), by=INSTRUCTOR, now=NOON + timedelta(days=7, seconds=1))
    with pytest.raises(WrongState):
        actions.edit_visit(late, seen["id"], 0, SAID)


def test_nobody_edits_or_reads_a_colleagues():
    tx, seen = logged()
    colleague = Actor("i2", "instructor", (COMMUNITY,))
    for ask in (actions.edit_visit, queries.visit):
        with pytest.raises(NotFound):
            ask(a_tx(*kept(tx), by=colleague), seen["id"], *([0, SAID] if ask is actions.edit_visit else []))


def test_a_former_instructor_still_reads_what_they_wrote():
    tx, seen = logged()
    gone = Actor("i1", "instructor", ())
    assert queries.visit(a_tx(*kept(tx), by=gone), seen["id"])["text"] == "楼道照明坏了"
    assert [each["id"] for each in queries.visits(a_tx(*kept(tx), by=gone))] == [seen["id"]]
    with pytest.raises(WrongState) as refused:
        actions.edit_visit(a_tx(*kept(tx), by=gone), seen["id"], 0, SAID)
    assert refused.value.code == "no_longer_paired"


def test_counts_stand_in_code_order_also_where_there_are_none():
    tx, _ = logged()
    counts = queries.visits_of_month(a_tx(*kept(tx), by=OF_STREET), "2026-11")
    assert [(count.community.id, count.visits) for count in counts] == [(COMMUNITY, {"home_visit": 1}), (NEXT_DOOR, {})]


def test_after_two_years_only_the_count_is_left():
    tx, seen = logged()
    later = a_tx(*kept(tx), by=CLOCK, now=NOON + timedelta(days=730))
    assert [visit.id for visit in queries.words_to_drop(later)] == [seen["id"]]
    assert queries.words_to_drop(a_tx(*kept(tx), by=CLOCK, now=NOON + timedelta(days=729))) == []
    actions.drop_words(later, [seen["id"]])
    left = kept(later)
    assert not [each for each in left if isinstance(each, PersonKey)]
    assert queries.visit(a_tx(*left, by=INSTRUCTOR), seen["id"])["text"] == ""
    assert [each.visits for each in left if isinstance(each, MonthOfVisits)] == [{"home_visit": 1}]
