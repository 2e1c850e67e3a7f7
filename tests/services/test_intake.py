"""Taking files in through the service: all or nothing, the rest to mend, the same again, undone, movements, prices."""

import gc
import json
import tracemalloc

import pytest

from app import bootstrap
from app.core.intake.targets import Target
from app.errors import Refused, refuse
from app.services.intake import Choices, Rest, Undone, Way

BALANCES = "卡号,姓名,手机,余额,赠送金额,欠款\n001,王小明,13800001111,100.00,10.00,\n002,李四,13900002222,,,50.5\n"
ONE_BAD = BALANCES + "003,张三,13700003333,1.2.3,,\n"


@pytest.fixture
def garbage():
    """Garbage is looked for as in a program by itself: tests before may have put that off, or left so much standing
    that a whole look comes rarely (once a quarter of what stands is new, says Python's gc).
    """
    before = gc.isenabled(), gc.get_threshold()
    gc.enable()
    gc.set_threshold(700, 10, 10)
    gc.freeze()
    gc.collect()
    yield
    gc.unfreeze()
    gc.set_threshold(*before[1])
    if not before[0]:
        gc.disable()


@pytest.fixture
def app(tmp_path):
    made = bootstrap.new_book(tmp_path / "shop.cbook", name="Shop", currency="CNY", language="en", pack="CN")
    yield made
    made.close()


