"""What cannot be done, and what to do instead. Few and typed; mapped to HTTP once, in shared/web/problems.py.

Texts are the Chinese source; they are translated when they are shown. Never put personal data into one.
"""

from typing import Any, NamedTuple

# What is shown: a marked text, or it and what fills it, ["第 %(row)s 行", {"row": 3}]; a value may be such a list too.
Text = str | list[Any]


def N_(text: str) -> str:
    """Mark a text for translation where there is no language yet."""
    return text


class Problem(NamedTuple):
    """One field that is wrong: `field` (as it was sent), `message` (what is expected), `values` that fill it."""

    field: str
    message: Text
    values: dict[str, object] = {}


class Refused(Exception):
    """A person asked for what cannot be done. `text` says why and what to do; `code` is stable, for programs."""

    status = 409
    code = "refused"
    default = N_("现在不能这样做，请刷新后再试。")

    def __init__(
        self, text: str = "", *, code: str = "", fields: list[Problem] | None = None, **values: object
    ) -> None:
        self.text = text or self.default
        self.code = code or self.code
        self.fields = fields or []
        self.values = values
        super().__init__(self.code)


class NotSignedIn(Refused):
    status, code, default = 401, "not_signed_in", N_("请先登录，然后再试。")


class NotAllowed(Refused):
    status, code, default = 403, "not_allowed", N_("您的账号没有这项权限，需要时请联系上一级管理员。")


class NotFound(Refused):
    status, code, default = 404, "not_found", N_("没有找到，或者不在您的范围内。请检查后再试。")


class WrongState(Refused):
    status, code, default = 409, "wrong_state", N_("它已经不在这一步了，请刷新页面查看现在的情况。")


class NotYetKnown(Refused):
    """A projection has not heard yet; never a wrong "no"."""

    status, code, default = 409, "not_yet_known", N_("系统正在更新这条信息，请过几秒再试。")


class Changed(Refused):
    status, code, default = 412, "changed", N_("别人刚刚改过它，请刷新后在新的内容上修改。")


class TooLarge(Refused):
    status, code, default = 413, "too_large", N_("内容太大，请减少后再试。")


class Invalid(Refused):
    """What was sent is not what is expected; `fields` names each."""

    status, code, default = 422, "invalid", N_("有内容需要改正，请看每一项的说明。")


class KeyReused(Refused):
    status, code, default = 422, "idempotency_key_reused", N_("这个 Idempotency-Key 已用于另一个请求，请换一个新的。")


class VersionNeeded(Refused):
    status, code, default = 428, "if_match_needed", N_("修改时请带上 If-Match（读取时得到的 ETag）。")


class TooMany(Refused):
    """Asked too often. `retry_after` in seconds."""

    status, code, default = 429, "too_many", N_("尝试次数太多，请稍后再试。")

    def __init__(self, text: str = "", *, retry_after: int = 60, **values: object) -> None:
        super().__init__(text, **values)  # type: ignore[arg-type]
        self.retry_after = retry_after
