"""A bare loop that tells as many people: it renders the same text, gives it to the same provider, and writes the same
finished documents by bulk_write. It decides nothing and remembers nothing on the way.

python -m tests.bench.fan_out_bare FROM-URI TO-URI PEOPLE prints the seconds it took.
"""

import json
import sys
import time

from services.notify.deliveries.senders import Message
from services.notify.service import service
from services.notify.wordings.defaults import built_in
from services.notify.wordings.rendering import render
from tests.bench import bare
from tests.bench.fan_out_run import Provider, records

WRITTEN = ("notices", "deliveries", "inbox", "outbox", "streams", "positions")


def tell(source: str, uri: str, people: int) -> float:
    rows, waiting = bare.rows_of(source, WRITTEN), records(people)
    phones = {f"m{number:07}": f"+86138{number:08}" for number in range(people)}
    notices = {row["person"]: row for row in rows["notices"]}
    db, provider = bare.empty_database(uri, service), Provider()
    text = built_in()["statement_drafted"].texts["zh-CN", "sms"].body
    began = time.perf_counter()
    for batch in bare.batches(waiting):
        for record in batch:
            event = json.loads(record.data)
            notice = notices[event["member"]]
            values = notice["values"] | {"community": "永乐居民区", "phone": "021-56000000", "link": notice["path"]}
            provider.send(Message(event["statement"], phones[event["member"]], "", render(text, values)))
    bare.insert(db, rows)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(tell(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
