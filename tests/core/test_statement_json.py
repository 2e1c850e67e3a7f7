"""Papers of statements as they are kept: what was written reads back the same, and nothing else is taken for one."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.core.ageing import AgeingLine
from app.core.envelope import WindowForm
from app.core.journal import EntryKind
from app.core.money import Currency
from app.core.receipt import Copy, Party
from app.core.statement import (
    AccountLine,
    AccountPart,
    Balances,
    Expiring,
    Flow,
    LateEntry,
    OpenCharge,
    PassPart,
    PrepaidLine,
    PrepaidPart,
    SinceLast,
    Statement,
    StatementKind,
    month_of,
)
from app.core.statement_json import paper_json, read_paper
from app.core.statement_paper import Addressee, Letterhead, Sheet, Slip, StatementPaper

ON = date(2026, 10, 9)
STATEMENT = Statement(
    customer=Party("C001", "喆 𬭎 <b>&"),
    period=month_of(ON),
    kind=StatementKind.OPEN_ITEM,
    account=AccountPart(
        1, (AccountLine(7, "s1", ON, EntryKind.SALE, 'a "quoted"\ntext', "SO", 10**13, 0, 10**13 + 1, ON, None, 9),), 5
    ),
    charges=(OpenCharge("s1/2", 7, ON, ON, "", "", 2, 1, 2, 3),),
    prepaid=PrepaidPart(
        Flow(1, 2, 3, 4, 5, -6, -15),
        Flow(),
        (PrepaidLine(8, "t1", ON, EntryKind.TOP_UP, "", "", 0, 1, 2, 3, 4, 5, 6, None),),
        (PassPart("p1", "洗车", ON, None, Flow(10)), PassPart("y1", "年卡", ON, ON, None, 3, ON)),
        expired=4,
    ),
    expiring=(Expiring("t1", "", ON, 1, 2), Expiring("p1", "洗车", ON, 0, 0, 3)),
    ageing=AgeingLine("C001", "喆", -1, 2, (3, 4, 5, 6), 19),
    paid_since=3,
    disputed=("s1/2",),
)
SINCE = SinceLast(
    "S000000",
    date(2026, 9, 30),
    Balances(7, 8, 9),
    Balances(1, 8, 9),
    1,
    (LateEntry(6, "m1", date(2026, 9, 28), EntryKind.PAYMENT, "", "R-1", Balances(-6)),),
)
PAPER = StatementPaper(
    statement=STATEMENT,
    shop=Letterhead("Shop", logo="ab" * 32),
    to=Addressee(("100000", "长安街"), "张总"),
    currency=Currency("JPY", 0),
    money_sign=True,
    sheet=Sheet.FORM_140,
    window=WindowForm.DIN_B,
    slip=Slip.REMITTANCE,
    number="S000001",
    code="CBS-1-0A0A0A0A",
    made_on=ON,
    reply_by=None,
    buckets=(30, 60, 90),
    copy=Copy(2, datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
    request=2,
    since_last=SINCE,
)


def test_a_paper_comes_back_as_it_went():
    text = paper_json(PAPER)
    assert read_paper(text) == PAPER
    assert paper_json(read_paper(text)) == text
    assert "喆" in text


def test_a_paper_of_which_nothing_changed_since_comes_back_as_it_went():
    plain = replace(PAPER, since_last=None)
    assert read_paper(paper_json(plain)) == plain


def test_the_text_is_the_same_however_the_values_were_made():
    again = read_paper(json.dumps(json.loads(paper_json(PAPER)), indent=3))
    assert paper_json(again) == paper_json(PAPER)


def test_a_field_that_an_older_paper_does_not_have_gets_its_default():
    content = json.loads(paper_json(PAPER))
    del content["request"], content["statement"]["prepaid"]["expired"], content["statement"]["charges"][0]["of"]
    del content["since_last"]
    found = read_paper(json.dumps(content | {"a field of later": 1}))
    assert found.since_last is None
    assert (found.request, found.statement.prepaid.expired, found.statement.charges[0].of) == (1, 0, 1)


def changed(*path, to):
    """Return the paper's text with one value changed."""
    content = json.loads(paper_json(PAPER))
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(content)


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "{}", '"paper"', "[" * 100_000),
        changed("sheet", to="a3"),
        changed("money_sign", to=1),
        changed("request", to=True),
        changed("request", to=1.0),
        changed("request", to=None),
        changed("made_on", to="yesterday"),
        changed("made_on", to=20261009),
        changed("buckets", to={}),
        changed("statement", to=None),
        changed("statement", "account", "opening", to="1.00"),
        changed("statement", "account", "lines", 0, "kind", to="theft"),
        changed("statement", "account", "lines", to=[[1, 2]]),
        changed("copy", to={"nth": 1}),
        changed("since_last", to={}),
        changed("since_last", "ended", "owed", to="1.00"),
        changed("since_last", "entries", 0, "kind", to="theft"),
    ],
)
def test_what_is_no_paper_is_not_taken_for_one(text):
    with pytest.raises(ValueError, match=r"."):
        read_paper(text)
