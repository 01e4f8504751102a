"""Passwords, the links that set them, and signing in with one: what is kept, said, and not told."""

import re
from datetime import timedelta

import pytest

from services.registry.accounts import actions, passwords, signing_in
from services.registry.accounts.model import Credential
from shared.documents import PUBLIC
from shared.errors import NotSignedIn, Refused, TooMany
from shared.events.registry import MessageAsked
from shared.sealed import PersonKey
from shared.throttles import Throttle
from tests.builders_accounts import COMMUNITY, OFFICER, PHONE, kept, made
from tests.fakes import NOON, a_tx

PASSWORD = "四个词连起来很好记吧"


@pytest.mark.parametrize(
    "weak", ["short", "1234567890", "１２３４５６７８９０", "zhang.san.li", "aaaaaaaaaaaa", "x" * 201]
)
def test_a_weak_password_is_refused_at_its_field(weak):
    assert passwords.weakness(weak, "zhang.san.li").field == "password"


def test_a_password_fits_itself_in_any_input_method_and_nothing_else():
    hashed = passwords.hashed("correct horse")
    assert hashed.startswith("$argon2id$")
    assert passwords.fits(hashed, "ｃｏｒｒｅｃｔ　horse")
    assert not passwords.fits(hashed, "correct horses")
    assert not passwords.fits(None, "nobody has this password")


def with_link(**more):
    tx, account = made(OFFICER, "secretary", [COMMUNITY], phone="13800000001", **more)
    link = actions.send_password_link(tx, account.id, "https://lianxin.example")
    return kept(tx), account, link, tx


def token_of(link) -> str:
    return re.fullmatch(r"https://lianxin\.example/registry/password\?token=([\w-]{43})", link.link)[1]


def test_a_link_travels_sealed_and_lies_hashed():
    _, account, link, tx = with_link()
    said = tx.said[-1]
    assert isinstance(said, MessageAsked)
    assert (said.wording, said.account, said.expires) == ("password_link", account.id, NOON + timedelta(hours=72))
    assert tx.keys.open_box(said.sealed, tx.get(PersonKey, account.id).wrapped) == {
        "to": {"phone": PHONE, "email": None}, "values": {"link": link.link, "hours": 72},
    }  # fmt: skip
    assert token_of(link) not in tx.get(Credential, account.id).model_dump_json() + said.model_dump_json()


def test_a_link_sets_the_password_once_and_ends_what_was_before():
    documents, account, link, _ = with_link()
    tx = a_tx(*documents, by=PUBLIC)
    actions.set_password(tx, token_of(link), PASSWORD)
    assert tx.by.id == account.id
    assert tx.said[-1].tokens_from == tx.said[-1].account_version == 2
    again = a_tx(*kept(tx), by=PUBLIC)
    with pytest.raises(Refused) as caught:
        actions.set_password(again, token_of(link), PASSWORD)
    assert caught.value.code == "link_over"
    assert signing_in.sign_in(again, "Zhang.San", PASSWORD, "n").account == account.id


@pytest.mark.parametrize("spoil", [lambda link: (token_of(link), 73), lambda link: ("x" * 43, 0), lambda _: ("", 0)])
def test_an_old_or_made_up_link_sets_nothing(spoil):
    documents, _, link, _ = with_link()
    token, hours = spoil(link)
    with pytest.raises(Refused):
        actions.set_password(a_tx(*documents, by=PUBLIC, now=NOON + timedelta(hours=hours)), token, PASSWORD)


def test_a_newer_link_takes_the_place_of_an_older():
    documents, account, link, _ = with_link()
    tx = a_tx(*documents, by=OFFICER)
    newer = actions.send_password_link(tx, account.id, "https://lianxin.example")
    tx = a_tx(*kept(tx), by=PUBLIC)
    with pytest.raises(Refused):
        actions.set_password(tx, token_of(link), PASSWORD)
    assert actions.set_password(tx, token_of(newer), PASSWORD).id == account.id


def with_password():
    tx, account = made(OFFICER, "secretary", [COMMUNITY])
    actions.give_password(tx, account.id, PASSWORD)
    return tx, account


def signs_in(documents, login="zhang.san", password=PASSWORD, minutes=0):
    tx = a_tx(*documents, by=PUBLIC, now=NOON + timedelta(minutes=minutes))
    return signing_in.sign_in(tx, login, password, "n"), kept(tx)


def test_signing_in_gives_role_and_scopes_for_a_working_day():
    tx, account = with_password()
    holder, _ = signs_in(kept(tx))
    assert holder[:4] == (account.id, 2, "secretary", [COMMUNITY])
    assert holder.expires_at == NOON + timedelta(hours=12)


def test_unknown_wrong_locked_and_shut_sound_the_same():
    tx, account = with_password()
    documents = kept(tx)
    unknown, _ = signs_in(documents, login="nobody")
    refused = [unknown]
    for _ in range(5):
        wrong, documents = signs_in(documents, password="wrong wrong wrong")
        refused.append(wrong)
    locked, _ = signs_in(documents)
    actions.change_account(tx, account, {"active": False})
    shut, _ = signs_in(kept(tx))
    assert {(type(r), r.text, r.code, r.status) for r in [*refused, locked, shut]} == {
        (NotSignedIn, signing_in.REFUSAL, "wrong_login", 401)
    }
    assert signs_in(documents, minutes=15)[0].account == account.id  # the lock ends by itself


def test_signing_in_clears_the_count_of_wrong_passwords():
    documents = kept(with_password()[0])
    for _ in range(3):
        for _ in range(4):
            _, documents = signs_in(documents, password="wrong wrong wrong")
        holder, documents = signs_in(documents)
        assert not isinstance(holder, NotSignedIn)


def test_what_was_typed_as_login_is_not_kept():
    _, documents = signs_in([], login="my password in the wrong field")
    assert any(isinstance(d, Throttle) for d in documents)
    assert "my password" not in str(documents)


def test_a_network_that_tries_everything_waits():
    over = Throttle(id="wrong_network:n", count=100, until=NOON + timedelta(seconds=90))
    with pytest.raises(TooMany) as caught:
        signs_in([over])
    assert caught.value.retry_after == 90
