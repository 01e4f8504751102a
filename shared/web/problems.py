"""Every refusal as RFC 9457 problem details: the one place where domain errors become HTTP."""

from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request
from kafka.errors import KafkaError
from pydantic import ValidationError
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException

from shared.errors import N_, Invalid, Problem, Refused, TooMany
from shared.web import pages
from shared.web.room import said

log = structlog.get_logger()

HTTP_TEXTS = {
    400: ("malformed", N_("请求的格式不对，请检查后再发。")),
    404: ("not_found", N_("没有这个地址，请检查后再试。")),
    405: ("method_not_allowed", N_("这个地址不支持这种操作。")),
    413: ("too_large", N_("内容太大，请减少后再试。")),
    415: ("unsupported_media_type", N_("请用 application/json 发送。")),
    500: ("internal", N_("系统出了问题，已记录，请稍后再试。")),
    503: ("unavailable", N_("系统正在恢复，请过几秒再试。您的内容没有丢失，也没有重复。")),
}

# pydantic's words for what is wrong -> what is expected, in ours
EXPECTED = {
    "missing": N_("必填"),
    "extra_forbidden": N_("没有这一项，请去掉"),
    "string_type": N_("应为文字"),
    "string_too_long": N_("最多 %(max_length)s 个字"),
    "string_too_short": N_("至少 %(min_length)s 个字"),
    "string_pattern_mismatch": N_("格式不对，应符合 %(pattern)s"),
    "int_type": N_("应为整数"),
    "int_parsing": N_("应为整数"),
    "bool_type": N_("应为 true 或 false"),
    "bool_parsing": N_("应为 true 或 false"),
    "list_type": N_("应为列表"),
    "dict_type": N_("应为对象"),
    "model_attributes_type": N_("应为对象"),
    "model_type": N_("应为对象"),
    "literal_error": N_("应为其中之一：%(expected)s"),
    "greater_than_equal": N_("不能小于 %(ge)s"),
    "less_than_equal": N_("不能大于 %(le)s"),
    "multiple_of": N_("应为 %(multiple_of)s 的倍数"),
    "too_long": N_("最多 %(max_length)s 项"),
    "too_short": N_("至少 %(min_length)s 项"),
    "json_invalid": N_("不是有效的 JSON"),
    "unseen_characters": N_("含有看不见的控制字符，请重新输入"),
    "expected": N_("应为：%(expected)s"),
    "wrong": N_("%(wrong)s，%(expected)s"),
    "email": N_("应为邮箱，形如 name@example.com"),
    "timezone_aware": N_("应为带时区的时间，例如 2026-11-23T09:00:00+08:00"),
    "date_from_datetime_parsing": N_("应为存在的日期，例如 2026-11-23"),
    "date_parsing": N_("应为存在的日期，例如 2026-11-23"),
    "datetime_parsing": N_("应为时间，例如 2026-11-23T09:00:00+08:00"),
    "datetime_from_date_parsing": N_("应为时间，例如 2026-11-23T09:00:00+08:00"),
}
OTHERWISE = N_("不是所需的内容，请按接口说明填写")


def problem(status: int, code: str, text: str, fields: list[Problem] | None = None, **values: Any) -> Response:
    body = {
        "type": f"/{current_app.extensions['service'].name}/problems/{code}",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": said([text, values]),
    }
    if fields:
        body["fields"] = told(fields)
    answer = Response(current_app.json.dumps(body))
    answer.status_code, answer.content_type = status, "application/problem+json"
    return answer


def told(fields: list[Problem]) -> list[dict[str, str]]:
    """In the asked language."""
    return [
        {"field": f.field, "message": said([f.message, f.values] if f.values else f.message)} for f in fields
    ]  # fmt: skip


def fields_of(caught: ValidationError) -> list[Problem]:
    """Which fields are wrong and what is expected, without what was sent. What fills a text may be one of ours too."""
    found = []
    for error in caught.errors(include_url=False, include_input=False)[:50]:
        text = EXPECTED.get(error["type"], OTHERWISE)
        given = error.get("ctx", {}).items()
        values: dict[str, object] = {name: [str(value), {}] for name, value in given if f"%({name})s" in text}
        found.append(Problem(".".join(str(part)[:80] for part in error["loc"]), text, values))
    return found


def invalid(caught: ValidationError) -> Response:
    return problem(422, "invalid", N_("有内容需要改正，请看每一项的说明。"), fields_of(caught))


def answered(status: int) -> Response:
    """A refusal that is no action's own."""
    code, text = HTTP_TEXTS.get(status, ("refused", Refused.default))
    if not pages.asks_for_page():
        return problem(status, code, text)
    return pages.plain_refusal(status, text)


def handle_problems(app: Flask) -> None:
    @app.errorhandler(Refused)
    def refused(caught: Refused) -> Any:
        if pages.asks_for_page():
            return pages.refusal(caught)
        answer = problem(caught.status, caught.code, caught.text, caught.fields, **caught.values)
        if isinstance(caught, TooMany):
            answer.headers["Retry-After"] = str(caught.retry_after)
        return answer

    @app.errorhandler(ValidationError)
    def not_valid(caught: ValidationError) -> Any:
        if pages.asks_for_page():
            return pages.refusal(Invalid(fields=fields_of(caught)))
        return invalid(caught)

    @app.errorhandler(HTTPException)
    def http(caught: HTTPException) -> Any:
        return answered(caught.code or 500)

    @app.errorhandler(PyMongoError)
    @app.errorhandler(KafkaError)
    def away(caught: Exception) -> Any:
        log.warning("dependency_away", trouble=type(caught).__name__, route=str(request.url_rule))
        answer = answered(503)
        answer.headers["Retry-After"] = "5"
        return answer

    @app.errorhandler(Exception)
    def mistake(caught: Exception) -> Any:
        log.error("request_failed", route=str(request.url_rule), request=g.get("request_id"), exc_info=True)
        return answered(500)
