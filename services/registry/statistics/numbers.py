"""Sums of counts, and the rows they are shown in. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from services.registry.employers.model import Employer
from services.registry.places.model import Place
from services.registry.statistics.model import EmployerCount, PlaceCount, Wait

LONG = timedelta(days=7)  # what waits longer is named


class PlaceRow(NamedTuple):
    """A community with its numbers, or a street or district with the sums of its communities'. waiting: by kind, of the
    place's own office. waits, oldest: of the communities' offices. long: how many communities have something that waits
    longer than LONG. counted_at: when one of
    these numbers was last counted again."""

    code: str
    name: str
    level: str
    phone: str | None
    reported: int
    served: int
    fed_back: int
    waiting: list[Wait]
    waits: int
    oldest: datetime | None
    long: int
    counted_at: datetime | None


class EmployerRow(NamedTuple):
    """expected: the roster less 暂缓. coverage: percent of these who reported here; 区外 (elsewhere) stands apart; None
    where nobody is expected. missing: expected, and neither here nor elsewhere."""

    id: str
    name: str
    roster: int
    deferred: int
    expected: int
    reported: int
    elsewhere: int
    missing: int
    coverage: float | None
    roster_at: datetime | None
    counted_at: datetime | None


class Chain(NamedTuple):
    """在册 → 已报到 → 参加过服务 → 已反馈单位; of those on a roster deferred (暂缓) and elsewhere (区外)."""

    roster: int
    deferred: int
    elsewhere: int
    reported: int
    served: int
    fed_back: int


def place_row(place: Place, within: list[Place], counts: dict[str, PlaceCount], now: datetime) -> PlaceRow:
    """within: the communities whose sums these are."""
    found = [counts[each.id] for each in within if each.id in counts]
    own, oldest = counts.get(place.id), [each.oldest for each in found if each.oldest]
    return PlaceRow(
        code=place.id, name=place.name, level=place.level, phone=place.phone,
        reported=sum(each.reported for each in found), served=sum(each.served for each in found),
        fed_back=sum(each.fed_back for each in found), waiting=own.waiting if own else [],
        waits=sum(wait.count for each in found for wait in each.waiting), oldest=min(oldest, default=None),
        long=sum(at < now - LONG for at in oldest), counted_at=max((each.counted_at for each in found), default=None),
    )  # fmt: skip


def employer_row(employer: Employer, count: EmployerCount | None) -> EmployerRow:
    known = count or EmployerCount(id=employer.id)
    expected = known.roster - known.deferred
    return EmployerRow(
        id=employer.id, name=employer.name, roster=known.roster, deferred=known.deferred, expected=expected,
        reported=known.reported, elsewhere=known.elsewhere,
        missing=max(0, expected - known.reported - known.elsewhere),
        coverage=round(known.reported * 100 / expected, 1) if expected else None,
        roster_at=employer.roster_at, counted_at=count.counted_at if count else None,
    )  # fmt: skip


def chain(place: PlaceRow, employers: Iterable[EmployerCount]) -> Chain:
    found = list(employers)
    roster, deferred, elsewhere = (sum(getattr(e, name) for e in found) for name in ("roster", "deferred", "elsewhere"))
    return Chain(roster, deferred, elsewhere, place.reported, place.served, place.fed_back)
