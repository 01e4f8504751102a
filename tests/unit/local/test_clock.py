import pytest

from deploy.local.clock import move, parse
from deploy.local.settings import Refused
from shared.clock import MovableClock, system_clock


@pytest.mark.parametrize(("text", "seconds"), [
    ("90s", 90), ("15m", 900), ("2h", 7200), ("14d", 1209600), ("1d12h", 129600), ("0s", 0),
])  # fmt: skip
def test_a_span_is_a_number_and_a_unit(text, seconds):
    assert parse(text) == seconds


@pytest.mark.parametrize("text", ["-1d", "14", "d", "", "1w", "1.5d", "14 d", "1d-2h", "１d!"])
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(Refused, match="make clock ADD=14d"):
        parse(text)


def test_moves_add_up_and_every_process_sees_them(tmp_path):
    clock = tmp_path / "clock"
    move(clock, 3600)
    assert move(clock, 86400) == 90000
    ahead = MovableClock(str(clock))() - system_clock()
    assert 89990 < ahead.total_seconds() < 90010


def test_a_clock_too_far_ahead_is_refused_and_stays(tmp_path):
    clock = tmp_path / "clock"
    move(clock, 60)
    with pytest.raises(Refused, match="ten years"):
        move(clock, 4000 * 86400)
    assert float(clock.read_text()) == 60
