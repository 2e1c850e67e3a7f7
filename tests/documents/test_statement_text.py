"""What a statement says: every figure and name, in order, and sums that are right on every page."""

from dataclasses import replace
from datetime import date

import pytest

from app.core.ageing import AgeingLine
from app.core.journal import EntryKind
from app.core.money import Currency
from app.core.receipt import Party
from app.core.statement import AccountPart, Balances, StatementKind
from app.core.statement_paper import Sheet, Slip
from app.documents.fonts import load_fonts
from app.documents.layout import Box, Typesetter
from app.documents.statement_slips import CUT_REMITTANCE, CUT_REPLY, RIGHT, SIGNED, WRONG
from app.documents.statement_tables import BROUGHT, FORWARD
from app.documents.wording import Wording
from app.i18n import format as fmt
from tests.documents.helpers_paper import (
    CHINESE,
    CNY,
    ENGLISH_ONLY,
    FONTS,
    places,
    read_pages,
    read_text,
    squeezed,
)
from tests.documents.helpers_statement import (
    HELD,
    OCTOBER,
    PAID_LATE,
    SHOP,
    SINCE,
    TO,
    account,
    paper,
    statement,
)
from tests.documents.helpers_statement_cases import (
    PAPERS,
    STATEMENTS,
    drawn,
    pages_of,
)

# ---- what it says ---------------------------------------------------------------------------------------------------


def said_in_order(text, parts):
    at = 0
    for part in parts:
        at = text.find(squeezed(part), at)
        assert at >= 0, part
    return True


@pytest.mark.parametrize("sheet", Sheet)
@pytest.mark.parametrize("count", [1, 40, 41, 400])
def test_every_line_of_the_account_can_be_read_in_its_order(count, sheet):
    what = statement(count)
    text = read_text(drawn(paper(what, sheet=sheet)).pdf)
    parts = [fmt.amount(what.account.opening, 2, "zh_CN")]
    for number, line in enumerate(what.account.lines, start=1):
        figure = fmt.amount(line.debit or line.credit, 2, "zh_CN")
        document = line.reference or str(line.entry)
        parts.append(f"{number}{line.on}{document}")
        parts += [figure, fmt.amount(line.balance, 2, "zh_CN")]
    parts += [
        fmt.amount(each, 2, "zh_CN") for each in (what.account.debits, what.account.credits, what.account.closing)
    ]
    assert said_in_order(text, parts)


@pytest.mark.parametrize("count", [1, 41, 400])
def test_every_open_charge_can_be_read_in_its_order(count):
    what = statement(count, StatementKind.OPEN_ITEM, disputed=("s1/2",))
    text = read_text(drawn(paper(what), "en").pdf)
    parts = []
    for number, charge in enumerate(what.charges, start=1):
        parts.append(f"{number}{charge.on}{charge.due_on}{charge.reference or charge.entry}")
        parts += [fmt.amount(charge.amount, 2, "en"), fmt.amount(charge.open, 2, "en")]
        late = (OCTOBER.end - charge.due_on).days
        parts += [str(late)] if late > 0 else []
    assert said_in_order(text, [*parts, fmt.amount(what.account.closing, 2, "en")])
    if count > 1:
        assert squeezed("instalment 2 of 3 · in dispute") in text


def rows_of(page, typesetter):
    """Return the texts of a page line by line, from the left."""
    lines = {}
    for place in places(page, typesetter):
        lines.setdefault(round(place.bottom, 0), []).append(place)
    return [[place.text for place in sorted(line, key=lambda place: place.left)] for _, line in sorted(lines.items())]


@pytest.mark.parametrize("sheet", Sheet)
def test_a_page_ends_with_what_it_came_to_and_the_next_begins_with_it(sheet):
    what = statement(400)
    pages, typesetter = pages_of(paper(what, sheet=sheet), "en")
    done = 0
    brought = None
    parted = 0
    for page in pages:
        for row in rows_of(page, typesetter):
            if row[0].isdigit() and len(row) >= 5 and row[0] == str(done + 1):
                done += 1
            lines = what.account.lines[:done]
            sums = [sum(line.debit for line in lines), sum(line.credit for line in lines)]
            figures = [fmt.amount(each, 2, "en") for each in (*sums, lines[-1].balance if lines else 0)]
            if row[0] == FORWARD:
                assert row[1:] == figures
                brought = [BROUGHT, *figures]
            elif row[0] == BROUGHT:
                assert row == brought
                parted += 1
    assert done == 400
    assert parted >= 7


