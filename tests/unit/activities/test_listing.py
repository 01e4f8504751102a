"""Which shifts are open to be seen is said when it changes, and without anybody's name."""

from datetime import timedelta

from services.activities.activities import actions, publishing
from shared.events.activities import ShiftListed, ShiftUnlisted
from shared.tx import Tx
from tests.builders_activities import HERE, PLACES, STAFF, START, an_activity, new, said
from tests.fakes import a_tx


def listings(tx: Tx) -> list[ShiftListed | ShiftUnlisted]:
    return [each for each in tx.said if isinstance(each, ShiftListed | ShiftUnlisted)]


def test_a_draft_is_nobodys_news_and_publishing_lists_each_of_its_shifts() -> None:
    tx = a_tx(*PLACES, by=STAFF)
    actions.create_activity(tx, new())
    assert listings(tx) == []
    made = actions.create_activity(tx, new(shifts=[said(), said(where="广场")], publish=True))
    first, second = made["shifts"]
    facts = {"activity": made["id"], "title": "清洁家园", "place": HERE, "starts": START,
             "ends": START + timedelta(hours=2)}  # fmt: skip
    assert listings(tx) == [ShiftListed(shift=first["id"], where="活动室", **facts),
                            ShiftListed(shift=second["id"], where="广场", **facts)]  # fmt: skip


def test_a_change_says_the_shift_as_it_is_now() -> None:
    tx = a_tx(*PLACES, *an_activity(), by=STAFF)
    actions.edit_shift(tx, "sa1", 0, {"where": "图书室"})
    assert [(each.shift, each.where) for each in listings(tx) if isinstance(each, ShiftListed)] == [("sa1", "图书室")]


def test_a_cancelled_activity_is_shown_no_more() -> None:
    tx = a_tx(*PLACES, *an_activity(), by=STAFF)
    publishing.cancel_activity(tx, "a1", "下雨")
    assert listings(tx) == [ShiftUnlisted(shift="sa1")]
