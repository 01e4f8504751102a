"""A good client: the same request with the same Idempotency-Key until there is an answer. It stands in the ledger."""

import random
import threading
import time
from typing import Any

import requests

from tests.chaos.ledger import Ledger

AGAIN = 0.4  # seconds
PATIENCE = 150.0  # seconds after which a request is given up without an answer
NOT_HEARD_OF_YET = {("signup", 404), ("confirmation", 404)}  # what another service, or the worker, has still to bring


class Client:
    """`tokens` by who asks: they may be replaced at any time, when everybody signs in anew."""

    def __init__(self, url: str, ledger: Ledger, chance: random.Random) -> None:
        self.url, self.ledger, self.chance = url, ledger, chance
        self.tokens: dict[str, str | None] = {}
        self.lock = threading.Lock()  # of `chance` and whatever else is drawn from

    def ask(self, what: str, path: str, who: str = "secretary", about: str = "", kind: str = "", **body: Any) -> Any:
        """The answer; None where it was refused, or given up. Either stands in the ledger."""
        with self.lock:
            key = f"{self.chance.getrandbits(64):016x}"
        headers = {"Idempotency-Key": key} | ({"Content-Type": kind} if kind else {})
        began, tries, status = time.monotonic(), 0, 0
        answer: dict[str, Any] = {}
        while time.monotonic() - began < PATIENCE:
            tries += 1
            status, answer = self._send("POST", path, who, headers, **body)
            if status and not _is_for_later(what, status, answer.get("code")):
                break
            status = 0
            time.sleep(AGAIN)
        id, seconds = str(answer.get("id", "")), round(time.monotonic() - began, 1)
        self.ledger.add(what, key, status, id, about, tries, seconds)
        return answer if 200 <= status < 300 else None

    def seen(self, path: str, who: str) -> dict[str, Any]:
        """What is there to be read; nothing where no answer came."""
        status, body = self._send("GET", path, who, {})
        return body if status == 200 else {}

    def _send(
        self, method: str, path: str, who: str, headers: dict[str, str], **body: Any
    ) -> tuple[int, dict[str, Any]]:
        """Status and body; 0 where no answer came."""
        service, _, rest = path.partition("/")
        url, headers = f"{self.url}/{service}/api/v1/{rest}", {"Authorization": f"Bearer {self.tokens[who]}"} | headers
        try:
            got = requests.request(method, url, headers=headers, timeout=30, **body)
            return got.status_code, got.json()
        except (OSError, ValueError):  # requests' own errors are OSErrors; a gateway's page is no JSON
            return 0, {}


def _is_for_later(what: str, status: int, code: str | None) -> bool:
    """Whether the same request may be answered otherwise in a while; 401: until the new token is there."""
    return (
        status >= 500
        or status in (401, 429)
        or code in ("not_yet_known", "not_yet")
        or (what, status) in NOT_HEARD_OF_YET
    )
