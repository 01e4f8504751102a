"""The sweep finds one of each kind in each place, and takes what may stand there for no finding."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from kafka import KafkaProducer
from pymongo import MongoClient

from tests.servers import Tansu, while_running
from tests.sweep.kinds import ADDRESS, EMAIL, ID_NUMBER, NAME, PHONE, Sought
from tests.sweep.places import documents, log_lines, metric_lines, record_texts, records
from tests.sweep.sweep import Findings

PLANTED = {
    PHONE: "19900000199",
    ID_NUMBER: "110101190001010009",
    EMAIL: "nobody@example.com",
    ADDRESS: "某路12弄3号401室",
    NAME: "祝无名",
}
SOUGHT = Sought([(NAME, PLANTED[NAME])])


@pytest.fixture(scope="session")
def broker(tmp_path_factory):
    yield from while_running(Tansu(tmp_path_factory.mktemp("broker")))


def found_in(places):
    findings = Findings()
    findings.look(places, SOUGHT)
    assert not any(value in where for where, _ in findings.of for value in PLANTED.values())
    return {kind for _, kind in findings.of}


@pytest.fixture(params=PLANTED)
def kind(request):
    return request.param


def test_in_a_document(database, kind):
    with MongoClient(database.uri("planted")) as client:
        client.planted.drop_collection("notices")
        client.planted.notices.insert_one({"_id": "n1", "values": [{"text": f"请 {PLANTED[kind]} 来"}]})
        assert found_in(documents("notify", client.planted)) == {kind}


def test_in_a_record(broker, kind):
    topic = f"planted.{kind}"
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap)
    producer.send(topic, key=b"m1", value=f'{{"text": "{PLANTED[kind]}"}}'.encode()).get(20)
    producer.close()
    read = [place for record, place in records({"bootstrap_servers": broker.bootstrap}) if record.topic == topic]
    assert len(read) == 1
    assert found_in(read) == {kind}


def test_in_a_header_and_in_a_key(kind):
    value = PLANTED[kind].encode()
    for key, headers in ((value, []), (None, [("ce_subject", value)])):
        record = SimpleNamespace(topic="t", partition=0, offset=0, key=key, value=None, headers=headers)
        assert found_in([record_texts(record)]) == {kind}


def test_in_a_log_line(tmp_path, kind):
    (tmp_path / "web.log").write_text(f'{{"event": "ready"}}\n{{"uri": "/x?q={PLANTED[kind]}"}}\n')
    assert found_in(log_lines(tmp_path)) == {kind}


def test_in_an_escaped_log_line(tmp_path):
    name = PLANTED[NAME].encode("unicode_escape").decode()
    (tmp_path / "web.log").write_text(f'{{"event": "{name}"}}\n')
    assert found_in(log_lines(tmp_path)) == {NAME}


def test_in_a_metric_line(kind):
    class Metrics(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f'asked_total{{by="{PLANTED[kind]}"}} 1.0\n'.encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Metrics) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert found_in(metric_lines([("web", f"http://127.0.0.1:{server.server_port}/metrics")])) == {kind}


def test_a_name_stands_where_its_service_sorts_by_it_and_not_once_erased(database):
    with MongoClient(database.uri("planted")) as client:
        client.planted.drop_collection("members")
        client.planted.drop_collection("notices")
        client.planted.members.insert_one({"_id": "m1", "name": PLANTED[NAME], "note": "-"})
        assert found_in(documents("registry", client.planted)) == set()
        findings = Findings()
        findings.look(documents("registry", client.planted), SOUGHT, names_may_stand=False)
        assert findings.found == 1


def test_what_only_looks_like_it_is_none(tmp_path):
    (tmp_path / "web.log").write_text("1795510180249 110101190001010000 0.13812345678 lianxin@localhost 静安路12号\n")
    assert found_in(log_lines(tmp_path)) == set()
