"""Against the simulator, and against providers that answer exactly what a test says."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from deploy.local.simulator.__main__ import running
from services.notify.deliveries.senders import Message, SmsSender

HOST, SMTP, HTTP, SCRIPTED, NOBODY = "127.0.0.1", 21120, 21121, 21122, 21149
SMS_URL, SCRIPTED_URL = f"http://{HOST}:{HTTP}/sms", f"http://{HOST}:{SCRIPTED}/sms"


@pytest.fixture(scope="module")
def mailbox():
    with running((HOST, SMTP), (HOST, HTTP), silence=5.0) as caught:
        yield caught


def a_message(to, reference="d-1", **more):
    return Message(reference, to, "社区已接收您的报到", "您好：\n\n.永乐居民区已接收您的报到，欢迎您。", **more)


@contextmanager
def http_server(status, body, hang_up=False):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.headers)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if not hang_up:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    asked = []
    server = HTTPServer((HOST, SCRIPTED), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_sms_arrives_with_its_code_and_link(mailbox):
    message = a_message("+8613800000101", "s-1", code="204817", link="http://127.0.0.1:8080/r/1")
    assert SmsSender(SMS_URL).send(message) == ("sent", "accepted", "s-1")
    [caught] = mailbox.newest("13800000101")
    assert caught[:6] == ("+8613800000101", "sms", None, message.text, "204817", "http://127.0.0.1:8080/r/1")


def test_simulated_numbers_fail_as_told(mailbox):
    sender = SmsSender(SMS_URL)
    tries = [sender.send(a_message("+8613800000107", "s-7"))[:2] for _ in range(3)]
    assert tries == [("temporary_failure", "http_503")] * 2 + [("sent", "accepted")]
    assert sender.send(a_message("+8613800000108", "s-8")) == ("permanent_failure", "bad_number", "s-8")
    assert sender.ask("s-8") == ("permanent_failure", "bad_number", "s-8")
    assert len(mailbox.newest("+8613800000107")) == 1
    assert mailbox.newest("+8613800000108") == []
    assert sender.ask("s-7") == ("delivered", "receipt", "s-7")
    for _ in range(2):
        assert sender.send(a_message("+8613800000106", "s-6")) == ("sent", "accepted", "s-6")
    assert sender.ask("s-6") == ("permanent_failure", "not_delivered", "s-6")


def test_the_same_reference_is_one_sms(mailbox):
    for _ in range(2):
        assert SmsSender(SMS_URL).send(a_message("+8613800000102", "s-2")).state == "sent"
    assert len(mailbox.newest("+8613800000102")) == 1


def test_an_sms_without_an_answer_is_unknown_until_asked(mailbox):
    sender = SmsSender(SMS_URL, timeout=0.4)
    assert sender.send(a_message("+8613800000109", "s/9 ?")) == ("unknown", "connection_lost", "s/9 ?")
    assert sender.ask("s/9 ?") == ("delivered", "receipt", "s/9 ?")
    assert len(mailbox.newest("+8613800000109")) == 1
    assert sender.ask("never") == ("temporary_failure", "never_seen", "never")


@pytest.mark.parametrize(
    ("status", "body", "state", "reason"),
    [
        (200, b'{"state":"sent"}', "sent", "accepted"),
        (200, b'{"state":"delivered"}', "delivered", "receipt"),
        (200, b'{"state":"undelivered"}', "permanent_failure", "not_delivered"),
        (200, b"<html>", "unknown", "http_200"),
        (200, b"[" * 60000, "unknown", "http_200"),
        (400, b'{"state":"rejected","reason":"bad_number"}', "permanent_failure", "bad_number"),
        (400, b'{"state":"rejected","reason":"malformed"}', "technical_failure", "http_400"),
        (401, b"{}", "technical_failure", "http_401"),
        (302, b"", "technical_failure", "http_302"),
        (404, b"", "technical_failure", "http_404"),
        (429, b"", "temporary_failure", "http_429"),
        (503, b"", "temporary_failure", "http_503"),
        (500, b"", "unknown", "http_500"),
        (504, b"", "unknown", "http_504"),
    ],
)
def test_what_a_provider_answers(status, body, state, reason):
    with http_server(status, body) as asked:
        found = SmsSender(SCRIPTED_URL, "t0k3n").send(a_message("+8613800000103", "s-3"))
    assert found == (state, reason, "s-3")
    assert asked[0]["Authorization"] == "Bearer t0k3n"


@pytest.mark.parametrize(("status", "state"), [(401, "unknown"), (503, "unknown"), (404, "temporary_failure")])
def test_an_answer_that_settles_nothing_leaves_it_unknown(status, state):
    with http_server(status, b""):
        assert SmsSender(SCRIPTED_URL).ask("s-4").state == state


def test_hanging_up_on_a_request_is_unknown_and_on_a_connection_temporary():
    with http_server(200, b"", hang_up=True):
        assert SmsSender(SCRIPTED_URL).send(a_message("+8613800000104")).state == "unknown"
    away = SmsSender(f"http://{HOST}:{NOBODY}/sms")
    assert away.send(a_message("+8613800000104"))[:2] == ("temporary_failure", "connection")
    assert away.ask("d-1").state == "unknown"


@pytest.mark.parametrize("number", ["", "13800000104", "+0123456789", "+86 138 0000 0104", "+8613800000104\n"])
def test_what_is_no_number_is_refused_without_a_connection(number):
    assert SmsSender(f"http://{HOST}:{NOBODY}/sms").send(a_message(number))[:2] == ("permanent_failure", "bad_number")


def test_the_test_mode_sends_nothing():
    sender = SmsSender(f"http://{HOST}:{NOBODY}", dry=True)
    assert sender.send(a_message("+8613800000104")) == ("sent", "dry", "d-1")
    assert sender.ask("d-1").state == "sent"


@pytest.mark.parametrize("url", ["", "ftp://x", "http://", "http://u:s3cret@h:port", "http://h/短信"])
def test_a_malformed_url_is_refused_and_not_repeated(url):
    with pytest.raises(ValueError, match="expected http or https://host") as caught:
        SmsSender(url)
    assert "s3cret" not in str(caught.value)
