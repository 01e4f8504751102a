import json
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.data import Data
from deploy.local.gateway import caddyfile
from deploy.local.keys import new_secrets
from deploy.local.settings import SERVICES, local_settings
from deploy.local.stack import PORTS, Stack, broker_command, new_cluster_id
from shared.settings import Settings


@pytest.fixture
def stack(tmp_path):
    ports = {name: 20000 + number for number, name in enumerate(PORTS)}
    return Stack(local_settings(data=tmp_path), Data(tmp_path), ports, new_secrets())


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_understands_its_settings(stack, monkeypatch, service):
    for name, value in stack.environment(service).items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.mongo_uri.startswith(f"mongodb://{service}:")
    assert list(settings.master_keys) == ["k1"]
    assert (settings.signing_key is not None) == (service == "registry")
    assert (settings.smtp_url is not None) == (service == "notify")


def test_no_service_knows_the_credential_of_another(stack):
    passwords = stack.secrets["database"]
    for service in SERVICES:
        given = json.dumps(stack.environment(service))
        assert [other for other in SERVICES if passwords[other] in given] == [service]


def test_what_is_needed_stands_in_the_stack_and_stops_later(stack):
    layers = [[process.name for process in layer] for layer in stack.layers(demo=True)]
    layer_of = {name: number for number, layer in enumerate(layers) for name in layer}
    for layer in stack.layers(demo=True):
        for process in layer:
            assert all(layer_of[need] <= layer_of[process.name] for need in process.needs)
    order = [layer_of[name] for name in ("database", "broker", "simulator", "notify-loops", "notify-web", "gateway")]
    assert order == sorted(set(order))


def test_on_a_broker_that_runs_already_none_is_started(tmp_path, stack):
    there = Stack(local_settings(data=tmp_path, kafka="kafka.example:9092"), stack.data, stack.ports, stack.secrets)
    processes = [process for layer in there.layers(demo=True) for process in layer]
    names = {process.name for process in processes}
    assert "broker" not in names
    assert all(set(process.needs) <= names for process in processes)
    assert {there.environment(service)["LIANXIN_KAFKA_BOOTSTRAP"] for service in SERVICES} == {"kafka.example:9092"}


def test_on_a_database_that_runs_already_none_is_started(tmp_path, stack):
    there = Stack(local_settings(data=tmp_path, mongo="mongo.example:27017"), stack.data, stack.ports, stack.secrets)
    processes = [process for layer in there.layers(demo=True) for process in layer]
    names = {process.name for process in processes}
    assert not names & {"database", "accounts"}
    assert all(set(process.needs) <= names for process in processes)
    uris = [there.environment(service)["LIANXIN_MONGO_URI"] for service in SERVICES]
    assert [uri.partition("?")[0] for uri in uris] == [f"mongodb://mongo.example:27017/{name}" for name in SERVICES]


def test_every_start_of_the_broker_is_a_new_cluster():
    assert len({new_cluster_id() for _ in range(50)}) == 50
    assert broker_command(20000)[3] != broker_command(20000)[3]
    assert "tcp://127.0.0.1:20000" in broker_command(20000)


def test_the_gateway_understands_its_configuration(stack, tmp_path):
    text = caddyfile(stack.settings, {name: "127.0.0.1:20001" for name in (*SERVICES, "simulator")})
    (tmp_path / "Caddyfile").write_text(text)
    caddy = Path(sys.executable).with_name("caddy")
    command = [caddy, "adapt", "--config", tmp_path / "Caddyfile", "--adapter", "caddyfile"]
    adapted = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert adapted["admin"]["disabled"]
    assert adapted["apps"]["http"]["servers"]["srv0"]["listen"] == ["127.0.0.1:8080"]
