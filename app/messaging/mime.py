"""A message as the bytes that go over the line: headers, text, attachments, every line short and in ASCII.

Written out here rather than by the standard library's `email`: how that folds and encodes headers has changed within
Python 3.11 to 3.13, has put a line break of a name into a header (CVE-2024-6923) and lost blanks between encoded words.
What stands here is little, the same everywhere, and read back by `email` in the tests.
"""

import base64
import hashlib
import unicodedata
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import quote

from app.core.outgoing import Attachment, Outgoing

_WORD = 42
"""Octets of text in one encoded word: 56 of base64 and the frame are within the 75 of RFC 2047 2."""

_PLAIN = 60
"""The longest text that goes into a header as it is."""

_PARAMETER = 50
"""Characters of a file's name in one piece of it (RFC 2231 3)."""

_MAX_NAME = 200
_SPECIALS = frozenset('()<>@,;:\\".[]')


class Sender(NamedTuple):
    """Who a message is from; `reply_to` blank means the address itself."""

    name: str
    address: str
    reply_to: str = ""


def message_id(book: str, key: str, sender: str) -> str:
    """Return the Message-ID of an attempt, the same whenever it is asked for; it tells nothing about the customer."""
    name = hashlib.sha256(f"{book}\n{key}".encode()).hexdigest()[:32]
    return f"<{name}@{sender.rpartition('@')[2]}>"


def as_bytes(outgoing: Outgoing, sender: Sender, identity: str) -> bytes:
    """Return a message ready to be sent, lines ended by CR LF; `to` and the sender's address are ASCII addresses."""
    head = [
        f"From: {_mailbox(sender.name, sender.address)}",
        f"To: {_mailbox(outgoing.to_name, outgoing.to)}",
        f"Subject: {_text(outgoing.subject)}",
        f"Date: {format_datetime(outgoing.at)}",
        f"Message-ID: {identity}",
        "MIME-Version: 1.0",
    ]
    if sender.reply_to:
        head.insert(2, f"Reply-To: {_mailbox(sender.name, sender.reply_to)}")
    text = _text_part(outgoing.body)
    if not outgoing.attachments:
        return _ended([*head, *text])
    # No line of base64 begins with two hyphens, so nothing within can be taken for the boundary.
    boundary = f"--part-{hashlib.sha256(identity.encode()).hexdigest()[:24]}"
    lines = [*head, f'Content-Type: multipart/mixed; boundary="{boundary}"', ""]
    for part in (text, *map(_attached, outgoing.attachments)):
        lines += [f"--{boundary}", *part]
    return _ended([*lines, f"--{boundary}--"])


def one_line(text: str) -> str:
    """Return a text without line breaks and other characters that are no text, blanks in their place."""
    joined = " ".join(text.split())
    kept = (" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in joined)
    return " ".join("".join(kept).split())


# ---- headers --------------------------------------------------------------------------------------------------------


def _mailbox(name: str, address: str) -> str:
    """Return a name and an address as From and To have them."""
    text = one_line(name)
    if not text:
        return address
    if not _is_plain(text):
        return f"{_words(text)}\r\n <{address}>"
    if _SPECIALS.isdisjoint(text):
        return f"{text} <{address}>"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address}>'


def _text(text: str) -> str:
    line = one_line(text)
    return line if _is_plain(line) else _words(line)


def _is_plain(text: str) -> bool:
    """Whether a text may stand in a header as it is; one that looks like encoded words may not."""
    return text.isascii() and len(text) <= _PLAIN and "=?" not in text


def _words(text: str) -> str:
    """Return a text as encoded words (RFC 2047), one a line; blanks at their seams are within them."""
    words = (base64.b64encode(piece).decode("ascii") for piece in _pieces(text, _WORD))
    return "\r\n ".join(f"=?utf-8?B?{word}?=" for word in words)


def _pieces(text: str, most: int) -> Iterator[bytes]:
    """Cut the octets of a text into pieces, never within a character."""
    piece = b""
    for character in text:
        octets = character.encode()
        if len(piece) + len(octets) > most:
            yield piece
            piece = b""
        piece += octets
    yield piece


# ---- parts ----------------------------------------------------------------------------------------------------------


def _text_part(body: str) -> list[str]:
    lines = body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    octets = lines.replace("\n", "\r\n").encode("utf-8", "replace")
    return ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "", *_base64(octets)]


def _attached(attachment: Attachment) -> list[str]:
    name = one_line(attachment.name)[:_MAX_NAME] or "attachment"
    return [
        f"Content-Type: {attachment.media_type}{_parameter('name', name, _word_parameter)}",
        f"Content-Disposition: attachment{_parameter('filename', name, _pieces_parameter)}",
        "Content-Transfer-Encoding: base64",
        "",
        *_base64(attachment.content),
    ]


def _parameter(key: str, name: str, other: Callable[[str, str], str]) -> str:
    """Return a file's name as a parameter: quoted where it is plain, in the `other` way else."""
    if _is_plain(name) and not set(name) & {'"', "\\"}:
        return f';\r\n {key}="{name}"'
    return other(key, name)


def _word_parameter(key: str, name: str) -> str:
    """Return a name as encoded words in quotes: not by the standard, but what old mail programs read."""
    return f';\r\n {key}="{_words(name)}"'


def _pieces_parameter(key: str, name: str) -> str:
    """Return a name in pieces of percent signs (RFC 2231 4.1), each cut anywhere but within a percent sign."""
    encoded = quote(name, safe="")
    pieces: list[str] = []
    while encoded:
        cut = min(_PARAMETER, len(encoded))
        if "%" in encoded[cut - 2 : cut] and cut < len(encoded):
            cut = encoded.rindex("%", 0, cut)
        pieces.append(encoded[:cut])
        encoded = encoded[cut:]
    if len(pieces) == 1:
        return f";\r\n {key}*=utf-8''{pieces[0]}"
    start = f";\r\n {key}*0*=utf-8''{pieces[0]}"
    return start + "".join(f";\r\n {key}*{nth}*={piece}" for nth, piece in enumerate(pieces[1:], 1))


def _base64(octets: bytes) -> list[str]:
    return base64.encodebytes(octets).decode("ascii").splitlines()


def _ended(lines: list[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode("ascii")
