"""Loops live through outages and mistakes, end when told, and say how they are."""

import threading
import time

import pytest

from shared.loops import HANGS, Health, Stopped, keep_turning


class Failing:
    """A loop that fails in a turn and again when it is closed."""

    name = "failing"

    def __init__(self, health: Health, trouble: Exception) -> None:
        self.health, self.trouble, self.closed = health, trouble, 0

    def turn(self) -> None:
        self.health.stop.set()
        raise self.trouble

    def close(self) -> None:
        self.closed += 1
        raise OSError


@pytest.mark.parametrize(
    ("trouble", "said"), [(TimeoutError(), "outage: TimeoutError"), (ValueError(), "stopped: ValueError")]
)
def test_a_loop_that_fails_is_closed_and_says_why(trouble: Exception, said: str) -> None:
    health = Health(threading.Event())
    loop = Failing(health, trouble)
    keep_turning(lambda _: loop, health)
    assert (loop.closed, health.trouble, health.alive()) == (1, said, True)


def test_waiting_is_alive_and_hanging_is_not() -> None:
    health = Health()
    health.turned = time.monotonic() - HANGS - 1
    assert not health.alive()
    health.waits(OSError())
    assert health.alive()
    assert health.trouble


def test_a_loop_told_to_stop_ends_between_two_pieces_of_work() -> None:
    health = Health()
    health.beat()
    health.stop.set()
    with pytest.raises(Stopped):
        health.beat()
