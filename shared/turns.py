"""Taking turns. Where hundreds want one thing at one moment, the database makes all but one begin again, and again:
beyond some dozens nobody gets through. So those in one process queue before it, and each process sends one at a time.
It decides nothing: that two never get the same is the transaction's doing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from shared.errors import N_, TooMany

F = TypeVar("F", bound=Callable[..., Any])
WAITS = 10.0  # seconds
_locks = [threading.Lock() for _ in range(256)]  # by hash: two that share one wait a little for nothing


def in_turn(action: F) -> F:
    """Of this action, those with the same first argument (what they all want) are done one after the other."""
    action.in_turn = True  # type: ignore[attr-defined]
    return action


@contextmanager
def turn(action: Callable, args: tuple[Any, ...]) -> Iterator[None]:
    """Hold one's turn; TooMany where it does not come soon."""
    if not getattr(action, "in_turn", False):
        yield
        return
    lock = _locks[hash((action.__name__, args[0])) % len(_locks)]
    if not lock.acquire(timeout=WAITS):
        raise TooMany(N_("同时办理的人很多，还没有轮到您，请过几秒再试。"), retry_after=5)
    try:
        yield
    finally:
        lock.release()
