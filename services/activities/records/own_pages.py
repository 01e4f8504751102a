"""/activities/me/records: a member's records of service, to confirm or object to."""

from pydantic import Field
from werkzeug.wrappers import Response

from services.activities.records import actions, queries
from services.activities.records.forms import OwnRecords, Several, Text
from services.activities.records.views import LedgerLineForMember, ReadForMember
from shared.errors import N_
from shared.web import Body
from shared.web.pages import Pages, do, done, page, read

pages = Pages("own_records", __name__, "activities")
ME = "/activities/me"
RECORDS = f"{ME}/records"


class ObjectionTyped(Body):
    """hours: what would be right, where it is about that."""

    reason: Text
    hours: float | None = Field(None, ge=0, le=24, multiple_of=0.25)

    @property
    def minutes(self) -> int | None:
        return None if self.hours is None else int(self.hours * 60)


@pages.get("/me/records")
def records(query: OwnRecords) -> str:
    asked = {"state": query.state, "limit": query.limit, "after": query.cursor}
    return page("records/mine.html", records=read(queries.my_records, **asked, show=ReadForMember))


@pages.get("/me/records/<record_id>")
def record(record_id: str) -> str:
    found = read(queries.my_record, record_id, show=ReadForMember)
    lines = read(queries.my_ledger, record=record_id, show=LedgerLineForMember)
    return page("records/own.html", read=found, lines=lines)


@pages.post("/me/confirm")
def confirm_several(form: Several) -> Response:
    result = do(actions.confirm_records, form.ids)
    return done(N_("已确认 %(count)s 条服务记录。"), ME, count=len(result.items))


@pages.post("/me/records/<record_id>/confirm")
def confirm(record_id: str) -> Response:
    do(actions.confirm_record, record_id)
    return done(N_("已确认，会记入服务登记卡。"), ME)


@pages.post("/me/records/<record_id>/object")
def object_to(record_id: str, form: ObjectionTyped) -> Response:
    do(actions.object_to_record, record_id, form.reason, form.minutes)
    return done(N_("异议已送到，举办方会答复您。"), f"{RECORDS}/{record_id}")
