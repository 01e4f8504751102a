"""Made-up activities with their shifts and seats, and what is sent to make one."""

from datetime import timedelta
from typing import Any

from services.activities.activities.forms import NewActivity
from services.activities.activities.model import Activity, ReviewRule, Seats, Shift
from services.activities.names.model import Place
from shared.documents import Actor, Document
from shared.events.activities import TodoClosed, TodoOpened
from shared.tx import Tx
from tests.fakes import NOON

HERE, THERE, STREET, DISTRICT = "310106006003", "310106006005", "310106006", "310106"
STAFF = Actor("u1", "staff", (HERE,))
STREET_OFFICER = Actor("u2", "street_officer", (STREET,))
PLACES = [
    Place(id=HERE, level="community", name="甲社区", district=DISTRICT, street=STREET),
    Place(id=THERE, level="community", name="乙社区", district=DISTRICT, street=STREET),
    Place(id=STREET, level="street", name="丙街道", district=DISTRICT),
]
RULE = ReviewRule(id=STREET, scopes=[STREET, DISTRICT], reviews=True, version=1)
START = NOON + timedelta(days=5)


def said(**more: Any) -> dict[str, Any]:
    return {"starts": START, "ends": START + timedelta(hours=2), "where": "活动室", "capacity": 10} | more


def new(**more: Any) -> NewActivity:
    return NewActivity.model_validate({"title": "清洁家园", "shifts": [said()]} | more)


def an_activity(state: str = "published", id: str = "a1", **more: Any) -> tuple[Activity, Shift, Seats]:
    starts = more.pop("starts", START)
    activity = Activity(
        id=id, title="清洁家园", place=HERE, level="community", district=DISTRICT, by="u1", state=state, starts=starts,
        ends=starts + timedelta(hours=2), **more,
    )  # fmt: skip
    activity.offered_by(PLACES[0])
    shift = Shift(
        id=f"s{id}", activity=id, title="清洁家园", place=HERE, level="community", district=DISTRICT, starts=starts,
        ends=activity.ends, where="活动室", capacity=10, code="C1", listed=state == "published",
    )  # fmt: skip
    shift.belong_to(activity)
    return activity, shift, Seats(id=shift.id, capacity=10, starts=starts, listed=shift.listed, taken=4)


def todos(tx: Tx) -> list[tuple[str, str]]:
    return [(type(each).__name__, each.todo) for each in tx.said if isinstance(each, TodoOpened | TodoClosed)]


def written(tx: Tx, kind: type[Document]) -> list[Any]:
    return [document for (of, _), document in tx.changed.items() if of is kind]
