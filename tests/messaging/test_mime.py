"""A message as bytes: what was put in comes out at the other end, and nothing that was not."""

from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.outgoing import Attachment, Outgoing
from app.messaging.mime import Sender, as_bytes, message_id, one_line
from tests.services.helpers_customers import naughty_strings

AT = datetime(2026, 5, 20, 17, 30, tzinfo=timezone(timedelta(hours=8)))
SENDER = Sender("王记理发店", "shop@example.com", "owner@example.com")
TEXT = st.text(st.characters(codec="utf-8"), max_size=200)


def outgoing(**given):
    values = {"key": "r1-1", "to": "a@example.com", "to_name": "王小明", "subject": "s", "body": "b", "at": AT}
    return Outgoing(**(values | given))


def made(**given):
    return as_bytes(outgoing(**given), SENDER, "<id@example.com>")


def read(content):
    return message_from_bytes(content, policy=policy.default)


def mailbox(content, field):
    """Return name and address of a header; by hand, as Python 3.11 puts blanks between words of a name."""
    name, address = parseaddr(str(message_from_bytes(content)[field]))
    return str(make_header(decode_header(name))), address


def fields(message):
    return sorted(name.lower() for name in message)


USUAL = sorted(["from", "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type",
                "content-transfer-encoding"])  # fmt: skip


def test_a_chinese_message_reads_as_it_was_written():
    subject = "王记理发店：您有一笔 1,280.00 元的账款已逾期 10 天，请于 2026年5月27日 前付清，谢谢您一直以来的支持"
    body = "王小明，您好！\n\n还有 ¥1,280.00 未付。\n.\n.点开头的一行\n谢谢！"
    message = read(made(subject=subject, body=body))
    assert message["Subject"] == subject
    assert message["From"].addresses[0].display_name == "王记理发店"
    assert message["From"].addresses[0].addr_spec == "shop@example.com"
    assert message["To"].addresses[0].display_name == "王小明"
    assert message["Reply-To"].addresses[0].addr_spec == "owner@example.com"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert message.get_content().replace("\r\n", "\n") == f"{body}\n"
    assert fields(message) == USUAL


def test_the_date_is_the_clock_that_was_passed_with_its_zone():
    message = read(made())
    assert message["Date"] == "Wed, 20 May 2026 17:30:00 +0800"
    assert parsedate_to_datetime(message["Date"]) == AT


def test_the_message_id_is_the_attempts_own_and_stays():
    first = message_id("book", "r1-1", "shop@example.com")
    assert first == message_id("book", "r1-1", "shop@example.com")
    others = [message_id("book", "r1-2", "shop@example.com"), message_id("other", "r1-1", "shop@example.com")]
    assert len({first, *others}) == 3
    assert first.startswith("<")
    assert first.endswith("@example.com>")
    assert read(as_bytes(outgoing(), SENDER, first))["Message-ID"] == first


POISON = (
    *("\r\nBcc: all@example.com", "\nBcc: all@example.com", "\r\n\r\n<b>body</b>", "=?utf-8?B?Cg==?="),
    *("\r", "\x0b", "\x85", "\u2028", "\x00", "\ud800"),
)


@pytest.mark.parametrize("poison", POISON)
def test_a_line_break_in_a_name_or_a_subject_makes_no_header(poison):
    message = read(
        as_bytes(
            outgoing(
                subject=f"Due{poison}x", to_name=f"Wang{poison}x", attachments=(Attachment(f"a{poison}.pdf", b"1"),)
            ),
            Sender(f"Shop{poison}x", "shop@example.com"),
            "<id@example.com>",
        )
    )
    expected = sorted({*USUAL} - {"reply-to", "content-transfer-encoding"})
    assert fields(message) == expected
    assert message["Subject"] == one_line(f"Due{poison}x")
    assert message["To"].addresses[0].display_name == one_line(f"Wang{poison}x")
    assert message["From"].addresses[0].addr_spec == "shop@example.com"
    text, attached = message.iter_parts()
    assert text.get_content().strip() == "b"
    assert attached.get_filename() == one_line(f"a{poison}.pdf")


@given(subject=TEXT, name=TEXT, body=TEXT, file_name=TEXT, shop=TEXT)
def test_any_text_comes_back(subject, name, body, file_name, shop):
    content = as_bytes(
        outgoing(subject=subject, to_name=name, body=body, attachments=(Attachment(file_name, b"\x00\xff" * 50),)),
        Sender(shop, "shop@example.com"),
        "<id@example.com>",
    )
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    message = read(content)
    assert fields(message) == sorted({*USUAL} - {"reply-to", "content-transfer-encoding"})
    assert str(message["Subject"]) == one_line(subject)
    assert mailbox(content, "To") == (one_line(name), "a@example.com")
    assert mailbox(content, "From") == (one_line(shop), "shop@example.com")
    text, attached = message.iter_parts()
    lines = body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    assert text.get_payload(decode=True).decode() == lines.replace("\n", "\r\n")
    assert attached.get_filename() == (one_line(file_name) or "attachment")
    assert attached.get_payload(decode=True) == b"\x00\xff" * 50


def test_naughty_strings_come_back():
    for text in naughty_strings():
        message = read(made(subject=text, to_name=text[:200], body=text))
        assert str(message["Subject"]) == one_line(text)
        assert fields(message) == USUAL


def test_chinese_attachment_names_are_right_in_both_ways_mail_programs_read_them():
    name = "S000001 王小明 2026-04 对账单（第二次请求核对）请于五月二十日前回复，谢谢您的支持与配合.pdf"
    pdf = b"%PDF-1.7\n" + bytes(range(256)) * 40
    content = made(attachments=(Attachment(name, pdf), Attachment("plain name.pdf", b"x")))
    message = read(content)
    text, first, second = message.iter_parts()
    assert first.get_filename() == name  # RFC 2231, in Content-Disposition
    assert first.get_content_type() == "application/pdf"
    assert first.get_content_disposition() == "attachment"
    assert first.get_payload(decode=True) == pdf
    assert first["Content-Type"].params["name"] == name  # encoded words, for old programs
    assert second.get_filename() == "plain name.pdf"
    assert text.get_content().strip() == "b"
    assert max(map(len, content.split(b"\r\n"))) <= 78


def test_an_empty_name_leaves_the_address_alone():
    assert "To: a@example.com\r\n" in made(to_name="").decode()
    assert 'To: "Wang, \\"Xiao\\"" <a@example.com>\r\n' in made(to_name='Wang, "Xiao"').decode()


def test_the_clock_may_be_in_utc():
    assert read(made(at=AT.astimezone(UTC)))["Date"] == "Wed, 20 May 2026 09:30:00 +0000"
