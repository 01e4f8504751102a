"""What the page of one's own data sends: words in a line, a day instead of a moment."""

import re
from datetime import date, datetime, time
from typing import Any

from pydantic import model_validator

from services.registry.members.forms import ProfileChange
from services.registry.members.model import SKILLS
from shared.clock import SHANGHAI
from shared.web import Body

APART = re.compile(r"[\s,，、;；。]+")


def with_words(sent: dict[str, Any]) -> dict[str, Any]:
    """`more_skills` and `interests`, typed in a line with signs or blanks between, as lists."""
    given = dict(sent)
    more = _words(given.pop("more_skills", ""))
    if more or "skills" in given:
        given["skills"] = [*given.get("skills", ()), *more]
    if "interests" in given:
        given["interests"] = _words(given["interests"])
    return given


def _words(typed: str | list[str]) -> list[str]:
    lines = [typed] if isinstance(typed, str) else typed
    return [word for line in lines for word in APART.split(line) if word]


class WishesTyped(ProfileChange):
    """The whole form: what was left empty is empty from now on, save the address, which stays."""

    @model_validator(mode="before")
    @classmethod
    def _as_typed(cls, sent: Any) -> Any:
        empty: dict[str, Any] = {"skills": [], "interests": "", "free_times": [], "willingness": None}
        return with_words(empty | sent) if isinstance(sent, dict) else sent


class Rest(Body):
    """暂时不参加: until when; None: from now on again. The day itself is free again."""

    until: date | None = None

    @property
    def moment(self) -> datetime | None:
        return datetime.combine(self.until, time(), SHANGHAI) if self.until else None


def own_skills(known: list[str]) -> str:
    """Those that are not offered, as they are typed."""
    return "、".join(skill for skill in known if skill not in SKILLS)
