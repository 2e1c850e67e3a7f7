"""Pictures as papers need them: no finer than a printer shows, opaque, in a form every reader of PDFs can draw.

A shop's logo often comes with more pixels than a banner needs. Every statement holds its own copy for good, so what is
drawn is made small first; the book keeps the file as it was given.
"""

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from app.core.picture import measured, refuse_damaged

if TYPE_CHECKING:
    from PIL.Image import Image

FINEST = 800
"""The longest side of a picture as it is drawn, in pixels: 60 mm at 340 dots an inch."""

_HEAVY = 100 * 1024  # a PNG beyond this is a photograph rather than a drawing
_QUALITY = 88
_WHITE = (255, 255, 255)


def check_picture(content: bytes, name: str) -> None:
    """Refuse, naming the file, what cannot be drawn: no picture, too large, cut off, damaged."""
    measured(content, name)
    for_print(content, name)


@lru_cache(maxsize=4)
def for_print(content: bytes, name: str = "", finest: int = FINEST) -> bytes:
    """Return a picture as it is drawn: upright, on white, at most `finest` pixels long, as PNG or JPEG.

    The same content gives the same bytes. Refused like `check_picture`. The last ones are kept: every paper wants them.
    """
    from PIL import Image, ImageOps  # not before there is a picture to be drawn

    measured(content, name)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as proof:
            proof.verify()  # a PNG's checksums; after it the file has to be opened anew
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
            opened.load()
            upright = _on_white(ImageOps.exif_transpose(opened))
    except Exception:  # noqa: BLE001 - what a damaged file makes a decoder raise cannot be listed
        refuse_damaged(name)
    if max(upright.size) > finest:
        upright.thumbnail((finest, finest), Image.Resampling.LANCZOS)
    return _packed(upright)


def _on_white(picture: "Image") -> "Image":
    """Return a picture in colours or greys of eight bits without anything to see through."""
    from PIL import Image

    if picture.mode.startswith("I") or picture.mode == "F":  # 16 bits a grey, which a plain conversion would cut off
        picture = picture.convert("I").point(lambda value: value / 257).convert("L")
    if picture.mode in {"LA", "La", "PA", "RGBA", "RGBa"} or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Image.new("RGBA", seen.size, (*_WHITE, 255))
        return Image.alpha_composite(paper, seen).convert("RGB")
    return picture.convert("L" if picture.mode in {"1", "L"} else "RGB")


def _packed(picture: "Image") -> bytes:
    """Return it as PNG, which keeps edges and codes sharp, or, where that is heavy, as JPEG."""
    drawing = _saved(picture, "PNG", compress_level=9)
    return drawing if len(drawing) <= _HEAVY else _saved(picture, "JPEG", quality=_QUALITY, subsampling=0)


def _saved(picture: "Image", form: str, **options: object) -> bytes:
    into = io.BytesIO()
    picture.info.clear()  # what cameras and editors noted is nobody's business
    picture.save(into, form, **options)
    return into.getvalue()
