"""Staff sign in with account and password. A refusal tells nothing: unknown, wrong, locked and shut sound the same."""

from services.registry.accounts import passwords
from services.registry.accounts.model import Credential, LoginTaken
from services.registry.accounts.tokens import Holder, holder_of
from shared.documents import EVERYBODY
from shared.errors import N_, NotSignedIn
from shared.throttles import Limit, clear, count, refuse_beyond, seconds_to_wait
from shared.tx import Tx, allow
from shared.web.session import Standing

WRONG_FOR_LOGIN = Limit("wrong_login", 5, 15 * 60)
WRONG_FROM_NETWORK = Limit("wrong_network", 100, 15 * 60)
REFUSAL = N_("账号或密码不对，或者尝试次数太多。请核对后再试，或过 15 分钟再试；忘记密码请联系上一级管理员。")


@allow(*EVERYBODY)
def sign_in(tx: Tx, login: str, password: str, network: str) -> Holder | NotSignedIn:
    refuse_beyond(tx, WRONG_FROM_NETWORK, network)
    login = login.lower()
    typed = tx.keys.hashed("login", login)  # hashed: people type passwords into the wrong field
    taken = tx.peek(LoginTaken, login)
    account = taken.account if taken else ""
    credential, standing = tx.peek(Credential, account), tx.peek(Standing, account)
    right = passwords.fits(credential.password if credential else None, password)
    locked = seconds_to_wait(tx, WRONG_FOR_LOGIN, typed)
    if locked or not (right and standing and standing.active):
        count(tx, WRONG_FOR_LOGIN, typed)
        count(tx, WRONG_FROM_NETWORK, network)
        return NotSignedIn(REFUSAL, code="wrong_login")
    clear(tx, WRONG_FOR_LOGIN, typed)
    return holder_of(tx, standing)
