"""Every filter that a query, an action or a task sends is served by an index: its equalities first, then its order,
then its range. Read off the documented rules of compound indexes, not off a server's time."""

from collections.abc import Iterable
from typing import Any

from shared.service import PIPE, Service, _indexes
from tests.structure.walk import Find, Walk

RANGES = {"$gt", "$gte", "$lt", "$lte"}
EQUALS = {"$in"}
# An index leads to a few rows, and the rest is sorted out among these: collection -> fields asked for, and why few.
FEW: dict[str, dict[str, str]] = {
    "accounts": {"grants scopes": "the accounts of one place or employer", "grants role scopes": "the same"},
    "activity_lines": {"about scopes": "what happened to one thing"},
    "employers": {
        "active district name": "the employers of a district", "name scopes": "those of a district or street",
        "active name scopes": "the same",
    },
    "members": {
        f"{level} {wish} scopes state": f"the members of a {level}"
        for level in ("community", "street") for wish in ("free_times", "interests", "skills", "willingness")
    },
    "deliveries": {"person": "what one person was sent"},
    "erasures": {"own_copies_gone state": "erasures under way", "contact_gone done notices_end": "erasures under way"},
    "exports": {"scopes": "one member's, gone after a day"},
    "look_lines": {"persons scopes": "looks at one person"},
    "places": {f"active {field}": "almost all places are active" for field in ("keys", "level", "parent")},
    "records": {"scopes statement": "one statement's", "ends member place scopes state statement": "one member's"},
    "reports": {"member scopes": "one member's", "by_hand scopes state": "those that wait for one employer"},
    "roster_entries": {"report_state scopes state": "one employer's roster"},
    "roster_rows": {"last results scopes upload": "one file's"},
    "roster_uploads": {"$or until": "those whose time is over"},
    "standings": {"active grants role": "the accounts of one place"},
    "todos": {"kind not_by roles scopes": "what waits in one place, of one kind"},
}


def test_every_filter_is_served_by_an_index(walk: Walk) -> None:
    indexes = indexes_of(walk.stage.service)
    slow = {
        (find.collection, " ".join(sorted(find.where)), find.sort)
        for find in walk.finds
        if not served(find, indexes[find.collection]) and not few(find, indexes[find.collection])
    }
    assert not sorted(slow)


def few(find: Find, indexes: list[list[str]]) -> bool:
    """Named above, and an index leads to them."""
    named = " ".join(sorted(find.where)) in {" ".join(sorted(key.split())) for key in FEW.get(find.collection, {})}
    return named and any(index[0] in find.where for index in indexes)


def indexes_of(service: Service) -> dict[str, list[list[str]]]:
    """Per collection its indexes, each a list of fields; `_id` has one by itself."""
    found = {name: list(models) for name, models in PIPE.items()}
    found |= {kind.collection: list(_indexes(kind)) for kind in service.all_documents}
    return {name: [["_id"], *([*model.document["key"]] for model in models)] for name, models in found.items()}


def served(find: Find, indexes: Iterable[list[str]]) -> bool:
    equal, ranged = set(), set()
    for field, wanted in flat(find.where):
        (equal if is_equality(wanted) else ranged).add(field)
    order = [field for field, _ in find.sort]
    return "_id" in equal or any(fits(index, equal, ranged, order) for index in indexes)


def fits(index: list[str], equal: set[str], ranged: set[str], order: list[str]) -> bool:
    """Equalities in any order, and all of them; then what it is sorted by; a range only on the field that follows."""
    lead = index[: len(equal)]
    rest = index[len(equal) :]
    wanted = [field for field in order if field not in equal]
    if set(lead) != equal or rest[: len(wanted)] != wanted:
        return False
    return ranged <= set(rest[: max(1, len(wanted))])


def flat(where: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """A cursor's `$or` is a range on its fields."""
    for field, wanted in where.items():
        if field == "$or":
            yield from ((name, {"$gt": None}) for name in wanted[0])
        else:
            yield field, wanted


def is_equality(wanted: Any) -> bool:
    return not isinstance(wanted, dict) or set(wanted) <= EQUALS
