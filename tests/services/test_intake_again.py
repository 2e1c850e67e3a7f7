"""A file that comes again with more rows, or corrected: nobody is given anything twice, and each such row is told."""

from dataclasses import replace

import pytest

from app import bootstrap
from app.core.intake.targets import Target
from app.errors import Refused
from app.services.intake import Choices, Way

CUSTOMERS = "卡号,姓名,本金,赠送金额\n1,王,100,10\n2,李,50,\n"
OPENINGS = "卡号,余额\n1,100\n2,50\n"
MOVES = "卡号,日期,金额,类型,余额\n9,2026-01-02,100,充值,100\n9,2026-01-03,30,消费,70\n"
BILLS = "customer,invoice,date,amount,paid,paid on\n1,R1,2026-01-03,30,,\n1,R2,2026-01-03,30,30,2026-01-05\n"


@pytest.fixture
def app(tmp_path):
    made = bootstrap.new_book(tmp_path / "shop.cbook", name="Shop", currency="CNY", language="en", pack="CN")
    yield made
    assert made.verify.verify().ok
    made.close()


@pytest.fixture
def take(app, tmp_path):
    """Return how a text is taken in as a file of its own: what was recorded, by verb, and what was said, by line."""

    def take(text, target=None, **given):
        path = tmp_path / f"{len(list(tmp_path.glob('*.csv')))}.csv"
        path.write_text(text, encoding="utf-8")
        source = app.intake.open(path)
        layout = app.intake.propose(source, Choices(target=target), given).layout
        tried = app.intake.dry_run(source, layout)
        done = app.intake.carry_out(source, layout, Way.GOOD_ROWS).report
        assert (tried.good, tried.refused, tried.skipped, tried.sums, tried.counts) == (
            *(done.good, done.refused, done.skipped),
            *(done.sums, done.counts),
        )
        assert [*tried.findings] == sorted(done.findings, key=[*tried.findings].index)  # told before, and afterwards
        return done.counts, {each.line: each.weight.value for each in tried.findings}

    return take


def held(app):
    return {each.customer: (each.principal, each.bonus, each.owed) for each in app.views.balances(app.today())}


@pytest.mark.parametrize("existing", ["update", "keep"])
def test_customers_that_come_again_keep_the_balance_they_were_given(existing, app, take):
    take(CUSTOMERS)
    counts, said = take(CUSTOMERS.replace("100", "120") + "3,赵,7,\n", existing=existing)
    assert held(app) == {"1": (10_000, 1_000, 0), "2": (5_000, 0, 0), "3": (700, 0, 0)}
    assert (counts.get("opening"), said) == (1, {2: "warned", 3: "warned"})


def test_a_balance_given_already_is_not_added_to_unless_somebody_says_so(app, take):
    take(CUSTOMERS)
    assert take(OPENINGS, Target.OPENINGS) == ({}, {2: "refused", 3: "skipped"})  # the second is word for word the same
    assert held(app) == {"1": (10_000, 1_000, 0), "2": (5_000, 0, 0)}
    assert take(OPENINGS, Target.OPENINGS, repeated="yes") == ({"opening": 2}, {})
    assert held(app) == {"1": (20_000, 1_000, 0), "2": (10_000, 0, 0)}


def test_a_list_of_openings_that_has_grown_brings_only_what_is_new(app, take):
    take("卡号,姓名\n1,王\n2,李\n3,赵\n")
    take(OPENINGS, Target.OPENINGS, on="2026-01-01")
    assert take(OPENINGS + "3,9\n", Target.OPENINGS, on="2026-01-01") == ({"opening": 1}, {2: "skipped", 3: "skipped"})
    assert held(app) == {"1": (10_000, 0, 0), "2": (5_000, 0, 0), "3": (900, 0, 0)}


def test_an_import_that_was_undone_stands_in_nobodys_way(app, take):
    take(CUSTOMERS)
    app.intake.undo(1, "wrong file")
    assert take(CUSTOMERS + "\n") == ({"customer": 2, "opening": 2}, {})
    assert held(app) == {"1": (10_000, 1_000, 0), "2": (5_000, 0, 0)}


