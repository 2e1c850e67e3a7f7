"""Addresses behind windows, on envelopes and labels: always in their place, whole, and nothing else beside them."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.address import lines, sender
from app.core.customer import Address
from app.core.envelope import NO_NUDGE, EnvelopeForm, Nudge, Rect, WindowForm, envelope, window
from app.core.labels import A4_3X8, US_5160, LabelSheet
from app.documents.address_block import fits, fold_marks, set_lines, window_block
from app.documents.calibration import draw_calibration
from app.documents.envelopes import draw_envelopes, draw_labels
from app.documents.fonts import load_fonts
from app.documents.layout import MM, Block, Rule, Text, Typesetter
from app.documents.pages import Page
from app.errors import Refused
from tests.documents.helpers_paper import BOTH, CHINESE, ENGLISH_ONLY, FONTS, places, read_pages, sizes, squeezed

INCH = 25.4

# The envelopes each page is for: their size, the window and the sender's own, all from the envelope's top left corner;
# the folded sheet's size; where its upper edge is on the page. In mm, from DOCUMENTS 2.7 and DIN 680.
DIN_LANG = ((220, 110), (20, 50, 110, 95), None)
DIN_C6_5 = ((229, 114), (20, 54, 110, 99), None)
NUMBER_9 = ((8.875 * INCH, 3.875 * INCH), (0.875 * INCH, 2.25 * INCH, 5.375 * INCH, 3.375 * INCH), None)
DOUBLE_9 = (
    (8.875 * INCH, 3.875 * INCH),
    (0.75 * INCH, 2.25 * INCH, 4.375 * INCH, 3.375 * INCH),
    (0.75 * INCH, 0.5 * INCH, 4.25 * INCH, 1.375 * INCH),
)
NUMBER_10 = ((9.5 * INCH, 4.125 * INCH), (0.875 * INCH, 2.5 * INCH, 5.375 * INCH, 3.625 * INCH), None)
UK = ((220, 110), (20, 57, 110, 92), None)
PANELS = {
    WindowForm.DIN_A: ((DIN_LANG, DIN_C6_5), (210, 105), -18, 87),
    WindowForm.DIN_B: ((DIN_LANG, DIN_C6_5), (210, 105), 0, 105),
    WindowForm.US_9: ((NUMBER_9,), (8.5 * INCH, 3.75 * INCH), 0, 3.75 * INCH),
    WindowForm.US_9_DOUBLE: ((DOUBLE_9,), (8.5 * INCH, 3.75 * INCH), 0, 3.75 * INCH),
    WindowForm.US_10: ((NUMBER_10,), (8.5 * INCH, 3.67 * INCH), 0, 3.67 * INCH),
    WindowForm.UK_DL: ((UK,), (210, 99), 0, 99),
}

LONG = "上海静安人民路洁净汽车服务有限责任公司第二分公司"
ADDRESSES = {
    "chinese": ("200040", "上海市静安区人民路88号3号楼1204室", "王小明 收"),
    "english": ("Anna Lindqvist", "88 Renmin Road, Building 3", "Jing'an District", "Shanghai 200040", "CHINA"),
    "long chinese": (
        "011400",
        "内蒙古自治区锡林郭勒盟阿巴嘎旗别力古台镇",
        "汗贝庙大街中段南侧阿巴嘎旗农牧和科技局家属楼二单元三楼东户（原粮食局院内）",
        f"{LONG}财务部 收",
    ),
    "long english": (
        "Anna-Katharina Lindqvist-Hohenzollern, Accounts Payable, Shanghai Clean Car Services Company Limited",
        "Room 1204, Building 3, 88 Renmin Road (East), Zhangjiang High Technology Development Park",
        "Pudong New Area",
        "Shanghai Municipality 200040",
        "PEOPLE'S REPUBLIC OF CHINA",
    ),
    "ten lines": tuple(f"Line {n} of the address" for n in range(1, 11)),
    "without end": (LONG * 20, "W" * 400, "word " * 200),
    "markup": ("<b>Bold</b> & Sons", "<para>Road & Lane</para>", "&amp; Town"),
    "right to left": ("\u202eמשה כהן", "شارع الملك 12", "Tel Aviv 61000"),
    "rare": ("㛃𬭎喆堃龑 收", "王府井大街1号"),
    "empty": (),
}
SENDER = f"{LONG}\n上海市静安区人民路 88 号\n200040"
FORMS = tuple(PANELS)


@pytest.fixture(scope="module")
def fonts():
    return load_fonts(FONTS)


def placed(block, typesetter):
    """Return the room each text of a block takes, and its lines, in mm on the page."""
    page = Page(1, 1, ((0, 0, block),))
    texts = [(each.left / MM, each.top / MM, each.right / MM, each.bottom / MM) for each in places(page, typesetter)]
    rules = [(r.x / MM, r.y / MM, r.to_x / MM, r.to_y / MM) for r in block.marks if isinstance(r, Rule)]
    return texts, rules


def positions(opening, folded):
    """Yield every extreme position of the folded sheet in its envelope, and the middle one."""
    (width, height), _, _ = opening
    across, down = width - folded[0], height - folded[1]
    return product((0, across / 2, across), (0, down / 2, down))


def shown(mark, pane, at, top):
    """Say whether a mark shows whole through a pane, in part, or not at all: 1, 0.5, 0."""
    left, upper, right, lower = mark
    x, y = at
    left, right, upper, lower = left + x, right + x, upper + y - top, lower + y - top
    if left >= pane[0] and right <= pane[2] and upper >= pane[1] and lower <= pane[3]:
        return 1
    if right < pane[0] or left > pane[2] or lower < pane[1] or upper > pane[3]:
        return 0
    return 0.5


# ---- behind a window ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_the_address_shows_wherever_the_sheet_lies(form, name, fonts):
    openings, folded, top, _ = PANELS[form]
    typesetter = Typesetter(fonts)
    page = window(form)
    block = window_block(page, ADDRESSES[name], SENDER, NO_NUDGE, typesetter)
    texts, rules = placed(block, typesetter)
    assert bool(texts) == bool(name != "empty" or form not in (WindowForm.US_9, WindowForm.US_10, WindowForm.UK_DL))
    for opening in openings:
        _, pane, return_pane = opening
        for at in positions(opening, folded):
            for mark in (*texts, *rules):
                through = [shown(mark, each, at, top) for each in (pane, return_pane) if each]
                assert 1 in through, (mark, at)
                assert 0.5 not in through, (mark, at)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_else_may_show(form, fonts):
    openings, folded, top, fold = PANELS[form]
    page = window(form)
    _, rules = placed(fold_marks(page, page.sheet.height * MM), Typesetter(fonts))
    assert rules
    for opening in openings:
        for at, pane in product(positions(opening, folded), opening[1:]):
            if pane is None:
                continue
            for mark in rules:
                assert mark[1] >= fold or shown(mark, pane, at, top) == 0, mark
            # Any part of the page that shows is inside of what the layout keeps free.
            corner = (pane[0] - at[0], pane[1] - at[1] + top, pane[2] - at[0], pane[3] - at[1] + top)
            kept = page.seen if pane == opening[1] else page.return_seen
            assert kept.x <= max(corner[0], 0) + 0.01
            assert kept.right >= corner[2] - 0.01
            assert kept.y <= max(corner[1], 0) + 0.01
            assert kept.bottom >= min(corner[3], fold) - 0.01


@pytest.mark.parametrize("form", FORMS)
def test_the_block_keeps_the_page_free_below(form, fonts):
    block = window_block(window(form), ADDRESSES["english"], SENDER, NO_NUDGE, Typesetter(fonts))
    assert block.height == pytest.approx(window(form).seen.bottom * MM)


@pytest.mark.parametrize("form", FORMS)
def test_ordinary_addresses_are_whole_and_large_enough_to_read(form, fonts):
    typesetter = Typesetter(fonts)
    for name in ("chinese", "english", "markup", "ten lines", "long chinese", "long english"):
        block = window_block(window(form), ADDRESSES[name], "", NO_NUDGE, typesetter)
        found = squeezed("".join(mark.text for mark in block.marks if isinstance(mark, Text))).replace(",", "")
        assert fits(window(form), ADDRESSES[name], typesetter), name
        assert found == squeezed("".join(typesetter.clean(line) for line in ADDRESSES[name])).replace(",", ""), name
        least = 7 if name in ("chinese", "english", "markup") else 5
        assert min(mark.style.size for mark in block.marks if isinstance(mark, Text)) >= least
    assert not fits(window(form), ADDRESSES["without end"], typesetter)
    assert not typesetter.missing


def test_the_sender_has_a_line_or_a_window_of_its_own(fonts):
    typesetter = Typesetter(fonts)
    told = {
        form: [mark.text for mark in window_block(window(form), (), "Shop\nRoad 1", NO_NUDGE, typesetter).marks
               if isinstance(mark, Text)]
        for form in FORMS
    }  # fmt: skip
    assert told[WindowForm.DIN_A] == told[WindowForm.DIN_B] == ["Shop · Road 1"]
    assert told[WindowForm.US_9_DOUBLE] == ["Shop", "Road 1"]
    assert told[WindowForm.US_9] == told[WindowForm.US_10] == told[WindowForm.UK_DL] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_shift_moves_every_mark_alike(form, fonts):
    typesetter = Typesetter(fonts)
    still, moved = (
        window_block(window(form), ADDRESSES["english"], SENDER, nudge, typesetter)
        for nudge in (NO_NUDGE, Nudge(1.5, -2))
    )
    assert len(still.marks) == len(moved.marks)
    for one, other in zip(still.marks, moved.marks, strict=True):
        assert (other.x - one.x, other.y - one.y) == pytest.approx((1.5 * MM, -2 * MM))


@pytest.mark.parametrize("form", FORMS)
def test_fold_marks(form):
    page = window(form)
    rules = fold_marks(page, page.sheet.height * MM).marks
    wanted = [*page.folds, *([page.hole] if page.hole else [])]
    assert [rule.y / MM for rule in rules] == pytest.approx(wanted)
    for rule in rules:
        assert rule.x / MM == pytest.approx(3.5)
        assert 2 - 0.01 <= (rule.to_x - rule.x) / MM <= 4 + 0.01
    short = fold_marks(page, 100 * MM).marks
    assert all(rule.y < 100 * MM for rule in short)


words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


@given(st.lists(words, max_size=10), st.integers(40, 400), st.integers(20, 150))
@settings(max_examples=60)
def test_no_text_leaves_its_place(address, width, height):
    typesetter = Typesetter(load_fonts(FONTS))
    setting = set_lines(address, width, height, typesetter)
    assert setting.height <= height + 0.01
    assert all(typesetter.width(line, setting.style) <= width + 0.01 for line in setting.lines)


# ---- envelopes ------------------------------------------------------------------------------------------------------

SHOP = sender("洁净洗车", "上海市静安区人民路 88 号", "200040", home_country="CN")
INLAND = lines(
    Address(province="北京市", city="北京市", district="朝阳区", street="建国路93号", postcode="100022"),
    "㛃𬭎喆",
    home_country="CN",
    chinese=True,
)
ABROAD = lines(
    Address(street="12 Long St", city="San Francisco", province="CA", postcode="94105", country="US"),
    "Anna <b>& Sons</b>",
    home_country="CN",
    chinese=False,
)
HUGE = lines(Address(city=LONG * 8, street=LONG * 30, postcode="100022"), LONG * 10, home_country="CN", chinese=True)
NO_CODE = lines(Address(street="人民路1号", postcode="12"), "王", home_country="CN", chinese=True)


def texts(pdf):
    return [squeezed(page) for page in read_pages(pdf)]


@pytest.mark.parametrize("form", EnvelopeForm)
def test_an_envelope_a_page(form):
    drawn = draw_envelopes([INLAND, ABROAD, NO_CODE], SHOP, form, NO_NUDGE, BOTH, FONTS)
    size = tuple(each * MM for each in envelope(form).size)
    assert sizes(drawn.pdf) == [pytest.approx(size, abs=0.01)] * 3
    assert (drawn.missing, drawn.cut) == ((), ())
    inland, abroad, bare = texts(drawn.pdf)
    for part in ("100022", "北京市朝阳区建国路93号", "㛃𬭎喆收", "洁净洗车", "200040"):
        assert part in inland
    assert "Anna<b>&Sons</b>" in abroad
    assert "UNITEDSTATES" in abroad
    assert abroad.index("洁净洗车") < abroad.index("Anna")
    assert "CHINA" in abroad
    assert "王收" in bare


@pytest.mark.parametrize("form", EnvelopeForm)
@pytest.mark.parametrize("to", [INLAND, ABROAD, HUGE, NO_CODE], ids=["inland", "abroad", "huge", "no code"])
def test_what_machines_read_is_left_alone(form, to, monkeypatch, fonts):
    place, typesetter = envelope(form), Typesetter(fonts)
    [page] = drawn_pages(monkeypatch, lambda: draw_envelopes([to], SHOP, form, NO_NUDGE, BOTH, FONTS))
    found = list(places(page, typesetter))
    for text in found:
        assert text.left > 8 * MM
        assert text.right < page.width - 8 * MM
        assert text.top > 8 * MM
        assert text.bottom < page.height
        box = (text.left / MM, text.top / MM, text.right / MM, text.bottom / MM)
        if not to.abroad:
            assert shown(box, corners(place.quiet), (0, 0), 0) == 0, text
            if not (text.text.isdigit() and len(text.text) == 1):
                assert shown(box, (0, 0, 90, 26), (0, 0), 0) == 0, text
    for n, text in enumerate(found):
        assert not any(text.overlaps(other) for other in found[n + 1 :]), text
    digits = [text for text in found if len(text.text) == 1 and text.text.isdigit()]
    assert "".join(text.text for text in digits) == ("100022" if to.postcode == "100022" else "")
    for text, box in zip(digits, place.boxes, strict=False):
        box_text = (text.left / MM, text.top / MM, text.right / MM, text.bottom / MM)
        assert shown(box_text, corners(box), (0, 0), 0) == 1


def corners(area: Rect):
    return (area.x, area.y, area.right, area.bottom)


def drawn_pages(monkeypatch, draw):
    """Return the pages a drawing makes, before they become a PDF."""
    kept = []
    for module in ("envelopes", "calibration"):
        monkeypatch.setattr(f"app.documents.{module}.draw_pdf", lambda pages, *_: kept.extend(pages) or b"")
    draw()
    return kept


def test_what_does_not_fit_is_told():
    drawn = draw_envelopes([INLAND, HUGE], SHOP, EnvelopeForm.DL, NO_NUDGE, BOTH, FONTS)
    assert drawn.cut == (1,)
    rare = lines(Address(street="שדרות 1"), "王", home_country="CN", chinese=True)
    assert draw_envelopes([rare], SHOP, EnvelopeForm.DL, NO_NUDGE, BOTH, FONTS).missing


def test_bought_envelopes_have_their_boxes(monkeypatch):
    full, bare = (
        drawn_pages(
            monkeypatch,
            lambda printed=printed: draw_envelopes(
                [INLAND], SHOP, EnvelopeForm.ZL, NO_NUDGE, (CHINESE,), FONTS, preprinted=printed
            ),
        )[-1]
        for printed in (False, True)
    )
    kinds = [[type(mark).__name__ for _, _, block in page.blocks for mark in block.marks] for page in (full, bare)]
    assert (kinds[0].count("Box"), kinds[1].count("Box")) == (7, 0)
    assert kinds[0].count("Text") > kinds[1].count("Text") > 6


# ---- labels ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", [A4_3X8, US_5160], ids=["3x8", "5160"])
@pytest.mark.parametrize("start", [1, 5, 24])
def test_labels_from_the_first_that_is_left(sheet, start, monkeypatch, fonts):
    every = [INLAND, ABROAD, NO_CODE, HUGE]
    addressees = [every[n % 4] for n in range(40)]
    typesetter = Typesetter(fonts)
    pages = drawn_pages(monkeypatch, lambda: draw_labels(addressees, sheet, start, NO_NUDGE, BOTH, FONTS))
    assert len(pages) == -(-(start - 1 + 40) // sheet.count)
    used = set()
    for number, page in enumerate(pages):
        assert (page.width, page.height) == pytest.approx(tuple(each * MM for each in sheet.paper))
        for text in places(page, typesetter):
            box = (text.left / MM, text.top / MM, text.right / MM, text.bottom / MM)
            inside = [n for n in range(sheet.count) if shown(box, corners(sheet.label(n)), (0, 0), 0) == 1]
            assert len(inside) == 1, text
            used.add(number * sheet.count + inside[0])
    assert used == set(range(start - 1, start - 1 + 40))


def test_labels_read_back():
    drawn = draw_labels([INLAND, ABROAD], A4_3X8, 24, NO_NUDGE, ENGLISH_ONLY, FONTS)
    first, second = texts(drawn.pdf)
    assert first == "100022北京市朝阳区建国路93号㛃𬭎喆收"
    assert second == "Anna<b>&Sons</b>12LongStSanFrancisco,CA94105UNITEDSTATES"
    assert drawn.pdf == draw_labels([INLAND, ABROAD], A4_3X8, 24, NO_NUDGE, ENGLISH_ONLY, FONTS).pdf


def test_labels_that_do_not_fit_are_refused():
    with pytest.raises(Refused):
        draw_labels([INLAND], LabelSheet(columns=4, rows=8, width=70, height=37), 1, NO_NUDGE, BOTH, FONTS)
    with pytest.raises(Refused):
        draw_labels([INLAND], A4_3X8, 25, NO_NUDGE, BOTH, FONTS)


# ---- calibration ----------------------------------------------------------------------------------------------------

TARGETS = [*(window(form) for form in FORMS), *EnvelopeForm, A4_3X8, US_5160]


@pytest.mark.parametrize("target", TARGETS, ids=[*FORMS, *EnvelopeForm, "3x8", "5160"])
@pytest.mark.parametrize("translators", [ENGLISH_ONLY, (CHINESE,), BOTH], ids=["en", "zh", "both"])
def test_the_calibration_page(target, translators, monkeypatch, fonts):
    shift = Nudge(1.5, -2)
    [page] = drawn_pages(monkeypatch, lambda: draw_calibration(target, NO_NUDGE, translators, FONTS))
    found = list(places(page, Typesetter(fonts)))
    assert all(text.left >= 0 and text.right <= page.width and text.bottom <= page.height for text in found)
    for n, text in enumerate(found):
        assert not any(text.overlaps(other) for other in found[n + 1 :]), text
    marks = [mark for _, _, block in page.blocks for mark in block.marks]
    cross = [mark for mark in marks[-2:] if isinstance(mark, Rule)]
    x, y = cross[1].x / MM, cross[0].y / MM
    assert (x / 10, y / 10) == pytest.approx((round(x / 10), round(y / 10)))
    said = " ".join(mark.text for mark in marks if isinstance(mark, Text) and len(mark.text) > 5)
    assert f"{round(x)} " in said
    assert f"{round(y)} " in said
    ruler = {round(mark.x / MM, 3) for mark in marks if isinstance(mark, Rule) and mark.x == mark.to_x and mark.y == 0}
    assert {float(n) for n in range(10, int(page.width / MM))} <= ruler
    [moved] = drawn_pages(monkeypatch, lambda: draw_calibration(target, shift, translators, FONTS))[-1:]
    other = [mark for _, _, block in moved.blocks for mark in block.marks]
    assert (other[-1].x - marks[-1].x, other[-1].y - marks[-1].y) == pytest.approx((1.5 * MM, -2 * MM))


def test_the_calibration_page_says_how_it_is_set():
    [text] = texts(draw_calibration(EnvelopeForm.DL, Nudge(1.5, -2), ENGLISH_ONLY, FONTS).pdf)
    for part in ("110mmfromtheleftedge", "50mmfromthetopedge", "Itis1.5mmnow", "Itis-2.0mmnow"):
        assert part in text


def test_an_empty_block_is_a_block():
    assert isinstance(window_block(window(WindowForm.US_10), (), "", NO_NUDGE, Typesetter(load_fonts(FONTS))), Block)
