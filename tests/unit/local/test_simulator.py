import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.client import HTTPConnection
from pathlib import Path

import pytest

from deploy.local.simulator.__main__ import running
from deploy.local.simulator.mailbox import Mailbox, code_in, link_in
from deploy.local.simulator.sms import Provider, Sms
from deploy.local.simulator.web import SERVICES, make_app

HOST, SMTP, HTTP = "127.0.0.1", 21110, 21111
NOW = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)


@pytest.fixture
def mailbox():
    times = iter(NOW + timedelta(seconds=n) for n in range(10_000))
    return Mailbox(lambda: next(times))


@pytest.fixture
def web(mailbox):
    return make_app(mailbox, silence=0).test_client()


def an_sms(to="+8613800000001", reference="r1", text="【连心】验证码 204817", **more):
    return {"reference": reference, "to": to, "text": text, **more}


def test_mail_is_listed_newest_first_as_json(web):
    web.post("/sms", json=an_sms(code="204817", link=None))
    web.post("/sms", json=an_sms("+8613800000002", "r2", "第二条", code=None, link="http://127.0.0.1/r/1"))
    for answer in (
        web.get("/dev/mail?format=json"),
        web.get("/dev/mail", headers={"Accept": "application/json"}),
    ):
        assert answer.get_json() == {
            "items": [
                {
                    "to": "+8613800000002",
                    "channel": "sms",
                    "subject": None,
                    "text": "第二条",
                    "code": None,
                    "link": "http://127.0.0.1/r/1",
                    "at": "2026-03-05T04:00:01+00:00",
                },
                {
                    "to": "+8613800000001",
                    "channel": "sms",
                    "subject": None,
                    "text": "【连心】验证码 204817",
                    "code": "204817",
                    "link": None,
                    "at": "2026-03-05T04:00:00+00:00",
                },
            ]
        }


@pytest.mark.parametrize("to", ["13800000001", "%2B8613800000001", "+8613800000001", "8613800000001"])
def test_mail_of_one_number_however_it_is_written(web, to):
    web.post("/sms", json=an_sms())
    web.post("/sms", json=an_sms("+8613800000002", "r2"))
    [item] = web.get(f"/dev/mail?format=json&to={to}").get_json()["items"]
    assert item["to"] == "+8613800000001"


def test_the_first_page_names_the_demos_accounts_once_it_is_told(mailbox, tmp_path):
    file = tmp_path / "demo.json"
    web = make_app(mailbox, silence=0, accounts=file).test_client()
    assert "secretary" not in web.get("/dev").text
    secretary = {"role": "书记", "account": "secretary", "password": "pass-1", "first": "", "page": "/a/b"}
    member = {"role": "党员", "account": "13800000001", "password": "", "first": "", "page": "/c"}
    file.write_text(json.dumps([secretary, member]))
    page = web.get("/dev").text
    assert "pass-1" in page
    assert "/registry/sign-in?next=/a/b" in page
    assert "/dev/mail?to=13800000001" in page


def test_the_page_shows_messages_as_text_and_nothing_runs(web):
    web.post("/sms", json=an_sms(text="<script>alert(1)</script>", link="javascript:alert(1)"))
    page = web.get("/dev/mail", headers={"Accept": "text/html,*/*;q=0.8"})
    assert "<script" not in page.text
    assert "javascript:" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "演示数据，非官方网站" in page.text
    assert "2026-03-05 12:00:00" in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_first_page_says_what_runs_here(web):
    page = web.get("/dev").text
    for said in ("连心", "演示数据，非官方网站", *(f'"/{name}/docs/swagger"' for name, _ in SERVICES)):
        assert said in page
    assert '"/dev/mail"' in page
    assert '"/asyncapi.json"' in page


def test_the_ring_keeps_the_newest(mailbox):
    for number in range(5010):
        mailbox.add("a@example.cn", "email", str(number), code=None, link=None)
    assert len(mailbox.newest()) == 5000
    assert [caught.text for caught in mailbox.newest(limit=2)] == ["5009", "5008"]


def test_numbers_behave_by_their_last_digit(web, mailbox):
    for digit in "0123456":
        assert web.post("/sms", json=an_sms(f"+861380000000{digit}", f"r{digit}")).status_code == 200
    busy = [web.post("/sms", json=an_sms("+8613800000007", "r7")).status_code for _ in range(4)]
    assert busy == [503, 503, 200, 200]
    rejected = web.post("/sms", json=an_sms("+8613800000008", "r8"))
    assert (rejected.status_code, rejected.get_json()) == (400, {"state": "rejected", "reason": "bad_number"})
    assert web.post("/sms", json=an_sms("+8613800000009", "r9")).status_code == 200
    assert len(mailbox.newest()) == 9


