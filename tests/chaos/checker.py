"""Whether what was acknowledged is there once, every copy is as its source, and nobody was told or seated twice.

It reads the databases and the simulated providers, when all is still, and compares with the ledger.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from services.activities.signups.model import AHEAD, HOLDS_A_SEAT
from tests.chaos import copies, hours
from tests.chaos.ledger import Ledger
from tests.chaos.reading import Every, Reading, Rows, more_than_once
from tests.e2e.system import System

ONCE_A_MEMBER = ("report_entered_for_you", "report_slip_issued", "member_accepted")


class Findings(NamedTuple):
    """`sent_twice`: messages that a provider took twice; that is for a send of unknown outcome. `texts`: what the
    counts stand for, in ids alone."""

    lost: int
    doubled: int
    diverged: int
    sent_twice: int
    texts: list[str]


def check(system: System, ledger: Ledger) -> Findings:
    every = {name: Reading(house.store.db) for name, house in system.houses.items()}
    lost = [*_lost(every, ledger), *hours.lost(every, ledger)]
    doubled = [*_doubled(every), *hours.doubled(every)]
    diverged = [*_diverged(every), *copies.diverged(every), *hours.diverged(every), *_unheard(system, every)]
    return Findings(len(lost), len(doubled), len(diverged), _sent_twice(system.mail()), [*lost, *doubled, *diverged])


def _lost(every: Every, ledger: Ledger) -> Iterator[str]:
    reports, members = every["registry"]["reports"], every["registry"]["members"]
    signups = every["activities"]["signups"]
    for entry in ledger.of("report"):
        if entry.id not in reports or reports[entry.id]["member"] not in members:
            yield f"lost: report {entry.id}"
    for entry in ledger.of("acceptance"):
        if reports.get(entry.about, {}).get("state") != "reported":
            yield f"lost: acceptance of {entry.about}"
    for entry in ledger.of("signup"):
        if signups.get(entry.about, {}).get("state") not in AHEAD:
            yield f"lost: sign-up {entry.about}"
    wanted = max((int(entry.about) for entry in ledger.of("roster")), default=0)
    there = sum(1 for row in every["registry"]["roster_entries"].values() if row["state"] != "left")
    if there < wanted:
        yield f"lost: {wanted - there} people of a roster that was applied"


def _doubled(every: Every) -> Iterator[str]:
    reports, notices = every["registry"]["reports"].values(), every["notify"]["notices"].values()
    yield from more_than_once("reports of one member", (row["member"] for row in reports))
    yield from more_than_once("members with one number", _present(every["registry"]["members"], "id_hash"))
    yield from more_than_once("entries with one number", _present(every["registry"]["roster_entries"], "id_hash"))
    accepted = (row["_id"] for row in reports for step in row["steps"] if step["to"] == "reported")
    yield from more_than_once("acceptances of one report", accepted)
    once = ((row["person"], row["wording"]) for row in notices if row["wording"] in ONCE_A_MEMBER)
    yield from more_than_once("notices of one thing", once)
    about = ((row["person"], row["wording"], row["about"]) for row in notices if row.get("about"))
    yield from more_than_once("notices of one shift", about)
    yield from _seats(every["activities"])


def _seats(activities: Reading) -> Iterator[str]:
    """No seat is given twice, and what is counted is what there is."""
    signups = activities["signups"].values()
    for shift, seats in activities["seats"].items():
        mine = [row for row in signups if row["shift"] == shift]
        taken = sum(row["state"] in HOLDS_A_SEAT for row in mine)
        waiting = [row["number"] for row in mine if row["state"] == "waitlisted"]
        if taken > seats["capacity"]:
            yield f"doubled: {taken} people on {seats['capacity']} seats of {shift}"
        if (taken, len(waiting)) != (seats["taken"], seats["waiting"]) or len(set(waiting)) < len(waiting):
            yield f"doubled: {shift} counts {seats['taken']} and {seats['waiting']}, not {taken} and {len(waiting)}"


def _diverged(every: Every) -> Iterator[str]:
    """Unacknowledged requests were wholly done or not at all."""
    members, reports = every["registry"]["members"], every["registry"]["reports"]
    for report in reports.values():
        member = members.get(report["member"], {})
        if (member.get("report"), member.get("state")) != (report["_id"], report["state"]):
            yield f"diverged: report {report['_id']} and its member"
    told = Counter((row["person"], row["wording"]) for row in every["notify"]["notices"].values())
    for row in reports.values():
        if row["state"] == "reported" and not told[row["member"], "member_accepted"]:
            yield f"diverged: {row['member']} was accepted and not told"


def _unheard(system: System, every: Every) -> Iterator[str]:
    """Each reader has taken each stream to its end, one after the other, and laid nothing aside."""
    said = {id: row["last"] for reading in every.values() for id, row in reading["streams"].items()}
    for name, house in system.houses.items():
        for letter in every[name]["dead_letters"].values():
            yield f"diverged: {name} laid aside {letter['stream']} {letter['sequence']}"
        inbox = every[name]["inbox"].values()
        for reader in house.service.readers:
            heard = {row["stream"]: row["last"] for row in inbox if row["reader"] == reader.name}
            topics = set(reader.topics)
            for stream, last in said.items():
                if stream.partition("/")[0] in topics and heard.get(stream) != last:
                    yield f"diverged: {name}.{reader.name} at {heard.get(stream)} of {last} in {stream}"


def _sent_twice(mail: Iterable[dict[str, Any]]) -> int:
    """Copies beyond the first."""
    counts = Counter((each["to"], each["channel"], each["text"]) for each in mail)
    return sum(count - 1 for count in counts.values())


def _present(rows: Rows, field: str) -> Iterator[Any]:
    return (row[field] for row in rows.values() if row.get(field))
