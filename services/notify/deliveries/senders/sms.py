"""SMS through a provider over HTTP: POST a message, GET <url>/<reference>. The same reference twice is one message."""

import http.client
import json
import re
from urllib.parse import quote

from services.notify.deliveries.senders.port import Message, Outcome, State, broken, parsed

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
RECEIPTS: dict[str, tuple[State, str]] = {
    "delivered": ("delivered", "receipt"), "undelivered": ("permanent_failure", "not_delivered"),
}  # fmt: skip


class SmsSender:
    def __init__(self, url: str, token: str | None = None, *, timeout: float = 10.0, dry: bool = False) -> None:
        """`timeout`: seconds without an answer. `dry`: say sent and send nothing."""
        self._url = parsed(url, "http", "https")
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._timeout, self._dry = timeout, dry

    def send(self, message: Message) -> Outcome:
        if not _NUMBER.fullmatch(message.to):
            return Outcome("permanent_failure", "bad_number", message.reference)
        if self._dry:
            return Outcome("sent", "dry", message.reference)
        asked = {name: getattr(message, name) for name in ("reference", "to", "text", "code", "link")}
        return self._call(message.reference, "POST", "", json.dumps(asked).encode())

    def ask(self, reference: str) -> Outcome:
        """delivered, sent (no more is known) or permanent_failure; temporary_failure where the provider never saw it;
        else still unknown."""
        if self._dry:
            return Outcome("sent", "dry", reference)
        found = self._call(reference, "GET", "/" + quote(reference, safe=""), None)
        if found.reason == "http_404":
            return Outcome("temporary_failure", "never_seen", reference)
        return found if found.state in ("sent", "delivered", "permanent_failure") else found._replace(state="unknown")

    def _call(self, reference: str, method: str, path: str, body: bytes | None) -> Outcome:
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        connection = kind(self._url.hostname or "", self._url.port, timeout=self._timeout)
        given = False
        try:
            connection.connect()
            given = True
            connection.request(method, self._url.path.rstrip("/") + path, body, self._headers)
            answer = connection.getresponse()
            return Outcome(*_meaning(answer.status, answer.read(65536)), reference)
        except (OSError, http.client.HTTPException) as error:
            return broken(error, given, reference)
        finally:
            connection.close()


def _meaning(status: int, body: bytes) -> tuple[State, str]:
    """200 without "sent", and 5xx but 503, come from a server that may have taken the message."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    told = told if isinstance(told, dict) else {}
    if status == 200 and told.get("state") == "sent":
        return "sent", "accepted"
    if status == 200 and told.get("state") in RECEIPTS:
        return RECEIPTS[told["state"]]
    if status in (200, 400) and told.get("state") == "rejected" and told.get("reason", "bad_number") == "bad_number":
        return "permanent_failure", "bad_number"
    if status in (408, 425, 429, 503):
        return "temporary_failure", f"http_{status}"
    return "unknown" if status < 300 or status >= 500 else "technical_failure", f"http_{status}"
