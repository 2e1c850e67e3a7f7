"""Hostile text where it comes out: the command line, search, mail, texts of reminders."""

import email
import email.policy
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import App
from app.core.file_names import new_name
from app.core.outgoing import Attachment, Outgoing
from app.core.reminder.template import Template, render
from app.errors import Refused
from app.messaging.mime import Sender, as_bytes, message_id
from app.services.customer_events import FILE_READERS
from app.services.fields import Fields
from tests.faults import postings
from tests.gui.shop_book import new_shop
from tests.hostile.texts import all_texts
from tests.real.program import Program

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing it, but for tabs and line ends."""


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, dict[str, str]]]:
    """A shop whose customers are named by every hostile text that may be a name, by their numbers."""
    path = tmp_path_factory.mktemp("named") / "shop.cbook"
    new_shop(path).close()
    app, names = postings.opened(path), dict[str, str]()
    for nth, text in enumerate(all_texts()):
        fields: dict[str, Any] = {"id": f"c{nth}", "no": f"N{nth}", "name": text, "tags": ["老"]}
        try:
            app.files.record(FILE_READERS["customer"](Fields(fields, 2)))
        except Refused:
            continue
        names[f"N{nth}"] = text
    assert len(names) > 10
    yield app, names
    app.close()


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def test_every_customer_is_found_by_its_name_and_no_query_is_a_pattern(named: tuple[App, dict[str, str]]) -> None:
    app, names = named
    for number, text in names.items():
        found = {line.no for line in app.search.find_all(text)}
        assert number in found or not any(c.isalnum() for c in text), text
    assert len(app.search.find_all("zz%zz")) == len(app.search.find_all("zz_zz")) == 0


def test_the_command_line_shows_them_and_a_terminal_obeys_none(
    named: tuple[App, dict[str, str]], tmp_path: Path
) -> None:
    app, names = named
    program = Program(app.store.path, tmp_path)
    rows = program.run("--json", "show", "customers").json()
    shown = {row["customer"]: row["name"] for row in rows}
    assert {no: plain(shown[no]) for no in names} == {no: plain(text) for no, text in names.items()}
    for command in (("show", "customers"), ("show", "balances")):
        answer = program.run(*command)
        assert answer.code == 0, answer.err
        assert OBEYED.search(answer.out) is None
    odd = [no for no, text in names.items() if OBEYED.search(text)] or list(names)[:1]
    for no in odd[:3]:
        answer = program.run("show", "customer", no)
        assert answer.code == 0, answer.err
        assert OBEYED.search(answer.out) is None


def test_a_mail_has_the_headers_it_should_and_no_others() -> None:
    for text in all_texts():
        outgoing = Outgoing(
            key="1",
            to="who@example.com",
            to_name=text,
            subject=text,
            body=text,
            at=AT,
            attachments=(Attachment(new_name(text, ".pdf", set()), b"%PDF"),),
        )
        raw = as_bytes(outgoing, Sender(text, "shop@example.com"), message_id("book", "1", "shop@example.com"))
        head, _, _body = raw.partition(b"\r\n\r\n")
        names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
        known = {b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version", b"Content-Type"}
        assert set(names) == known, text
        assert len(names) == len(known)
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert [a.addr_spec for a in message["To"].addresses] == ["who@example.com"], text
        assert all(len(line) <= 998 for line in raw.split(b"\r\n"))  # RFC 5322 2.1.1
        [attached] = message.iter_attachments()
        called = attached.get_filename() or ""
        assert called
        assert not set('\r\n\0/\\:*?"<>|') & set(called), text
        assert called.split(".")[0].upper() not in {"CON", "NUL", "AUX", "PRN", "COM1", "LPT1"}


def test_values_of_a_text_are_never_filled_in_themselves() -> None:
    for text in all_texts():
        made = render(Template("{customer}", "{customer}！{owed}"), {"customer": text, "owed": "9.99"})
        assert made.body.endswith("9.99")
        assert made.body.count("9.99") == 1 + text.count("9.99")
        assert "\n" not in made.subject
