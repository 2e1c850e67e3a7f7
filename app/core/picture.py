"""The shop's pictures on its papers: which there are, which files are taken, and how large they may be.

A file is judged by what it holds, never by its name. Only its head is read here; whether the whole of it can be drawn
is for `documents.pictures` to find out, after its size is known to be bearable.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, NoReturn

from app.core.customer import FileRequest
from app.errors import refuse
from app.i18n.mark import N_

MAX_SIZE = 4 * 1024 * 1024
"""The largest file of a picture, in bytes."""

MAX_PIXELS = 16_000_000
"""The most pixels of a picture: what it fills in memory is four bytes for each, however small its file is."""

MAX_SIDE = 10_000
"""The longest side of a picture, in pixels."""


class PictureKind(StrEnum):
    """The pictures of the shop: its logo, and the code by which a customer pays (WeChat's, Alipay's, a bank's)."""

    LOGO = "logo"
    PAYMENT_QR = "payment_qr"


class Picture(NamedTuple):
    """What is known of a picture in the book besides its content; the size is in bytes, width and height in pixels."""

    kind: PictureKind
    media_type: str
    size: int
    width: int
    height: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPicture(FileRequest):
    """The shop puts a picture into its book in place of the one of that kind; without a file it takes it away."""

    kind: PictureKind
    file: str | None = None


class Measured(NamedTuple):
    """What the head of a picture says: what kind of file it is, and its width and height in pixels."""

    media_type: str
    width: int
    height: int


def measured(content: bytes, name: str) -> Measured:
    """Return what a picture's head says; refuses, naming the file, what is no PNG and no JPEG, and what is too large.

    `name` is the file as the person named it. SVG, HEIC, GIF and others are told apart, so that the sentence can say
    what to save anew.
    """
    if not content:
        refuse("file", N_("file: {path} is empty."), path=name)
    found = _png(content) if content.startswith(_PNG) else _jpeg(content) if content.startswith(_JPEG) else None
    if found is None:
        _refuse_kind(content, name)
    if 0 in found[1:]:
        refuse_damaged(name)
    if found.width * found.height > MAX_PIXELS or max(found.width, found.height) > MAX_SIDE:
        refuse(
            "file",
            N_(
                "file: {path} has {width} × {height} pixels; at most {most} million are taken, and {side} on a side. "
                "Save it smaller."
            ),
            path=name,
            width=found.width,
            height=found.height,
            most=MAX_PIXELS // 1_000_000,
            side=MAX_SIDE,
        )
    return found


def refuse_damaged(name: str) -> NoReturn:
    """Refuse a picture that is not whole."""
    refuse(
        "file", N_("file: {path} is damaged: the picture in it is not whole. Save it again and choose that."), path=name
    )


# ---- heads ----------------------------------------------------------------------------------------------------------

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # JPEG markers without a length
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the JPEG markers that say how large the picture is


def _png(content: bytes) -> Measured:
    """Read a PNG's first chunk, which is always IHDR (PNG, third edition, 11.2.1)."""
    if len(content) < 24 or content[12:16] != b"IHDR":  # noqa: PLR2004 - signature, length, name, width, height
        return Measured("image/png", 0, 0)
    return Measured("image/png", int.from_bytes(content[16:20]), int.from_bytes(content[20:24]))


def _jpeg(content: bytes) -> Measured:
    """Walk a JPEG's segments to its frame header (ITU-T T.81, B.2.2); without one its size is 0 × 0."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker = content[at + 1]
        if marker == 0xFF or marker in _BARE:  # noqa: PLR2004 - filled with what markers begin with
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004
            continue
        if marker in _FRAMES:
            height, width = int.from_bytes(content[at + 5 : at + 7]), int.from_bytes(content[at + 7 : at + 9])
            return Measured("image/jpeg", width, height)
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return Measured("image/jpeg", 0, 0)


_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})


def _known_kind(content: bytes) -> str:
    """Return what other pictures are called; a blank for what is no picture."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content[4:8] == b"ftyp":
        return {b"avif": "AVIF", b"avis": "AVIF"}.get(content[8:12], "HEIC" if content[8:12] in _HEIC else "")
    if head.startswith(b"<svg") or (head.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in head):
        return "SVG"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "WebP"
    return next((kind for sign, kind in _SIGNS if content.startswith(sign)), "")


_SIGNS = (
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%PDF-", "PDF"),
    (b"8BPS", "Photoshop"),
)


def _refuse_kind(content: bytes, name: str) -> NoReturn:
    kind = _known_kind(content)
    if kind:
        refuse(
            "file", N_("file: {path} is {kind}; save the picture as PNG or JPEG and choose that."), path=name, kind=kind
        )
    refuse("file", N_("file: {path} is no picture; choose a PNG or JPEG file."), path=name)
