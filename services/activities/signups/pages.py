"""/activities/shifts/<id>/signups: who is signed up, for the staff of the place that offers the shift."""

from werkzeug.wrappers import Response

from services.activities.activities import queries as activities
from services.activities.activities.forms import PersonName
from services.activities.activities.views import PersonForStaff
from services.activities.signups import actions, queries
from services.activities.signups.forms import Answers, Entered, SignUpId
from services.activities.signups.views import SheetForStaff
from shared.errors import N_
from shared.web import Body
from shared.web.pages import Pages, do, done, page, read

pages = Pages("signups", __name__, "activities")


class Cancelled(Body):
    id: SignUpId


# staff


@pages.get("/shifts/<shift_id>/signups")
def sheet(shift_id: str, found: list[PersonForStaff] | None = None) -> str:
    """`found`: whom to sign up, of those asked for by name."""
    return page("signups/sheet.html", sheet=read(queries.sheet, shift_id, show=SheetForStaff), found=found)


@pages.post("/shifts/<shift_id>/signups/answer")
def answer(shift_id: str, form: Answers) -> Response:
    items, left = do(actions.answer_signups, shift_id, form.ids, form.answer)
    text = N_("已答复 %(count)s 人，还有 %(left)s 人等答复。") if left else N_("已答复 %(count)s 人，都会收到通知。")
    return done(text, _of(shift_id), count=len(items), left=left)


@pages.post("/shifts/<shift_id>/signups/people")
def find(shift_id: str, form: PersonName) -> str:
    """A name stands in no address, so it is sent and answered at once."""
    return sheet(shift_id, read(activities.people_named, shift_id, form.name, show=PersonForStaff))


@pages.post("/shifts/<shift_id>/signups/entered")
def enter(shift_id: str, form: Entered) -> Response:
    signup = do(actions.enter_signup, shift_id, form.member)
    seated = signup.state == "accepted"
    return done(N_("已报名，本人会收到通知。") if seated else N_("名额已满，已列入候补。"), _of(shift_id))


@pages.post("/shifts/<shift_id>/signups/cancel")
def cancel(shift_id: str, form: Cancelled) -> Response:
    do(actions.cancel_signup, form.id)
    return done(N_("已代为退出，本人会收到通知。"), _of(shift_id))


def _of(shift_id: str) -> str:
    return f"/activities/shifts/{shift_id}/signups"
