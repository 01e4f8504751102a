"""What the pages of one's own report send: one choice for the place, one for the employer, words in a line."""

from typing import Any

from pydantic import Field, model_validator

from services.registry.members.own_forms import with_words
from services.registry.reports.forms import Correction, ReportForm

TYPED_TO_FIND = "q"  # a place's name: finds what is chosen then
OTHER = "other"  # instead of an employer's id: none of those found


def as_api(sent: Any) -> Any:
    """As the API takes it. community: a code, "unknown" or "elsewhere"; employer_id: an id or OTHER."""
    if not isinstance(sent, dict):
        return sent
    given = with_words({name: value for name, value in sent.items() if name != TYPED_TO_FIND})
    where, elsewhere = given.pop("community", None), given.pop("elsewhere", None)
    if where == "unknown":
        given["unknown"] = True
    elif where == "elsewhere":
        given["elsewhere"] = elsewhere or {}
    elif where:
        given["community"] = where
    if given.get("employer_id") == OTHER:
        del given["employer_id"]
    return given


class ReportTyped(ReportForm):
    """Without consent it is refused in the words of the text that is to be agreed to."""

    consent_version: str = Field("", max_length=20)

    @model_validator(mode="before")
    @classmethod
    def _as_api(cls, sent: Any) -> Any:
        return as_api(sent)


class CorrectionTyped(Correction):
    @model_validator(mode="before")
    @classmethod
    def _as_api(cls, sent: Any) -> Any:
        return as_api(sent)
