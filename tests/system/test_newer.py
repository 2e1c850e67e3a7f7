"""Asking for a newer version: one address over an encrypted line, one small answer, and no way anywhere else."""

import io
import json
import socket
import ssl
import threading
from datetime import date, timedelta
from urllib.error import HTTPError, URLError

import pytest

from app.services.about import EVERY_DAYS, is_due
from app.system import newer as module
from app.system.newer import NoAnswer, fetcher, is_newer, newest

ADDRESS = "https://shop.example/latest.json"


def answering(content):
    def fetch(address):
        assert address == ADDRESS
        if isinstance(content, BaseException):
            raise content
        return content if isinstance(content, bytes) else json.dumps(content).encode()

    return fetch


def test_an_answer_names_a_version_and_a_page_at_the_same_host():
    found = newest(ADDRESS, answering({"version": "1.2.3", "page": "https://shop.example/get", "more": 1}))
    assert (found.version, found.page) == ("1.2.3", "https://shop.example/get")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        b"<html>",
        [],
        {"version": "1.0"},
        {"version": 1, "page": "https://shop.example/"},
        {"version": "1.0; rm", "page": "https://shop.example/"},
        {"version": "newest", "page": "https://shop.example/"},
        {"version": "1.0", "page": "http://shop.example/"},
        {"version": "1.0", "page": "https://other.example/"},
        {"version": "1.0", "page": "https://shop.example@other.example/"},
        {"version": "1.0", "page": "file:///etc/passwd"},
        {"version": "1.0", "page": "https://shop.example:8443/"},
        {"version": "1.0", "page": "https://[shop.example/"},
        {"version": "1.0", "page": None},
        {"version": "1.0", "page": "https://me:word@shop.example/"},
        {"version": "1.0", "page": "https://other.example\\@shop.example/"},
        {"version": "1.0", "page": "https://shop.example/\r\nx"},
        {"version": "1.0", "page": " https://shop.example/"},
    ],
)
def test_whatever_else_comes_is_not_understood(content):
    with pytest.raises(NoAnswer, match="not understood"):
        newest(ADDRESS, answering(content))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TimeoutError(), "it took too long"),
        (URLError(TimeoutError()), "it took too long"),
        (URLError(socket.gaierror(-2, "Name or service not known")), "not connected to the internet"),
        (URLError(ConnectionRefusedError(111, "Connection refused")), "the line was refused or broke"),
        (HTTPError(ADDRESS, 302, "Found", None, io.BytesIO()), "HTTP 302"),
        (HTTPError(ADDRESS, 404, "Not Found", None, io.BytesIO()), "HTTP 404"),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), "it cannot prove that it is who it should be"),
    ],
)
def test_no_answer_is_said_in_words(error, said):
    with pytest.raises(NoAnswer, match="did not answer") as refused:
        newest(ADDRESS, answering(error))
    assert said in str(refused.value)


@pytest.mark.parametrize("address", ["", "http://shop.example/x", "file:///etc/passwd", "ftp://shop.example/x"])
def test_no_line_is_opened_that_is_not_encrypted(address):
    def never(_address):
        raise AssertionError("it was asked")

    with pytest.raises(NoAnswer):
        newest(address, never)


def test_a_server_that_sends_elsewhere_is_not_followed_and_none_is_waited_for_long(monkeypatch):
    """The same opener over plain HTTP, at a server of our own."""
    from http.server import BaseHTTPRequestHandler, HTTPServer

    asked, over = [], threading.Event()

    class Server(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, {name.lower() for name in self.headers}, self.headers["User-Agent"]))
            if self.path == "/go":
                self.send_response(302)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 200_000 if self.path == "/large" else b"x")
            while self.path == "/slow" and not over.wait(0.01):
                self.wfile.write(b"x")

        def log_message(self, *_arguments):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        fetch, base = fetcher(ssl.create_default_context), f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(HTTPError, match="302"):
            fetch(f"{base}/go")
        assert len(fetch(f"{base}/large")) == 64 * 1024
        monkeypatch.setattr(module, "SECONDS", 0.2)
        with pytest.raises(TimeoutError):  # each letter comes in time, the whole never
            fetch(f"{base}/slow")
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
    assert [path for path, _names, _agent in asked] == ["/go", "/large", "/slow"]
    for _path, names, agent in asked:  # nothing goes along that tells who asks
        assert agent == "Counterbook"
        assert names == {"accept-encoding", "host", "user-agent", "accept", "connection"}


@pytest.mark.parametrize(
    ("version", "than", "newer"),
    [
        ("1.0.1", "1.0.0", True),
        ("1.10", "1.9", True),
        ("1.0", "1.0.0", False),
        ("1.0.0", "1.0", False),
        ("0.9", "1.0", False),
        ("1.0", "", True),
        ("", "1.0", False),
        ("x", "1.0", False),
    ],
)
def test_versions_are_compared_as_numbers(version, than, newer):
    assert is_newer(version, than) is newer


def test_it_is_asked_once_a_week_and_again_after_a_clock_was_set_back():
    today = date(2026, 11, 22)
    assert is_due("", today)
    assert is_due("nonsense", today)
    assert not is_due(today.isoformat(), today)
    assert not is_due((today - timedelta(days=EVERY_DAYS - 1)).isoformat(), today)
    assert is_due((today - timedelta(days=EVERY_DAYS)).isoformat(), today)
    assert is_due((today + timedelta(days=1)).isoformat(), today)
