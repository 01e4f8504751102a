"""Lines of the activity log as a file; streamed, so that many need no memory."""

import csv
import io
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from services.activities.activity_log.queries import Told
from shared.clock import SHANGHAI
from shared.tx import Found
from shared.web.room import said

SLICE, MOST = 500, 20_000  # lines asked for at once, lines in a file
IN_MEMORY = 1_000_000  # bytes; beyond that on disk
HEAD = ("时间", "做了什么", "代码", "服务", "账号", "角色", "地方", "涉及", "数量", "来自")


def as_csv(ask: Callable[[str | None], Found[Told]]) -> IO[bytes]:
    """`ask`: for the page after this cursor. UTF-8 with a mark, as office programs read it."""
    file = _file()
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(HEAD)
    after, written = None, 0
    while written < MOST:
        page = ask(after)
        writer.writerows(map(_cells, page))
        after, written = page.next, written + len(page)
        if after is None:
            break
    text.detach()
    file.seek(0)
    return file


def _file() -> IO[bytes]:
    return cast(IO[bytes], SpooledTemporaryFile(IN_MEMORY))


def _cells(line: Told) -> list[object]:
    at = f"{line['at'].astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    names = ("what", "service", "by", "role", "place_name")
    return [at, said(line["text"]), *(line[name] for name in names), " ".join(line["about"]), line["count"],
            line["origin"]]  # fmt: skip
