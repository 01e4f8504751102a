"""Those who want the same thing go one after the other; others do not wait for them."""

import pytest

from shared import turns
from shared.errors import TooMany
from shared.turns import in_turn, turn


@in_turn
def wanted(tx: object, thing: str) -> None: ...


def unwanted(tx: object, thing: str) -> None: ...


def another(thing: str) -> str:
    """Something that does not share this one's lock."""
    slots = {name: hash(("wanted", name)) % 256 for name in (thing, *map(str, range(1000)))}
    return next(name for name, slot in slots.items() if slot != slots[thing])


def test_who_waits_too_long_is_asked_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAITS", 0.01)
    with turn(wanted, ("s1",)):
        with pytest.raises(TooMany) as caught, turn(wanted, ("s1",)):
            pass
        assert caught.value.retry_after == 5
        with turn(wanted, (another("s1"),)), turn(unwanted, ("s1",)):
            pass
    with turn(wanted, ("s1",)):
        pass


def test_a_turn_ends_with_what_went_wrong_in_it() -> None:
    with pytest.raises(ValueError, match="broken"), turn(wanted, ("s1",)):
        raise ValueError("broken")
    with turn(wanted, ("s1",)):
        pass
