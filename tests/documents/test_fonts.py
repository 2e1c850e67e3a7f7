import pytest
from fontTools.ttLib import TTFont
from pypdfium2 import PdfDocument

from app.documents.fonts import load_fonts
from app.documents.layout import Block, Style, Text
from app.documents.pages import draw_pdf
from app.documents.pdf_file import About, Page
from devtools.fonts import FACES, FONTS, LICENCE
from tests.documents.helpers_paper import read_text

RARE_NAMES = "㛃𬭎喆堃龑甪㐱𬱖䶮犇骉彧翀垚璟祎赟頔囍㮾𬜬𫍽䴙㥄"
"""Characters of real names that common fonts lack."""

OURS = "掌柜账本充值赠送余额欠款冲正日结，。！？：；“”（）《》、…—¥￥①②℃✓※〇ABCxyz0123456789.,-−+·×%"
TRADITIONAL = "掌櫃賬本儲值贈送餘額欠款沖正日結鍾範葉閆"


@pytest.fixture(scope="module", params=FACES)
def face(request):
    """One of the two faces set-up builds."""
    with TTFont(FONTS / request.param) as font:
        yield font


def gb2312():
    """Return the 6,763 Chinese characters of GB 2312."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return {character for pair in rows for character in pair.decode("gb2312", errors="ignore")}


def test_the_character_set_is_the_whole_one():
    assert len(gb2312()) == 6763


def characters(file):
    with TTFont(FONTS / file) as font:
        return {chr(code) for code in font.getBestCmap()}


def test_every_character_a_shop_writes_is_there():
    wanted = gb2312() | set(RARE_NAMES + OURS + TRADITIONAL)
    assert sorted(wanted - characters("NotoSansSC-Regular.ttf")) == []


def test_bold_has_the_characters_in_common_use():
    wanted = gb2312() | set(OURS) | {*"掌櫃賬本儲值贈送餘額欠款沖正日結鍾範葉"}
    assert sorted(wanted - characters("NotoSansSC-Bold.ttf")) == []


def drawn(text, *, bold):
    """Return a line of text as a PDF."""
    block = Block(40, (Text(0, 24, text, Style(20, bold=bold)),))
    page = Page(300, 60, ((10, 10, block),))
    return draw_pdf([page], load_fonts(FONTS), About("", ""))


def ink(text, *, bold):
    """Return how dark a line is on paper, all in all."""
    document = PdfDocument(drawn(text, bold=bold))
    try:
        tones = document[0].render(scale=2).to_pil().convert("L").histogram()
    finally:
        document.close()
    return sum((255 - tone) * count for tone, count in enumerate(tones))


@pytest.mark.parametrize("text", ["喆堃䶮㛃", "王小明陈"], ids=["rare", "common"])
def test_bold_is_darker_by_as_much_for_a_rare_character_as_for_a_common_one(text):
    assert 1.25 < ink(text, bold=True) / ink(text, bold=False) < 1.65


def test_a_rare_character_in_bold_is_as_wide_as_every_other():
    fonts = load_fonts(FONTS)
    assert fonts.width("喆堃", 10, bold=True) == fonts.width("王小", 10, bold=True) == pytest.approx(20)


def test_what_comes_after_a_thickened_character_is_not_thickened():
    alone = ink("一" * 8, bold=True)
    assert ink("喆" + "一" * 8, bold=True) - ink("喆", bold=True) == pytest.approx(alone, rel=0.01)


def test_what_is_thickened_is_read_as_one_text():
    assert read_text(drawn("王喆A堃陈", bold=True)) == "王喆A堃陈"


def test_figures_are_of_one_width(face):
    glyphs = face.getBestCmap()
    assert len({face["hmtx"][glyphs[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_a_face_is_static_truetype_with_outlines(face):
    assert "glyf" in face
    assert not {"fvar", "gvar", "CFF ", "CFF2", "GSUB", "GPOS"} & set(face.keys())
    glyph = face["glyf"][face.getBestCmap()[ord("掌")]]
    assert glyph.numberOfContours > 0


def test_both_are_faces_of_one_family():
    names = {}
    for file, weight in FACES.items():
        with TTFont(FONTS / file) as font:
            told = {number: font["name"].getDebugName(number) for number in (1, 2, 4, 6, 16, 17)}
            names[weight] = (told, font["OS/2"].usWeightClass, font["OS/2"].fsSelection & 0x61, font["head"].macStyle)
    family = "Noto Sans SC"
    regular = {1: family, 2: "Regular", 4: f"{family} Regular", 6: "NotoSansSC-Regular", 16: None, 17: None}
    bold = {1: family, 2: "Bold", 4: f"{family} Bold", 6: "NotoSansSC-Bold", 16: None, 17: None}
    assert names == {400: (regular, 400, 0x40, 0), 700: (bold, 700, 0x20, 1)}


def test_bold_is_bolder():
    widths = []
    for file in FACES:
        with TTFont(FONTS / file) as font:
            stroke = font["glyf"][font.getBestCmap()[ord("一")]]
            widths.append(stroke.yMax - stroke.yMin)
    assert widths[0] < widths[1]


def test_the_licence_lies_beside_them():
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / LICENCE).read_text(encoding="utf-8")
