"""Pictures on paper: whatever is taken can be drawn, and looks as it did; what is broken is refused by name."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.documents.pictures import FINEST, check_picture, for_print
from app.documents.raster import page_images
from app.errors import Refused
from app.system import paths
from tests.documents.helpers_pictures import GREEN, WHITE, bomb, chunk, encoded, png

WHOLE = {
    **{f"png {mode}": png(mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")},
    **{f"jpeg {mode}": encoded("JPEG", mode) for mode in ("L", "RGB", "CMYK")},
    "jpeg progressive": encoded("JPEG", progressive=True),
    "png interlaced with text": encoded("PNG", "P", optimize=True),
}


def pixel_at(picture: bytes, x: float, y: float) -> tuple[int, ...]:
    """Return what stands at a place of a picture, drawn on a page of its own and the page looked at."""
    into = io.BytesIO()
    canvas = Canvas(into, pagesize=(60, 20))
    canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, 60, 20)
    canvas.save()
    (page,) = page_images(into.getvalue(), 144)
    at = (round(y * 2) * page.width + round(x * 2)) * 4
    return tuple(page.rgba[at : at + 3])


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_taken_is_drawn_as_it_looks(name):
    check_picture(WHOLE[name], name)
    drawn = for_print(WHOLE[name])
    inside, outside = pixel_at(drawn, 10, 10), pixel_at(drawn, 50, 10)
    assert near(outside, WHITE)
    if name.split()[1] in {"RGB", "RGBA", "P", "CMYK", "progressive", "interlaced"}:
        assert near(inside, GREEN)
    else:
        assert sum(inside) < 3 * 140  # a grey as dark as the green is, or black


def test_a_photograph_lying_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright (Exif 2.3, 4.6.4)
    upright = Image.open(io.BytesIO(for_print(encoded("JPEG", exif=exif))))
    assert upright.size == (20, 60)


@pytest.mark.parametrize("size", [(4000, 1000), (1000, 4000), (FINEST + 1, 3)])
def test_more_pixels_than_paper_shows_are_not_carried_along(size):
    drawn = for_print(png(size=size))
    assert max(Image.open(io.BytesIO(drawn)).size) == FINEST
    assert for_print(drawn) == drawn


def test_a_photograph_does_not_make_every_statement_heavy():
    noise = Image.effect_noise((1500, 1500), 90).convert("RGB")
    into = io.BytesIO()
    noise.save(into, "PNG")
    assert len(into.getvalue()) > 1_000_000
    assert len(for_print(into.getvalue())) < 500_000


def test_the_same_picture_gives_the_same_bytes():
    assert for_print(WHOLE["png RGBA"]) == for_print(WHOLE["png RGBA"])


def test_real_files_are_taken():
    for path in (paths.resources() / "pictures").glob("*.png"):
        check_picture(path.read_bytes(), path.name)
        assert near(pixel_at(for_print(path.read_bytes()), 59, 19), pixel_at(path.read_bytes(), 59, 19))


def broken() -> dict[str, bytes]:
    """Return pictures whose heads are right and whose bodies are not."""
    whole, photograph = png(size=(200, 200)), encoded("JPEG", size=(200, 200))
    flipped = bytearray(whole)
    flipped[len(flipped) // 2] ^= 0xFF
    return {
        "png cut off": whole[: len(whole) // 2],
        "png without its end": whole[:-30],
        "png with a wrong bit": bytes(flipped),
        "png of a head alone": whole[:33],
        "png with rubbish for data": whole[:33] + chunk(b"IDAT", b"rubbish") + chunk(b"IEND", b""),
        "jpeg cut off": photograph[: len(photograph) // 2],
        "jpeg of a head alone": photograph[:200],
    }


@pytest.mark.parametrize("name", broken())
def test_a_damaged_picture_is_refused_by_name(name):
    with pytest.raises(Refused) as caught:
        check_picture(broken()[name], f"{name}.png")
    assert f"{name}.png is damaged" in str(caught.value)
    assert caught.value.field == "file"


def test_a_huge_picture_is_refused_before_it_is_unpacked():
    with pytest.raises(Refused, match="50000 × 50000 pixels"):
        check_picture(bomb(50_000, 50_000, bytes(10**6)), "bomb.png")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_whatever_is_cut_or_changed_is_drawn_or_refused(name, data):
    content = bytearray(WHOLE[name])
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[at] = data.draw(st.integers(0, 255))
    else:
        del content[at:]
    try:
        drawn = for_print(bytes(content))
    except Refused:
        return
    assert pixel_at(drawn, 1, 1)
