"""A body is read to its end, also by an app that refuses it unread."""

import io

from shared.web import server


def refusing(environ, start_response):
    start_response("413 Too Large", [])
    return [b"no"]


def refused(body, monkeypatch, most):
    monkeypatch.setattr(server, "MOST_UNREAD", most)
    seen = []
    answer = server.reading_all(refusing)({"wsgi.input": body}, lambda status, headers: seen.append(status))
    return seen, answer


def test_what_was_left_unread_is_read_and_the_answer_stays(monkeypatch):
    body = io.BytesIO(b"x" * 200_000)
    assert refused(body, monkeypatch, 10**9) == (["413 Too Large"], [b"no"])
    assert body.read() == b""


def test_no_end_of_a_body_is_waited_for_without_limit(monkeypatch):
    body = io.BytesIO(b"x" * 1_000_000)
    refused(body, monkeypatch, 100_000)
    assert len(body.read()) > 800_000
