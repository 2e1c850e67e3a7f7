"""Which files are pictures the shop may have, by what they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.picture import MAX_PIXELS, MAX_SIDE, measured
from app.errors import Refused
from tests.documents.helpers_pictures import bomb, encoded, jpeg_head, png


def refused(content: bytes, name: str = "标志.png") -> str:
    with pytest.raises(Refused) as caught:
        measured(content, name)
    assert caught.value.field == "file"
    assert name in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("size", [(1, 1), (60, 20), (20, 60), (4000, 4000)])
def test_a_picture_says_how_large_it_is(size):
    assert measured(png(size=size), "x") == ("image/png", *size)
    assert measured(encoded("JPEG", size=size), "x") == ("image/jpeg", *size)
    assert measured(encoded("JPEG", size=size, progressive=True), "x") == ("image/jpeg", *size)


def test_a_frame_header_is_found_behind_notes_and_fill_bytes():
    assert measured(jpeg_head(640, 480, 0xC2), "x") == ("image/jpeg", 640, 480)


@pytest.mark.parametrize("side", [MAX_SIDE + 1, 50_000, 2**31 - 1])
def test_a_huge_picture_is_refused_with_its_size(side):
    assert f"{side} × 1 pixels" in refused(bomb(side, 1))
    assert f"1 × {side} pixels" in refused(bomb(1, side))


def test_so_many_pixels_and_no_more():
    assert measured(bomb(4000, MAX_PIXELS // 4000), "x").height == MAX_PIXELS // 4000
    assert "at most 16 million" in refused(bomb(4000, MAX_PIXELS // 4000 + 1))
    assert "65500 × 65500" in refused(jpeg_head(65_500, 65_500))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (encoded("GIF"), "GIF"),
        (encoded("WEBP"), "WebP"),
        (encoded("BMP"), "BMP"),
        (encoded("TIFF"), "TIFF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made by hand -->\n<SVG/>", "SVG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1", "HEIC"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avif", "AVIF"),
        (b"%PDF-1.7\n", "PDF"),
    ],
)
def test_other_pictures_are_told_apart_whatever_their_name_is(content, kind):
    assert f" is {kind};" in refused(content)


@pytest.mark.parametrize(
    "content",
    [b"hello", "客户,余额\n".encode(), b"\0" * 100, b"PK\x03\x04", b"\0\0\0\x18ftypisom", b"<?xml version='1.0'?><a/>"],
)
def test_what_is_no_picture_is_refused(content):
    assert "is no picture" in refused(content)


def test_an_empty_file_is_called_empty():
    assert "is empty" in refused(b"")


@pytest.mark.parametrize("content", [png()[:8], png()[:20], b"\xff\xd8\xff", jpeg_head(9, 9)[:-8], bomb(0, 5)])
def test_a_head_that_is_cut_off_is_called_damaged(content):
    assert "damaged" in refused(content)


@given(st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0\0ftyp"]), st.binary(max_size=80))
def test_anything_is_measured_or_refused(sign, rest):
    try:
        found = measured(sign + rest, "x")
    except Refused:
        return
    assert 0 < found.width * found.height <= MAX_PIXELS
