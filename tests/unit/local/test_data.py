import errno
import os
import socket
from collections import namedtuple

import pytest

from deploy.local import data as module
from deploy.local.data import Data, is_free, plain_disk_errors
from deploy.local.keys import local_secrets
from deploy.local.settings import Refused

GATEWAY = 8080


@pytest.fixture
def data(tmp_path):
    made = Data(tmp_path / "run")
    made.prepare()
    return made


def test_one_run_holds_the_folder(data):
    assert not data.in_use()
    with data.held("http://127.0.0.1:8080, process 7"):
        assert data.in_use()
        again = Data(data.folder)
        with (
            pytest.raises(Refused, match=r"already runs on .*127\.0\.0\.1:8080, process 7.*DATA=") as refused,
            again.held("x"),
        ):
            pass
        assert "\n" not in str(refused.value)
    assert not data.in_use()


def test_a_disk_without_space_is_refused(data, monkeypatch):
    usage = namedtuple("usage", "total used free")(10**9, 10**9, 5 * 10**6)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(Refused, match=r"is full \(5 MB free, 300 needed\).*DATA="):
        data.prepare()


def test_a_read_only_disk_is_refused_in_one_sentence(tmp_path, monkeypatch):
    def read_only(*_args, **_more):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(module.Path, "mkdir", read_only)
    with (
        pytest.raises(Refused, match=r"cannot be written \(Read-only file system\).*DATA="),
        plain_disk_errors(tmp_path),
    ):
        Data(tmp_path / "run").prepare()


def test_ports_stay_while_they_are_free(data):
    first = data.ports(["a", "b"], GATEWAY)
    assert data.ports(["a", "b", "c"], GATEWAY).items() > first.items()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", first["a"]))
        other.listen()
        again = data.ports(["a", "b"], GATEWAY)
    assert again["b"] == first["b"]
    assert again["a"] not in first.values()


def test_the_port_of_the_gateway_is_nobody_elses(data):
    first = data.ports(["a", "b"], GATEWAY)
    assert data.ports(["a", "b"], first["a"])["a"] != first["a"]


def test_a_port_with_a_server_is_not_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not is_free("127.0.0.1", server.getsockname()[1])


def test_secrets_are_made_once_for_their_owner_only(data):
    made = local_secrets(data)
    assert local_secrets(data) == made
    assert (data.folder / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert data.folder.stat().st_mode & 0o077 == 0


def test_data_without_their_keys_are_refused(data):
    data.database.mkdir()
    with pytest.raises(Refused, match="secrets.json is missing"):
        local_secrets(data)


def test_a_damaged_file_is_named(data):
    (data.folder / "ports.json").write_text("{")
    with pytest.raises(Refused, match="ports.json is damaged"):
        data.ports(["a"], GATEWAY)


def test_a_demo_that_was_cut_short_is_told_again_and_a_whole_one_stays(data):
    assert data.wants_demo()
    data.database.mkdir()
    data.clock.write_text("60")
    data.write("demo.begun", True)
    data.forget_half_told_demo()
    assert data.wants_demo()
    assert not data.clock.exists()
    data.database.mkdir()
    data.write("demo.begun", True)
    data.write("demo.json", [])
    data.forget_half_told_demo()
    assert data.database.exists()
    assert not data.wants_demo()


def test_nobodys_own_data_meets_the_demo(data):
    data.database.mkdir()
    data.forget_half_told_demo()
    assert data.database.exists()
    assert not data.wants_demo()
