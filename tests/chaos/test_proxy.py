"""The proxy cuts after the request and before the reply, once each time it is told to."""

import socket
import socketserver
import threading
from collections.abc import Iterator

import pytest

from tests.chaos.proxy import Proxy


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.received: list[bytes] = []


class Answer(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        for line in self.rfile:
            self.server.received.append(line)  # type: ignore[attr-defined]
            self.wfile.write(b"done " + line)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    proxy = Proxy(server.server_address[1])
    yield proxy
    proxy.close()


def ask(proxy: Proxy, line: bytes) -> bytes:
    """The reply; empty where the connection was cut."""
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as client:
        client.sendall(line)
        try:
            return client.recv(100)
        except ConnectionResetError:
            return b""


def test_it_carries_both_ways(server: Server, proxy: Proxy) -> None:
    assert ask(proxy, b"a\n") == b"done a\n"
    assert (server.received, proxy.cuts) == ([b"a\n"], 0)


def test_the_server_has_a_request_whose_reply_is_cut_and_the_next_is_answered(server: Server, proxy: Proxy) -> None:
    proxy.cut_next_reply()
    assert ask(proxy, b"a\n") == b""
    assert (server.received, proxy.cuts) == ([b"a\n"], 1)
    assert ask(proxy, b"a\n") == b"done a\n"


def test_a_dead_server_looks_dead(server: Server, proxy: Proxy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    proxy.target = port
    assert ask(proxy, b"a\n") == b""
