"""Reads our own PDFs back: the text on the pages, in the order it was set. Knows what typst writes, no more."""

import re
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.S)
_SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|(?<!/Lang)(\((?:\\.|[^\\)])*\)|<[0-9A-F]+>)", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """Every character shown, by its font's map to Unicode; a character without a glyph is U+FFFD."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = [body for body in objects.values() if b"/Type/Page/" in body]
    return "\n".join(_page(objects, body) for body in pages)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type/Page/", pdf))


def _page(objects: dict[int, bytes], page: bytes) -> str:
    resources = objects[_reference(page, b"Resources")]
    fonts = {name: _characters(objects, int(at)) for name, at in re.findall(rb"/(f\d+) (\d+) 0 R", resources)}
    shown, font = [], {}
    for name, string in _SHOWN.findall(_stream(objects[_reference(page, b"Contents")])):
        if name:
            font = fonts[name]
            continue
        raw = _plain(string)
        shown += [font.get(raw[at : at + 2], "\ufffd") for at in range(0, len(raw), 2)]
    return "".join(shown)


def _characters(objects: dict[int, bytes], font: int) -> dict[bytes, str]:
    """What each glyph of this font stands for."""
    table = _stream(objects[_reference(objects[font], b"ToUnicode")])
    pairs = re.findall(rb"^<([0-9A-F]{4})> <([0-9A-F]+)>$", table, re.M)
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _plain(string: bytes) -> bytes:
    if string[:1] == b"<":
        return bytes.fromhex(string[1:-1].decode())
    return re.sub(
        rb"\\([0-7]{1,3}|.)", lambda m: _ESCAPES.get(m[1]) or (bytes([int(m[1], 8)]) if m[1].isdigit() else m[1]),
        string[1:-1], flags=re.S,
    )  # fmt: skip


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found, name
    return int(found[1])


def _stream(body: bytes) -> bytes:
    return zlib.decompress(body.split(b"stream\n", 1)[1].rsplit(b"endstream", 1)[0])
