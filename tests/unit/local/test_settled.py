from types import SimpleNamespace

import pytest

from deploy.local import settled
from deploy.local.settings import Refused
from deploy.local.settled import Opened, settle
from shared.events import registry
from shared.inbox import Reader
from shared.service import Service

STREAM = "registry.places/310106"


class Rows:
    """A collection that answers what is asked of it here: everything in it."""

    def __init__(self, *rows):
        self.rows = list(rows)

    def find(self, *_):
        return self.rows

    def find_one(self, *_):
        return self.rows[0] if self.rows else None


@pytest.fixture
def houses(monkeypatch):
    """Registry has said three things in one stream; notify has read `inbox`."""
    monkeypatch.setattr(settled, "PAUSE", (0, 0))

    def house(name, readers=(), **rows):
        db = {table: Rows() for table in ("outbox", "keys", "streams", "inbox")} | rows
        service = Service(name, acted=registry.Acted, looked=registry.Looked, readers=list(readers))
        return Opened(service, SimpleNamespace(db=db))

    reader = Reader("projections", {registry.PlaceChanged: []})
    return {
        "registry": house("registry", streams=Rows({"_id": STREAM, "last": 3})),
        "notify": house("notify", [reader], inbox=Rows({"stream": STREAM, "last": 3})),
    }


def test_at_rest_when_every_reader_has_come_as_far_as_its_publisher(houses):
    settle(houses, 0)


BEHIND = [[], [{"stream": STREAM, "last": 2}], [{"stream": STREAM, "last": 2, "parked": "gap"}]]


@pytest.mark.parametrize("read", BEHIND)
def test_what_is_unread_is_waited_for_and_named(houses, read):
    houses["notify"].store.db["inbox"].rows = read
    with pytest.raises(Refused, match="unread by notify.projections"):
        settle(houses, 0)


def test_what_lies_behind_a_dead_letter_waits_for_an_operator(houses):
    houses["notify"].store.db["inbox"].rows = [{"stream": STREAM, "last": 2, "parked": "dead"}]
    settle(houses, 0)


def test_what_is_unsent_is_waited_for(houses):
    houses["registry"].store.db["outbox"].rows = [{"_id": "1"}]
    with pytest.raises(Refused, match="something unsent of registry"):
        settle(houses, 0)


def test_it_ends_as_soon_as_the_last_one_has_read(houses):
    row = {"stream": STREAM, "last": 1}

    class Slowly(Rows):
        def find(self, *_):
            row["last"] = min(3, row["last"] + 1)
            return [row]

    houses["notify"].store.db["inbox"] = Slowly()
    settle(houses, 30)
    assert row["last"] == 3
