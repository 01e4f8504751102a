import pytest

from deploy.local.settings import Refused, local_settings


def test_without_a_choice_it_binds_to_loopback(monkeypatch):
    for name in ("PORT", "HOST", "DATA", "DEMO"):
        monkeypatch.delenv(name, raising=False)
    settings = local_settings()
    assert (settings.host, settings.url, settings.is_private) == ("127.0.0.1", "http://127.0.0.1:8080", True)
    assert settings.demo
    assert settings.data.is_absolute()


@pytest.mark.parametrize(("host", "url", "private"), [
    ("::1", "http://[::1]:9000", True),
    ("0.0.0.0", "http://127.0.0.1:9000", False),
    ("10.0.0.7", "http://10.0.0.7:9000", False),
])  # fmt: skip
def test_the_address_people_open_follows_the_choice(monkeypatch, host, url, private):
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", "9000")
    assert (local_settings().url, local_settings().is_private) == (url, private)


@pytest.mark.parametrize(("name", "text"), [("PORT", "http"), ("PORT", "0"), ("PORT", "70000"), ("DEMO", "perhaps"),
                                          ("KAFKA", "kafka"), ("KAFKA", "k:1,"), ("MONGO", "mongo")])  # fmt: skip
def test_what_is_malformed_is_named_with_what_is_expected(monkeypatch, name, text):
    monkeypatch.setenv(name, text)
    with pytest.raises(Refused, match=f"^{name} is not understood; it must be .*{name}="):
        local_settings()


def test_an_empty_choice_is_no_choice(monkeypatch):
    monkeypatch.setenv("PORT", "")
    assert local_settings().port == 8080