def source(app, tmp_path, text, name="in.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_text(text, encoding=encoding, newline="")
    return app.intake.open(path)


def layout(app, found, chosen=None, **given):
    return app.intake.propose(found, chosen, given).layout


def held(app):
    return {each.customer: (each.principal, each.bonus, each.owed) for each in app.views.balances(app.today())}


def reasons(report):
    return {finding.line: str(finding.reason) for finding in report.findings if finding.weight == "refused"}


# ---- all or nothing, the rest ---------------------------------------------------------------------------------------


def test_a_dry_run_writes_nothing_and_says_what_would_come_of_it(app, tmp_path):
    found = source(app, tmp_path, BALANCES)
    report = app.intake.dry_run(found, layout(app, found))
    assert (report.rows, report.good, report.sums) == (2, 2, {"principal": 10_000, "bonus": 1_000, "owed": 5_050})
    assert report.counts == {"customer": 2, "opening": 2}
    assert (held(app), app.intake.imports()) == ({}, [])


@pytest.mark.usefixtures("garbage")
def test_a_trial_of_a_long_file_holds_none_of_its_rows(app, tmp_path):
    peaks = []
    for count in (8_000, 24_000):
        rows = "".join(f"7,2026-01-05,R{n},{n % 90 + 1}.00,a note of some length {n}\n" for n in range(count))
        found = source(app, tmp_path, "customer no,date,invoice no,amount,note\n" + rows, f"{count}.csv")
        how = layout(app, found, Choices(target=Target.BILLS), new_customers="yes")
        tracemalloc.start()
        assert app.intake.dry_run(found, how).good == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 16_000 * 500  # bytes: what is held of each row is its number, no more


@pytest.mark.usefixtures("garbage")
def test_all_of_a_long_file_is_taken_in_without_holding_its_rows(app, tmp_path, monkeypatch):
    monkeypatch.setattr("app.services.intake_recording.SORTED", 0)
    monkeypatch.setattr("app.services.intake_going.REHEARSED", 0)
    peaks = []
    for count in (1_000, 4_000):
        rows = "".join(f"{count}-{n},Name {n},{n % 90 + 1}.00,{'a note ' * 100}\n" for n in range(count))
        found = source(app, tmp_path, "customer no,name,balance,note\n" + rows, f"{count}.csv")
        how = layout(app, found)
        tracemalloc.start()
        assert app.intake.carry_out(found, how, Way.ALL).report.good == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 3_000 * 3_000  # bytes a row, beside what the answer to it takes


def test_with_one_bad_row_nothing_is_taken_in(app, tmp_path):
    found = source(app, tmp_path, ONE_BAD)
    with pytest.raises(Refused, match="Rows refused: 1,"):
        app.intake.carry_out(found, layout(app, found))
    assert (held(app), app.intake.imports()) == ({}, [])


def test_a_price_list_that_was_undone_can_come_in_again_the_same_day(app, tmp_path):
    found = source(app, tmp_path, "名称,价格\n洗车,30\n打蜡,120\n")
    for _time in range(3):
        done = app.intake.carry_out(found, layout(app, found), Way.ALL)
        assert done.report.good == 2
        assert app.intake.undo(done.run, "once more").prices == 2
    assert app.verify.verify().ok


def test_a_new_customer_whose_first_row_is_refused_is_made_by_the_next(app, tmp_path):
    text = "customer no,date,amount\n77,2026-01-05,-5.00\n77,2026-01-06,8.00\n77,2026-01-07,9.00\n"
    found = source(app, tmp_path, text)
    how = layout(app, found, Choices(target=Target.BILLS), new_customers="yes")
    assert app.intake.dry_run(found, how).counts == {"customer": 1, "opening": 2}
    done = app.intake.carry_out(found, how, Way.GOOD_ROWS)
    assert (done.report.good, done.report.refused) == (2, 1)


def test_all_or_nothing_called_off_is_nothing(app, tmp_path):
    found = source(app, tmp_path, "no,name\n" + "".join(f"{n:04},N{n}\n" for n in range(1200)))
    how = layout(app, found)
    asked = iter([False] * 4 + [True])  # tried out to the end, called off while it is recorded
    done = app.intake.carry_out(found, how, Way.ALL, cancelled=lambda: next(asked, True))
    assert done.report.cancelled
    assert done.report.good == 0
    assert not list(app.customer_list.find())
    assert [each.state for each in app.intake.imports()] == ["cancelled"]
    assert app.intake.carry_out(found, how, Way.ALL).report.good == 1200


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_good_rows_come_in_and_the_rest_can_be_mended(ending, app, tmp_path):
    found = source(app, tmp_path, ONE_BAD)
    rest = tmp_path / f"rest.{ending}"
    done = app.intake.carry_out(found, layout(app, found), Way.GOOD_ROWS, rest=Rest(rest))
    assert (done.report.good, done.report.refused, done.rest) == (2, 1, rest)
    assert held(app) == {"001": (10_000, 1_000, 0), "002": (0, 0, 5_050)}
    [noted] = app.audit.known_file(rest)
    assert (noted.out.what, noted.out.form, noted.out.rows) == ("to_mend", ending, 1)
    again = app.intake.open(rest)
    proposal = app.intake.propose(again)
    assert [list(row.values)[:4] for row in proposal.preview] == [["003", "张三", "13700003333", "1.2.3"]]
    assert set(reasons(app.intake.dry_run(again, proposal.layout))) == {2}  # not mended, not taken in


def test_neither_the_rest_nor_the_findings_are_written_over_the_book(app, tmp_path):
    found, book = source(app, tmp_path, ONE_BAD), app.store.path
    how, before = layout(app, found), book.read_bytes()
    with pytest.raises(Refused):
        app.intake.carry_out(found, how, Way.GOOD_ROWS, rest=Rest(book))
    with pytest.raises(Refused):
        app.intake.save_findings(found, how, book, ("",) * 5, lambda _finding: ("", ""))
    assert book.read_bytes() == before
    assert app.intake.imports() == []
    app.intake.save_findings(found, how, tmp_path / "f.csv", tuple("abcde"), lambda _finding: ("", ""))
    assert [each.out.what for each in app.audit.known_file(tmp_path / "f.csv")] == ["findings"]


def test_a_row_with_cells_too_many_stays_refused_until_it_is_mended(app, tmp_path):
    found = source(app, tmp_path, BALANCES + "003,张三, 丰,13700003333,1,,\n")
    rest = tmp_path / "rest.xlsx"
    app.intake.carry_out(found, layout(app, found), Way.GOOD_ROWS, rest=Rest(rest))
    again = app.intake.open(rest)
    assert set(reasons(app.intake.dry_run(again, layout(app, again)))) == {2}


def test_what_the_book_itself_refuses_is_told_before(app, tmp_path):
    app.bulk.apply([b'{"do":"close_month","id":"z","month":"2026-01"}'], lambda _result: None)
    text = "customer,date,amount\n001,2026-01-15,10\n001,2026-02-15,20\n"
    found = source(app, tmp_path, text)
    chosen = Choices(target=Target.MOVEMENTS)
    report = app.intake.dry_run(found, layout(app, found, chosen, new_customers="yes"))
    assert list(reasons(report)) == [2]
    assert report.sums == {"paid_in": 2_000}


# ---- again, and undone ----------------------------------------------------------------------------------------------


def test_the_same_file_again_records_nothing_twice(app, tmp_path):
    found = source(app, tmp_path, BALANCES)
    for _ in range(2):
        app.intake.carry_out(found, layout(app, found))
    assert held(app) == {"001": (10_000, 1_000, 0), "002": (0, 0, 5_050)}
    assert app.verify.verify().entries == 2
    assert [(each.run, each.state, each.counts.recorded) for each in app.intake.imports()] == [(1, "done", 2)]


def test_an_import_is_undone_as_a_whole_and_may_come_again(app, tmp_path):
    found = source(app, tmp_path, BALANCES)
    run = app.intake.carry_out(found, layout(app, found)).run
    assert app.intake.undo(run, "wrong file") == Undone(2, 2, 0)
    assert held(app) == {}
    assert app.files.file("001").closed
    with pytest.raises(Refused):
        app.intake.undo(run, "again")
    again = app.intake.carry_out(found, layout(app, found))
    assert (again.run, again.report.good) == (2, 2)
    assert held(app) == {"001": (10_000, 1_000, 0), "002": (0, 0, 5_050)}
    assert app.verify.verify().ok


def test_nothing_is_undone_once_something_was_built_on_it(app, tmp_path):
    found = source(app, tmp_path, BALANCES)
    run = app.intake.carry_out(found, layout(app, found)).run
    sale = {"do": "sale", "id": "s", "on": app.today().isoformat(), "customer": "001", "amount": "5.00"}
    app.bulk.apply([json.dumps(sale).encode()], lambda _result: None)
    before = held(app)
    with pytest.raises(Refused, match="001"):
        app.intake.undo(run, "too late")
    assert held(app) == before
    assert app.intake.imports()[0].state == "done"


def test_an_undoing_that_is_cut_off_before_its_note_has_undone_nothing(app, tmp_path, monkeypatch):
    found = source(app, tmp_path, BALANCES)
    run = app.intake.carry_out(found, layout(app, found)).run
    before = held(app)

    def cut_off(*_given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("app.storage.imports.add_step", cut_off)
        with pytest.raises(KeyboardInterrupt):
            app.intake.undo(run, "wrong file")
    assert (held(app), app.intake.imports()[0].state) == (before, "done")
    assert app.intake.undo(run, "wrong file") == Undone(2, 2, 0)
    assert held(app) == {}


def test_customers_without_a_number_get_the_same_ones_when_a_file_comes_again(app, tmp_path):
    found = source(app, tmp_path, "name,phone\nAnn,13800000001\nBob,13800000002\n")
    for _ in range(2):
        app.intake.carry_out(found, layout(app, found))
    assert {no: app.files.file(no).name for no in held(app)} == {"0001": "Ann", "0002": "Bob"}


def test_a_layout_is_remembered_by_the_names_of_the_columns(app, tmp_path):
    found = source(app, tmp_path, "k1,k2,k3\n001,Ann,5\n")
    chosen = Choices(target=Target.CUSTOMERS, columns={"no": 0, "name": 1, "principal": 2})
    app.intake.carry_out(found, layout(app, found, chosen))
    other = app.intake.propose(source(app, tmp_path, "k1;k2;k3\n002;Bob;6\n", "next.csv"))
    assert (other.remembered, dict(other.layout.columns)) == (True, {"no": 0, "name": 1, "principal": 2})


def test_the_book_itself_is_never_taken_in(app):
    with pytest.raises(Refused, match="book itself"):
        app.intake.open(app.store.path)


# ---- movements, bills, prices ---------------------------------------------------------------------------------------

MOVES = "卡号,日期,金额,类型,余额\n7,2026-01-03,30,消费,70\n7,2026-01-02,100,充值,100\n"


def test_movements_with_the_latest_first_are_taken_in_from_the_oldest(app, tmp_path):
    found = source(app, tmp_path, MOVES, encoding="gb18030")
    chosen = layout(app, found, None, new_customers="yes")
    assert (chosen.target, chosen.newest_first) == (Target.MOVEMENTS, True)
    done = app.intake.carry_out(found, chosen)
    assert (done.report.warned, held(app)) == (0, {"7": (7_000, 0, 0)})


def test_a_balance_that_does_not_come_out_is_told_by_its_line(app, tmp_path):
    found = source(app, tmp_path, MOVES.replace("消费,70", "消费,69.99"))
    report = app.intake.dry_run(found, layout(app, found, None, new_customers="yes"))
    assert [(each.line, each.field) for each in report.findings if each.weight == "warned"] == [(2, "balance")]


def test_what_was_held_before_the_first_movement_is_an_opening(app, tmp_path):
    found = source(app, tmp_path, "卡号,日期,金额,类型,余额\n7,2026-01-03,30,消费,70\n")
    app.intake.carry_out(found, layout(app, found, None, new_customers="yes"))
    assert held(app) == {"7": (7_000, 0, 0)}


@pytest.mark.parametrize(
    ("due", "said"),
    [("2026-01-01", "before its own date"), ("2028-01-04", "days from its date")],
)
def test_a_due_date_far_from_its_bill_is_told(due, said, app, tmp_path):
    found = source(app, tmp_path, f"customer,invoice,date,due date,amount\n7,R1,2026-01-03,{due},30\n")
    report = app.intake.dry_run(found, layout(app, found, None, new_customers="yes"))
    assert any(said in str(finding.reason) for finding in report.findings)


def test_dates_that_can_be_read_both_ways_are_asked_for(app, tmp_path):
    rows = "".join(f"7,R{n},0{n}/0{n + 1}/2026,30\n" for n in range(1, 8))
    found = source(app, tmp_path, "customer,invoice,date,amount\n" + rows)
    proposal = app.intake.propose(found)
    days = next(guess for guess in proposal.guesses if guess.name == "days")
    assert (days.sure, "both ways" in str(days.why)) == (False, True)


def test_totals_and_lines_under_the_table_are_passed_over(app, tmp_path):
    text = "卡号,姓名,余额\n001,王,10\n002,李,20\n合计,,30\n制表人：小陈,,\n"
    found = source(app, tmp_path, text)
    report = app.intake.dry_run(found, layout(app, found))
    assert (report.good, report.skipped, report.sums) == (2, 2, {"principal": 3_000})


def test_a_price_list_comes_in_and_is_ended_again(app, tmp_path):
    found = source(app, tmp_path, "项目,价格,类型,次数\n剪发,30,服务,\n洗车十次,200,次卡,10\n洗发水,45.5,商品,\n")
    done = app.intake.carry_out(found, layout(app, found))
    assert {item.name: item.price for item in app.prices.items(app.today())} == {
        "剪发": 3_000, "洗车十次": 20_000, "洗发水": 4_550,
    }  # fmt: skip
    assert app.intake.undo(done.run, "old list") == Undone(0, 0, 3)


def test_the_copy_before_stands_in_the_log(app, tmp_path):
    found = source(app, tmp_path, BALANCES)
    (tmp_path / "backups").mkdir()
    done = app.intake.carry_out(found, layout(app, found), backup=tmp_path / "backups")
    assert done.backup is not None
    assert done.backup.exists()
    assert app.intake.imports()[0].backup == done.backup.name


# ---- what is said of a row ------------------------------------------------------------------------------------------


def test_what_is_said_of_a_cell_shows_it_as_the_file_has_it(app, tmp_path):
    heads = "卡号,姓名,手机,余额,剩余次数\n"
    rows = "001,王小明,13800001111/0571-88881111,10,\n002,李四,0571 88881111,-35,\n003,赵雷,,,8\n"
    found = source(app, tmp_path, heads + rows)
    report = app.intake.dry_run(found, layout(app, found))
    assert {(each.line, each.field, each.value) for each in report.findings} == {
        (3, "phones", "0571 88881111"),
        (3, "principal", "-35"),
        (4, "count", "8"),
    }


@pytest.mark.parametrize(
    ("written", "kept"),
    [("05-06", "05-06"), ("5月6日", "05-06"), ("1980.5.6", "1980-05-06"), ("2/29", "02-29"), ("0", ""), ("13-40", "")],
)
def test_a_birthday_may_have_no_year(app, tmp_path, written, kept):
    found = source(app, tmp_path, f"卡号,姓名,生日\n001,王小明,{written}\n002,李四,1990-01-02\n")
    report = app.intake.dry_run(found, layout(app, found))
    assert report.good == (2 if kept else 1)
    if kept:
        app.intake.carry_out(found, layout(app, found))
        assert app.files.file("001").birthday == kept


def test_a_birthday_to_come_is_refused(app, tmp_path):
    found = source(app, tmp_path, "卡号,姓名,生日\n001,王小明,25/12/65\n")  # two digits: 2065, or 1965? Nobody guesses
    assert "yet to come" in reasons(app.intake.dry_run(found, layout(app, found)))[2]


def test_how_far_it_is_counts_rows_not_what_they_become(app, tmp_path):
    rows = "".join(f"{n:04},N{n},5\n" for n in range(1200))  # each a file and a balance: two events
    found = source(app, tmp_path, f"卡号,姓名,余额\n{rows}")
    told = []
    app.intake.carry_out(found, layout(app, found), progress=lambda done, total: told.append((done, total)))
    recording = [each for each in told if each[1]]
    assert all(done <= total == 1200 for done, total in recording)
    assert recording[-1] == (1200, 1200)


def test_undoing_tells_how_far_it_is_and_called_off_undoes_nothing(app, tmp_path):
    rows = "".join(f"{n:04},N{n},5\n" for n in range(600))
    found = source(app, tmp_path, f"卡号,姓名,余额\n{rows}")
    done = app.intake.carry_out(found, layout(app, found))
    before, told = held(app), []

    def progress(at, total):
        told.append((at, total))

    undone = app.intake.undo(done.run, "x", progress=progress, cancelled=lambda: len(told) > 2)
    assert undone.cancelled
    assert (held(app), app.intake.imports()[0].state) == (before, "done")
    assert app.verify.verify().ok
    told.clear()
    assert app.intake.undo(done.run, "x", progress=progress) == Undone(600, 600, 0)
    assert told[-1] == (1200, 1200)
    assert sorted(told) == told


def test_where_the_file_to_mend_cannot_be_written_nothing_is_taken_in(app, tmp_path):
    found = source(app, tmp_path, ONE_BAD)
    for path in (tmp_path / "gone" / "rest.xlsx", tmp_path, app.store.path, tmp_path / "rest.xls"):
        with pytest.raises(Refused):
            app.intake.carry_out(found, layout(app, found), Way.GOOD_ROWS, rest=Rest(path, str))
    assert (held(app), app.intake.imports()) == ({}, [])


def test_what_is_recorded_is_in_the_log_though_the_file_to_mend_fails_at_last(app, tmp_path, monkeypatch):
    found = source(app, tmp_path, ONE_BAD)
    monkeypatch.setattr("app.services.intake_recording.save_list", _disk_full)
    with pytest.raises(Refused):
        app.intake.carry_out(found, layout(app, found), Way.GOOD_ROWS, rest=Rest(tmp_path / "rest.csv", str))
    [run] = app.intake.imports()
    assert (run.state, run.counts.recorded, run.counts.refused, len(held(app))) == ("done", 2, 1, 2)


def _disk_full(*_any):
    refuse("out", "full")
