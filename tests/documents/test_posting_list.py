"""The list for the post office on paper: every letter once, with room to write in, over as many pages as it takes."""

from datetime import date

from app.core.posting_list import Letter, PostingList, by_route
from app.core.receipt import Party
from app.core.statement import month_of
from app.core.statement_paper import Letterhead
from app.documents.posting_list import draw_posting_list
from app.i18n.catalog import ENGLISH
from tests.documents.helpers_paper import CHINESE, FONTS, read_pages, sizes, squeezed

SHOP = Letterhead(
    "云溪造型 Cloud Creek", address="浙江省临江市滨江大道 66 号\n二楼", phone="0577-86001000", postcode="320000"
)


def listed(letters, language="zh_CN"):
    return PostingList(SHOP, 7, month_of(date(2026, 4, 1)), date(2026, 5, 20), language, tuple(letters))


def letter(n, name="王小明", lines=None, postcode="320001"):
    lines = (postcode, f"滨江大道 {n} 号", f"{name} 收") if lines is None else lines
    return Letter(f"S{n:06}", Party(f"C{n}", name), lines, postcode)


def test_every_letter_stands_on_it_once_and_in_order():
    found = draw_posting_list(listed(letter(n) for n in range(1, 121)), CHINESE, FONTS)
    pages = read_pages(found.pdf)
    assert found.pages == len(pages) > 2
    text = "".join(pages)
    places = [text.index(f"S{n:06}") for n in range(1, 121)]
    assert places == sorted(places)
    assert all(text.count(f"S{n:06}") == 1 for n in range(1, 121))
    assert {(round(width), round(height)) for width, height in sizes(found.pdf)} == {(595, 842)}


def test_postcode_and_addressee_have_columns_of_their_own():
    found = draw_posting_list(listed([letter(1)]), ENGLISH, FONTS)
    text = squeezed(read_pages(found.pdf)[0])
    assert text.count("320001") == 1
    assert text.count("王小明") == 1
    assert "王小明收" not in text
    for word in ("Postinglist", "Weight", "Registeredno.", "1letterinall", "Handedinby", "Run7"):
        assert word in text


def test_a_letter_without_an_address_is_told():
    found = draw_posting_list(listed([letter(1), letter(2, lines=(), postcode="")]), ENGLISH, FONTS)
    text = squeezed(read_pages(found.pdf)[0])
    assert "Noaddress" in text
    assert "1withoutanaddress" in text


def test_long_names_and_strange_characters_break_nothing():
    letters = [
        letter(1, "很长的名字有限公司" * 12),
        letter(2, "Verylongwordwithoutanyblank" * 6),
        letter(3, "<b>&amp;\U0001f600"),
    ]
    found = draw_posting_list(listed(letters), ENGLISH, FONTS)
    text = squeezed("".join(read_pages(found.pdf)))
    assert squeezed("很长的名字有限公司" * 12) in text
    assert "Verylongwordwithoutanyblank" * 6 in text
    assert "<b>&amp;" in text
    assert found.missing == ("\U0001f600",)


def test_letters_are_sorted_by_postcode_and_those_without_one_come_last():
    letters = [
        letter(1, postcode=""),
        letter(2, postcode="320002"),
        letter(3, postcode="310000"),
        letter(4, postcode="320002"),
    ]
    assert [each.no for each in by_route(letters)] == ["S000003", "S000002", "S000004", "S000001"]
