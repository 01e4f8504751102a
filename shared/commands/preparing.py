"""Before a service runs, and when its secrets change."""

from collections.abc import Iterator

import click
from pymongo import UpdateOne

from shared.cluster import Cluster
from shared.commands.house import House
from shared.topics import make_topics, topics_of


@click.command()
@click.pass_obj
def indexes(house: House) -> None:
    """Make collections and indexes; repeating it changes nothing."""
    house.service.make_collections(house.store.db)
    click.echo(f"{house.service.name}: collections and indexes are there")


@click.command()
@click.pass_obj
def topics(house: House) -> None:
    """Make this service's topics where they are missing; repeating it changes nothing."""
    cluster = Cluster(house.settings)
    try:
        made = make_topics(cluster, topics_of(house.service.name), house.settings)
    finally:
        cluster.close()
    click.echo(f"{house.service.name}: made {', '.join(made) or 'nothing, all topics are there'}")


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
