"""Against the simulator, and against mail servers that answer exactly what a test says."""

import asyncio
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.local.simulator.__main__ import running
from services.notify.deliveries.senders import EmailSender, Message

HOST, SMTP, HTTP, SCRIPTED, NOBODY = "127.0.0.1", 21100, 21101, 21102, 21149
SMTP_URL, SCRIPTED_URL = f"smtp://{HOST}:{SMTP}", f"smtp://{HOST}:{SCRIPTED}"
FROM = "连心 <no-reply@lianxin.example>"


@pytest.fixture(scope="module")
def mailbox():
    with running((HOST, SMTP), (HOST, HTTP), silence=5.0) as caught:
        yield caught


def a_message(to, reference="d-1", **more):
    return Message(reference, to, "社区已接收您的报到", "您好：\n\n.永乐居民区已接收您的报到，欢迎您。", **more)


@contextmanager
def smtp_server(**answers):
    """A mail server; `rcpt="550 …"` and so on are its answers, a coroutine function is run and its result is."""
    received = []

    class Handler:
        async def handle_MAIL(self, server, session, envelope, address, options):
            envelope.mail_from = address
            return answers.get("mail", "250 OK")

        async def handle_RCPT(self, server, session, envelope, address, options):
            envelope.rcpt_tos.append(address)
            return answers.get("rcpt", "250 OK")

        async def handle_DATA(self, server, session, envelope):
            received.append(envelope)
            answer = answers.get("data", "250 OK")
            return answer if isinstance(answer, str) else await answer()

    controller = Controller(
        Handler(), hostname=HOST, port=SCRIPTED, server_hostname="localhost", **answers.get("options", {})
    )
    controller.start()
    try:
        yield received
    finally:
        controller.stop()


def test_a_mail_arrives_whole(mailbox):
    link = "http://127.0.0.1:8080/r/" + "x" * 120
    message = a_message("whole@example.cn", "n7:email", code="204817", link=link, language="zh-CN")
    message = message._replace(text=f"{message.text}\n204817\n{link}\n")
    assert EmailSender(SMTP_URL, FROM).send(message) == ("sent", "accepted", "n7:email")
    [caught] = mailbox.newest("whole@example.cn")
    assert (caught.channel, caught.subject) == ("email", message.subject)
    assert (caught.code, caught.link) == (message.code, message.link)
    assert caught.text.splitlines() == message.text.splitlines()


def test_a_mail_carries_what_mail_programs_expect():
    with smtp_server() as received:
        EmailSender(SCRIPTED_URL, FROM).send(a_message("a@example.cn", "reminder:s 1:m2"))
    mail = message_from_bytes(received[0].content, policy=policy.default)
    assert received[0].mail_from == "no-reply@lianxin.example"
    assert mail["From"].addresses[0].display_name == "连心"
    assert mail["Message-ID"] == "<reminder%3As%201%3Am2@lianxin.example>"
    assert mail["Content-Language"] == "zh-CN"
    assert abs(mail["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=1)
    assert received[0].content.isascii()
    assert not [name for name in mail if name.startswith("X-")]


def test_the_same_reference_makes_the_same_message_id():
    with smtp_server() as received:
        for _ in range(2):
            EmailSender(SCRIPTED_URL, FROM).send(a_message("a@example.cn", "d-5"))
    assert len({message_from_bytes(each.content)["Message-ID"] for each in received}) == 1


@pytest.mark.parametrize(
    ("answers", "state", "reason"),
    [
        ({"rcpt": "550 5.1.1 <zhang@example.cn>: no such user"}, "permanent_failure", "smtp_550_5.1.1"),
        ({"rcpt": "550 zhang@example.cn unknown"}, "permanent_failure", "smtp_550"),
        ({"rcpt": "553 bad name"}, "permanent_failure", "smtp_553"),
        ({"rcpt": "550 5.7.1 sender blocked"}, "technical_failure", "smtp_550_5.7.1"),
        ({"rcpt": "450 4.2.1 greylisted"}, "temporary_failure", "smtp_450_4.2.1"),
        ({"rcpt": "552 mailbox full"}, "temporary_failure", "smtp_552"),
        ({"mail": "550 no such sender"}, "technical_failure", "smtp_550"),
        ({"mail": "451 later"}, "temporary_failure", "smtp_451"),
        ({"data": "550 content refused for zhang@example.cn"}, "technical_failure", "smtp_550"),
        ({"data": "550 5.1.1 no such user"}, "permanent_failure", "smtp_550_5.1.1"),
        ({"data": "554 5.7.1 spam"}, "technical_failure", "smtp_554_5.7.1"),
        ({"data": "452 4.3.1 disk full"}, "temporary_failure", "smtp_452_4.3.1"),
    ],
)
def test_what_a_mail_server_answers(answers, state, reason):
    with smtp_server(**answers):
        assert EmailSender(SCRIPTED_URL, FROM).send(a_message("zhang@example.cn")) == (state, reason, "d-1")


def test_simulated_mailboxes_fail_as_told(mailbox):
    sender = EmailSender(SMTP_URL, FROM)
    assert sender.send(a_message("a+rejected@example.cn")).state == "permanent_failure"
    tries = [sender.send(a_message("a+busy@example.cn")).state for _ in range(3)]
    assert tries == ["temporary_failure", "temporary_failure", "sent"]
    assert sender.send(a_message("a+silent@example.cn")) == ("unknown", "connection_lost", "d-1")
    assert len(mailbox.newest("a+silent@example.cn")) == 1
    assert sender.ask("d-1") is None


def test_no_answer_after_the_mail_was_given_is_unknown():
    async def never():
        await asyncio.sleep(60)

    with smtp_server(data=never) as received:
        assert EmailSender(SCRIPTED_URL, FROM, timeout=0.3).send(a_message("a@example.cn")).state == "unknown"
        assert len(received) == 1


def test_a_server_that_is_away_is_temporary():
    assert EmailSender(f"smtp://{HOST}:{NOBODY}", FROM).send(a_message("a@example.cn")) == (
        "temporary_failure",
        "connection",
        "d-1",
    )


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b@c", "a@example.cn, b@example.cn", "a@example.cn\r\nBcc: b@example.cn", "王@x.cn"]
)
def test_what_is_no_address_is_refused_without_a_connection(address):
    found = EmailSender(f"smtp://{HOST}:{NOBODY}", FROM).send(a_message(address))
    assert found[:2] == ("permanent_failure", "bad_address")


def test_a_subject_cannot_add_a_header():
    with smtp_server() as received:
        message = a_message("a@example.cn")._replace(subject="社区\r\nBcc: b@example.cn")
        assert EmailSender(SCRIPTED_URL, FROM).send(message).state == "sent"
    assert message_from_bytes(received[0].content)["Bcc"] is None


def test_text_that_cannot_be_encoded_is_ours():
    message = a_message("a@example.cn")._replace(text="\ud800")
    assert EmailSender(SMTP_URL, FROM, dry=True).send(message)[:2] == ("technical_failure", "not_encodable")


def log_in(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"lianxin", b"p@ss"), handled=False)


