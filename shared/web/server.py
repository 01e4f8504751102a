"""The role `web`: gunicorn with threads. Clients and threads are made after the fork."""

from collections.abc import Callable, Iterable
from typing import Any

from shared.service import Service
from shared.settings import Settings

MOST_UNREAD = 200_000_000  # bytes


def serve(service: Service, settings: Settings, start_loops: Callable[[], Any]) -> None:
    """Serve until SIGTERM; requests under way are finished first, for up to eight seconds."""
    from gunicorn.app.base import BaseApplication
    from gunicorn.workers.gthread import ThreadWorker

    class Worker(ThreadWorker):
        """Who has connected by the time that it is told to end is answered: a listener that closes resets them."""

        def set_accept_enabled(self, enabled: bool) -> None:
            super().set_accept_enabled(enabled)
            if self.alive:
                return
            for listener in self.sockets:
                before = -1
                while before != self.nr_conns:
                    before = self.nr_conns
                    self.accept(listener)
                listener.close()

    class Web(BaseApplication):
        def load_config(self) -> None:
            options = {
                "bind": settings.bind, "worker_class": Worker, "workers": settings.web_workers,
                "threads": settings.web_threads, "graceful_timeout": 8, "keepalive": 5, "timeout": 60,
                "max_requests": 0, "control_socket_disable": True, "accesslog": None, "loglevel": "warning",
                "post_worker_init": lambda worker: start_loops(), "limit_request_field_size": 8190,
                "forwarded_allow_ips": "127.0.0.1",
            }  # fmt: skip
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from werkzeug.middleware.proxy_fix import ProxyFix

            from shared.web.app import make_app

            app = make_app(service, settings)
            proxied = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
            app.wsgi_app = reading_all(proxied)  # type: ignore[method-assign]
            return app

    Web().run()


def reading_all(app: Callable) -> Callable:
    """What an app that refuses leaves unread of a body is read and dropped: to a gateway that is still sending, a
    connection closed early is a 502, whatever the answer was."""

    def read_all(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        answer, unread = app(environ, start_response), MOST_UNREAD
        while unread > 0 and (piece := environ["wsgi.input"].read(65_536)):
            unread -= len(piece)
        return answer

    return read_all
