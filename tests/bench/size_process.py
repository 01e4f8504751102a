"""What a process of one service holds when it has loaded what its role needs: python -m tests.bench.size_process
registry web. Prints MB."""

import importlib
import os
import sys

from shared.web.app import make_app
from tests.bench.memory import held
from tests.stage import settings_for


def main(name: str, kind: str) -> None:
    service = importlib.import_module(f"services.{name}.service").service
    settings = settings_for("mongodb://127.0.0.1:1/x")
    if kind == "web":
        make_app(service, settings)
    else:
        importlib.import_module("shared.roles")
        service.store(settings)
    print(round(held(os.getpid()), 1))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
