"""A street officer pairs instructors with branches; instructors note what came up when they went there."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from services.registry.accounts.grants import end_grant, grant_by_pairing
from services.registry.accounts.model import Account
from services.registry.contacts.model import (
    EDITABLE,
    WORDS_KEPT,
    BranchPaired,
    Kind,
    MonthOfVisits,
    Pairing,
    Visit,
    day_of,
    seen_by,
)
from services.registry.contacts.queries import opened, readable
from services.registry.places.model import HomeBranch, Place
from shared.errors import N_, Invalid, Problem, Refused, WrongState
from shared.sealed import PersonKey
from shared.tx import Tx, allow, new_id

TO_DROP = timedelta(days=1)  # for the clock to drop the words before their key goes by itself
OLDEST = timedelta(days=366)


@allow("street_officer")
def pair(tx: Tx, instructor: str, community: str, branch: str | None = None) -> Pairing:
    """One instructor for one branch: the community's Party organisation, or this home branch of it. From now on the
    community is within the account's scopes, in every service."""
    account, place = _instructor(tx, instructor), _community(tx, community)
    home = _home_branch(tx, place, branch) if branch else None
    of = home or place
    if tx.peek(BranchPaired, of.id):
        raise Refused(N_("这个支部已有指导员。要换人，请先结束原来的结对。"), code="branch_paired")
    pairing = tx.add(Pairing(
        id=new_id(), scopes=seen_by(place, account.id), branch=of.id, branch_name=of.name, community=place.id,
        community_name=place.name, instructor=account.id, instructor_name=account.name, begun_at=tx.now,
        begun_by=tx.by.id,
    ))  # fmt: skip
    tx.add(BranchPaired(id=of.id, pairing=pairing.id))
    grant_by_pairing(tx, account, place.id)
    return pairing


@allow("street_officer")
def end_pairing(tx: Tx, pairing_id: str) -> Pairing:
    """It stays on record. The community leaves the account's scopes, unless another pairing of it is there too."""
    pairing = tx.get(Pairing, pairing_id)
    if not pairing.current:
        raise WrongState
    pairing.current, pairing.ended_at, pairing.ended_by = False, tx.now, tx.by.id
    tx.remove(BranchPaired, pairing.branch)
    end_grant(tx, tx.get(Account, pairing.instructor), pairing.community)
    return tx.save(pairing)


def _instructor(tx: Tx, account_id: str) -> Account:
    account = tx.peek(Account, account_id)
    if account is None or account.role != "instructor" or not account.active:
        raise Invalid(fields=[Problem("instructor", N_("请选您范围内没有停用的指导员账号。"))])
    return account


def _community(tx: Tx, code: str) -> Place:
    place = tx.peek(Place, code)
    if place is None or place.level != "community" or not place.active or not set(place.scopes) & set(tx.by.scopes):
        raise Invalid(fields=[Problem("community", N_("请选您范围内没有撤销的社区（居民区）。"))])
    return place


def _home_branch(tx: Tx, place: Place, branch_id: str) -> HomeBranch:
    branch = tx.peek(HomeBranch, branch_id)
    if branch is None or branch.community != place.id or not branch.active:
        raise Invalid(fields=[Problem("branch", N_("请选这个社区没有停用的党支部；与社区党组织结对时请留空。"))])
    return branch


# visits


class Said(NamedTuple):
    """What an instructor enters. day: in Shanghai; None: today."""

    community: str
    day: date | None
    kind: Kind
    text: str
    next_step: str

    @property
    def words(self) -> dict[str, str]:
        return {"text": self.text, "next_step": self.next_step}


@allow("instructor")
def log_visit(tx: Tx, said: Said) -> dict[str, Any]:
    place, account, id = _community(tx, said.community), tx.get(Account, tx.by.id), new_id()
    until = tx.now + WORDS_KEPT
    tx.new_local_key(id, until + TO_DROP)
    day = _day(tx, said.day)
    visit = tx.add(Visit(
        id=id, scopes=seen_by(place, account.id), community=place.id, community_name=place.name, instructor=account.id,
        instructor_name=account.name, day=day, month=day[:7], kind=said.kind, sealed=tx.seal(id, said.words),
        logged_at=tx.now, words_until=until,
    ))  # fmt: skip
    _count(tx, visit, 1)
    return opened(tx, visit)


@allow("instructor")
def edit_visit(tx: Tx, visit_id: str, version: int, said: Said) -> dict[str, Any]:
    """By who entered it, for a week, while they look after that community."""
    visit = readable(tx, visit_id, version)
    if tx.now > visit.logged_at + EDITABLE:
        raise WrongState(N_("录入超过 7 天的记录不能再改，请另记一条。"), code="no_longer_editable")
    if visit.community not in tx.by.scopes:
        raise WrongState(N_("与这个社区的结对已经结束，走访记录不能再改。"), code="no_longer_paired")
    _count(tx, visit, -1)
    if said.community != visit.community:
        place = _community(tx, said.community)
        visit.community, visit.community_name, visit.scopes = place.id, place.name, seen_by(place, tx.by.id)
    visit.day, visit.kind = _day(tx, said.day), said.kind
    visit.month, visit.sealed = visit.day[:7], tx.seal(visit.id, said.words)
    _count(tx, visit, 1)
    return opened(tx, tx.save(visit))


def _day(tx: Tx, day: date | None) -> str:
    chosen = day.isoformat() if day else day_of(tx.now)
    if not day_of(tx.now - OLDEST) <= chosen <= day_of(tx.now):
        raise Invalid(fields=[Problem("day", N_("请填今天或以前一年内的日期。"))])
    return chosen


def _count(tx: Tx, visit: Visit, step: int) -> None:
    id = f"{visit.community}.{visit.month}"
    month = tx.peek(MonthOfVisits, id)
    if month is None:
        month = tx.add(MonthOfVisits(id=id, scopes=[scope for scope in visit.scopes if scope != visit.instructor]))
    else:
        tx.save(month)
    month.visits[visit.kind] = month.visits.get(visit.kind, 0) + step


# what time brings


def end_left_behind(tx: Tx, pairing_id: str) -> None:
    """Its community was closed."""
    end_pairing(tx, pairing_id)


def drop_words(tx: Tx, ids: list[str]) -> None:
    """Their time is over; with the key goes what any copy still holds."""
    for visit in tx.fetch(Visit, ids):
        visit.sealed = visit.words_until = None
        tx.save(visit)
        tx.remove(PersonKey, visit.id)
