"""What is said of a file as a whole: nothing of it is left out, read in another unit or summed up in silence."""

from contextlib import closing

import pytest

from app import bootstrap
from app.core.intake.findings import Weight
from app.errors import Message
from app.services.intake import Choices, Rest, Way
from tests.exchange.test_workbooks import row, xlsx


@pytest.fixture
def app(tmp_path):
    made = bootstrap.new_book(tmp_path / "shop.cbook", name="Shop", currency="CNY", language="en", pack="CN")
    yield made
    made.close()


@pytest.fixture
def tried(app, tmp_path):
    def tried(text, encoding="utf-8", chosen=None, **given):
        path = tmp_path / "in.csv"
        path.write_bytes(text.encode(encoding))
        source = app.intake.open(path)
        return app.intake.dry_run(source, app.intake.propose(source, chosen, given).layout)

    return tried


def told(report):
    return [(each.line, each.column, each.weight.value, str(each.reason)) for each in report.findings]


def test_columns_of_which_nothing_is_taken_are_named(tried):
    report = tried("卡号,姓名,车牌,积分\n001,王,沪A1,50\n")
    assert told(report) == [(0, "", "skipped", "Nothing is taken from these columns: “车牌”, “积分”.")]
    assert (report.rows, report.good, report.warned) == (1, 1, 0)


def test_names_in_a_sentence_are_marked_and_parted_by_the_readers_language(tried):
    [finding] = tried("卡号,姓名,车牌,积分\n001,王,沪A1,50\n").findings
    said = {"“{name}”": "「{name}」", "{names}, {name}": "{names}、{name}"}

    def read(value):
        if not isinstance(value, Message):
            return value
        return said.get(value.text, value.text).format_map({name: read(each) for name, each in value.values.items()})

    assert "「车牌」、「积分」" in read(finding.reason)
    many = tried("卡号,姓名," + ",".join(f"某{n}" for n in range(30)) + "\n001,王" + ",x" * 30 + "\n").findings[0]
    assert str(many.reason).endswith("“某19”, ….")


def test_lines_above_the_names_of_the_columns_are_told_one_by_one(tried):
    report = tried("某某美容院\n导出时间：2024-01-01\n\n卡号,姓名\n001,王\n")
    assert [(line, weight) for line, _column, weight, _why in told(report)] == [(1, "skipped"), (2, "skipped")]
    assert (report.rows, report.good) == (1, 1)


