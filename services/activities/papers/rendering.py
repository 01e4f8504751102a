"""The papers of activities, by name."""

from pathlib import Path
from typing import Any

from shared.papers import rendering


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """The paper `template`.typ of this folder makes of `data`."""
    return rendering.pdf(Path(__file__).with_name(f"{template}.typ"), data)
