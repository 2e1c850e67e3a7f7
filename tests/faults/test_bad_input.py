"""Bad events through the real `apply`: one sentence naming line and field, exit code 1, nothing recorded."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app import bootstrap
from app.storage.engine import sqlite3
from tests.faults import postings
from tests.real.program import Program, json_lines

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("bad input")]

Event = dict[str, Any]

BEGINNING: list[Event] = [
    {"do": "customer", "id": "cA", "no": "A", "name": "顾客", "credit_limit": "100.00"},
    {"do": "customer", "id": "cB", "no": "B", "name": "Other"},
    {"do": "top_up", "id": "t1", "on": "2026-01-05", "customer": "A", "paid": "50.00", "bonus": "5.00"}
    | {"tender": "cash"},
    {"do": "pass_sale", "id": "p1", "on": "2026-01-05", "customer": "A", "service": "洗车", "count": 3}
    | {"paid": "90.00", "tender": "cash"},
    {"do": "sale", "id": "s1", "on": "2026-01-06", "customer": "A", "amount": "60.00", "pay": [{"with": "account"}]},
    {"do": "top_up", "id": "t2", "on": "2026-02-05", "customer": "A", "paid": "20.00", "tender": "cash"},
    {"do": "reverse", "id": "x2", "on": "2026-02-06", "entry": "t2", "reason": "Wrong customer"},
    {"do": "close_month", "id": "z1", "month": "2026-01"},
]


def today() -> date:
    """The local date, as the program sees it."""
    return datetime.now().astimezone().date()


class Bad(NamedTuple):
    """A line that must be refused, and the field its sentence must name; an empty one where the line is no event."""

    name: str
    field: str
    line: bytes


def bad(name: str, field: str, do: str, **fields: object) -> Bad:
    event = {"do": do, "id": f"bad-{name}", "on": "2026-03-01", "customer": "A", **fields}
    given = {key: value for key, value in event.items() if value is not ...}
    return Bad(name, field, json_lines([given]).encode())


def top_up(name: str, field: str, **fields: object) -> Bad:
    return bad(name, field, "top_up", **{"paid": "10.00", "tender": "cash", **fields})


def amounts() -> list[Bad]:
    wrong = {
        "decimals": "1.234",
        "negative": "-5.00",
        "zero": "0.00",
        "nan": "NaN",
        "infinite": "Infinity",
        "exponent": "1e3",
        "grouped": "1,000.00",
        "blank": " 5",
        "two points": "1.2.3",
        "too much": "100000000000.01",
        "far too much": "9" * 5000,
        "number": 5,
        "none": None,
        "nothing": "",
        "only a point": ".",
        "full-width decimals": "１．２３４",
        "other digits": "१२",
    }
    return [top_up(name, "paid", paid=value) for name, value in wrong.items()]


def others() -> list[Bad]:
    ahead = (today() + timedelta(days=2)).isoformat()
    on_account = [{"with": "account"}]
    return [
        top_up("closed month", "on", on="2026-01-31"),
        top_up("far ahead", "on", on=ahead),
        top_up("no such day", "on", on="2026-02-30"),
        top_up("half a date", "on", on="2026-3-1"),
        top_up("unknown customer", "customer", customer="Nobody"),
        top_up("unknown field", "tendr", tendr="cash"),
        top_up("unknown tender", "tender", tender="gold"),
        top_up("missing", "paid", paid=...),
        top_up("expired at once", "expires_on", expires_on="2026-02-01"),
        bad("over the limit", "amount", "sale", amount="40.01", pay=on_account),
        bad("no credit", "amount", "sale", customer="B", amount="0.01"),
        bad("more than is held", "pay", "sale", amount="60.00", pay=[{"with": "prepaid", "amount": "55.01"}]),
        bad("less than the sale", "pay", "sale", amount="60.00", pay=[{"with": "cash", "amount": "59.99"}]),
        bad("more than principal", "amount", "refund", amount="50.01", tender="cash", reason="r"),
        bad("more visits than left", "count", "pass_use", service="洗车", count=4),
        bad("more than owed", "amount", "settle", amount="60.01", against=["s1"]),
        bad("more than the charge", "against", "payment", amount="70.00", tender="cash")._replace(
            line=json_lines(
                [
                    {"do": "payment", "id": "bad-against", "on": "2026-03-01", "customer": "A", "amount": "70.00"}
                    | {"tender": "cash", "against": [{"charge": "s1", "amount": "60.01"}]}
                ]
            ).encode()
        ),
        bad("more than was sold", "amount", "credit", sale="s1", amount="60.01", reason="r"),
        bad("more to write off", "amount", "write_off", charge="s1", amount="60.01", reason="r"),
        bad("more to hand over", "amount", "transfer", to="B", amount="55.01"),
        bad("reversal of a reversal", "entry", "reverse", customer=..., entry="x2", reason="r"),
        bad("second reversal", "entry", "reverse", customer=..., entry="t2", reason="r"),
        bad("reversal of nothing", "entry", "reverse", customer=..., entry="t99", reason="r"),
        bad("same id", "id", "top_up", paid="50.01", bonus="5.00", tender="cash")._replace(
            line=json_lines([{**BEGINNING[2], "paid": "50.01"}]).encode()
        ),
        bad("same id, other kind", "id", "sale")._replace(
            line=json_lines([{**BEGINNING[4], "id": "t1", "on": "2026-03-01"}]).encode()
        ),
        bad("unknown verb", "do", "topup"),
        Bad("not JSON", "", b"{do: top_up}\n"),
        Bad("a list", "", b"[1, 2]\n"),
        Bad(
            "a constant", "", b'{"do":"top_up","id":"n","on":"2026-03-01","customer":"A","paid":NaN,"tender":"cash"}\n'
        ),
        Bad("not UTF-8", "", '{"do":"top_up","id":"充"}\n'.encode("gbk")),
        Bad("field twice", "id", b'{"do":"top_up","id":"a","id":"b"}\n'),
    ]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("bad-input")
    path = folder / "shop.cbook"
    bootstrap.new_book(path, name="试", currency="CNY", language="en", pack="CN").close()
    (folder / "home").mkdir()
    program = Program(path, folder / "home")
    answer = program.apply(BEGINNING)
    assert answer.code == 0, answer.out
    return program


@pytest.fixture(scope="module")
def lines() -> list[Bad]:
    return [*amounts(), *others()]


def rows(program: Program) -> dict[str, list[Any]]:
    """Every row of every table."""
    connection = sqlite3.connect(program.book)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    connection.close()
    return found


def written(folder: Path, lines: list[Bad]) -> str:
    path = folder / "bad.jsonl"
    path.write_bytes(b"".join(bad.line for bad in lines))
    return str(path)


def is_chinese(sentence: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in sentence)


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_every_bad_line_is_refused_by_field_and_nothing_is_recorded(
    lang: str, program: Program, lines: list[Bad], tmp_path: Path
) -> None:
    before = rows(program)
    answer = program.run("--json", "apply", written(tmp_path, lines), lang=lang)
    assert (answer.code, answer.err) == (1, "")
    assert rows(program) == before
    found = answer.lines()
    assert {bad.name: bad.field for bad in lines} == {
        bad.name: line.get("field") for bad, line in zip(lines, found, strict=True)
    }
    for number, (bad_line, line) in enumerate(zip(lines, found, strict=True), start=1):
        assert (line["line"], line["ok"]) == (number, False)
        assert "entry" not in line
        assert_sentence(line["error"], bad_line, lang)


def assert_sentence(sentence: str, bad_line: Bad, lang: str) -> None:
    """One short sentence, in the language, naming the field; nothing of the program's insides."""
    assert "\n" not in sentence
    assert len(sentence) < 250, sentence
    assert sentence.endswith((".", "。")), sentence
    assert not any(part in sentence for part in ("Traceback", "Error", "sqlite", "{", "}", "None")), sentence
    assert bad_line.field in sentence, sentence
    plain = sentence.replace("充", "").replace("洗车", "").replace("顾客", "")
    assert is_chinese(plain) == (lang == "zh_CN"), sentence


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_a_person_is_told_the_line_and_the_field(lang: str, program: Program, lines: list[Bad], tmp_path: Path) -> None:
    before = rows(program)
    answer = program.run("apply", written(tmp_path, lines), lang=lang)
    assert answer.code == 1
    told = answer.err.splitlines()
    assert len(told) == len(lines)
    for number, (bad_line, sentence) in enumerate(zip(lines, told, strict=True), start=1):
        assert str(number) in sentence.replace("：", ":").split(":")[0]
        assert bad_line.field in sentence
    assert rows(program) == before


