"""Alerts and dashboard speak of metrics that exist, and every alarm that a metric is meant for has its rule."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import services.notify.metrics
import shared.metrics
from tests.watching import promtool

DEPLOY = Path(__file__).parents[2] / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yaml"
MODULES = (shared.metrics, services.notify.metrics)
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
GIVEN = {"job", "instance", "le"}  # by Prometheus itself
NAME = re.compile(r"\blianxin_\w+")


def metrics() -> dict[str, set[str]]:
    """Per series that the product makes: its labels."""
    of = {collector._name: set(collector._labelnames) for collector in set(REGISTRY._collector_to_names)
          if getattr(collector, "_name", "").startswith("lianxin_")}  # fmt: skip
    families = [family for family in REGISTRY.collect() if family.name in of]
    return {family.name + suffix: of[family.name] for family in families for suffix in SUFFIXES[family.type]}


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DEPLOY / "grafana" / "lianxin.json").read_text())["panels"]
    return found


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    yield from (target["expr"] for panel in panels() for target in panel["targets"])


@pytest.mark.parametrize("expression", sorted(set(expressions())))
def test_what_is_asked_for_exists(expression: str) -> None:
    known, asked = metrics(), NAME.findall(expression)
    assert not set(asked) - set(known)
    grouped = {label.strip() for by in re.findall(r"\bby \(([^)]*)\)", expression) for label in by.split(",")}
    assert grouped <= set().union(GIVEN, *(known[name] for name in asked))
    for name, braces in re.findall(r"(lianxin_\w+)\{([^}]*)\}", expression):
        assert set(re.findall(r"(\w+)[!=]", braces)) <= known[name] | GIVEN


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_alarm_that_is_meant_has_a_rule(module: Any) -> None:
    meant = set(NAME.findall(str(module.__doc__).partition("Alarms:")[2]))
    assert meant
    watched = " ".join(rule["expr"] for rule in rules())
    assert not {name for name in meant if not re.search(rf"\b{name}", watched)}


def test_every_metric_is_on_the_dashboard() -> None:
    shown = " ".join(target["expr"] for panel in panels() for target in panel["targets"])
    assert not {name for name in metrics() if not re.search(re.sub("_(bucket|count|sum|total)$", "", name), shown)}


def test_every_alarm_says_how_bad_it_is_and_what_to_do() -> None:
    words = (DEPLOY / "README.md").read_text()
    for rule in rules():
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"]["summary"]
        assert f"`{rule['alert']}`" in words, f"deploy/README.md does not say what to do about {rule['alert']}"
    assert len({rule["alert"] for rule in rules()}) == len(rules())


def test_panels_have_titles_of_their_own_and_stand_side_by_side() -> None:
    assert len({panel["title"] for panel in panels()}) == len(panels())
    assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels()}) == len(panels())


@pytest.mark.parametrize("arguments", [["check", "rules", str(ALERTS)],
                                       ["test", "rules", str(Path(__file__).with_name("alerts_test.yaml"))]],
                         ids=["check", "test"])  # fmt: skip
def test_prometheus_itself_takes_the_rules(arguments: list[str]) -> None:
    program = promtool.found()
    if not program:
        pytest.skip("RULES NOT RUN: no promtool. Build it with `python -m tests.watching.promtool`, or set PROMTOOL")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, env=os.environ, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
