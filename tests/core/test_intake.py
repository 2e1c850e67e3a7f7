"""Reading other programs' cells and rows: what is read is what was written, or it is refused; nothing shifts."""

from datetime import date
from decimal import Decimal

from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.core.cells import Figure, Row
from app.core.intake.build import Maker
from app.core.intake.columns import match
from app.core.intake.findings import Weight
from app.core.intake.guesses import both_readings, days_of, decimal_of
from app.core.intake.layout import Layout, read_layout, source_key
from app.core.intake.people import By, Pair, People, join
from app.core.intake.rows import RowReader
from app.core.intake.targets import COLUMNS, Target
from app.core.intake.titles import headers, letters
from app.core.intake.values import (
    DayOrder,
    DecimalMark,
    Style,
    Unread,
    amount_of,
    code_of,
    day_of,
    phones_of,
    text_of,
)
from app.core.money import MAX_MINOR

POINT, COMMA = Style(DecimalMark.POINT), Style(DecimalMark.COMMA)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
NUMBERS = st.text("0123456789ABab-", min_size=1, max_size=8)


def written(minor: int, mark: DecimalMark, *, grouped: bool) -> str:
    whole, cents = divmod(abs(minor), 100)
    text = f"{whole:,}.{cents:02}" if grouped else f"{whole}.{cents:02}"
    if mark is DecimalMark.COMMA:
        text = text.translate(str.maketrans(",.", ".,"))
    return f"-{text}" if minor < 0 else text


# ---- amounts --------------------------------------------------------------------------------------------------------


@given(
    st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from(DecimalMark), st.booleans(), st.sampled_from(["", "¥", "￥"])
)
def test_an_amount_is_read_as_it_was_written(minor: int, mark: DecimalMark, grouped: bool, sign: str):
    assert amount_of(sign + written(minor, mark, grouped=grouped), Style(mark)) == minor


@given(st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from(DecimalMark), st.booleans())
@example(123_450, DecimalMark.POINT, True)
def test_an_amount_with_cents_is_never_read_in_the_other_style(minor: int, mark: DecimalMark, grouped: bool):
    other = COMMA if mark is DecimalMark.POINT else POINT
    try:
        found = amount_of(written(minor, mark, grouped=grouped), other)
    except Unread:
        return
    raise AssertionError(found)


@given(st.text())
def test_any_text_is_an_amount_or_refused(text: str):
    for style in (POINT, COMMA):
        try:
            found = amount_of(text, style)
        except Unread:
            continue
        assert found is None or abs(found) <= MAX_MINOR


@given(st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from([POINT, COMMA]))
def test_a_workbooks_number_is_read_whatever_the_style(minor: int, style: Style):
    assert amount_of(Figure(written(minor, DecimalMark.POINT, grouped=False)), style) == minor


# ---- days -----------------------------------------------------------------------------------------------------------


@given(DAYS, st.sampled_from(["-", "/", "."]))
def test_a_day_is_read_as_written_and_the_other_way_it_is_another_or_none(day: date, between: str):
    text = between.join((f"{day:%d}", f"{day:%m}", f"{day:%Y}"))
    assert day_of(text, Style(days=DayOrder.DMY)) == day
    try:
        other = day_of(text, Style(days=DayOrder.MDY))
    except Unread:
        assert day.day > 12
    else:
        assert other == date(day.year, day.day, day.month)


@given(DAYS, st.sampled_from(DayOrder))
def test_a_day_with_the_year_first_is_the_same_in_every_style(day: date, order: DayOrder):
    assert day_of(day.isoformat(), Style(days=order)) == day
    assert day_of(f"{day.year}年{day.month}月{day.day}日", Style(days=order)) == day


@given(st.lists(DAYS, min_size=1, max_size=20))
def test_days_in_figures_are_never_taken_for_sure_one_way_unless_the_file_shows_it(days: list[date]):
    rows = [Row(n + 2, ["1", f"{day:%d/%m/%Y}"]) for n, day in enumerate(days)]
    guess = days_of(rows, {"no": 0, "on": 1}, Target.OPENINGS)
    if guess.sure:
        assert guess.value == DayOrder.DMY.value
    for each, day in zip(both_readings(rows, 1), days, strict=True):
        assert each.day_first == day
        assert (each.month_first is None) == (day.day > 12)


@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=20), st.sampled_from(DecimalMark))
def test_decimals_are_never_guessed_for_sure_against_the_file(amounts: list[int], mark: DecimalMark):
    rows = [Row(n + 2, ["1", written(minor, mark, grouped=False)]) for n, minor in enumerate(amounts)]
    guess = decimal_of(rows, {"no": 0, "owed": 1}, Target.OPENINGS)
    assert guess.value == mark.value


# ---- texts, codes, phones -------------------------------------------------------------------------------------------


@given(st.text())
def test_any_text_is_read_without_a_nul_or_refused(text: str):
    try:
        found = text_of(text)
    except Unread:
        return
    assert "\0" not in found
    assert found == found.strip(" \t\r\n")


@given(st.text("0123456789", min_size=1, max_size=20))
def test_a_code_keeps_all_its_zeros(text: str):
    assert code_of(text) == text
    assert code_of(f'="{text}"') == text


@given(st.text())
def test_any_text_is_phones_or_refused(text: str):
    try:
        found = phones_of(text)
    except Unread:
        return
    assert all(any(map(str.isdigit, each)) for each in found)


# ---- columns --------------------------------------------------------------------------------------------------------

_KNOWN = sorted({name for columns in COLUMNS.values() for column in columns for name in column.names})


