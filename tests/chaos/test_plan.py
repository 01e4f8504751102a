"""A seed is a plan: the same one again, with as many deaths as were asked for and every kind of them."""

import pytest

from tests.chaos.plan import DISTURBANCES, KILLS, plan


@pytest.mark.parametrize("nodes", [1, 3])
@pytest.mark.parametrize("kills", [5, 20, 100])
def test_it_has_the_deaths_that_were_asked_for_and_loses_the_cluster_once(kills: int, nodes: int) -> None:
    blows = [blow for volley in plan(7, kills, nodes) for blow in volley]
    assert sum(blow.kills(nodes) for blow in blows) == kills
    assert [blow.what for blow in blows].count("destroy the cluster") == 1


def test_a_seed_repeats_it_and_another_differs() -> None:
    assert plan(7, 20, 3) == plan(7, 20, 3)
    assert plan(7, 20, 3) != plan(8, 20, 3)


def test_every_kind_comes_before_any_comes_twice_too_often() -> None:
    blows = [blow.what for volley in plan(7, 100, 3) for blow in volley]
    assert set(blows) == {*KILLS, *DISTURBANCES, "destroy the cluster"}
    counts = [blows.count(kind) for kind in KILLS]
    assert max(counts) - min(counts) <= 1
