"""Pictures and codes on statements, and statements by the hundred in one file."""

import io

import pytest
from pypdfium2 import PdfDocument

from app.core.receipt import Party
from app.core.statement_paper import Sheet
from app.documents.layout import Dots, Picture
from app.documents.qr import QUIET, qr_code
from app.documents.raster import page_images
from app.documents.statement import StatementPress
from app.errors import Refused
from tests.documents.helpers_paper import (
    BOTH,
    CHINESE,
    FONTS,
    places,
    read_pages,
    squeezed,
)
from tests.documents.helpers_statement import (
    CODE,
    PICTURES,
    SHOP,
    named,
    paper,
    picture,
    statement,
)
from tests.documents.helpers_statement_cases import (
    STATEMENTS,
    check,
    drawn,
    pages_of,
)

# ---- pictures and codes ---------------------------------------------------------------------------------------------


def pictures_on(pages):
    return [mark for page in pages for _, _, block in page.blocks for mark in block.marks if isinstance(mark, Picture)]


@pytest.mark.parametrize("sheet", Sheet)
@pytest.mark.parametrize("size", [(480, 160), (100, 700), (800, 20), (300, 300)])
def test_a_logo_keeps_its_proportions(size, sheet):
    pictures = named(picture(*size), CODE)
    name = next(iter(pictures))
    logo = next(
        m
        for m in pictures_on(check(paper(sheet=sheet, shop=SHOP._replace(logo=name)), pictures=pictures))
        if m.name == name
    )
    assert logo.width / logo.height == pytest.approx(size[0] / size[1])


def test_a_small_logo_is_not_blown_up():
    pictures = named(picture(40, 20))
    name = next(iter(pictures))
    [logo] = pictures_on(pages_of(paper(shop=SHOP._replace(logo=name, payment_qr="")), pictures=pictures)[0])
    assert logo.width <= 40 * 72 / 120


def test_pictures_that_are_not_there_are_left_out():
    result = drawn(paper(), pictures={})
    assert result.pages == 1
    assert b"/Image" not in result.pdf.replace(b"/ImageB", b"").replace(b"/ImageC", b"").replace(b"/ImageI", b"")


def objects(pdf):
    document = PdfDocument(pdf)
    try:
        return [image for page in document for image in page.get_objects(max_depth=3) if image.type == 3]
    finally:
        document.close()


def test_a_picture_comes_into_a_file_once():
    press = StatementPress(FONTS)
    into = io.BytesIO()
    press.begin_file(into)
    for _ in range(3):
        press.add(paper(), (CHINESE,), PICTURES)
    press.end()
    assert into.getvalue().count(b"/Subtype /Image") == 2
    assert len(objects(into.getvalue())) == 6


def test_the_code_is_drawn_square_by_square_with_room_around_it():
    pages, typesetter = pages_of(paper(), "zh")
    [(dots, left, top)] = [
        (mark, left + mark.x, top + mark.y)
        for left, top, block in pages[-1].blocks
        for mark in block.marks
        if isinstance(mark, Dots)
    ]
    square = dots.side / dots.across
    image = page_images(drawn(paper(), "zh").pdf, 300)[-1]
    wanted = {(row, x) for row, start, length in qr_code("CBS-123-1A2B3C4D").runs for x in range(start, start + length)}
    for row in range(-QUIET, dots.across + QUIET - 1):
        for x in range(-QUIET, dots.across + QUIET):
            px = int((left + (x + 0.5) * square) * 300 / 72)
            py = int((top + (row + 0.5) * square) * 300 / 72)
            if row >= dots.across or px >= image.width:
                continue  # what the code says stands below it, and the paper ends
            at = (py * image.width + px) * 4
            assert (image.rgba[at] < 128) == ((row, x) in wanted), (row, x)
    for text in places(pages[-1], typesetter):
        if text.text != "CBS-123-1A2B3C4D":
            beside = text.right > left - QUIET * square and text.left < left + dots.side + QUIET * square
            assert not (beside and text.bottom > top and text.top < top + dots.side), text


def test_the_code_follows_the_standard():
    """Read a code back by ISO/IEC 18004, independently of what drew it."""
    for text in ("CBS-1-00000000", "CBS-123-1A2B3C4D", "CBS-123456-FFFFFFFF"):
        dots = qr_code(text)
        dark = {(row, x) for row, start, length in dots.runs for x in range(start, start + length)}
        assert _read_code(dark, dots.across) == text