def test_open_charges_are_carried_over_as_what_is_open():
    what = statement(200, StatementKind.OPEN_ITEM)
    pages, typesetter = pages_of(paper(what), "en")
    done, carried = 0, []
    for page in pages:
        for row in rows_of(page, typesetter):
            if row[0] == str(done + 1) and len(row) >= 6:
                done += 1
            if row[0] in (FORWARD, BROUGHT):
                carried.append(row[1])
                assert row[1] == fmt.amount(sum(each.open for each in what.charges[:done]), 2, "en")
    assert len(carried) >= 6
    assert all(a == b for a, b in zip(carried[::2], carried[1::2], strict=True))


def test_no_head_of_a_table_stands_without_rows_and_no_sum_without_the_last():
    for count in range(1, 70):
        pages, typesetter = pages_of(paper(statement(count), sheet=Sheet.A4), "en")
        for page in pages:
            rows = rows_of(page, typesetter)
            heads = [n for n, row in enumerate(rows) if row[0] == "#"]
            for n in heads:
                below = [
                    row
                    for row in rows[n + 1 :]
                    if row[0].isdigit() or row[0] == BROUGHT or row[1:2] == ["Opening balance"]
                ]
                assert len(below) >= 2
            if any(row[:2] == ["2026-10-31", "Closing balance"] for row in rows):
                assert any(row[0] == str(count) for row in rows)


@pytest.mark.parametrize("sheet", Sheet)
@pytest.mark.parametrize("slip", [Slip.REPLY, Slip.REMITTANCE])
@pytest.mark.parametrize("count", [0, 1, 5, 17, 40, 41])
def test_a_slip_is_whole_and_stands_at_the_end_of_the_last_page(count, slip, sheet):
    pages = read_pages(drawn(paper(statement(count), slip=slip, sheet=sheet), "en").pdf)
    cut = CUT_REPLY if slip is Slip.REPLY else CUT_REMITTANCE
    with_cut = [squeezed(cut) in squeezed(page) for page in pages]
    assert with_cut == [False] * (len(pages) - 1) + [True]
    below = squeezed(pages[-1]).split(squeezed(cut))[1]
    closing = fmt.amount(statement(count).account.closing, 2, "en")
    parts = ["S000123", closing, "CBS-123-1A2B3C4D"]
    parts += ["Amount enclosed", "Cheque no.", SHOP.name, "C001"] if slip is Slip.REMITTANCE else [RIGHT, WRONG, SIGNED]
    for part in parts:
        assert squeezed(part) in below, part


def test_both_answers_of_the_reply_are_given_the_same_room():
    pages, _ = pages_of(paper(), "both")
    boxes = [mark for _, _, block in pages[-1].blocks for mark in block.marks if isinstance(mark, Box) and mark.line]
    large = [box for box in boxes if box.height > 30]
    ticks = [box for box in boxes if box.height < 12]
    assert len(large) == len(ticks) == 2
    assert (large[0].width, large[0].height, large[0].y) == (large[1].width, large[1].height, large[1].y)
    assert all(box.width == box.height and not box.ticked for box in ticks)


def test_the_head_says_whose_it_is_and_what_for():
    text = read_text(drawn(paper(), "both").pdf)
    for part in (SHOP.name, SHOP.address, SHOP.phone, SHOP.tax_number, "S000123", "C001", "CNY", "2026-11-02"):
        assert squeezed(part) in text
    for part in ("2026-10-01", "2026-10-31", "2026-11-16", "Page 1 of 1", "华东贸易有限公司", "张经理", *TO.lines[:2]):
        assert squeezed(part) in text
    assert squeezed("1001 2345 0920 0123 456") in text


def test_what_was_paid_ahead_is_told_by_stock_and_line_by_line():
    text = read_text(drawn(paper(STATEMENTS["rich"]), "en").pdf)
    assert said_in_order(text, ["Principal", "200.00", "500.00", "-260.00", "0.00", "440.00"])
    assert said_in_order(text, ["Bonus", "0.00", "50.00", "-5.00", "-1.00", "44.00"])
    assert said_in_order(text, ["普洗次卡", "6", "10", "-3", "0", "13"])
    assert said_in_order(text, ["2026-10-05", "R000017", "+500.00", "700.00", "+50.00", "50.00", "-260.00", "440.00"])
    assert said_in_order(text, ["To be used soon", "2026-12-01", "200.00", "10.00", "2026-12-31", "普洗次卡", "3"])
    assert "Refunded" not in text
    assert "Transferred" not in text


