"""A TCP proxy that can cut a connection at the worst moment: the server has the request, the client no reply."""

import contextlib
import socket
import threading

CHUNK = 65_536  # bytes


class Proxy:
    """Listens on a loopback port of the kernel's choice and carries bytes to and from `target`."""

    def __init__(self, target: int) -> None:
        self.target, self.cuts = target, 0
        self._armed, self._lock = 0, threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_next_reply(self) -> None:
        """The next bytes that the server sends, on whichever connection, are dropped and that connection closed."""
        with self._lock:
            self._armed += 1

    def close(self) -> None:
        """Take no more connections; those that are open live on."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:  # the server is dead just now: so it looks to the client
            client.close()
            return
        for source, sink, reply in ((client, server, False), (server, client, True)):
            threading.Thread(target=self._carry, args=(source, sink, reply), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, reply: bool) -> None:
        with contextlib.suppress(OSError):
            while (data := source.recv(CHUNK)) and not (reply and self._cuts()):
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        if reply:
            source.close()
            sink.close()

    def _cuts(self) -> bool:
        with self._lock:
            if not self._armed:
                return False
            self._armed -= 1
            self.cuts += 1
            return True
