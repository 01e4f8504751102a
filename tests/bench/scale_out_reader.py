"""One process of notify's consumer, of the reader of notices alone, as the role runs it.

python -m tests.bench.scale_out_reader DATABASE-URI BOOTSTRAP; ends with SIGTERM, leaving the group.
"""

import signal
import sys
import threading

from services.notify.service import service
from shared.consumer import ConsumerLoop
from shared.loops import Health, keep_turning
from tests.stage import settings_for

READER = next(reader for reader in service.readers if reader.name == "notices")


def main(uri: str, bootstrap: str) -> None:
    settings = settings_for(uri, bootstrap)
    store, stop = service.store(settings), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    keep_turning(lambda health: ConsumerLoop(service.name, READER, store, settings, health), Health(stop))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
