"""Measuring, breaking lines, what the fonts lack, and text copied out of a PDF."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.fonts import SUBSTITUTE, load_fonts
from app.documents.layout import MM, Block, Box, Style, Text, Typesetter
from app.documents.pages import About, Page, broken, draw_pdf
from app.documents.raster import page_images
from app.errors import Refused
from tests.documents.helpers_paper import FONTS, read_pages, read_text, sizes

STYLE = Style(9)
CLOSING = "，。、；：！？）》」』】…,.;:!?)]}%"


@pytest.fixture
def typesetter():
    return Typesetter(load_fonts(FONTS))


def paper(typesetter, *texts):
    """Return a PDF of one page with a text in each line."""
    marks = tuple(Text(20, 20 + 14 * n, typesetter.clean(text), STYLE) for n, text in enumerate(texts))
    return draw_pdf([Page(300, 400, ((0, 0, Block(400, marks)),))], typesetter.fonts, About("t", "a"))


# ---- breaking lines -------------------------------------------------------------------------------------------------


def test_english_words_stay_whole_in_mixed_text(typesetter):
    text = "本店 Statement of account 于每月 Monday morning 寄出，请核对 confirmation slip 并盖章。"
    for width in range(45, 200, 7):
        lines = typesetter.wrap(text, STYLE, width)
        for word in ("Statement", "account", "Monday", "morning", "slip"):
            assert any(word in line for line in lines), (width, lines)


def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(typesetter):
    text = "余额（本金、赠送）：¥1,234.50，有效期至“2027-05-01”；逾期未用完的，可以申请延期！" * 3
    for width in range(75, 300, 3):
        for line in typesetter.wrap(text, STYLE, width):
            assert line[0] not in CLOSING, (width, line)
            assert line[-1] not in "（“¥", (width, line)


def test_a_date_and_an_amount_are_not_parted(typesetter):
    for width in range(60, 160, 5):
        lines = typesetter.wrap("自 2026-01-05 起共计 1,234,567.89 元，编号 R-2026-000017。", STYLE, width)
        assert any("2026-01-05" in line for line in lines)
        assert any("1,234,567.89" in line for line in lines)


def test_its_own_line_ends_and_empty_lines_stay(typesetter):
    assert typesetter.wrap("一\n\n二\r\n三", STYLE, 100) == ["一", "", "二", "三"]
    assert typesetter.wrap("", STYLE, 100) == [""]


printable = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs", "S")), max_size=80)


@given(printable, st.floats(30, 300))
def test_nothing_is_lost_and_no_line_is_too_wide(text, width):
    typesetter = Typesetter(load_fonts(FONTS))
    lines = typesetter.wrap(text, STYLE, width)
    assert "".join(lines).replace(" ", "") == typesetter.clean(text).replace(" ", "")
    assert all(typesetter.width(line, STYLE) <= width + 0.01 or len(line) == 1 for line in lines)


def test_a_name_is_shortened_and_an_amount_never(typesetter):
    short = typesetter.shortened("上海静安人民路洁净汽车服务有限责任公司", STYLE, 60)
    assert short.endswith("…")
    assert typesetter.width(short, STYLE) <= 60
    assert typesetter.shortened("王小明", STYLE, 60) == "王小明"
    amount = "99,999,999,999.99"
    fitted = typesetter.fitted(amount, STYLE, 40)
    assert fitted.size < STYLE.size
    assert typesetter.width(amount, fitted) <= 40.01


# ---- characters -----------------------------------------------------------------------------------------------------


def test_text_copied_out_is_right_beyond_the_first_plane(typesetter):
    names = ["㛃𬭎喆堃龑", "𬱖䶮㥄𬜬𫍽", "¥1,234.50 ￥ ✓ ① ℃", "Zoë Ångström, Ωmega Жук", "陳大文 鍾範"]
    assert read_pages(paper(typesetter, *names)) == ["\n".join(names)]
    assert typesetter.missing == {}


def test_what_the_fonts_lack_is_replaced_and_named(typesetter):
    assert typesetter.clean("𠮷野家 😀☐") == f"{SUBSTITUTE}野家 {SUBSTITUTE}{SUBSTITUTE}"
    assert list(typesetter.missing) == ["𠮷", "😀", "☐"]
    assert SUBSTITUTE in read_text(paper(typesetter, "𠮷"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc\x1b[31m\x00", "a b c [31m "),
        ("\u202eevil\u202c\u200b\u2066x", "evilx"),
        ("e\u0301\u00a0\u3000❤\ufe0f", f"é \u3000{SUBSTITUTE}"),
        ("\ud800", SUBSTITUTE),
        ("<b>&amp;</b> %s {name}", "<b>&amp;</b> %s {name}"),
    ],
)
def test_nothing_unseen_reaches_the_paper(typesetter, text, shown):
    assert typesetter.clean(text) == shown


def test_missing_fonts_are_told_in_a_sentence(tmp_path):
    with pytest.raises(Refused, match="NotoSansSC-Regular"):
        load_fonts(tmp_path)
    (tmp_path / "NotoSansSC-Regular.ttf").write_bytes(b"no font at all")
    with pytest.raises(Refused, match="NotoSansSC-Regular"):
        load_fonts(tmp_path)


# ---- pages ----------------------------------------------------------------------------------------------------------


def block(height, text="x", **fields):
    return Block(height, (Text(0, 0, text, STYLE),), **fields)


def test_blocks_that_belong_together_go_over_together():
    pages = broken([block(60), block(30, "head", keep=True), block(30, "row")], lambda _: 100)
    assert [[b.height for b in page] for page in pages] == [[60], [30, 30]]


def test_a_group_higher_than_a_page_is_parted_all_the_same():
    pages = broken([block(60, keep=True) for _ in range(5)], lambda _: 100)
    assert [len(page) for page in pages] == [1] * 5


def test_the_head_of_a_table_is_repeated_and_space_on_top_is_left_out():
    head = block(10, "head")
    rows = [block(40, f"row {n}", repeat=head) for n in range(4)]
    pages = broken([head, rows[0], Block(20), *rows[1:]], lambda _: 100)
    texts = [[b.marks[0].text if b.marks else "" for b in page] for page in pages]
    assert texts == [["head", "row 0", ""], ["head", "row 1", "row 2"], ["head", "row 3"]]


def test_an_image_of_a_page_has_its_size_and_is_opaque(typesetter):
    marks = (Box(0, 0, 72, 36, 0, "#000000", "#000000"), Box(0, 40, 10, 10, ticked=True))
    pdf = draw_pdf([Page(72, 72, ((0, 0, Block(72, marks)),))] * 2, typesetter.fonts, About("", ""))
    images = page_images(pdf, 144)
    assert [(image.width, image.height, len(image.rgba)) for image in images] == [(144, 144, 144 * 144 * 4)] * 2
    rgba = images[0].rgba
    assert rgba[:4] == b"\0\0\0\xff"
    assert rgba[-4:] == b"\xff\xff\xff\xff"
    assert sizes(pdf) == [(72, 72)] * 2


def test_a_millimetre():
    assert round(210 * MM, 2) == 595.28