def test_what_is_held_past_its_last_day_is_said():
    text = read_text(drawn(paper(statement(prepaid=HELD._replace(expired=1_234))), "en").pdf)
    assert said_in_order(text, ["Bonus", "44.00", "of it past its last day", "12.34"])
    assert "lastday" not in read_text(drawn(paper(STATEMENTS["rich"]), "en").pdf)


def test_a_statement_of_money_paid_ahead_only_shows_that_as_its_figure():
    text = read_text(drawn(paper(STATEMENTS["prepaid only"])).pdf)
    assert said_in_order(text, ["¥440.00", "人民币肆佰肆拾元整"])
    assert "零元整" not in text


def test_a_credit_balance_is_said_in_words_never_as_less_than_nothing():
    text = read_text(drawn(paper(STATEMENTS["credit"]), "both").pdf)
    assert said_in_order(text, ["Credit balance", "¥5.00", "人民币伍元整"])
    assert "¥-5.00" not in text


def test_the_age_of_what_is_owed_has_a_column_for_each_bucket():
    what = statement(5, ageing=AgeingLine("C001", "", 0, 1, (22, 333, 4_444, 55_555), 60_355))
    text = read_text(drawn(paper(what), "en").pdf)
    heads = ["Not yet due", "1–30 days overdue", "31–60 days overdue", "61–90 days overdue", "Over 90 days overdue"]
    assert said_in_order(text, heads)
    assert said_in_order(text, ["0.01", "0.22", "3.33", "44.44", "555.55", "603.55"])


def test_the_remarks_say_what_the_figures_do_not():
    text = read_text(drawn(paper(STATEMENTS["rich, open items"], request=2), "en").pdf)
    assert squeezed("Paid or settled after the period, up to 2026-11-02: ¥500.00.") in text
    assert squeezed("do not agree with: 101, s99.") in text
    assert squeezed("We have not had your reply") in text
    assert squeezed("confirms the principal only") in text
    text = read_text(drawn(paper(shop=SHOP._replace(footer="逾期按约定计收违约金。")), "en").pdf)
    assert "逾期按约定计收违约金。" in text
    assert "confirmstheprincipalonly" not in text


def test_with_interest_in_it_a_statement_is_not_of_the_principal_only():
    """One that states interest and said so would be held against what else was agreed on (买卖合同解释 Art. 18)."""
    what = STATEMENTS["rich, open items"]
    last = what.charges[-1]._replace(part="interest", text="")
    text = read_text(drawn(paper(replace(what, charges=(*what.charges[:-1], last))), "en").pdf)
    assert squeezed("Late interest") in text
    assert squeezed("principal only") not in text
    assert squeezed("confirms what is listed only") in text


OPENS_ELSEWHERE = (
    "Statement S000012 ended on 2026-09-30 with 1,200.00 owed. Entered since then with dates up to that day:"
    " 2026-09-28 Payment: -200.00. This statement therefore opens with 1,000.00 owed."
)


@pytest.mark.parametrize("languages", ["en", "both", "turned"])
def test_what_was_entered_since_the_last_statement_is_told(languages):
    text = read_text(drawn(PAPERS["changed since"], languages).pdf)
    assert squeezed(OPENS_ELSEWHERE) in text
    assert text.count("S000012") == (1 if languages == "en" else 2)
    assert "S000012" not in read_text(drawn(paper(STATEMENTS["rich"]), languages).pdf)


def test_it_is_told_in_chinese_as_well():
    text = read_text(drawn(PAPERS["changed since"], "zh").pdf)
    assert said_in_order(text, ["S000012", "2026-09-30", "1,200.00", "2026-09-28", "收款", "-200.00", "1,000.00"])


def since_text(**changed):
    return read_text(drawn(paper(since_last=SINCE._replace(**changed)), "en").pdf)


def test_several_entries_and_balances_are_told_apart():
    sale = PAID_LATE._replace(kind=EntryKind.SALE, change=Balances(11_000, -6600, 0))
    undone = PAID_LATE._replace(kind=EntryKind.REVERSE, document="SO-7", change=Balances(0, 300, 0))
    parts = [
        "with 1,200.00 owed, 500.00 of principal.",
        "2026-09-28 Payment (-200.00 owed), 2026-09-28 Sale SO-9 (+110.00 owed, -66.00 of principal),",
        "2026-09-28 Reversal of SO-7 (+3.00 of principal).",
        "opens with 1,110.00 owed, 437.00 of principal.",
    ]
    text = since_text(
        ended=Balances(120_000, 50_000, 7),
        stands=Balances(111_000, 43_700, 7),
        late=3,
        entries=(PAID_LATE, sale._replace(document="SO-9"), undone),
    )
    assert said_in_order(text, parts)
    assert "ofbonus" not in text


