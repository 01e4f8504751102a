"""Before a service runs, and when its secrets change."""

import sys
from collections.abc import Iterator

import click
from pymongo import UpdateOne

from shared.cluster import Cluster
from shared.commands.house import House
from shared.topics import KEYS_TOPIC, Difference, change_back, differences, grow, make_topics, topics_of


@click.command()
@click.pass_obj
def indexes(house: House) -> None:
    """Make collections and indexes; repeating it changes nothing."""
    house.service.make_collections(house.store.db)
    click.echo(f"{house.service.name}: collections and indexes are there")


KEPT = {
    "config": "",
    "grow": "not grown: --grow does it. A key's next events may then go to another partition than its earlier ones; "
    "readers put them in order again by their sequences, but one may wait for the other",
    "shrink": "left: a topic cannot shrink, and it works",
    "replication": "left: replicas are moved with Kafka's own kafka-reassign-partitions",
}
NEVER_GROWN = "never grown: an erased person's tombstone would go to another partition than the key it erases"


@click.command()
@click.option("--dry-run", is_flag=True, help="only say what differs from deploy/topics.yaml; code 1 if anything does")
@click.option("--grow", "may_grow", is_flag=True, help="add partitions where the file says more, for good")
@click.pass_obj
def topics(house: House, dry_run: bool, may_grow: bool) -> None:
    """Make this service's topics as deploy/topics.yaml says, and change back what deviates. Repeating it changes
    nothing. Partitions are added with --grow only, and never taken away."""
    names = topics_of(house.service.name)
    cluster = Cluster(house.settings)
    try:
        missing = [name for name, count in sorted(cluster.partitions(names).items()) if not count]
        differing = differences(cluster, names, house.settings)
        if not dry_run:
            make_topics(cluster, missing, house.settings)
            change_back(cluster, [each for each in differing if each.kind == "config"])
            grow(cluster, [each for each in differing if may_grow and _may_grow(each)])
    finally:
        cluster.close()
    for each in differing:
        click.echo(_told(each, dry_run, may_grow))
    verb = "would make" if dry_run else "made"
    click.echo(f"{house.service.name}: {verb} {', '.join(missing) or 'nothing, all topics are there'}")
    sys.exit(1 if dry_run and (missing or differing) else 0)


def _may_grow(each: Difference) -> bool:
    return each.kind == "grow" and each.topic != KEYS_TOPIC


def _told(each: Difference, dry_run: bool, may_grow: bool) -> str:
    done = each.kind == "config" or (may_grow and _may_grow(each))
    kept = NEVER_GROWN if each.kind == "grow" and not _may_grow(each) else KEPT[each.kind]
    became = ("would be changed" if dry_run else "changed") if done else kept
    return f"{each.topic}: {each.what} is {each.has}, shall be {each.wanted}; {became}"


@click.command("rotate-master-key")
@click.pass_obj
def rotate_master_key(house: House) -> None:
    """Wrap every key under the first of LIANXIN_MASTER_KEYS: persons' and given answers'; then the old one may go."""
    count = sum(house.write(collection, _wrapped_anew(house, collection)) for collection in ("keys", "answers"))
    click.echo(f"wrapped anew: {count}")


def _wrapped_anew(house: House, collection: str) -> Iterator[UpdateOne]:
    """One that somebody changes meanwhile (erased, sent anew) is left as they made it."""
    for row in house.store.db[collection].find({"wrapped": {"$ne": None}}, {"wrapped": 1, "local": 1}):
        again = house.store.keys.rewrapped(row["_id"], row["wrapped"])
        if again:
            published = collection == "keys" and house.service.makes_keys and not row.get("local")
            fields = {"wrapped": again} | ({"unsent": True} if published else {})
            yield UpdateOne({"_id": row["_id"], "wrapped": row["wrapped"]}, {"$set": fields})
