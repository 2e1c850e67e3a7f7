"""Letters on every sheet and in every window: what they say, in its place, and nothing seen that is private."""

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.capitals import capitals
from app.core.envelope import WindowForm, window
from app.core.receipt import Copy, Party
from app.core.reminder.kinds import Tone
from app.core.requests import InterestKind
from app.core.statement_paper import Addressee, Sheet, Slip
from app.documents.layout import MM, Text
from app.documents.letter import LetterPress
from app.documents.letter_slip import CUT
from app.documents.pages import About
from app.documents.statement_looks import FRAMES
from app.documents.statement_tables import BROUGHT, FORWARD
from app.i18n import format as fmt
from app.i18n.catalog import LANGUAGES
from tests.documents.helpers_letter import TODAY, TRANSLATORS, charges, drawn, letter, pages_of
from tests.documents.helpers_paper import FONTS, MOMENT, places, read_pages, read_text, sizes, squeezed
from tests.documents.helpers_statement import PICTURES, SHOP, TO, paper
from tests.documents.helpers_statement_cases import check_page, solids

WINDOWS = [form for form in WindowForm if form is not WindowForm.NONE]
LONG = "上海市静安区南京西路一千二百六十六号恒隆广场一座三十二层三二零一室 Plaza 66 Tower One"
BARE = SHOP._replace(address="", phone="", bank="", tax_number="", logo="", payment_qr="")


def check(value):
    """Prove that nothing runs over an edge or over something else; return the pages."""
    pages, typesetter = pages_of(value)
    for page in pages:
        check_page(page, typesetter, FRAMES[value.sheet])
    return pages


def said(value, text):
    return TRANSLATORS[value.language][0].gettext(text)


# ---- what it says ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_read_in_its_order(language, tone):
    value = letter(language, tone)
    text = read_text(drawn(value).pdf)
    parts = [SHOP.name, SHOP.phone, value.customer.name, value.number, "C001", value.subject]
    parts += [line.strip() for line in value.before.split("\n")]
    for charge in value.charges:
        parts += [fmt.short_date(charge.on), charge.document, charge.text, fmt.short_date(charge.due_on)]
        parts += [str(charge.days), fmt.amount(charge.amount, 2, language), fmt.amount(charge.open, 2, language)]
    parts += [fmt.amount(value.total, 2, language)]
    parts += [line.strip() for line in value.after.split("\n")]
    parts += [SHOP.name, said(value, CUT), SHOP.bank.split("\n")[-1]]
    at = 0
    for part in parts:
        found = text.find(squeezed(part), at)
        assert found >= 0, part
        at = found if part == charge.text else at
    assert fmt.money(value.total, "CNY", 2, language) in "".join(read_pages(drawn(value).pdf))


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_the_total_stands_in_capitals_on_a_chinese_letter(language):
    value = letter(language)
    assert capitals(value.total, "CNY", language) in read_text(drawn(value).pdf)


def test_an_english_letter_has_no_capitals():
    assert "人民币" not in read_text(drawn(letter("en")).pdf)


def test_columns_without_anything_to_say_are_left_out():
    whole = tuple(charge._replace(amount=charge.open, days=0) for charge in charges(2))
    text = read_text(drawn(letter("en", charges=whole)).pdf)
    assert "Daysoverdue" not in text
    assert text.count("Stillopen") == 1
    assert "Amount" not in text.replace("Amountdue", "")


def test_only_what_was_agreed_on_a_letter_that_asks_firmly():
    words = "principal only"
    assert squeezed(words) not in read_text(drawn(letter("en", Tone.GENTLE)).pdf)
    assert squeezed(words) in read_text(drawn(letter("en", Tone.FIRM)).pdf)
    assert squeezed(words) in read_text(drawn(letter("en", Tone.FINAL)).pdf)


def test_interest_is_called_that_and_the_amounts_are_not_the_principal_only():
    owed = charges(2)
    owed = (owed[0], owed[1]._replace(text="", part=InterestKind.INTEREST))
    text = read_text(drawn(letter("en", Tone.FIRM, charges=owed)).pdf)
    assert squeezed("Late interest") in text
    assert squeezed("principal only") not in text
    assert squeezed("what else was agreed about payments made late stays as it is") in text


def test_nothing_of_a_lawyers_letter():
    for language in LANGUAGES:
        for tone in Tone:
            text = read_text(drawn(letter(language, tone)).pdf)
            for word in ("律师", "律師", "法务", "法務", "法院", "attorney", "lawyer", "legal", "solicitor"):
                assert word not in text.lower()


def test_a_preview_says_so_and_a_reprint_too():
    assert "Preview" in read_text(drawn(letter("en", copy=None, number="")).pdf)
    assert "reprint" not in read_text(drawn(letter("en")).pdf)
    assert "Copy2(reprint)" in read_text(drawn(letter("en", copy=Copy(2, MOMENT))).pdf)


def test_a_letter_about_no_money_has_neither_table_nor_slip():
    value = letter("en", charges=(), asked=0, before="Your pass expires soon.", after="", pay_by=None)
    text = read_text(drawn(value).pdf)
    assert squeezed(CUT) not in text
    assert "Date" in text  # of the letter
    assert "Dueon" not in text


def test_without_a_slip_it_says_how_to_pay():
    text = read_text(drawn(letter("en", slip=False)).pdf)
    assert squeezed(CUT) not in text
    assert squeezed(SHOP.bank.split("\n")[-1]) in text
    assert "Scantopay" in text


@pytest.mark.parametrize("slip", [True, False])
def test_a_shop_that_has_set_nothing_leaves_no_labels_behind(slip):
    text = read_text(drawn(letter("en", shop=BARE, slip=slip)).pdf)
    for label in ("Bank account", "Tax no.", "Scan to pay", "How to pay"):
        assert squeezed(label) not in text
    check(letter("en", shop=BARE, slip=slip))