def test_a_refused_login_is_ours_and_a_good_one_sends():
    with smtp_server(options={"authenticator": log_in, "auth_require_tls": False}) as received:
        bad = EmailSender(f"smtp://lianxin:wrong@{HOST}:{SCRIPTED}", FROM).send(a_message("a@example.cn"))
        assert bad[:2] == ("technical_failure", "smtp_535_5.7.8")
        good = EmailSender(f"smtp://lianxin:p%40ss@{HOST}:{SCRIPTED}", FROM).send(a_message("a@example.cn"))
        assert good.state == "sent"
    assert len(received) == 1


def test_a_password_is_never_sent_in_the_open():
    with smtp_server(options={"authenticator": log_in, "auth_require_tls": False}) as received:
        sender = EmailSender(f"smtp://lianxin:p%40ss@127.1:{SCRIPTED}", FROM)  # 127.1 is not known as this machine
        assert sender.send(a_message("a@example.cn"))[:2] == ("technical_failure", "smtp_502")
    assert received == []


def test_tls_needs_a_certificate_that_is_trusted(tmp_path, monkeypatch):
    certificate = a_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    sender = EmailSender(f"smtps://{HOST}:{SCRIPTED}", FROM)
    with smtp_server(options={"ssl_context": context}) as received:
        assert sender.send(a_message("a@example.cn"))[:2] == ("technical_failure", "certificate")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert sender.send(a_message("a@example.cn")).state == "sent"
    assert len(received) == 1


def test_a_login_waits_for_tls(tmp_path, monkeypatch):
    certificate = a_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with smtp_server(options={"tls_context": context, "authenticator": log_in, "auth_require_tls": True}) as received:
        sender = EmailSender(f"smtp://lianxin:p%40ss@127.1:{SCRIPTED}", FROM)
        assert sender.send(a_message("a@example.cn")).state == "sent"
    assert len(received) == 1


def a_certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example.cn")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST)), x509.DNSName("127.1")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def test_the_test_mode_sends_nothing():
    sender = EmailSender(f"smtp://{HOST}:{NOBODY}", FROM, dry=True)
    assert sender.send(a_message("a@example.cn")) == ("sent", "dry", "d-1")


@pytest.mark.parametrize(
    "url", ["", "ftp://x", "smtp://", "smtp://u:s3cret@h:port", "smtp://u:s3cret@[h", "smtp://h:0"]
)
def test_a_malformed_url_is_refused_and_not_repeated(url):
    with pytest.raises(ValueError, match=r"expected smtp or smtps://host") as caught:
        EmailSender(url, FROM)
    assert "s3cret" not in str(caught.value)


def test_a_sender_needs_an_address():
    with pytest.raises(ValueError, match="from_address"):
        EmailSender(SMTP_URL, "连心")