def test_each_alone_ends_with_code_1(program: Program, lines: list[Bad], tmp_path: Path) -> None:
    """In this process of the test, for speed: the services of `apply` without the start of a program for each line."""
    app = bootstrap.open_app(Path(program.book))
    try:
        for bad_line in lines:
            results: list[Any] = []
            assert not app.bulk.apply([bad_line.line], results.append), bad_line
            assert [result.ok for result in results] == [False]
    finally:
        app.close()


def test_one_bad_line_among_good_ones(program: Program, tmp_path: Path) -> None:
    good = [
        {"do": "top_up", "id": f"good-{n}", "on": "2026-03-02", "customer": "B", "paid": "1.00", "tender": "cash"}
        for n in range(2)
    ]
    path = tmp_path / "mixed.jsonl"
    bad_event = {**good[0], "id": "bad", "paid": "-1.00"}
    path.write_text(json_lines([good[0], bad_event, good[1]]), encoding="utf-8")
    before = rows(program)
    together = program.run("--json", "apply", "--all-or-nothing", str(path))
    assert together.code == 1
    assert [line["ok"] for line in together.lines()] == [False, False, False]
    assert rows(program) == before
    each = program.run("--json", "apply", str(path))
    assert each.code == 1
    assert [(line["line"], line["ok"]) for line in each.lines()] == [(1, True), (2, False), (3, True)]
    assert len(rows(program)["entry"]) == len(before["entry"]) + 2


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("full-width", lambda: {"paid": "１２．５０"}),
        ("tomorrow", lambda: {"on": (today() + timedelta(days=1)).isoformat()}),
        ("the most there can be", lambda: {"paid": "100000000000.00"}),
    ],
)
def test_what_is_just_allowed_is_recorded(name: str, change: Callable[[], Event], tmp_path: Path) -> None:
    """The other side of each border, so that the refusals above are not for another reason."""
    path = tmp_path / "shop.cbook"
    bootstrap.new_book(path, name="试", currency="CNY", language="en", pack="CN").close()
    app = bootstrap.open_app(path)
    event = {"do": "top_up", "id": "ok", "on": "2026-03-01", "customer": "A", "paid": "1.00", "tender": "cash"}
    found: list[Any] = []
    assert app.bulk.apply(
        [line.encode() for line in json_lines([BEGINNING[0], {**event, **change()}]).splitlines()], found.append
    ), found
    if name == "full-width":
        assert app.views.lots("A")[0].principal == 1250
    app.close()


def test_a_limit_reached_exactly_passes(tmp_path: Path) -> None:
    path = tmp_path / "shop.cbook"
    bootstrap.new_book(path, name="试", currency="CNY", language="en", pack="CN").close()
    app = postings.opened(path)
    sale = {"do": "sale", "id": "s", "on": "2026-03-01", "customer": "A", "amount": "100.00"}
    postings.post(app, [BEGINNING[0], sale], "together", lambda _place, _entry: None)
    app.close()
