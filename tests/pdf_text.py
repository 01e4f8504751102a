"""Reads our own PDFs back: the text on the pages, in the order it was set. Knows what typst writes, no more."""

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.S)
_SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|(?<!/Lang)\(|(?<=[ \[])<([0-9A-F]+)>")
_IN_STRING = re.compile(rb"\\.|[()]", re.S)
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
    content = _stream(objects[_reference(page, b"Contents")])
    return "".join(
        fonts[font].get(glyphs[at : at + 2], "\ufffd")
        for font, glyphs in _glyphs(content) for at in range(0, len(glyphs), 2)
    )  # fmt: skip


def _glyphs(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each string that is shown, with its font."""
    font, at = b"", 0
    while found := _SHOWN.search(content, at):
        at = found.end()
        if found[1]:
            font = found[1]
        elif found[2]:
            yield font, bytes.fromhex(found[2].decode())
        else:
            end = _end_of_string(content, at)
            yield font, _plain(content[at:end])
            at = end + 1


def _end_of_string(content: bytes, at: int) -> int:
    """Where the bracket is that closes it; those that come in pairs are part of it."""
    depth = 1
    for found in _IN_STRING.finditer(content, at):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return found.start()
    raise AssertionError("a string without an end")


def _plain(string: bytes) -> bytes:
    return re.sub(
        rb"\\([0-7]{1,3}|.)", lambda m: _ESCAPES.get(m[1]) or (bytes([int(m[1], 8)]) if m[1].isdigit() else m[1]),
        string, flags=re.S,
    )  # fmt: skip


def _characters(objects: dict[int, bytes], font: int) -> dict[bytes, str]:
    """What each glyph of this font stands for."""
    table = _stream(objects[_reference(objects[font], b"ToUnicode")])
    pairs = re.findall(rb"^<([0-9A-F]{4})> <([0-9A-F]+)>$", table, re.M)
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found, name
    return int(found[1])


def _stream(body: bytes) -> bytes:
    return zlib.decompress(body.split(b"stream\n", 1)[1].rsplit(b"endstream", 1)[0])