def test_a_credit_is_told_in_words_and_of_many_entries_their_number():
    text = since_text(stands=Balances(-500), late=6, entries=())
    parts = ["1,200.00 owed.", "6 entries with dates up to that day were made.", "opens with 5.00 in credit."]
    assert said_in_order(text, parts)


def test_over_a_gap_it_is_told_how_the_earlier_day_ends_now():
    assert squeezed("That day therefore ends with 1,000.00 owed now.") in since_text(end=date(2026, 9, 29))


def test_a_preview_a_reprint_and_a_second_request_say_so():
    first = read_text(drawn(paper(), "en").pdf)
    assert not any(word in first for word in ("Preview", "reprint", "request"))
    assert "Preview" in read_text(drawn(PAPERS["preview"], "en").pdf)
    assert "CBS" not in read_text(drawn(PAPERS["preview"], "en").pdf)
    text = read_text(drawn(PAPERS["reprint"], "en").pdf)
    assert squeezed("Copy 12 (reprint), 2026-05-20 14:30") in text
    assert "Secondrequest" in text
    assert "补打" in read_text(drawn(PAPERS["reprint"], "zh").pdf)
    assert squeezed("Request no. 3") in read_text(drawn(PAPERS["third request"], "en").pdf)


def test_a_reversed_line_and_what_took_it_back_name_each_other():
    sold, paid, *_ = account(4).lines
    lines = (
        sold._replace(reversed_by=102),
        paid,
        sold._replace(entry=102, reference="", text="", kind=EntryKind.REVERSE, reverses=sold.entry, debit=0, credit=5),
    )
    text = read_text(drawn(paper(statement(3, account=AccountPart(0, lines, lines[-1].balance))), "en").pdf)
    assert said_in_order(text, ["1", sold.text, "reversed", "3", "Reversal", f"takes back {sold.reference}"])


def test_the_discount_in_a_payment_is_told_so_that_the_payment_is_found_again():
    """The customer's bank shows 350.25 where 355.35 was credited."""
    sold, paid, *_ = account(4).lines
    lines = (sold._replace(balance=35535, debit=35535), paid._replace(debit=0, credit=35535, balance=0, discount=510))
    text = read_text(drawn(paper(statement(2, account=AccountPart(0, lines, 0))), "en").pdf)
    assert said_in_order(text, ["355.35", "of it discount 5.10"])


def test_names_of_rare_characters_and_what_the_fonts_lack():
    what = statement(1, customer=Party("C㛃", "㛃𬭎喆堃龑𠮷"))
    result = drawn(paper(what))
    assert "㛃𬭎喆堃龑〓" in read_text(result.pdf)
    assert result.missing == ("𠮷",)
    assert result.pages == len(read_pages(result.pdf)) == 1


def test_markup_and_controls_are_printed_as_they_are_or_not_at_all():
    line = account(1).lines[0]._replace(text="<b>A & B</b> &amp; {0} %s\u202e\u0007\tx", reference="<i>")
    what = statement(1, customer=Party("C1", '"><script>'), account=AccountPart(0, (line,), line.balance))
    text = read_text(drawn(paper(what), "en").pdf)
    for part in ("<b>A&B</b>&amp;{0}%sx", "<i>", '"><script>'):
        assert part in text


def test_english_is_set_with_its_own_points_and_quotes():
    typesetter = Typesetter(load_fonts(FONTS))
    assert typesetter.clean("O’Brien") == "O'Brien"
    assert typesetter.clean("“赊账”与’") == "“赊账”与’"
    said = Wording(ENGLISH_ONLY, CNY).first("“Soon” … it’s")
    assert said == '"Soon" ... it\'s'
    assert Wording((CHINESE,), CNY).first("“Soon” …") == "“Soon” …"


def test_an_amount_without_decimals_and_one_without_capitals():
    text = read_text(drawn(paper(currency=Currency("JPY", 0), money_sign=False), "zh").pdf)
    assert "1,001,131" not in text
    assert fmt.amount(statement().account.closing, 0, "zh_CN") in text
    assert "人民币" not in text
