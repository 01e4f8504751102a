"""A setting that is missing or malformed stops the start, by its name and with what is expected."""

import base64
import json

import pytest

from shared import settings

SECRET = base64.b64encode(b"1" * 32).decode()
WHOLE = {
    "MONGO_URI": "mongodb://127.0.0.1:1/registry", "KAFKA_BOOTSTRAP": "127.0.0.1:1", "MASTER_KEYS": f"k1:{SECRET}",
    "HASH_KEY": SECRET, "VERIFY_KEYS": json.dumps({"keys": []}), "PUBLIC_URL": "http://127.0.0.1:8080",
}  # fmt: skip


@pytest.fixture(autouse=True)
def whole(monkeypatch):
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"LIANXIN_{name.upper()}", raising=False)
    for name, text in WHOLE.items():
        monkeypatch.setenv(f"LIANXIN_{name}", text)


def test_a_whole_set_is_taken():
    assert settings.load().master_keys == {"k1": b"1" * 32}


@pytest.mark.parametrize("name", WHOLE)
def test_a_missing_one_is_named(monkeypatch, capsys, name):
    monkeypatch.delenv(f"LIANXIN_{name}")
    with pytest.raises(SystemExit):
        settings.load()
    assert f"LIANXIN_{name}: Field required" in capsys.readouterr().err


def test_one_that_this_service_alone_needs_is_named(capsys):
    with pytest.raises(SystemExit):
        settings.load(["signing_key"])
    said = capsys.readouterr().err
    assert said.startswith("LIANXIN_SIGNING_KEY: ")
    assert "Ed25519" in said


def test_a_malformed_secret_is_named_and_not_shown(monkeypatch, capsys):
    monkeypatch.setenv("LIANXIN_HASH_KEY", "c2VjcmV0")
    with pytest.raises(SystemExit):
        settings.load()
    said = capsys.readouterr().err
    assert "LIANXIN_HASH_KEY" in said
    assert "c2VjcmV0" not in said
