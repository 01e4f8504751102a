"""A district's emblem: a PNG or JPEG as the text "image/png;base64,…", kept as it came and never altered."""

import base64
import binascii

from shared.errors import N_, Invalid, Problem

LONGEST = 100_000  # bytes
BEGINS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
EXPECTED = N_("应是不超过 100 KB 的 PNG 或 JPEG 图片。")


def content(emblem: str) -> tuple[str, bytes]:
    """Its type and bytes; Invalid where it is no such picture."""
    kind, _, encoded = emblem.partition(";base64,")
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if kind not in BEGINS or not data.startswith(BEGINS[kind]) or len(data) > LONGEST:
        raise Invalid(fields=[Problem("emblem", EXPECTED)])
    return kind, data


def from_file(data: bytes) -> str:
    """As it is kept; Invalid where it is no such picture."""
    kind = next((kind for kind, begins in BEGINS.items() if data.startswith(begins)), "")
    emblem = f"{kind};base64,{base64.b64encode(data).decode()}"
    content(emblem)
    return emblem
