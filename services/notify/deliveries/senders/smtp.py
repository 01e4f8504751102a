"""E-mail over SMTP. A mail cannot be asked about afterwards."""

import functools
import re
import smtplib
import ssl
from contextlib import closing, suppress
from email import policy
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from urllib.parse import quote, unquote

from services.notify.deliveries.senders.port import Message, Outcome, State, broken, parsed

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class _Refusal(Exception):
    """The server's plain no at `step`: connect, mail, rcpt or data."""

    def __init__(self, step: str, code: int, text: bytes | str) -> None:
        super().__init__(step, code)
        found = re.match(rb"[45]\.\d{1,3}\.\d{1,3}\b", text if isinstance(text, bytes) else b"")
        self.step, self.code, self.detail = step, code, found.group().decode() if found else ""

    def outcome(self, reference: str) -> Outcome:
        return Outcome(self._state(), f"smtp_{self.code}" + (f"_{self.detail}" if self.detail else ""), reference)

    def _state(self) -> State:
        """RFC 5321 4.2.3, RFC 3463: a bad address is one whose own mailbox is refused. A refused sender, login or
        content is ours to repair; many servers answer a bare 550 to content, so after DATA it is no bad address."""
        if 400 <= self.code < 500 or (self.step == "rcpt" and self.code == 552):
            return "temporary_failure"
        if self.step in ("rcpt", "data") and self.detail.startswith(("5.1.", "5.2.")):
            return "permanent_failure"
        if self.step == "rcpt" and not self.detail and self.code in (550, 551, 553, 556):
            return "permanent_failure"
        return "technical_failure"


class EmailSender:
    def __init__(self, smtp_url: str, from_address: str, *, timeout: float = 15.0, dry: bool = False) -> None:
        """`smtps://` is TLS from the start; `smtp://` with a user turns to TLS before it signs in (loopback excepted).
        `from_address`: plain, or with a name (`连心 <no-reply@example.cn>`). `timeout`: seconds for each step.
        `dry`: say sent and send nothing."""
        self._url = parsed(smtp_url, "smtp", "smtps")
        self._from, self._address = from_address, parseaddr(from_address)[1]
        if not _ADDRESS.fullmatch(self._address):
            raise ValueError("from_address: expected an e-mail address, or a name and <address>")
        self._timeout, self._dry = timeout, dry

    def send(self, message: Message) -> Outcome:
        if not _ADDRESS.fullmatch(message.to):
            return Outcome("permanent_failure", "bad_address", message.reference)
        given = False
        try:
            mail = self._mail(message).as_bytes()
            if self._dry:
                return Outcome("sent", "dry", message.reference)
            with closing(self._connected()) as smtp:
                _offer(smtp, self._address, message.to)
                given = True
                _give(smtp, mail)
            return Outcome("sent", "accepted", message.reference)
        except _Refusal as refusal:
            return refusal.outcome(message.reference)
        except OSError as error:  # smtplib's own errors are OSErrors too
            return broken(error, given, message.reference)
        except ValueError:
            return Outcome("technical_failure", "not_encodable", message.reference)

    def ask(self, reference: str) -> None:
        return None

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage(policy=policy.SMTP)
        mail.set_content(message.text, cte="base64")  # first, because it drops Content-* headers
        mail["From"], mail["To"] = self._from, message.to
        mail["Subject"] = " ".join(message.subject.split())
        mail["Date"] = formatdate(usegmt=True)  # the real time, wherever the local run's clock stands
        mail["Message-ID"] = f"<{quote(message.reference, safe='')}@{self._domain}>"
        mail["Content-Language"] = message.language
        mail["Auto-Submitted"] = "auto-generated"
        return mail

    @property
    def _domain(self) -> str:
        return self._address.rpartition("@")[2]

    def _connected(self) -> smtplib.SMTP:
        """Connected and signed in. Our name is given, because smtplib's own look-up of it can take seconds."""
        url, tls = self._url, self._url.scheme == "smtps"
        kind = functools.partial(smtplib.SMTP_SSL, context=ssl.create_default_context()) if tls else smtplib.SMTP
        smtp = None
        try:
            smtp = kind(url.hostname or "", url.port or (465 if tls else 25), self._domain, timeout=self._timeout)
            smtp.ehlo_or_helo_if_needed()
            self._sign_in(smtp)
            return smtp
        except (OSError, ValueError) as error:
            if smtp:
                smtp.close()
            if isinstance(error, smtplib.SMTPResponseException):
                raise _Refusal("connect", error.smtp_code, error.smtp_error) from None
            if isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected):
                raise _Refusal("connect", 502, b"") from None  # it offers no TLS, or no sign-in that we know
            raise

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        if self._url.username is None:
            return
        if self._url.scheme == "smtp" and self._url.hostname not in _LOOPBACK:
            smtp.starttls(context=ssl.create_default_context())
        smtp.login(unquote(self._url.username), unquote(self._url.password or ""))


def _offer(smtp: smtplib.SMTP, sender: str, to: str) -> None:
    """Up to the server's leave to send. What breaks here was not sent."""
    for step, command in (("mail", f"MAIL FROM:<{sender}>"), ("rcpt", f"RCPT TO:<{to}>"), ("data", "DATA")):
        code, text = smtp.docmd(command)
        if code // 100 != (3 if step == "data" else 2):
            raise _Refusal(step, code, text)


def _give(smtp: smtplib.SMTP, mail: bytes) -> None:
    """The mail itself. What breaks from here on may have been taken."""
    smtp.send(mail + b".\r\n")  # no dot to double: no line of a header or of base64 begins with one
    code, text = smtp.getreply()
    if 400 <= code < 600:
        raise _Refusal("data", code, text)
    if code // 100 != 2:
        raise smtplib.SMTPServerDisconnected
    with suppress(OSError):
        smtp.putcmd("QUIT")  # its answer is not worth waiting for