def test_movements_of_the_whole_year_again_bring_only_those_since(app, take):
    take(MOVES, new_customers="yes")
    counts, said = take(MOVES + "9,2026-01-05,20,消费,50\n", new_customers="yes")
    assert (counts, said, held(app)) == ({"sale": 1}, {2: "skipped", 3: "skipped"}, {"9": (5_000, 0, 0)})


def test_movements_of_the_next_month_do_not_open_the_account_again(app, take):
    take(MOVES, new_customers="yes")
    assert take("卡号,日期,金额,类型,余额\n9,2026-02-02,10,消费,60\n") == ({"sale": 1}, {})
    assert held(app) == {"9": (6_000, 0, 0)}
    assert take("卡号,日期,金额,类型,余额\n9,2026-04-02,10,消费,40\n") == (
        {"sale": 1},
        {2: "warned"},
    )  # March is missing
    assert held(app) == {"9": (5_000, 0, 0)}


def test_two_equal_rows_are_two_and_one_of_them_known_leaves_one(app, take):
    row = "9,2026-01-03,30,充值\n"
    take("卡号,日期,金额,类型\n" + row, Target.MOVEMENTS, new_customers="yes")
    assert take("卡号,日期,金额,类型\n" + 2 * row, Target.MOVEMENTS) == ({"top_up": 1}, {2: "skipped"})
    assert held(app) == {"9": (6_000, 0, 0)}


def test_a_bill_paid_since_brings_only_its_payment(app, take):
    take(BILLS, Target.BILLS, new_customers="yes")
    later = BILLS.replace("R1,2026-01-03,30,,", "R1,2026-01-03,30,30,2026-01-09") + "1,R3,2026-01-04,8,,\n"
    counts, said = take(later, Target.BILLS)
    assert (counts, said) == ({"payment": 1, "opening": 1}, {2: "warned", 3: "skipped"})
    assert held(app) == {"1": (0, 0, 800)}


# ---- what a row's own figures say -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "after", "said"),
    [
        ("9,2026-01-02,0,期初,70\n9,2026-01-03,20,洗剪吹,50\n", 5_000, {}),  # the balance says which way it goes
        ("9,2026-01-02,100,充值,100\n9,2026-01-03,100,充值退款,0\n", 0, {}),
        ("9,2026-01-02,100,充值,\n9,2026-01-03,100,充值退款,\n", 10_000, {3: "refused"}),
        ("9,2026-01-02,100,充值,\n9,2026-01-03,-40,充值,\n", 6_000, {}),  # a top-up below zero is none
        ("9,2026-01-02,20,洗剪吹,\n", None, {2: "refused"}),
        ("9,bad,100,充值,100\n9,2026-01-03,30,充值,130\n", 3_000, {2: "refused", 3: "warned"}),  # no opening of 100
    ],
)
def test_which_way_money_goes_is_never_guessed(rows, after, said, app, take):
    _counts, found = take("卡号,日期,金额,类型,余额\n" + rows, Target.MOVEMENTS, new_customers="yes")
    assert (held(app).get("9", (None,))[0], found) == (after, said)


def test_a_balance_that_counts_the_bonus_is_not_given_twice(app, take):
    rows = "9,2026-01-02,100,充值,120,20\n9,2026-01-03,30,消费,90,\n"
    _counts, said = take("卡号,日期,金额,类型,余额,赠送金额\n" + rows, Target.MOVEMENTS, new_customers="yes")
    assert (sum(held(app)["9"][:2]), said) == (9_000, {2: "warned"})


def test_balances_below_zero_are_owed_where_somebody_says_so(app, take):
    text = "卡号,姓名,余额\n1,王,-50\n2,李,70\n"
    assert take(text)[1] == {2: "refused"}
    take(text + "\n", negative_owed="yes", existing="keep")
    assert held(app) == {"1": (0, 0, 5_000), "2": (7_000, 0, 0)}


def test_passes_keep_the_day_they_are_good_until(app, take):
    take("卡号,姓名,项目,次数,有效期\n1,王,洗车,5,2027-03-01\n", Target.CUSTOMERS)
    (held_pass,) = app.views.passes("1")
    assert (held_pass.left, str(held_pass.expires_on)) == (5, "2027-03-01")


