"""`show day` and the verbs of the drawer, by commands alone."""

import pytest

from app.cli.main import console
from tests.cli.test_cases_cli import CommandLine

DAY = "2026-05-05"


@pytest.fixture(name="shop")
def shop_by_commands(tmp_path, capsys):
    shop = CommandLine(tmp_path, capsys)
    answers = shop.apply(
        {"do": "customer", "id": "c1", "no": "C001", "name": "王小明", "credit_limit": None},
        {"do": "drawer_open", "id": "d1", "on": DAY, "amount": "100.00"},
        {
            "do": "top_up",
            "id": "t1",
            "on": DAY,
            "customer": "C001",
            "paid": "500.00",
            "bonus": "50.00",
            "tender": "cash",
        },
        {"do": "sale", "id": "s1", "on": DAY, "customer": "C001", "amount": "20.00", "pay": [{"with": "alipay"}]},
        {"do": "reverse", "id": "x1", "on": DAY, "entry": "s1", "reason": "wrong"},
        {"do": "drawer_out", "id": "d2", "on": DAY, "amount": "200.00", "reason": "bank"},
        {"do": "day_end", "id": "z1", "on": DAY, "counted": "399.00", "note": "n"},
        {"do": "drawer_in", "id": "d3", "on": DAY, "amount": "1.00", "reason": "found"},
        {"do": "day_end", "id": "z9", "on": "2999-01-01"},
        {"do": "day_end", "id": "z1", "on": DAY, "counted": "399.00", "note": "n"},
    )
    assert [answer["ok"] for answer in answers] == [*[True] * 8, False, True]
    assert (answers[8]["field"], answers[6]["entry"]) == ("on", None)
    return shop


def test_the_day_as_json(shop):
    [day] = shop.run("show", "day", DAY)[1]
    assert (day["opening"], day["cash_in"], day["cash_out"], day["expected_cash"]) == (
        "100.00",
        "1.00",
        "200.00",
        "401.00",
    )
    assert day["tenders"] == [
        {"tender": "cash", "in": "500.00", "out": "0.00", "net": "500.00"},
        {"tender": "alipay", "in": "20.00", "out": "20.00", "net": "0.00"},
    ]
    assert {"kind": "top_up.bonus", "count": 1, "amount": "50.00"} in day["kinds"]
    [reversal] = day["reversals"]
    assert (reversal["entry"], reversal["reverses"], reversal["reason"], reversal["amount"]) == (
        3,
        2,
        "wrong",
        "-20.00",
    )
    [end] = day["ends"]
    assert (end["id"], end["expected_cash"], end["counted"], end["difference"]) == ("z1", "400.00", "399.00", "-1.00")
    assert end["later_movements"] == [{"kind": "in", "amount": "1.00", "reason": "found"}]
    assert (end["head"], len(end["hash"]), end["superseded"]) == (3, 64, False)
    assert shop.run("verify")[0] == 0


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_the_day_as_tables(shop, capsys, language):
    assert console(["--book", str(shop.book), "--lang", language, "show", "day", DAY]) == 0
    said = capsys.readouterr().out
    for words in ("500.00", "-200.00", "401.00", "-1.00", "wrong", "bank", "王小明 C001"):
        assert words in said
    drawer = [line.split()[-1] for line in said.split("\n\n")[0].splitlines()]
    assert drawer[-4:] == ["401.00", "400.00", "399.00", "-1.00"]  # now, at the day's end, counted, the difference


def test_a_day_that_is_none(shop, capsys):
    for day in ("2026-02-30", "today", ""):
        with pytest.raises(SystemExit) as left:
            console(["--book", str(shop.book), "show", "day", day])
        assert left.value.code == 2
    assert "2026-01-31" in capsys.readouterr().err
