"""The paper of a day's end: everything on it, on every paper, nothing cut off, nothing over the edge."""

from itertools import pairwise

import pypdfium2 as pdfium
import pytest

from app.core.drawer import CloseDay
from app.core.money import Currency
from app.core.settings import Paper
from app.documents.day_end import day_pages, draw_day
from app.documents.day_tables import DayPaper
from app.documents.fonts import load_fonts
from app.documents.layout import Align, Box, Rule, Text, Typesetter
from app.documents.wording import Wording
from app.i18n import catalog
from app.i18n import format as fmt
from app.services.drawer import DrawerDesk
from app.system import paths
from tests.services.helpers_customers import TODAY, Shop, naughty_strings
from tests.services.test_drawer import ON, on, work

FONTS = paths.resources() / "fonts"


@pytest.fixture(scope="module", name="book")
def book_with_a_day(tmp_path_factory):
    shop = Shop(tmp_path_factory.mktemp("day"))
    work(shop)
    shop.do("top_up", id="t8", on=on(-2), customer="C001", paid="20.00", tender="alipay")
    shop.customer("C002", name="Long " * 36, credit_limit=None)
    shop.do("sale", id="s9", on=ON, customer="C002", amount="9999999999.99", pay=[{"with": "bank"}])
    shop.do("reverse", id="x9", on=ON, entry="s9", reason="很长的原因，" * 40)
    shop.do(
        "day_end", id="z1", on=ON, denominations=[{"value": "100.00", "count": 6}], note="一行\n\n第二行 " + "x" * 300
    )
    shop.do("sale", id="s10", on=ON, customer="C001", amount="7.77", pay=[{"with": "cash"}])
    shop.do("drawer_out", id="d10", on=ON, amount="3.33", reason="糖果")
    shop.do("day_end", id="z2", on=ON)
    yield shop, DrawerDesk(shop.store, shop.around)
    shop.store.dispose()


def text_of(pdf):
    document = pdfium.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("paper", list(Paper))
def test_everything_stands_on_it(book, paper):
    _, drawer = book
    older, newer = drawer.ends(TODAY)
    said = " ".join(text_of(drawer.pdf(older, "en", paper)).split())
    for words in (
        "Day's end",
        "Should be in the drawer",
        "604.00",
        "600.00",
        fmt.money(-400, "CNY", 2, "en"),
        "missing",
        "Changed since: 2",
    ):
        assert words in said
    for words in (
        "A later end of this day",
        "换零钱",
        "存银行",
        "输错了",
        "王小明",
        "糖果",
        "WeChat Pay",
        "× 6",
        "第二行",
    ):
        assert words in said
    assert older.figures.head_hash in said.replace(" ", "")
    said = " ".join(text_of(drawer.pdf(newer, "en", paper)).split())
    assert "not counted" in said
    assert "Changed since" not in said
    so_far = text_of(drawer.pdf(drawer.day(TODAY), "en", paper))
    assert "The day is not ended yet." in so_far
    assert "Counted by" not in so_far


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("language", catalog.LANGUAGES)
def test_nothing_runs_over_the_edge_or_into_another(book, paper, language):
    _, drawer = book
    for end in drawer.ends(TODAY):
        typesetter = Typesetter(load_fonts(FONTS))
        translator = catalog.load(language, paths.catalogues())
        wording = Wording((translator,), Currency("CNY", 2))
        sheet = DayPaper("云溪造型 Cloud Creek", Currency("CNY", 2), True, end.figures, end, lambda when: when)
        pages = day_pages(sheet, paper, wording, typesetter)
        assert len(pages) == 1 or paper is Paper.A5
        for page in pages:
            check_page(page, typesetter)


def check_page(page, typesetter):
    lines = {}
    below = 0.0
    for left, top, block in page.blocks:
        assert top >= below - 0.01 or not top, "blocks stand below each other"
        below = top + block.height if top else below
        for mark in block.marks:
            match mark:
                case Text():
                    wide = typesetter.width(mark.text, mark.style)
                    start = left + mark.x - {Align.LEFT: 0, Align.RIGHT: wide, Align.CENTRE: wide / 2}[mark.align]
                    assert start >= -0.01
                    assert start + wide <= page.width + 0.01, mark.text
                    assert top + mark.y <= page.height
                    lines.setdefault(round(top + mark.y, 1), []).append((start, start + wide, mark.text))
                case Rule():
                    assert left + mark.to_x <= page.width + 0.01
                case Box():
                    assert left + mark.x + mark.width <= page.width + 0.01
    for spans in lines.values():
        spans.sort()
        for one, other in pairwise(spans):
            assert one[1] <= other[0] + 0.01, (one, other)


def test_the_same_day_gives_the_same_bytes(book):
    _, drawer = book
    end = drawer.ends(TODAY)[0]
    assert drawer.pdf(end, "zh_CN") == drawer.pdf(end, "zh_CN")


def test_the_paper_is_that_of_the_settings(tmp_path):
    shop = Shop(tmp_path)
    shop.do("settings", paper="58mm", shop_name="甲乙丙")
    drawer = DrawerDesk(shop.store, shop.around)
    document = pdfium.PdfDocument(drawer.pdf(drawer.day(TODAY), "en"))
    assert document[0].get_width() < 140
    assert "甲乙丙" in document[0].get_textpage().get_text_bounded()
    document.close()
    shop.store.dispose()


def test_hostile_texts_come_out_as_themselves(tmp_path):
    shop = Shop(tmp_path)
    drawer = DrawerDesk(shop.store, shop.around)
    texts = [text for text in naughty_strings() if text.isascii() and text.isprintable() and 0 < len(text) < 60]
    for n, text in enumerate(texts[:60]):
        shop.do("drawer_in", id=f"n{n}", on=ON, amount="1.00", reason=f"[{text}]")
    end = drawer.close_day(CloseDay(id="z", on=TODAY, note="<b>&amp;</b> \N{GRINNING FACE} \u202eabc"))
    said = "".join(text_of(drawer.pdf(end, "en", Paper.A5)).split())
    for text in texts[:60]:
        assert "".join(f"[{text.strip()}]".split()) in said
    assert "<b>&amp;</b>〓abc" in said
    shop.store.dispose()


def test_without_fonts_it_says_so(book, tmp_path):
    from app.errors import Refused

    _, drawer = book
    end = drawer.ends(TODAY)[0]
    sheet = DayPaper("x", Currency("CNY", 2), False, end.figures, end, lambda when: when)
    with pytest.raises(Refused, match="font"):
        draw_day(sheet, Paper.A5, catalog.ENGLISH, tmp_path)
