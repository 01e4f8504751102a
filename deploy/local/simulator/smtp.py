"""The mail server that catches everything. The end of the name before the @ says how the mailbox behaves:

`+busy` answers 451 to its first two recipients, then takes the mail · `+rejected` does not exist (550) ·
`+silent` takes the mail and hangs up without an answer.
"""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from deploy.local.simulator.mailbox import Mailbox, code_in, link_in

BUSY_TRIES = 2


class Catcher:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._tries: dict[str, int] = {}

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        name = address.rpartition("@")[0]
        if name.endswith("+rejected"):
            return "550 5.1.1 No such mailbox"
        if name.endswith("+busy") and self._tries.get(address, 0) < BUSY_TRIES:
            self._tries[address] = self._tries.get(address, 0) + 1
            return "451 4.7.1 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        for address in envelope.rcpt_tos:
            self._keep(address, mail)
        if any(address.rpartition("@")[0].endswith("+silent") for address in envelope.rcpt_tos):
            server.transport.abort()
        return "250 OK"

    def _keep(self, address: str, mail: EmailMessage) -> None:
        body = mail.get_body(("plain", "html"))
        text = body.get_content() if body else ""
        self._mailbox.add(
            address, "email", text, subject=str(mail["Subject"] or ""), code=code_in(text), link=link_in(text)
        )


def mail_server(mailbox: Mailbox, host: str, port: int) -> Controller:
    """Not yet started. The greeting's name is given: to look up the machine's own can take seconds."""
    return Controller(
        Catcher(mailbox), hostname=host, port=port, server_hostname="localhost", data_size_limit=1_000_000
    )
