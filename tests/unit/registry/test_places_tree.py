"""What officers look after, and files that a page carries from one step to the next."""

import pytest

from services.registry.places.forms import BranchTyped
from services.registry.places.model import HomeBranch
from services.registry.places.queries import own_place, own_tree
from shared.errors import NotFound
from tests.builders_accounts import COMMUNITY, DISTRICT, OF_STREET, OFFICER, OTHER, STREET, a_place
from tests.fakes import a_tx


def places():
    found = [
        a_place(DISTRICT, "district"), a_place(STREET, "street", parent=DISTRICT),
        a_place(COMMUNITY, "community", parent=STREET), a_place("310106012", "street", parent=DISTRICT),
        a_place(OTHER, "community", parent="310106012"),
        a_place("310106011009", "community", parent=STREET, active=False, closed_into=COMMUNITY),
    ]  # fmt: skip
    return [*found, HomeBranch(id="b1", community=COMMUNITY, name="第一支部", active=False, scopes=[DISTRICT])]


@pytest.mark.parametrize(("by", "streets"), [
    (OFFICER, {STREET: [COMMUNITY], "310106012": [OTHER]}), (OF_STREET, {STREET: [COMMUNITY]}),
])  # fmt: skip
def test_an_officer_sees_their_own_streets_and_what_was_closed_apart(by, streets):
    tree = own_tree(a_tx(*places(), by=by))
    assert {street.id: [place.id for place in street.communities] for street in tree.streets} == streets
    assert [place.id for place in tree.closed] == ["310106011009"]


def test_a_place_is_seen_with_all_its_branches_and_nobody_elses():
    seen = own_place(a_tx(*places(), by=OF_STREET), COMMUNITY)
    assert [(branch.id, branch.active) for branch in seen.branches] == [("b1", False)]
    with pytest.raises(NotFound):
        own_place(a_tx(*places(), by=OF_STREET), OTHER)


@pytest.mark.parametrize("typed", ["永乐小区\n西康路", "永乐小区、西康路", ["永乐小区，西康路\n"]])
def test_roads_are_typed_one_a_line(typed):
    assert BranchTyped(name="第一支部", roads=typed).roads == ["永乐小区", "西康路"]
