"""Whether every projection equals its source: copies by field, lists of what waits, numbers that follow."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from tests.chaos.reading import Every, Rows

MEMBERS, PLACES, EMPLOYERS = (("registry", name) for name in ("members", "places", "employers"))
PLACE = ("level", "name", "district", "street", "active")
COPIED = {  # collection of the copy -> its source, and the fields that must be the source's
    ("activities", "people"): (MEMBERS, ("state", "community", "street", "district", "employer", "home_branch",
                                         "skills")),
    ("notify", "contacts"): (MEMBERS, ("state", "channel", "language", "community", "district")),
    ("registry", "participants"): (MEMBERS, ("state", "community", "employer")),
    ("activities", "places"): (PLACES, PLACE),
    ("notify", "places"): (PLACES, PLACE),
    ("activities", "employers"): (EMPLOYERS, ("name", "district")),
    ("notify", "employers"): (EMPLOYERS, ("name", "district")),
    ("registry", "offers"): (("activities", "shifts"), ("activity", "title", "place", "where", "starts", "ends")),
}  # fmt: skip
OUT = ("issued", "signed", "archived")


def diverged(every: Every) -> Iterator[str]:
    yield from chain(_copied(every), _waiting(every), _served(every))


def _copied(every: Every) -> Iterator[str]:
    reported = {row["member"] for row in every["registry"]["reports"].values()}
    listed = {id for id, row in every["activities"]["shifts"].items() if row["listed"] and not row["over"]}
    wanted = {MEMBERS: reported, ("activities", "shifts"): listed}
    for (service, collection), (source, fields) in COPIED.items():
        copies, originals = every[service][collection], every[source[0]][source[1]]
        for id in wanted.get(source, originals.keys()):
            copy, original = copies.get(id, {}), originals.get(id, {})
            if wrong := [name for name in fields if copy.get(name) != original.get(name)]:
                yield f"diverged: {service}.{collection} {id}: {', '.join(wrong)}"
    for id in every["registry"]["offers"].keys() - listed:
        yield f"diverged: registry.offers {id}, which is over"


def _waiting(every: Every) -> Iterator[str]:
    """What waits for somebody is in their list, and nothing else is; so it is in the office's numbers."""
    here = every["activities"]
    waits = {
        "report_to_accept": _ids(every["registry"]["reports"], state="awaiting_community"),
        "record_to_confirm": {id for id, row in here["records"].items() if row.get("close_at")},
        "statement_to_read": _ids(here["statements"], state="drafted"),
        "statements_to_issue": _ids(here["statements"], issuable=True),
        "shift_to_record": _ids(here["rollcalls"], said=True) - _ids(here["shifts"], state="closed"),
    }
    todos, counted = every["notify"]["todos"].values(), every["registry"]["waiting"].values()
    for kind, ids in waits.items():
        listed = {row["subject"] for row in todos if row["kind"] == kind}
        yield from (f"diverged: notify.todos {kind} {id}" for id in listed ^ ids)
        if kind not in ("record_to_confirm", "statement_to_read"):  # a member's own
            numbers = {row["_id"].partition(":")[2] for row in counted if row["kind"] == kind and not row["closed"]}
            yield from (f"diverged: registry.waiting {kind} {id}" for id in numbers ^ ids)


def _ids(rows: Rows, **wanted: object) -> set[str]:
    return {id for id, row in rows.items() if all(row.get(name) == value for name, value in wanted.items())}


def _served(every: Every) -> Iterator[str]:
    """What registry counts of a member's service is what activities holds."""
    here = every["activities"]
    confirmed = Counter(row["member"] for row in here["records"].values() if row["state"] == "confirmed")
    out = Counter(row["member"] for row in here["statements"].values() if row["state"] in OUT)
    for id, row in every["registry"]["participants"].items():
        if (row.get("records", 0), row.get("statements", 0)) != (confirmed[id], out[id]):
            yield f"diverged: registry.participants {id}: records or statements"