@given(st.sampled_from(Target), st.lists(st.sampled_from(_KNOWN) | st.text(max_size=6), max_size=12))
def test_each_column_is_one_thing_and_each_thing_one_column(target: Target, names: list[str]):
    found = match(target, headers(names), [])
    assert len({each.at for each in found}) == len(found)
    assert len({each.field for each in found}) == len(found)
    assert {each.field for each in found} <= {column.name for column in COLUMNS[target]}


@given(st.lists(st.sampled_from(["id", "name", "", "金额"]), max_size=12))
def test_names_of_columns_are_each_there_once(names: list[str]):
    found = [name for name in headers(names) if name]
    assert len(set(found)) == len(found)


def test_columns_are_called_as_spreadsheets_call_them():
    assert [letters(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


@given(
    st.builds(
        Layout,
        target=st.sampled_from(Target),
        header=st.integers(0, 9),
        decimal=st.sampled_from(DecimalMark),
        days=st.sampled_from(DayOrder),
        columns=st.dictionaries(st.text(max_size=5), st.integers(0, 99), max_size=4),
        given=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=4),
        newest_first=st.booleans(),
    )
)
def test_a_layout_is_remembered_as_it_was(layout: Layout):
    assert read_layout(layout.json()).json() == layout.json()


@given(st.lists(st.text(max_size=6), min_size=1, max_size=6))
def test_a_file_to_mend_is_known_as_its_source(names: list[str]):
    assert source_key([*names, "+7", "← Why this row was left out"]) == source_key(names)


# ---- the same customer ----------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
def test_whatever_hangs_together_is_one_number_at_its_end(edges: list[tuple[int, int]]):
    pairs = [Pair(n, f"N{a}", None, f"N{b}", By.NUMBER) for n, (a, b) in enumerate(edges)]
    joined = join(pairs)
    ends = {no: joined.get(no, no) for pair in pairs for no in (pair.no, pair.other_no)}
    assert all(ends[pair.no] == ends[pair.other_no] for pair in pairs)
    assert all(end not in joined for end in ends.values())
    apart = {frozenset(no for no in ends if ends[no] == end) for end in ends.values()}
    assert sum(map(len, apart)) == len(ends)


@given(st.lists(st.tuples(NUMBERS, st.sampled_from(["", "13800000001", "13800000002"])), max_size=20))
def test_nobody_is_proposed_as_themselves_and_no_pair_twice(rows: list[tuple[str, str]]):
    people = People()
    for line, (no, phone) in enumerate(rows, 1):
        people.meet(line, no, (phone,) if phone else (), {})
    assert all(pair.no != pair.other_no for pair in people.pairs)
    numbers = [(pair.no, pair.other_no) for pair in people.pairs if pair.by is By.NUMBER]
    assert len(set(numbers)) == len(numbers)


# ---- rows -----------------------------------------------------------------------------------------------------------

_CELLS = st.sampled_from(["", "0007", "7", "王小明", "12.30", "1,234.50", "x", "#DIV/0!", "合计", "\0", "1.38E+10"])


@given(st.lists(st.lists(_CELLS, max_size=5), max_size=12))
def test_of_any_rows_each_is_good_refused_or_no_data_and_the_sums_are_those_of_the_good(table: list[list[str]]):
    names = ("no", "name", "phone", "balance")
    layout = Layout(Target.CUSTOMERS, columns={"no": 0, "name": 1, "phones": 2, "principal": 3})
    reader = RowReader(layout, names, 2, strict=True)
    maker = Maker(layout, "imp-x", date(2026, 11, 21), 2, People(), str)
    ids: list[str] = []
    total = asked = 0
    for line, cells in enumerate(table, 2):
        read = reader.read(Row(line, cells))
        if read is None:
            assert not any(cell.strip() for cell in cells)
            continue
        made = maker.make(read)
        bad = any(each.weight is not Weight.WARNED for each in made.findings)
        assert made.good != bad
        assert all(each.line == line for each in made.findings)
        if made.good:
            ids += [event["id"] for event in made.events]
            total += made.sums.get("principal", 0)
            asked += sum(round(Decimal(event.get("principal", "0")) * 100) for event in made.events)
            assert len(cells) >= len(names)  # no row is good whose cells stand under other names, or under none
            assert not any(cell.strip() for cell in cells[len(names) :])
        else:
            assert made.events == ()
    assert len(set(ids)) == len(ids)
    assert total == asked


@given(st.lists(st.integers(-10_000, 10_000).filter(bool), min_size=1, max_size=15), st.integers(0, 14))
def test_a_running_balance_that_jumps_is_told_at_the_row_it_jumps_at(changes: list[int], at: int):
    assume(at < len(changes))
    layout = Layout(Target.MOVEMENTS, columns={"no": 0, "on": 1, "amount": 2, "balance": 3})
    reader = RowReader(layout, ("no", "date", "amount", "balance"), 2, strict=True)
    maker = Maker(layout, "imp-x", date(2026, 11, 21), 2, People([("7", ())]), str)
    balance, told = 1_000_000, []
    for n, change in enumerate(changes):
        balance += change + (1 if n == at else 0)
        cells = ["7", "2026-11-01", written(change, DecimalMark.POINT, grouped=False)]
        read = reader.read(Row(n + 2, [*cells, written(balance, DecimalMark.POINT, grouped=False)]))
        assert read is not None
        made = maker.make(read)
        told += [each.line for each in made.findings if each.field == "balance"]
    assert told == ([at + 2] if at else [])