def _read_code(dark, size):
    version = (size - 17) // 4
    assert version in (1, 2)
    bits = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    kind = int("".join(str(int(place in dark)) for place in bits), 2) ^ 0b101010000010010
    assert kind >> 13 == 0b00  # level M
    assert kind >> 10 & 7 == 2  # the mask: every third column
    stream = "".join(str(int(((y, x) in dark) ^ (x % 3 == 0))) for y, x in _path(size, version))
    total, data = {1: (26, 16), 2: (44, 28)}[version]
    words = [int(stream[n * 8 : n * 8 + 8], 2) for n in range(total)]
    for root in range(total - data):  # every root of the generator is a root of what was written
        value = 0
        for word in words:
            value = _times(value, _power(root)) ^ word
        assert value == 0
    text = "".join(f"{word:08b}" for word in words[:data])
    assert text[:4] == "0010"  # letters and digits
    count, at, found = int(text[4:13], 2), 13, ""
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    while len(found) < count:
        wide = 11 if count - len(found) > 1 else 6
        value = int(text[at : at + wide], 2)
        found += letters[value // 45] + letters[value % 45] if wide == 11 else letters[value]
        at += wide
    return found


def _path(size, version):
    """Yield the places of the bits: two columns at a time from the right, up and down, past the fixed patterns."""

    def fixed(y, x):
        corner = (y < 9 and (x < 9 or x > size - 9)) or (y > size - 9 and x < 9)
        inner = version == 2 and abs(y - 18) <= 2 and abs(x - 18) <= 2
        return corner or y == 6 or x == 6 or inner

    up = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for y in range(size - 1, -1, -1) if up else range(size):
            for x in (right, right - 1):
                if not fixed(y, x):
                    yield y, x
        up = not up


def _times(a, b):
    product = 0
    while b:
        product ^= a * (b & 1)
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


def _power(n):
    value = 1
    for _ in range(n):
        value = _times(value, 2)
    return value


# ---- many of them ---------------------------------------------------------------------------------------------------


def test_the_same_statement_gives_the_same_bytes():
    press = StatementPress(FONTS)
    first = press.draw(paper(STATEMENTS["rich"]), BOTH, PICTURES)
    press.draw(paper(statement(41)), (CHINESE,), PICTURES)
    assert press.draw(paper(STATEMENTS["rich"]), BOTH, PICTURES) == first
    assert drawn(paper(STATEMENTS["rich"]), "both").pdf == first.pdf


def test_many_statements_in_one_file(tmp_path):
    press = StatementPress(FONTS)
    path = tmp_path / "print.pdf"
    press.begin_file(path)
    counts = []
    for n, count in enumerate((3, 41, 1, 120)):
        what = statement(count, customer=Party(f"C{n}", "㛃𬭎" * n + "王"))
        added = press.add(paper(what, number=f"S{n:06}"), BOTH if n % 2 else (CHINESE,), PICTURES)
        counts.append(added.pages)
    press.end()
    pages = read_pages(path.read_bytes())
    assert len(pages) == sum(counts)
    starts = [sum(counts[:n]) for n in range(4)]
    for n, start in enumerate(starts):
        assert f"S{n:06}" in pages[start]
        assert "㛃𬭎" * n + "王" in squeezed(pages[start])
    assert "123,456,789" not in pages[0]


def test_on_both_sides_of_the_paper_each_begins_on_the_front():
    press = StatementPress(FONTS)
    into = io.BytesIO()
    press.begin_file(into, duplex=True)
    for n in range(3):
        press.add(paper(number=f"S{n:06}"), (CHINESE,), PICTURES)
    press.end()
    pages = read_pages(into.getvalue())
    assert [n for n, page in enumerate(pages) if page.strip()] == [0, 2, 4]


def test_a_file_is_begun_ended_and_left_in_order(tmp_path):
    press = StatementPress(FONTS)
    with pytest.raises(ValueError, match="begin"):
        press.add(paper(), (CHINESE,), PICTURES)
    press.begin_file(tmp_path / "a.pdf")
    with pytest.raises(ValueError, match="end"):
        press.begin_file(tmp_path / "b.pdf")
    press.close()
    press.begin_file(tmp_path / "b.pdf")
    press.add(paper(), (CHINESE,), PICTURES)
    press.end()
    assert len(read_pages((tmp_path / "b.pdf").read_bytes())) == 1


class _Full(io.BytesIO):
    """A disk with room for so many bytes."""

    def write(self, data):
        if self.tell() + len(data) > 20_000:
            raise OSError(28, "No space left on device")
        return super().write(data)


def test_a_full_disk_is_heard_of_and_the_press_goes_on():
    press = StatementPress(FONTS)
    press.begin_file(_Full())

    def fill():
        for _ in range(40):
            press.add(paper(statement(41)), (CHINESE,), PICTURES)
        press.end()

    with pytest.raises(OSError, match="space"):
        fill()
    press.close()
    assert press.draw(paper(), (CHINESE,), PICTURES).pages == 1


def test_without_fonts_it_says_so(tmp_path):
    with pytest.raises(Refused, match="font"):
        StatementPress(tmp_path)


def test_the_file_names_itself():
    document = PdfDocument(drawn(paper()).pdf)
    assert document.get_metadata_dict()["Title"] == "S000123 华东贸易有限公司"
    assert document.get_metadata_dict()["Author"] == SHOP.name
    document.close()
