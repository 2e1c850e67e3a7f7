"""Messages by a service: once, told apart, and nothing of the service's address in any word."""

import http.server
import json
import logging
import threading
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from app.core.mail import SendTo
from app.core.outgoing import Outcome, Outgoing
from app.errors import Refused
from app.messaging.service import ServiceChannel, dialled, plain

AT = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)
KEY = "k3y-of-mine"


class Service(http.server.BaseHTTPRequestHandler):
    """What a service does; `status` 0 hangs up without a word."""

    status = 200
    heard: ClassVar[list[tuple[str, dict]]] = []

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).heard.append((self.path, json.loads(content)))
        if not self.status:
            self.close_connection = True
            return
        self.send_response(self.status, f"said {KEY}")
        self.end_headers()
        self.wfile.write(f"not you, {KEY}".encode())

    def log_message(self, *_words):
        pass


@pytest.fixture(name="service")
def service_of():
    handler = type("Handler", (Service,), {"heard": [], "status": 200})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        handler.url = f"json://shop:{KEY}@127.0.0.1:{server.server_port}/send/{{phone}}?retry=3&wait=0.1"
        yield handler
        server.shutdown()
        thread.join()


def outgoing(**given):
    values = {
        "key": "r1-1",
        "to": "138 0000 4567",
        "subject": "提醒",
        "body": "王小明：请付 ¥300.00 \\n <b>&lt;",
        "at": AT,
    }
    return Outgoing(**(values | given))


def words(result):
    message = result.message
    text = "" if message is None else message.text.format_map({k: str(v) for k, v in message.values.items()})
    assert KEY not in text + result.answer
    return text


def test_a_message_goes_to_the_customers_number_as_it_was_written(service):
    with ServiceChannel(service.url, SendTo.PHONE) as line:
        assert line.send(outgoing()).outcome is Outcome.ACCEPTED
        assert line.send(outgoing(to="+86 139-1111-2222")).outcome is Outcome.ACCEPTED
    assert [path for path, _ in service.heard] == ["/send/13800004567", "/send/+8613911112222"]
    assert service.heard[0][1]["message"] == "王小明：请付 ¥300.00 \\n <b>&lt;"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, Outcome.FAILED),
        (400, Outcome.FAILED),
        (408, Outcome.UNCLEAR),
        (500, Outcome.UNCLEAR),
        (502, Outcome.UNCLEAR),
        (0, Outcome.UNCLEAR),
    ],
)
def test_what_is_not_accepted_is_tried_once_and_only_a_plain_refusal_is_certain(service, status, outcome):
    service.status = status
    with ServiceChannel(service.url, SendTo.PHONE) as line:
        result = line.send(outgoing())
    assert result.outcome is outcome
    assert words(result)
    assert len(service.heard) == 1  # though the address asks for three more


@pytest.mark.parametrize("number", ["", "wechat", "王"])
def test_what_is_no_number_is_not_sent(service, number):
    with ServiceChannel(service.url, SendTo.PHONE) as line:
        result = line.send(outgoing(to=number))
    assert result.outcome is Outcome.REFUSED
    assert words(result)
    assert service.heard == []


def test_a_number_cannot_lead_elsewhere(service):
    with ServiceChannel(service.url.replace("{phone}", "{email}"), SendTo.EMAIL) as line:
        assert line.send(outgoing(to="a/b?x=1&c#d@example.com")).outcome is Outcome.ACCEPTED
        assert line.send(outgoing(to="a@example.com/../admin")).outcome is Outcome.REFUSED
    [(path, _)] = service.heard
    assert path.startswith("/send/")
    assert "?" not in path


def test_nothing_of_the_address_is_logged(service, caplog):
    service.status = 500
    with caplog.at_level(logging.DEBUG), ServiceChannel(service.url, SendTo.PHONE) as line:
        line.send(outgoing())
    assert all(record.name != "apprise" for record in caplog.records)
    assert KEY not in caplog.text


def test_no_service_at_all():
    with pytest.raises(Refused) as caught, ServiceChannel("nosuch://key/{phone}", SendTo.PHONE):
        pass
    assert caught.value.field == "url"
    assert "nosuch" not in str(caught.value)


def test_a_service_that_raises_is_unclear(service, monkeypatch):
    with ServiceChannel(service.url, SendTo.PHONE) as line:
        monkeypatch.setattr("apprise.plugins.custom_json.NotifyJSON.notify", lambda *_args, **_given: 1 / 0)
        result = line.send(outgoing())
    assert (result.outcome, result.answer) == (Outcome.UNCLEAR, "ZeroDivisionError")
    assert service.heard == []


def test_a_text_goes_out_as_it_reads():
    assert plain(" 王小明，您好！\r\n\r\n请付 ¥300\x00\x1b[31m。\n") == "王小明，您好！\n\n请付 ¥300[31m。"


@pytest.mark.parametrize(
    ("number", "dials"), [(" +86 138-0000 ４５６７ ", "+8613800004567"), ("0571 8888 转 6", "057188886"), ("微信", "")]
)
def test_a_number_is_dialled_by_its_digits(number, dials):
    assert dialled(number) == dials
