"""/activities/api/v1/links/<secret>: questions that a message asked, answered without a sign-in."""

from typing import Any

from services.activities.answers import actions, queries
from services.activities.answers.forms import Answered, LinkPath
from services.activities.answers.views import AskedForHolder
from shared.web import do, room

api = room("answers", __name__, "activities")


@api.get("/links/<secret>", responses={200: AskedForHolder})
def question(path: LinkPath) -> Any:
    """Opening changes nothing."""
    return do(queries.question, path.secret, show=AskedForHolder)


@api.post("/links/<secret>", responses={200: AskedForHolder})
def answer(path: LinkPath, body: Answered) -> Any:
    return do(actions.answer_by_link, path.secret, body.answer, show=AskedForHolder)
