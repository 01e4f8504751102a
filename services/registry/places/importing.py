"""A code list as a whole: compared once, then taken in as many transactions as it needs. Repeating it is harmless."""

from collections.abc import Callable
from typing import Any

from services.registry.places import actions, queries


def import_code_list(run: Callable[..., Any], content: bytes, dry_run: bool) -> queries.Comparison:
    """`run` performs an action as whoever asks. Gives what differed before."""
    found: queries.Comparison = run(queries.compare_code_list, content)
    while not dry_run and run(actions.take_code_list, found.wanted):
        pass
    return found