def test_the_provider_answers_for_a_reference(web):
    assert web.get("/sms/r1").status_code == 404
    web.post("/sms", json=an_sms("+8613800000007", "r7"))
    assert web.get("/sms/r7").status_code == 404
    web.post("/sms", json=an_sms(reference="a/b ?"))
    web.post("/sms", json=an_sms("+8613800000008", "r8"))
    assert web.get("/sms/a%2Fb%20%3F").get_json() == {"state": "delivered"}
    assert web.get("/sms/r8").get_json() == {"state": "rejected"}
    for _ in range(2):
        assert web.post("/sms", json=an_sms("+8613800000006", "r6")).get_json()["state"] == "sent"
    assert web.get("/sms/r6").get_json() == {"state": "undelivered"}


def test_references_are_remembered_within_a_limit(mailbox):
    provider = Provider(mailbox, remembered=3)
    for number in range(5):
        provider.take(Sms(**an_sms(reference=f"r{number}")))
    assert [provider.state_of(f"r{number}") for number in range(5)] == [None, None, *["delivered"] * 3]


def test_one_reference_from_many_threads_is_one_message(mailbox):
    provider, start = Provider(mailbox), threading.Barrier(8)

    def take():
        start.wait()
        provider.take(Sms(**an_sms()))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mailbox.newest()) == 1


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff\x00", b"[" * 100_000, b'{"to":1}', b'{"reference":"","to":"+8613"}']
)
def test_a_malformed_sms_is_refused(web, mailbox, body):
    answer = web.post("/sms", data=body)
    assert (answer.status_code, answer.get_json()) == (400, {"state": "rejected", "reason": "malformed"})
    assert mailbox.newest() == []


def test_code_and_link_are_found_in_a_text():
    assert code_in("编号 BD2026030012，验证码204817，5 分钟") == "204817"
    assert code_in("看 http://127.0.0.1/r/123456 。") is None
    assert link_in("打开（https://lianxin.example/r/a_b-c?x=1&y=2）。") == "https://lianxin.example/r/a_b-c?x=1&y=2"
    assert link_in("see http://127.0.0.1:8080/r/1.") == "http://127.0.0.1:8080/r/1"
    assert link_in("没有") is None


def test_a_mail_is_caught_with_code_and_link_from_its_text():
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.cn", "验证码"
    mail.set_content("验证码 204817\nhttp://127.0.0.1/r/1\n")
    with running((HOST, SMTP), (HOST, HTTP)) as mailbox, smtplib.SMTP(HOST, SMTP, "localhost", timeout=5) as smtp:
        smtp.send_message(mail, to_addrs=["b@example.cn", "c@example.cn"])
        caught = mailbox.newest()
    assert [each.to for each in caught] == ["c@example.cn", "b@example.cn"]
    assert (caught[1].code, caught[1].link, caught[1].subject) == ("204817", "http://127.0.0.1/r/1", "验证码")


def test_a_phone_that_never_answers_does_not_hold_up_the_stop():
    with running((HOST, SMTP), (HOST, HTTP), silence=60) as mailbox:
        connection = HTTPConnection(HOST, HTTP, timeout=10)
        connection.request("POST", "/sms", json.dumps(an_sms("+8613800000009")))
        assert wait_for(mailbox.newest)
        before = datetime.now(UTC)
    assert datetime.now(UTC) - before < timedelta(seconds=5)
    connection.close()


def wait_for(condition, seconds=10):
    tick, end = threading.Event(), datetime.now(UTC) + timedelta(seconds=seconds)
    while not condition() and datetime.now(UTC) < end:
        tick.wait(0.02)
    return condition()


def test_the_program_follows_the_clock_file_and_stops_on_sigterm(tmp_path):
    offset = tmp_path / "clock"
    offset.write_text("86400")
    command = [sys.executable, "-m", "deploy.local.simulator", "--smtp", f"{HOST}:{SMTP}", "--http", f"{HOST}:{HTTP}"]
    env = os.environ | {"LIANXIN_CLOCK_FILE": str(offset)}
    with subprocess.Popen(command, env=env, cwd=Path(__file__).parents[3]) as process:
        try:
            assert wait_for(lambda: is_open(HTTP) and is_open(SMTP), 30)
            [item] = said_by_the_program()
            assert abs(datetime.fromisoformat(item["at"]) - datetime.now(UTC) - timedelta(days=1)) < timedelta(
                minutes=1
            )
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        finally:
            process.kill()


def said_by_the_program():
    connection = HTTPConnection(HOST, HTTP, timeout=5)
    connection.request("POST", "/sms", json.dumps(an_sms()))
    connection.getresponse().read()
    connection.request("GET", "/dev/mail?format=json")
    return json.loads(connection.getresponse().read())["items"]


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


@pytest.mark.parametrize("taken", [SMTP, HTTP])
def test_a_taken_port_ends_it_with_a_sentence(taken):
    command = [sys.executable, "-m", "deploy.local.simulator", "--smtp", f"{HOST}:{SMTP}", "--http", f"{HOST}:{HTTP}"]
    with socket.create_server((HOST, taken)):
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=Path(__file__).parents[3])
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert str(taken) in ended.stderr
