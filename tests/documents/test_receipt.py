"""Receipts on every paper: nothing missing, cut, over the edge or over each other, and the same every time."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.core.journal import EntryKind
from app.core.receipt import TITLES, Copy, Head, Line, LotLeft, Other, Party, Rest, Row
from app.core.settings import Paper
from app.documents.fonts import load_fonts
from app.documents.layout import MM, Typesetter
from app.documents.receipt import draw_receipt, receipt_pages
from app.documents.receipt_roll import NARROW, WIDE
from app.errors import Message
from tests.documents.helpers_paper import (
    BOTH,
    CHINESE,
    DAY,
    ENGLISH_ONLY,
    FONTS,
    MOMENT,
    TAIWAN,
    lines_of,
    places,
    read_pages,
    read_text,
    receipt,
    sizes,
    squeezed,
)

PAPERS = tuple(Paper)
LANGUAGES = {"zh": (CHINESE,), "en": ENGLISH_ONLY, "both": BOTH, "turned": BOTH[::-1], "tw": (TAIWAN,)}
LONG_NAME = "上海静安人民路洁净汽车服务有限责任公司第二分公司 Anna-Katharina Lindqvist-Hohenzollern & Sons Limited " * 2
MOST = 99_999_999_999_99

_EDGE = {Paper.A5: 12 * MM, Paper.ROLL_80: 1 * MM, Paper.ROLL_58: 1 * MM}


def hostile_texts():
    path = Path(__file__).parents[3] / "shared" / "data" / "hostile" / "blns.json"
    return json.loads(path.read_text(encoding="utf-8"))[::9] if path.exists() else ["<script>alert(1)</script>"]


def many_lots(count):
    lots = tuple(LotLeft(DAY - timedelta(days=n), 100_00 + n, n % 3 * 50, DAY, n % 5 == 0) for n in range(count))
    return Rest(lots, (), 0, True, False)


RECEIPTS = {
    "plain": receipt(),
    "bare": receipt(lines=(), paid=(), facts=(), rest=Rest(), texts=(), terms="", staff="", customer_signs=False),
    "preview": receipt(number="", copy=None),
    "reprint": receipt(copy=Copy(3, MOMENT), reversed_by=Other(29, EntryKind.REVERSE, DAY, {})),
    "long names": receipt(
        shop=Head(LONG_NAME, LONG_NAME * 2, "021-5555 8888 / 138 0000 4567", "91310000MA1K00000X", LONG_NAME * 3),
        customer=Party("C-2026-000017", LONG_NAME),
        lines=(Line(LONG_NAME, "123456789.123456", MOST, MOST), Line("W" * 150)),
        staff=LONG_NAME,
        texts=(("Reference", "X" * 190), ("Note", LONG_NAME * 8)),
    ),
    "full settings": receipt(
        shop=Head("店" * 200, "址" * 1000, "电" * 200, "税" * 200, "谢" * 1000), customer=Party("号" * 40, "名" * 200)
    ),
    "large": receipt(
        figure=Row(Message("Amount"), MOST),
        paid=(Row(Message("Cash"), MOST), Row(Message("On account, due {date}", {"date": DAY}), MOST)),
        rest=Rest((LotLeft(DAY, MOST, MOST, DAY, True), LotLeft(DAY, MOST, MOST, None, False)), (), MOST, True, True),
    ),
    "40 lines": receipt(lines=tuple(Line(f"第 {n} 项 item number {n}", "1.5", 1234, 1851) for n in range(40))),
    "41 lots": receipt(rest=many_lots(41)),
    "long terms": receipt(terms="\n".join(f"{n}. {LONG_NAME}" for n in range(40))),
    "rare": receipt(customer=Party("㛃𬭎", "㛃𬭎喆堃龑"), texts=(("Note", "㛃𬭎喆堃龑 𬱖䶮犇骉"),)),
    "hostile": receipt(
        customer=Party("<b>&amp;</b>", '"><script>alert(1)</script>'),
        lines=tuple(Line(text[:300]) for text in hostile_texts()),
    ),
}


def pages_of(value, paper, languages):
    typesetter = Typesetter(load_fonts(FONTS))
    return receipt_pages(value, paper, LANGUAGES[languages], typesetter), typesetter


# ---- the look of it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("name", RECEIPTS)
def test_nothing_runs_over_the_edge_or_over_something_else(name, languages, paper):
    pages, typesetter = pages_of(RECEIPTS[name], paper, languages)
    edge = _EDGE[paper]
    for page in pages:
        texts = list(places(page, typesetter))
        for text in texts:
            assert text.left >= edge - 0.1, text
            assert text.right <= page.width - edge + 0.1, text
            assert 0 < text.top < text.bottom < page.height, text
        assert all(0 <= left <= right <= page.width for left, right in lines_of(page))
        texts.sort(key=lambda text: text.top)
        for index, text in enumerate(texts):
            for other in texts[index + 1 :]:
                if other.top > text.bottom:
                    break
                assert not text.overlaps(other), (text, other)


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("paper", PAPERS)
def test_every_kind_has_a_paper_with_its_title(kind, paper):
    pdf = draw_receipt(receipt(kind), paper, BOTH, FONTS).pdf
    text = read_text(pdf)
    title = TITLES[kind].name
    assert squeezed(title) in text
    assert squeezed(CHINESE.gettext(title)) in text
    assert (squeezed("1,409.50") in text) == bool(TITLES[kind].figure)


def test_the_sizes_of_the_papers():
    long = RECEIPTS["40 lines"]
    for size in sizes(draw_receipt(long, Paper.A5, BOTH, FONTS).pdf):
        assert size == pytest.approx((148 * MM, 210 * MM), abs=0.01)
    for paper, width in ((Paper.ROLL_80, WIDE), (Paper.ROLL_58, NARROW)):
        [(short_width, short)] = sizes(draw_receipt(receipt(), paper, BOTH, FONTS).pdf)
        [(long_width, height)] = sizes(draw_receipt(long, paper, BOTH, FONTS).pdf)
        assert short_width == long_width == pytest.approx(width, abs=0.01)
        assert height > short + 40 * 8


# ---- what it says ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
def test_all_that_is_on_it_can_be_read(paper):
    drawn = draw_receipt(receipt(), paper, (CHINESE,), FONTS)
    text = read_text(drawn.pdf)
    for part in (
        *("洁净洗车", "上海市静安区人民路88号", "021-55558888", "91310000MA1K00000X", "谢谢惠顾"),
        *("R000017", "王小明", "C001", "2026-05-20", "¥1,409.50", "人民币壹仟肆佰零玖元伍角"),
        *("精洗", "2×550.00", "1,100.00", "Handwax", "1,000.00", "409.50"),
        *("440.00", "44.00", "普洗", "月卡", "30.00"),
        *("SO-42", "车内有儿童座椅", "充值后七日内未消费的，可全额退款。", "Moneyleftispaidbackonrequest."),
    ):
        assert part in text, part
    assert drawn.missing == ()


def test_capitals_stand_on_chinese_papers_only():
    assert "人民币" not in read_text(draw_receipt(receipt(), Paper.A5, ENGLISH_ONLY, FONTS).pdf)
    assert "人民幣壹仟肆佰零玖圓伍角" in read_text(draw_receipt(receipt(), Paper.A5, (TAIWAN,), FONTS).pdf)
    dollars = receipt(currency=receipt().currency.__class__("USD", 2))
    assert "壹仟" not in read_text(draw_receipt(dollars, Paper.A5, BOTH, FONTS).pdf)
    assert "人民币壹仟" in read_text(draw_receipt(receipt(), Paper.A5, BOTH[::-1], FONTS).pdf)


def test_the_sign_of_the_currency_is_the_shops_choice():
    assert "¥" not in read_text(draw_receipt(receipt(money_sign=False), Paper.A5, (CHINESE,), FONTS).pdf)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_copy_says_which_it_is(paper):
    def text(copy):
        return read_text(draw_receipt(receipt(copy=copy), paper, ENGLISH_ONLY, FONTS).pdf)

    assert "reprint" not in text(Copy(1, MOMENT))
    assert "Copy2(reprint),2026-05-2014:30" in text(Copy(2, MOMENT))
    assert "Copy12(reprint)" in text(Copy(12, MOMENT))
    assert "Preview" in text(None)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_reversed_entrys_paper_says_so(paper):
    other = Other(29, EntryKind.REVERSE, date(2026, 6, 1), {})
    text = read_text(draw_receipt(receipt(reversed_by=other), paper, ENGLISH_ONLY, FONTS).pdf)
    assert "Reversedon2026-06-01" in text


def test_the_customer_signs_where_it_matters():
    for paper in PAPERS:
        for signs in (True, False):
            text = read_text(draw_receipt(receipt(customer_signs=signs), paper, ENGLISH_ONLY, FONTS).pdf)
            assert ("Customersignature" in text) == signs


@pytest.mark.parametrize("name", ["40 lines", "41 lots", "long terms", "long names"])
def test_on_several_sheets_each_is_numbered_and_the_signatures_are_not_alone(name):
    texts = read_pages(draw_receipt(RECEIPTS[name], Paper.A5, ENGLISH_ONLY, FONTS).pdf)
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert ("Customer signature" in text) == (number == len(texts))
        assert number == 1 or "Top-up receipt" in text
    pages, typesetter = pages_of(RECEIPTS[name], Paper.A5, "en")
    assert len(list(places(pages[-1], typesetter))) > 8


def test_every_line_of_forty_is_there_once():
    text = squeezed("".join(read_pages(draw_receipt(RECEIPTS["40 lines"], Paper.A5, ENGLISH_ONLY, FONTS).pdf)))
    assert [n for n in range(40) if text.count(f"第{n}项itemnumber{n}") != 1] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_large_amounts_are_never_cut(paper):
    text = read_text(draw_receipt(RECEIPTS["large"], paper, ENGLISH_ONLY, FONTS).pdf)
    assert text.count("99,999,999,999.99") >= 7
    assert "199,999,999,999.98" in text
    assert "…" not in text


def test_characters_of_rare_names_can_be_copied_out():
    text = read_text(draw_receipt(RECEIPTS["rare"], Paper.A5, (CHINESE,), FONTS).pdf)
    assert text.count("㛃𬭎喆堃龑") == 2


def test_what_the_fonts_lack_is_reported():
    drawn = draw_receipt(receipt(customer=Party("C1", "𠮷野")), Paper.A5, (CHINESE,), FONTS)
    assert drawn.missing == ("𠮷",)
    assert "〓野" in read_text(drawn.pdf)


@pytest.mark.parametrize("text", hostile_texts())
def test_a_hostile_text_is_drawn_as_itself(text):
    drawn = draw_receipt(receipt(texts=(("Note", text),), lines=(Line(text[:200]),)), Paper.A5, (CHINESE,), FONTS)
    typesetter = Typesetter(load_fonts(FONTS))
    wanted = squeezed("".join(typesetter.clean(text)))
    if len(wanted) < 200:
        assert wanted in read_text(drawn.pdf)
    assert set(drawn.missing) == set(typesetter.missing)


# ---- the same every time --------------------------------------------------------------------------------------------

_AGAIN = """
import hashlib
from app.core.settings import Paper
from app.documents.receipt import draw_receipt
from tests.documents.helpers_paper import BOTH, FONTS, receipt
print(hashlib.sha256(draw_receipt(receipt(), Paper.A5, BOTH, FONTS).pdf).hexdigest())
"""


def test_equal_receipts_give_the_same_bytes():
    first, second = (draw_receipt(receipt(), Paper.A5, BOTH, FONTS).pdf for _ in range(2))
    assert first == second
    assert b"2000" in first  # the dates of the file are fixed
    root = Path(__file__).parents[2]
    runs = {
        subprocess.run(
            [sys.executable, "-c", _AGAIN], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
