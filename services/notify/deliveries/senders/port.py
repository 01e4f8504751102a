"""What every channel takes and answers."""

import ssl
from typing import Literal, NamedTuple, Protocol
from urllib.parse import SplitResult, urlsplit

State = Literal["sent", "delivered", "temporary_failure", "permanent_failure", "technical_failure", "unknown"]


class Outcome(NamedTuple):
    """What became of one send. sent: it was taken; delivered: it arrived; temporary: try again; permanent: it does
    not get there (a bad address); technical: we could not send; unknown: it may have been taken, so ask before
    sending again.

    `reason` is a stable code (`smtp_550_5.1.1`, `http_401`), never a server's text: that repeats addresses."""

    state: State
    reason: str
    reference: str | None


class Message(NamedTuple):
    """`reference` is unique per delivery and the same at every try of it. `to`: an e-mail address or E.164."""

    reference: str
    to: str
    subject: str
    text: str
    code: str | None = None
    link: str | None = None
    language: str = "zh-CN"


class Sender(Protocol):
    def send(self, message: Message) -> Outcome: ...

    def ask(self, reference: str) -> Outcome | None:
        """What became of a send that is unknown, or was taken; None where the channel cannot be asked."""
        ...


def broken(error: Exception, given: bool, reference: str) -> Outcome:
    """The connection failed. `given`: the message was on its way, so it may have been taken."""
    if given:
        return Outcome("unknown", "connection_lost", reference)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Outcome("technical_failure", "certificate", reference)
    return Outcome("temporary_failure", "connection", reference)


def parsed(url: str, *schemes: str) -> SplitResult:
    """A URL of one of the schemes with a host, or ValueError that does not repeat it (it may hold a password)."""
    try:
        parts = urlsplit(url)
        if parts.scheme in schemes and parts.hostname and parts.port != 0 and url.isascii():
            return parts
    except ValueError:
        pass
    raise ValueError(f"expected {' or '.join(schemes)}://host[:port]")
