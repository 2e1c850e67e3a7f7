"""Statements on every sheet and in every window: nothing over the edge, nothing over something else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.envelope import Nudge, WindowForm, window
from app.core.receipt import Copy, Party
from app.core.statement import StatementKind
from app.core.statement_paper import Addressee, Sheet, Slip
from app.documents.fonts import load_fonts
from app.documents.layout import MM, Box, Picture, Rule, Typesetter
from app.documents.statement import statement_pages
from app.documents.statement_looks import FRAMES
from app.documents.wording import Wording
from tests.documents.helpers_paper import (
    CHINESE,
    CNY,
    FONTS,
    MOMENT,
    places,
    read_pages,
    read_text,
    sizes,
    squeezed,
)
from tests.documents.helpers_statement import (
    PICTURES,
    SHOP,
    TO,
    account,
    paper,
    statement,
)
from tests.documents.helpers_statement_cases import (
    LANGUAGES,
    PAPERS,
    STATEMENTS,
    changed,
    check,
    check_page,
    drawn,
    pages_of,
    solids,
)


@pytest.mark.parametrize("sheet", Sheet)
@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_nothing_runs_over_the_edge_or_over_something_else(name, languages, sheet):
    check(changed(PAPERS[name], sheet=sheet), languages)


@pytest.mark.parametrize("sheet", Sheet)
@pytest.mark.parametrize("kind", StatementKind)
@pytest.mark.parametrize("count", [0, 1, 40, 41, 400])
def test_tables_of_any_length_stay_in_their_place(count, kind, sheet):
    for slip in Slip:
        for languages in ("zh", "both"):
            check(paper(statement(count, kind), sheet=sheet, slip=slip), languages)


def test_the_sizes_of_the_sheets():
    wanted = {
        Sheet.A4: (210 * MM, 297 * MM),
        Sheet.LETTER: (8.5 * 72, 11 * 72),
        # continuous paper is 9.5 inches wide and folded every 11 or 5.5 inches: 241.3 by 279.4 or 139.7 mm
        Sheet.FORM_280: (241.3 * MM, 279.4 * MM),
        Sheet.FORM_140: (241.3 * MM, 139.7 * MM),
    }
    for sheet, size in wanted.items():
        for found in sizes(drawn(paper(statement(41), sheet=sheet)).pdf):
            assert found == pytest.approx(size, abs=0.02)


@pytest.mark.parametrize("sheet", [Sheet.FORM_280, Sheet.FORM_140])
def test_the_holes_of_continuous_paper_stay_free(sheet):
    for page in check(paper(STATEMENTS["rich"], sheet=sheet), "both"):
        for left, _, block in page.blocks:
            for mark in block.marks:
                ends = [mark.x, mark.to_x] if isinstance(mark, Rule) else [mark.x]
                ends += [mark.x + mark.width] if isinstance(mark, Box | Picture) else []
                assert all(12.7 * MM <= left + x <= page.width - 12.7 * MM for x in ends)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Co",)), min_size=1, max_size=60),
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Co",)), max_size=90), min_size=3, max_size=3),
    st.sampled_from(Sheet),
    st.sampled_from(["zh", "both"]),
)
@settings(max_examples=40, deadline=None)
def test_any_text_stays_in_its_place(name, texts, sheet, languages):
    lines = [line._replace(text=text, reference=text[:30]) for line, text in zip(account(3).lines, texts, strict=True)]
    what = statement(3, customer=Party(texts[0], name), account=account(3)._replace(lines=tuple(lines)))
    value = paper(what, shop=SHOP._replace(name=name, footer=texts[1]), to=Addressee(tuple(texts), name), sheet=sheet)
    check(value, languages)


# ---- windows --------------------------------------------------------------------------------------------------------

WINDOWS = [form for form in WindowForm if form is not WindowForm.NONE]


@pytest.mark.parametrize("languages", ["zh", "en", "both", "long both"])
@pytest.mark.parametrize("form", WINDOWS)
def test_only_the_address_is_seen_through_the_window(form, languages):
    sheet = Sheet.LETTER if form.value.startswith("us") else Sheet.A4
    value = paper(sheet=sheet, window=form, copy=Copy(2, MOMENT), request=2)
    pages, typesetter = pages_of(value, languages)
    seen, safe = window(form).seen, window(form).safe
    sender = squeezed(f"{SHOP.name}·{SHOP.address}")
    found = ""
    for text in places(pages[0], typesetter):
        inside = text.right / MM > seen.x and text.left / MM < seen.right
        if inside and text.bottom / MM > seen.y and text.top / MM < seen.bottom:
            assert safe.x <= text.left / MM < text.right / MM <= safe.right, text
            assert safe.y <= text.top / MM < text.bottom / MM <= safe.bottom, text
            found += squeezed(text.text).removeprefix(sender)
    assert found == squeezed("".join(TO.lines))
    for left, top, right, bottom in solids(pages[0]):
        across = right / MM > seen.x and left / MM < seen.right
        assert not (across and bottom / MM > seen.y and top / MM < seen.bottom)
    for page in pages[1:]:
        check_page(page, typesetter, FRAMES[sheet])


@pytest.mark.parametrize("form", WINDOWS)
@pytest.mark.parametrize("name", ["rich", "long names", "bare shop", "reprint"])
def test_a_head_around_a_window_does_not_run_into_itself(form, name):
    sheet = Sheet.LETTER if form.value.startswith("us") else Sheet.A4
    pages, typesetter = pages_of(changed(PAPERS[name], sheet=sheet, window=form), "both")
    texts = list(places(pages[0], typesetter))
    for index, text in enumerate(texts):
        assert 0 < text.left < text.right <= pages[0].width - FRAMES[sheet].side + 0.1
        assert not any(text.overlaps(other) for other in texts[index + 1 :]), text


def test_a_customer_without_an_address_is_named_in_the_window():
    text = read_text(drawn(paper(window=WindowForm.DIN_B, to=Addressee())).pdf)
    assert "华东贸易有限公司" in text


def test_the_address_can_be_shifted_for_a_printer():
    value = paper(window=WindowForm.DIN_B)
    typesetter = Typesetter(load_fonts(FONTS))
    wording = Wording((CHINESE,), CNY)
    tops = []
    for nudge in (Nudge(), Nudge(0, 3)):
        [first, *_] = statement_pages(value, wording, typesetter, PICTURES, nudge)
        [line] = [text for text in places(first, typesetter) if text.text == TO.lines[0]]
        tops.append(line.top)
    assert tops[1] - tops[0] == pytest.approx(3 * MM)


def test_continuous_paper_goes_into_no_envelope_with_a_window():
    plain, windowed = (
        drawn(paper(sheet=Sheet.FORM_140, window=form)).pdf for form in (WindowForm.NONE, WindowForm.DIN_B)
    )
    assert read_pages(plain) == read_pages(windowed)
