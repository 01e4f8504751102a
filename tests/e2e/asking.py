"""Somebody who asks over HTTP, as the pages and other programs do."""

from typing import Any, NamedTuple

import requests

from tests.e2e.system import Wrong

SERVICES = ("registry", "notify", "activities")


class Answer(NamedTuple):
    asked: str
    status: int
    body: Any
    headers: Any

    def __getitem__(self, name: Any) -> Any:  # type: ignore[override]
        """A field of the body."""
        return self.body[name]

    @property
    def items(self) -> list[dict[str, Any]]:
        return self.body["items"]

    @property
    def fields(self) -> set[str]:
        """Which fields a refusal names."""
        return {each["field"] for each in self.body.get("fields", [])}


class Somebody:
    """Paths are short: "notify/todos" is /notify/api/v1/todos. An answer that is not as expected is Wrong.

    `refused`: expect this refusal instead: its status, its code and, where they matter, its fields; "409 wrong_state".
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url, self.token = url, token
        self.language = "zh-CN"

    def get(self, path: str, *, refused: str = "", **query: Any) -> Answer:
        return self.ask("GET", path, refused, params=query)

    def post(self, path: str, body: Any = None, *, refused: str = "", key: str = "", **query: Any) -> Answer:
        headers = {"Idempotency-Key": key} if key else {}
        return self.ask("POST", path, refused, json=body, headers=headers, params=query)

    def upload(self, path: str, content: bytes, kind: str = "text/csv", *, refused: str = "", **query: Any) -> Answer:
        return self.ask("POST", path, refused, data=content, headers={"Content-Type": kind}, params=query)

    def hand_in(self, path: str, name: str, content: bytes, *, refused: str = "") -> Answer:
        """A file by its name, as a form sends it."""
        return self.ask("POST", path, refused, files={"file": (name, content)})

    def put(self, path: str, body: Any, version: int | None, *, refused: str = "") -> Answer:
        return self.ask("PUT", path, refused, json=body, headers=_on(version))

    def patch(self, path: str, body: Any, version: int | None, *, refused: str = "") -> Answer:
        return self.ask("PATCH", path, refused, json=body, headers=_on(version))

    def delete(self, path: str, *, refused: str = "") -> Answer:
        return self.ask("DELETE", path, refused)

    def all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """A list from its first to its last page."""
        found, cursor = [], None
        while True:
            page = self.get(path, **query | ({"cursor": cursor} if cursor else {}))
            found += page.items
            if not (cursor := page["next"]):
                return found

    def send(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> Answer:
        """Whatever the answer is."""
        service, _, rest = path.partition("/")
        given = {"Accept-Language": self.language} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        url = f"{self.url}/{service}/api/v1/{rest}"
        got = requests.request(method, url, headers=given | (headers or {}), timeout=60, **more)
        is_json = "json" in got.headers.get("Content-Type", "")
        return Answer(f"{method} {path}", got.status_code, got.json() if is_json else got.content, got.headers)

    def ask(self, method: str, path: str, refused: str, **more: Any) -> Answer:
        answer = self.send(method, path, **more)
        seen = told(answer)
        if not f"{seen} ".startswith(f"{refused} ") or bool(refused) != bool(seen):
            raise Wrong(f"{answer.asked}: expected {refused or 'an answer'}, saw {seen or answer.status}")
        return answer


def told(answer: Answer) -> str:
    """A refusal in two words, its status and stable code, and the fields it names; "" for none."""
    if answer.status < 300:
        return ""
    code = answer.body.get("code", "") if isinstance(answer.body, dict) else "(no problem details)"
    named = sorted(answer.fields) if isinstance(answer.body, dict) else []
    return " ".join([str(answer.status), code, *named])


def _on(version: int | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"v{version}"'}