def test_a_file_that_was_saved_anew_since_is_not_taken_in_by_its_old_lines(app, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(CUSTOMERS, encoding="utf-8")
    source = app.intake.open(path)
    layout = app.intake.propose(source).layout
    path.write_text("卡号,姓名,余额,赠送金额\n" + CUSTOMERS, encoding="utf-8")
    for act in (app.intake.dry_run, app.intake.carry_out):
        with pytest.raises(Refused, match="choose it once more"):
            act(source, layout)
    assert (held(app), app.intake.imports()) == ({}, [])


@pytest.mark.parametrize(
    ("cells", "read", "sure"),
    [
        (["1,500", "1.500,125"], [1_500, 1_500_125], False),
        (["1,500", "2.5"], [1_500_000, 2_500], True),
        (["1,500"], [1_500_000], False),  # somebody is asked
    ],
)
def test_three_decimals_are_not_taken_for_thousands(cells, read, sure, tmp_path):
    app = bootstrap.new_book(tmp_path / "kwd.cbook", name="Shop", currency="KWD", language="en", pack="CN")
    path = tmp_path / "in.csv"
    path.write_text(
        "no;name;balance\n" + "".join(f"{n};N{n};{cell}\n" for n, cell in enumerate(cells)), encoding="utf-8"
    )
    source = app.intake.open(path)
    proposal = app.intake.propose(source)
    app.intake.carry_out(source, proposal.layout, Way.GOOD_ROWS)
    assert [each[0] for _no, each in sorted(held(app).items())] == read
    assert next(each.sure for each in proposal.guesses if each.name == "decimal") is sure
    app.close()


# ---- two who are one ------------------------------------------------------------------------------------------------

TWINS = "卡号,姓名,手机,余额,地址,备注\n001,王小明,13800001111,10,A街,喜欢靠窗\n0001,小明,13900002222,5,,常客\n"


def joined(app, path):
    source = app.intake.open(path)
    layout = app.intake.propose(source).layout
    layout = replace(layout, joined=app.intake.join(app.intake.dry_run(source, layout).pairs))
    report = app.intake.dry_run(source, layout)
    done = app.intake.carry_out(source, layout)
    assert done.report.good == report.good
    return {(each.line, each.field, each.weight.value) for each in report.findings}


def test_who_is_joined_to_another_adds_to_him_and_takes_nothing_away(app, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(TWINS, encoding="utf-8")
    assert joined(app, path) == {(3, "name", "warned")}
    file = app.files.file("001")
    assert (file.name, file.phones, file.address.street) == ("王小明", ("13800001111", "13900002222"), "A街")
    assert [note.text for note in file.notes] == ["喜欢靠窗", "常客"]
    assert held(app) == {"001": (1_500, 0, 0)}


def test_who_is_joined_to_somebody_in_the_book_changes_nothing_there(app, take, tmp_path):
    take("卡号,姓名,手机,邮箱\n001,王小明,13800001111,a@example.com\n")
    path = tmp_path / "more.csv"
    path.write_text("卡号,姓名,手机,邮箱,地址\n0001,小明,13900002222,b@example.com,B街\n", encoding="utf-8")
    assert joined(app, path) == {(2, "name", "warned"), (2, "email", "warned")}
    file = app.files.file("001")
    assert (file.name, file.email, file.address.street) == ("王小明", "a@example.com", "B街")
    assert file.phones == ("13800001111", "13900002222")


def test_rows_that_are_passed_over_or_overwritten_are_told(app, take):
    take("卡号,姓名\n1,王\n")
    assert take("卡号,姓名\n1,李\n", existing="keep")[1] == {2: "skipped"}
    assert take("卡号,姓名\n1,李\n1,赵\n", existing="update")[1] == {3: "warned"}
    assert app.files.file("1").name == "赵"


def test_what_only_the_book_refuses_is_told_afterwards_too(take):
    text = "卡号,姓名,余额,邮箱\n1,王,20,nobody\n2,李,5,\n"
    assert take(text, Target.CUSTOMERS) == ({"customer": 1, "opening": 1}, {2: "refused"})


def test_the_same_bill_twice_in_a_file_is_told(app, take):
    text = (
        "customer,invoice,date,amount,item\n1,R1,2026-01-03,30,tea\n1,R1,2026-01-03,30,milk\n1,R1,2026-01-03,30,tea\n"
    )
    assert take(text, Target.BILLS, new_customers="yes")[1] == {4: "warned"}
    assert held(app) == {"1": (0, 0, 9_000)}
