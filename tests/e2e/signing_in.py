"""5. Sign-in (R15): staff by password, members by code, and nothing told to who should not know."""

from tests.e2e.asking import Somebody
from tests.e2e.system import until
from tests.e2e.walk import PASSWORD, Walk, same, true

OF_OFFICERS = ("registry/me", "notify/todos", "activities/activity-log")  # a page of each service


def refusals_alike(walk: Walk) -> None:
    """A wrong password, an unknown account and a locked one are refused in the same words."""
    walk.make_officer("instructor", walk.given.district.wrong.code, "locked")
    walk["locked"] = "locked"

    def refusal(login: str, password: str) -> tuple[int, str, str]:
        body = {"login": login, "password": password}
        answer = walk.public.send("POST", "registry/sign-in", json=body)
        return answer.status, answer["code"], answer["detail"]

    wrong = [refusal("locked", "not this password") for _ in range(5)]
    same(refusal("locked", PASSWORD), wrong[0], "a locked account with the right password")
    same(refusal("nobody-at-all", PASSWORD), wrong[0], "an unknown account")
    same(wrong[0][:2], (401, "wrong_login"), "the refusal")


def password_by_link(walk: Walk) -> None:
    """The officer above sends another link by SMS; the one before is over, and so are the old password's sessions."""
    phone = walk.given.strangers.next().phone
    account = walk.make_officer("staff", walk.given.district.wrong.code, "forgetful", phone=phone)
    before = walk.officer("staff", walk.given.district.wrong.code)
    path = f"registry/accounts/{account}/password-link"
    links = [walk.district_officer.post(path)["link"] for _ in range(2)]
    sent = until(lambda: {each["link"] for each in walk.system.mail(phone)} >= set(links), "both links by SMS")
    true(sent, "both links by SMS")
    walk.set_password(links[0], refused="409 link_over")
    walk.set_password(links[1], "一个 全新的 密码 2026")
    for path in OF_OFFICERS:
        over_at(before, path)
    walk.sign_in("forgetful", "一个 全新的 密码 2026")


def over_at(who: Somebody, path: str) -> None:
    """Waits until this session is over at one service; each hears of it by itself."""
    until(lambda: who.send("GET", path).status == 401, f"the session to be over at {path}")


def codes_tell_nothing(walk: Walk) -> None:
    """Any phone gets a code, and nothing shows whether a roster knows it; five wrong tries end a code."""
    known, unknown = walk.given.own.people[2].phone, walk.given.strangers.next().phone
    seen = []
    for phone in (known, unknown):
        asked = walk.public.send("POST", "registry/sign-in/codes", json={"phone": phone})
        again = walk.public.send("POST", "registry/sign-in/codes", json={"phone": phone})
        code = walk.mailed(phone, wanted="验证码")["code"]
        true(code and code not in asked.body["challenge"], "a code, and only in the message")
        path = f"registry/sign-in/codes/{asked['challenge']}/answer"
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        tries = [walk.public.send("POST", path, json={"code": wrong}) for _ in range(5)]
        late = walk.public.send("POST", path, json={"code": code})
        answers = [asked, again, *tries, late]
        seen.append([(answer.status, sorted(answer.body), answer.body.get("code")) for answer in answers])
    same(seen[0], seen[1], "what a known and an unknown phone are answered")
    same([status for status, *_ in seen[0]], [201, 429, *[401] * 6], "statuses")


def code_right(walk: Walk) -> None:
    """The right code signs a member in, once; by e-mail as by SMS."""
    person = walk.given.strangers.next()
    challenge, code = walk.code_for(person.email)
    path = f"registry/sign-in/codes/{challenge}/answer"
    signed_in = walk.public.post(path, {"code": code})
    me = Somebody(walk.system.url, signed_in["token"]).get("registry/me")
    same((me["role"], me["scopes"]), ("member", [me["id"]]), "who is signed in")
    walk.public.post(path, {"code": code}, refused="401 code_wrong")


def tokens_checked(walk: Walk) -> None:
    """A forged token is refused by every service, and so is another site's form."""
    walk["old session"] = walk.secretary
    token = str(walk.secretary.token)
    head, claims, signature = token.split(".")
    forged = Somebody(walk.system.url, f"{head}.{claims[:-4]}AAAA.{signature}")
    for path in OF_OFFICERS:
        forged.get(path, refused="401 token_invalid")
    cookie = {"Cookie": f"lianxin={token}", "Sec-Fetch-Site": "cross-site"}
    answer = walk.public.send("POST", "notify/inbox/read-all", headers=cookie)
    same((answer.status, answer["code"]), (403, "cross_site"), "a form of another site")


def later(walk: Walk) -> None:
    """A lockout is over after a quarter of an hour, an officer's session after a working day; a member's lasts."""
    true(walk.sign_in(walk["locked"], PASSWORD).token, "the locked account to sign in again")
    for path in OF_OFFICERS:
        walk["old session"].get(path, refused="401 session_expired")
    walk["first"].get("registry/me")


STEPS = [refusals_alike, password_by_link, codes_tell_nothing, code_right, tokens_checked]
LATER = [later]
