"""In a demo whatever is printed says so: a slip that looks real must not be taken for one."""

import pytest

from services.registry.service import service
from tests.builders_members import HERE, a_form, set_up, settle_people
from tests.pdf_text import text_of
from tests.stage import Stage, settings_for

SAYS_SO = "演示数据，非官方网站"


@pytest.mark.parametrize("demo", [True, False])
def test_a_slip_of_a_demo_says_so(database, demo: bool) -> None:
    settings = settings_for(database.uri("demo_papers")).model_copy(update={"demo": demo})
    stage = Stage(service, settings)
    set_up(stage)
    member = stage.client(settle_people(stage, 1)[0])
    member.post("/registry/api/v1/reports", json=a_form(community=HERE).model_dump(exclude_unset=True))
    stage.do_what_is_due()
    report = stage.db["reports"].find_one({})["_id"]
    paper = member.get(f"/registry/api/v1/reports/{report}/slip.pdf")
    assert paper.status_code == 200
    assert (SAYS_SO in text_of(paper.data)) == demo
    assert (f'class="printed-demo">{SAYS_SO}' in member.get("/registry/me/slip").text) == demo
    assert member.get(f"/registry/api/v1/reports/{report}/slip.png").status_code == 200
