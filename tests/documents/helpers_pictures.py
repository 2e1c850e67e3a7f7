"""Pictures for tests: whole ones of every sort cameras and editors write, and broken ones."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

GREEN, WHITE = (27, 107, 80), (255, 255, 255)


def drawn(mode: str = "RGB", size: tuple[int, int] = (60, 20)) -> Image.Image:
    """Return a green disc on the left of nothing, or of white where nothing can be seen through."""
    background = (0, 0, 0, 0) if mode in {"RGBA", "LA", "P"} else WHITE
    picture = Image.new("RGBA" if mode in {"RGBA", "LA", "P"} else "RGB", size, background)
    ImageDraw.Draw(picture).ellipse((2, 2, max(size[1] - 3, 2), max(size[1] - 3, 2)), fill=GREEN)
    if mode == "I;16":
        return Image.frombytes(mode, size, b"".join(bytes((grey, grey)) for grey in picture.convert("L").tobytes()))
    return picture.convert(mode)


def encoded(form: str, mode: str = "RGB", size: tuple[int, int] = (60, 20), **options: Any) -> bytes:
    """Return a picture as a file's content."""
    into = io.BytesIO()
    drawn(mode, size).save(into, form, **options)
    return into.getvalue()


def png(mode: str = "RGB", size: tuple[int, int] = (60, 20)) -> bytes:
    """Return a PNG."""
    return encoded("PNG", mode, size)


def chunk(name: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width: int, height: int, row: bytes = b"") -> bytes:
    """Return a PNG whose head promises so many pixels, with next to nothing behind it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b"")


def jpeg_head(width: int, height: int, frame: int = 0xC0) -> bytes:
    """Return the beginning of a JPEG up to its frame header, behind fill bytes and a segment of notes."""
    notes = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9)
    return (
        b"\xff\xd8"
        + notes
        + b"\xff\xff\xff"
        + bytes([frame])
        + struct.pack(">HBHHB", 11, 8, height, width, 1)
        + bytes(3)
    )
