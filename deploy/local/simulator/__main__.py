"""`python -m deploy.local.simulator --smtp 127.0.0.1:2525 --http 127.0.0.1:8025`; SIGTERM or Ctrl-C stops it.

--accounts: the file in which the demo names the accounts that people may try; /dev shows them once it is there."""

import argparse
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from werkzeug.serving import WSGIRequestHandler, make_server

from deploy.local.simulator.mailbox import Mailbox
from deploy.local.simulator.smtp import mail_server
from deploy.local.simulator.web import make_app
from shared.clock import Clock, MovableClock, system_clock

Address = tuple[str, int]


class _Unlogged(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: a query may hold a phone number."""


@contextmanager
def running(
    smtp: Address, http: Address, clock: Clock = system_clock, silence: float = 15.0, accounts: Path | None = None
) -> Iterator[Mailbox]:
    """Both servers, listening for as long as the block runs. OSError or SystemExit where a port is taken."""
    socket.create_server(smtp).close()  # aiosmtpd would wait five seconds before it says that the port is taken
    mailbox = Mailbox(clock)
    web = make_server(*http, make_app(mailbox, silence, accounts), threaded=True, request_handler=_Unlogged)
    mail = mail_server(mailbox, *smtp)
    loop = Thread(target=web.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    try:
        mail.start()
        loop.start()
        yield mailbox
    finally:
        if loop.is_alive():
            web.shutdown()
            loop.join()
        web.server_close()
        mail.stop(no_assert=True)


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise argparse.ArgumentTypeError("expected host:port")
    return host, int(port)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.local.simulator")
    parser.add_argument("--smtp", type=_address, required=True, metavar="HOST:PORT")
    parser.add_argument("--http", type=_address, required=True, metavar="HOST:PORT")
    parser.add_argument("--accounts", type=Path, metavar="FILE")
    asked = parser.parse_args()
    offset = os.environ.get("LIANXIN_CLOCK_FILE")
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        clock = MovableClock(offset) if offset else system_clock
        with running(asked.smtp, asked.http, clock, accounts=asked.accounts):
            stop.wait()
    except OSError as error:
        sys.exit(f"The simulator cannot listen on {asked.smtp} and {asked.http}: {error.strerror or error}")


if __name__ == "__main__":
    main()