def test_the_statement_follows_on_its_own_pages():
    value = letter(statement=paper(slip=Slip.NONE))
    found = drawn(value)
    assert found.pages == len(pages_of(value)[0]) + 1
    assert "S000123" in read_pages(found.pdf)[-1]


def test_the_same_letter_gives_the_same_bytes():
    assert drawn(letter()).pdf == drawn(letter()).pdf


# ---- where it stands ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", Sheet)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 7, 40, 200])
def test_nothing_runs_over_the_edge_or_over_something_else(count, language, sheet):
    for tone in Tone:
        check(letter(language, tone, count, sheet=sheet))


def test_an_ordinary_letter_is_one_page():
    for language in LANGUAGES:
        for tone in Tone:
            for form in (WindowForm.NONE, WindowForm.DIN_B, WindowForm.US_10):
                sheet = Sheet.LETTER if form is WindowForm.US_10 else Sheet.A4
                assert len(pages_of(letter(language, tone, 4, window=form, sheet=sheet))[0]) == 1


def test_a_long_table_goes_over_pages_with_its_sums():
    value = letter("en", count=120)
    pages = read_pages(drawn(value).pdf)
    assert len(pages) > 2
    sums = [0]
    for page in pages[:-2]:
        assert FORWARD in page
    for page in pages[1:-1]:
        assert BROUGHT in page
    for charge in value.charges:
        sums.append(sums[-1] + charge.open)
    carried = [line for page in pages for line in page.split("\n") if FORWARD in line]
    assert all(any(fmt.amount(total, 2, "en") in line for total in sums) for line in carried)
    assert all(f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, start=1))


def test_the_sizes_of_the_sheets():
    for sheet in Sheet:
        assert sizes(drawn(letter(sheet=sheet)).pdf)[0] == pytest.approx(FRAMES[sheet][:2], abs=0.02)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", WINDOWS)
def test_only_the_address_is_seen_through_the_window(form, language):
    sheet = Sheet.LETTER if form.value.startswith("us") else Sheet.A4
    pages, typesetter = pages_of(letter(language, sheet=sheet, window=form, copy=Copy(2, MOMENT)))
    place = window(form)
    seen, safe = place.seen, place.safe
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
    assert squeezed("".join(TO.lines)) in read_text(drawn(letter(language, sheet=sheet, window=form)).pdf)


def test_an_address_that_does_not_fit_its_window_is_told():
    press = LetterPress(FONTS)
    assert not press.shortens(letter(window=WindowForm.UK_DL))
    long = Addressee((LONG * 4,) * 9)
    assert press.shortens(letter(window=WindowForm.UK_DL, to=long))
    assert not press.shortens(letter(window=WindowForm.NONE, to=long))
    assert not press.shortens(letter(window=WindowForm.UK_DL, to=Addressee()))


def test_the_slip_stands_at_the_foot_with_the_code_to_pay_by():
    value = letter()
    [page], _ = pages_of(value)
    cut = next(
        top + mark.y
        for _, top, block in page.blocks
        for mark in block.marks
        if isinstance(mark, Text) and squeezed(mark.text) == squeezed(said(value, CUT))
    )
    assert cut > page.height * 0.7
    assert any(top > cut for _, top, _, _ in solids(page))


# ---- any text -------------------------------------------------------------------------------------------------------


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Co",)), min_size=1, max_size=60),
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Co",)), max_size=200), min_size=3, max_size=3),
    st.sampled_from(Sheet),
    st.sampled_from(LANGUAGES),
)
@settings(max_examples=40, deadline=None)
def test_any_text_stays_in_its_place(name, texts, sheet, language):
    made = tuple(charge._replace(text=texts[0], document=texts[1][:30]) for charge in charges(2))
    check(
        letter(
            language,
            charges=made,
            customer=Party(texts[1], name),
            before=texts[2],
            subject=texts[0][:150],
            shop=SHOP._replace(name=name, bank=texts[1]),
            to=Addressee(tuple(texts), name),
            sheet=sheet,
        )
    )


@pytest.mark.parametrize(
    "name", ["<b>王</b>", "&amp;小", "{customer}", "%s\\n", "𬭎喆堃龑", "=1+1", "</para>", "\u202e王"]
)
def test_names_are_printed_as_they_are(name):
    value = letter(customer=Party("C1", name), to=Addressee((name,)), before=f"{name}：", subject="x")
    found = drawn(value)
    assert squeezed(name).replace("\u202e", "") in read_text(found.pdf).replace("\u202e", "")


def test_characters_the_fonts_lack_are_told():
    found = drawn(letter(customer=Party("C1", "𠮷野")))
    assert found.missing == ("𠮷",)
    assert "〓野" in read_text(found.pdf)


# ---- many in one file -----------------------------------------------------------------------------------------------


def test_many_letters_in_one_file_each_on_the_front_of_a_sheet():
    press, into = LetterPress(FONTS), io.BytesIO()
    press.begin_file(into, About("L1 – L3", SHOP.name), duplex=True)
    added = [press.add(letter(count=count), TRANSLATORS["zh_CN"], PICTURES).pages for count in (2, 40, 2)]
    press.end()
    pages = read_pages(into.getvalue())
    assert all(pages_ % 2 == 0 for pages_ in added)
    assert len(pages) == sum(added)
    assert pages[1] == ""
    assert "L000012" in pages[added[0]]


def test_a_day_long_ago_is_written_like_any_other():
    text = read_text(drawn(letter("zh_CN", made_on=date(1999, 1, 2))).pdf)
    assert "1999年1月2日" in text
    assert TODAY.isoformat() not in text