def test_a_first_row_of_words_is_no_sure_header(app, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("张三,北京,女\n李四,上海,男\n", encoding="utf-8")
    guess = next(each for each in app.intake.propose(app.intake.open(path)).guesses if each.name == "header")
    assert not guess.sure


@pytest.mark.parametrize(
    "text",
    [
        "卡号,姓名,余额（万元）\n001,王,1.5\n",
        "会员表,,\n单位：万元,,\n卡号,姓名,余额\n001,王,1.5\n",
        "卡号,姓名,余额\n,,万元\n001,王,1.5\n",
        "卡号,姓名,余额(分)\n001,王,1500000\n",
        "卡号,姓名,余额\n001,王,1.5万\n",
    ],
)
def test_the_unit_a_file_names_is_what_its_amounts_are_in(text, tried):
    report = tried(text)
    assert report.sums == {"principal": 1_500_000}
    assert "万" in text.splitlines()[-1] or any("are read as" in why for *_others, why in told(report))


def test_another_currency_is_refused_by_cell_and_told_by_column(tried):
    report = tried("卡号,姓名,余额\n001,王,$100\n002,李,¥5\n")
    assert (report.sums, report.refused) == ({"principal": 500}, 1)
    assert "USD" in told(tried("卡号,姓名,余额(USD)\n001,王,100\n"))[0][3]


ROWS = "卡号,姓名,余额\n001,王,100.00\n002,李,50\n小计,,150.00\n003,张,25.50\n小计,,25.5\n"


@pytest.mark.parametrize(
    ("code", "currency", "said"),
    [
        ("[$$-409]#,##0.00", "CNY", "$"),
        ('#,##0.00" USD"', "CNY", "USD"),
        ("[$JP¥-411]#,##0", "CNY", "JP¥"),
        ("[$€-407]0", "JPY", "€"),
        ("[$¥-804]#,##0", "CNY", ""),
        ("[$￥-804]#,##0", "JPY", ""),
        ("[$$-409]0", "USD", ""),
        ("0.00", "CNY", ""),
    ],
)
def test_a_number_whose_format_shows_another_currency_is_refused_by_its_line(code, currency, said, tmp_path):
    cells = ['<c s="1"><v>100</v></c>', '<c s="1"><v>7</v></c>']  # of the second column it says nothing
    rows = [row(1, "姓名", "余额", "卡号"), row(2, "王", *cells), row(3, "李", 5, 8)]
    path = xlsx(tmp_path / "in.xlsx", rows, styles=[code.replace('"', "&quot;")])
    with closing(
        bootstrap.new_book(tmp_path / "b.cbook", name="S", currency=currency, language="en", pack="CN")
    ) as app:
        source = app.intake.open(path)
        layout = app.intake.propose(source).layout
        report = app.intake.dry_run(source, layout)
        refused = [each for each in report.findings if each.weight is Weight.REFUSED]
        reasons = [f"This amount is in {said}, but the book is kept in {currency}."] if said else []
        assert [str(each.reason) for each in refused] == reasons
        assert (report.good, report.refused) == (2 - len(reasons), len(reasons))
        if not said:
            return
        assert (refused[0].line, refused[0].column, refused[0].value.replace(" ", "")) == (2, "余额", f"{said}100")
        # The file to mend says it too: brought in as it stands, it is refused again.
        rest = tmp_path / "rest.csv"
        app.intake.carry_out(source, layout, Way.GOOD_ROWS, rest=Rest(rest))
        source = app.intake.open(rest)
        report = app.intake.dry_run(source, app.intake.propose(source).layout)
        assert (report.good, report.refused) == (0, 1)


def test_columns_a_workbook_hides_are_told_when_they_are_taken(app, tmp_path):
    hidden = '<cols><col min="2" max="3" hidden="1"/></cols>'
    rows = [row(1, "卡号", "姓名", "车牌"), row(2, "1", "王", "沪A1")]
    source = app.intake.open(xlsx(tmp_path / "in.xlsx", rows, before=hidden))
    report = app.intake.dry_run(source, app.intake.propose(source).layout)
    assert (0, "", "warned", "The workbook hides these columns; they are taken in all the same: “姓名”.") in told(
        report
    )
    assert report.good == 1


def test_totals_that_come_out_are_no_rows_and_nothing_else(tried):
    report = tried(f"{ROWS}合计,,175.50\n")
    assert {weight for _line, _column, weight, _why in told(report)} == {"skipped"}
    assert (report.good, report.skipped, report.sums) == (3, 3, {"principal": 17_550})


def test_a_total_that_does_not_come_out_is_told(tried):
    report = tried(f"{ROWS}合计,,200.00\n")
    assert [(line, column) for line, column, weight, _why in told(report) if weight == "warned"] == [(7, "余额")]
    assert report.good == 3


def test_an_amount_that_cannot_be_read_shows_in_the_total_too(tried):
    report = tried(ROWS.replace("25.50", "25.50.1") + "合计,,175.50\n")
    assert [line for line, _column, weight, _why in told(report) if weight == "warned"] == [6, 7]


def test_every_line_of_a_file_is_taken_told_or_counted_as_blank(tried):
    text = '报表\n卡号,姓名,余额\n001,王,1\n,,\n002,李\n\n003,张,x\n004,赵,2,3\n合计,,9\n共 4 条\n"005,钱,4\n006,孙,5\n'
    report = tried(text)
    told_of = {each.line for each in report.findings}
    assert told_of == {1, 5, 7, 8, 9, 10, 11}
    assert (report.good, report.blank, report.rows) == (2, 2, 8)


def test_thousands_without_quotes_are_never_cut_in_two(tried):
    report = tried("卡号,姓名,余额\n001,王,￥1,234.50\n002,李,￥2,000.00\n003,张,￥3,000.00\n")
    assert (report.good, report.refused, report.sums) == (0, 3, {})


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "big5", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|", "，"])
def test_a_small_file_is_the_same_in_every_encoding_and_with_every_separator(encoding, sign, tried):
    text = "姓名,電話,餘額\n陳美麗,0912345678,100\n王小明,0922333444,50.50\n".replace(",", sign)
    report = tried(text, encoding)
    assert (report.good, report.refused, report.sums) == (2, 0, {"principal": 15_050})


def test_an_account_with_credits_and_debits_is_never_taken_with_one_sign(tried):
    report = tried("卡号,姓名,余额\n001,王,100 Cr\n002,李,50 Dr\n")
    assert (report.good, report.refused, report.sums) == (1, 1, {"principal": 10_000})


def test_dates_that_begin_with_a_short_year_are_asked_for(app, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("卡号,姓名,欠款,到期日\n001,王,5,24-01-31\n002,李,6,24-02-05\n", encoding="utf-8")
    proposal = app.intake.propose(app.intake.open(path), Choices())
    assert [guess.name for guess in proposal.guesses if guess.ask] == ["days"]


def test_what_the_book_refuses_is_told_with_what_stands_there_and_once(tried):
    report = tried(f"卡号,姓名,备注,余额\n001,{'王' * 201},x,5\n002,李,{'y' * 10_001},5\n003,a\x07b,z,5\n")
    found = [(each.line, each.column, each.value) for each in report.findings]
    assert found[0] == (2, "姓名", "王" * 80)
    assert {line for line, _column, _value in found} == {2, 3, 4}
    assert [column for _line, column, _value in found] == ["姓名", "备注", "姓名"]
    assert all(value for _line, _column, value in found)


def test_a_due_date_of_another_century_is_told_without_a_count_of_days(tried):
    report = tried("卡号,姓名,欠款,到期日\n001,王,5,1900-03-01\n")
    assert [(line, why) for line, _column, _weight, why in told(report)] == [
        (2, "This day is long past; is the year right?")
    ]
