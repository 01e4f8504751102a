from pydantic import Field

from services.activities.answers.actions import Answer
from shared.web import Body, View


class LinkPath(View):
    secret: str = Field(max_length=64)


class Answered(Body):
    """yes | no | stop: see actions.answer_by_link."""

    answer: Answer
