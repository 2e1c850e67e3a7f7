"""What comes back of statements: found by the slip, recorded once, taken back, and never made up."""

import json
from dataclasses import replace
from datetime import date

import pytest

from app.core.statement import Period, StatementKind, month_of
from app.core.statement_reply import Claim, Means, MonthRow, Outcome, RecordReply, code_of
from app.errors import Refused
from app.services.verify import Verify
from app.services.views import Views
from tests.services.helpers_customers import TODAY, naughty_strings, open_shop
from tests.services.helpers_replies import APRIL, Desk
from tests.services.test_counter import statements

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))
MARCH = month_of(date(2026, 3, 1))
ON = TODAY.isoformat()


@pytest.fixture(name="desk")
def desk_of(shop):
    """Make a shop with two customers: 110.00 on account in two parts and 30.00, both of April."""
    for no, name in (("C001", "王小明"), ("C002", "Brown & Co")):
        shop.customer(no, name=name, credit_limit=None, terms_days=30)
    shop.do("top_up", id="t1", on="2026-04-05", customer="C001", paid="50.00", tender="cash")
    shop.do("sale", id="s1", on="2026-04-09", customer="C001", amount="110.00",
            pay=[{"with": "account", "instalments": [{"due_on": "2026-05-09", "amount": "60.00"},
                                                     {"due_on": "2026-06-09", "amount": "50.00"}]}])  # fmt: skip
    shop.do("sale", id="s2", on="2026-04-10", customer="C002", amount="30.00", pay=[{"with": "account"}])
    shop.do("sale", id="s3", on="2026-05-02", customer="C001", amount="7.00", pay=[{"with": "account"}])
    desk = Desk(shop)
    yield desk
    assert desk.problems() == []
    assert Verify(shop.store).verify().problems == ()


def entry(desk, name):
    [(number,)] = desk.shop.sql("SELECT id FROM entry WHERE request_id = ?", name)
    return number


def reply(statement, outcome=Outcome.CONFIRMED, **fields):
    return RecordReply(**{"id": "r1", "statement": statement, "outcome": outcome, "on": TODAY, **fields})


def refused(desk, request):
    """Have a reply refused; return the field that is wrong, and prove that nothing of it was recorded."""
    before = desk.shop.dump()
    with pytest.raises(Refused) as caught:
        desk.replies.record(request)
    assert desk.shop.dump() == before
    return caught.value.field


def journal(desk):
    return desk.shop.sql("SELECT entry_id, hash FROM head")


# ---- the slip -------------------------------------------------------------------------------------------------------


def digest_of(desk, no):
    [(number, digest)] = desk.shop.sql("SELECT id, content_digest FROM statement WHERE no = ?", no)
    return number, digest


def test_a_statement_is_found_by_number_and_by_its_code(desk):
    first, second = desk.send("C001"), desk.send("C002")
    for typed in (first, " s000001 ", "Ｓ０００００１", "S 000 001", code_of(*digest_of(desk, first)).lower()):
        found = desk.replies.find(typed)
        assert found is not None, typed
        assert (found.no, found.number, found.outcome) == ("S000001", "C001", "")
    found = desk.replies.find(code_of(*digest_of(desk, second)))
    assert found is not None
    assert found.no == second
    for typed in ("S000003", "", " ", "C001", "S00001", "%", "S00000_", "'; DROP TABLE statement"):
        assert desk.replies.find(typed) is None, typed


def test_a_number_may_be_typed_without_its_zeros_and_letters(desk):
    numbers = [desk.send("C001") for _each in range(11)]
    for typed, no in (("3", "S000003"), ("s3", "S000003"), ("S 11", "S000011"), ("１０", "S000010")):
        found = desk.replies.find(typed)
        assert found is not None, typed
        assert found.no == no in numbers
    for typed in ("0", "03", "S003", "S00011", "12", "T3", "-3", "1" * 30):
        assert desk.replies.find(typed) is None, typed


def test_where_two_numbers_end_alike_neither_is_meant(desk):
    first, second = desk.send("C001"), desk.send("C002")
    desk.shop.sql("DROP TRIGGER statement_no_update")
    desk.shop.sql("UPDATE statement SET no = 'T000001' WHERE no = ?", second)
    assert desk.replies.find("1") is None
    for typed, no in (("S1", first), ("t1", "T000001")):
        found = desk.replies.find(typed)
        assert found is not None
        assert found.no == no
    desk.shop.sql("UPDATE statement SET no = ? WHERE no = 'T000001'", second)
    desk.shop.sql(trigger(desk.shop, "statement_no_update"))


def test_the_slip_of_another_book_and_an_altered_one_are_refused(desk):
    number, digest = digest_of(desk, desk.send("C001"))
    for typed in (code_of(number + 1, digest), code_of(number, bytes(32)), f"CBS-{'9' * 18}-1A2B3C4D"):
        with pytest.raises(Refused) as caught:
            desk.replies.find(typed)
        assert caught.value.field == "statement"
        assert refused(desk, reply(typed)) == "statement"


def test_a_number_that_looks_like_a_code_is_a_number(desk):
    no = desk.send("C001")
    desk.shop.sql("DROP TRIGGER statement_no_update")
    desk.shop.sql("UPDATE statement SET no = 'CBS-7-00000001' WHERE no = ?", no)
    found = desk.replies.find("cbs-7-00000001")
    assert found is not None
    assert found.id == 1
    desk.shop.sql("UPDATE statement SET no = ?", no)
    desk.shop.sql(trigger(desk.shop, "statement_no_update"))


def trigger(shop, name):
    from app.storage.triggers import trigger_statements

    return next(text for text in trigger_statements() if name in text)


@pytest.mark.parametrize("text", naughty_strings()[::9])
def test_whatever_is_typed_finds_nothing_in_silence(desk, text):
    assert desk.replies.find(text.replace("\0", "")) is None


# ---- replies --------------------------------------------------------------------------------------------------------


def test_a_confirmation_is_recorded_once_and_posts_nothing(desk):
    no, before = desk.send("C001"), journal(desk)
    request = reply(no, by="王小明", means=Means.BOTH, note="盖了公章")
    assert not desk.replies.record(request).repeated
    assert desk.replies.record(request).repeated
    [kept] = desk.replies.replies(no)
    assert (kept.id, kept.outcome, kept.on, kept.by, kept.means) == ("r1", "confirmed", TODAY, "王小明", Means.BOTH)
    assert (kept.note, kept.claims, kept.attachment) == ("盖了公章", (), None)
    found = desk.replies.find(no)
    assert found is not None
    assert (found.outcome, found.replied_on) == ("confirmed", TODAY)
    assert journal(desk) == before
    for other in (replace(request, by="x"), replace(request, outcome=Outcome.DISPUTED), replace(request, note="")):
        assert refused(desk, other) == "id"
    assert refused(desk, replace(request, id="s1")) == "id"  # an entry has it
    with pytest.raises(Refused) as caught:
        desk.shop.do("top_up", id="r1", on=ON, customer="C001", paid="1.00", tender="cash")
    assert caught.value.field == "id"


def test_the_reply_recorded_last_counts(desk):
    no = desk.send("C001")
    for number, outcome in enumerate((Outcome.DISPUTED, Outcome.CONFIRMED, Outcome.NONE, Outcome.DISPUTED)):
        desk.replies.record(reply(no, outcome, id=f"r{number}"))
        found = desk.replies.find(no)
        assert found is not None
        assert found.outcome == ("" if outcome is Outcome.NONE else outcome)
    assert [each.id for each in desk.replies.replies(no)] == ["r0", "r1", "r2", "r3"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"on": date(2026, 5, 21)}, "on"),
        ({"on": date(2026, 5, 19)}, "on"),  # the statements of these tests are issued on the day of their clock
        ({"statement": "S000009"}, "statement"),
        ({"outcome": Outcome.NONE}, "outcome"),
        ({"claims": (Claim(text="?"),)}, "claims"),
        ({"attachment": 1}, "attachment"),
        ({"attachment": "a1"}, "attachment"),
    ],
)
def test_a_reply_that_cannot_be_is_refused(desk, fields, field):
    assert refused(desk, replace(reply(desk.send("C001")), **fields)) == field


def test_only_entries_of_that_very_statement_can_be_named(desk):
    first, second = desk.send("C001"), desk.send("C002")
    mine, other, later = (entry(desk, name) for name in ("s1", "s2", "s3"))
    for statement, number in ((first, other), (first, later), (second, mine), (first, 10**9)):
        request = reply(statement, Outcome.DISPUTED, claims=(Claim(entry=number),))
        assert refused(desk, request) == "claims.entry"
    claims = (Claim(entry=mine, text="only half"), Claim(entry=entry(desk, "t1")), Claim(text="and more"))
    desk.replies.record(reply(first, Outcome.DISPUTED, claims=claims))
    [kept] = desk.replies.replies(first)
    assert kept.claims == claims
    assert desk.disputes.all(ended=True) == []


def test_a_claim_with_a_charge_opens_a_dispute_on_it(desk):
    no, before = desk.send("C001"), journal(desk)
    claims = (
        Claim(entry=entry(desk, "s1"), charge="s1", amount=4000, text="zu viel"),
        Claim(charge="s1/2"),
    )
    desk.replies.record(reply(no, Outcome.DISPUTED, claims=claims, note="rang"))
    assert [
        (d.id, d.charge, d.amount, d.on, d.reason, d.statement, d.ended) for d in desk.disputes.of_customer("C001")
    ] == [
        ("r1/s1", "s1", 2000, TODAY, "zu viel", no, ""),
        ("r1/s1/2", "s1/2", 5000, TODAY, "rang", no, ""),
    ]
    charges = Views(desk.shop.store, desk.shop.around.today).charges("C001")
    assert {c.charge: (c.open, c.disputed) for c in charges} == {
        "s1": (6000, 2000),
        "s1/2": (5000, 5000),
        "s3": (700, 0),
    }
    assert journal(desk) == before
    # A later reply names one of them again: that dispute lasts, no second one is opened.
    desk.replies.record(reply(no, Outcome.DISPUTED, id="r2", claims=(Claim(charge="s1", amount=1000),)))
    assert [d.id for d in desk.disputes.all()] == ["r1/s1", "r1/s1/2"]
    # Its id is taken as any other one is.
    with pytest.raises(Refused) as caught:
        desk.shop.do("dispute", id="r1/s1", on=ON, customer="C001", charge="s3", reason="?")
    assert caught.value.field == "id"


@pytest.mark.parametrize(
    ("claim", "field"),
    [
        ({"charge": "s2"}, "claims.charge"),  # another customer's
        ({"charge": "s3"}, "claims.charge"),  # of May
        ({"charge": "s9"}, "claims.charge"),
        ({"charge": "t1"}, "claims.charge"),  # money paid ahead
        ({"charge": "s1", "amount": 6000}, "claims.amount"),  # what the statement says
        ({"charge": "s1", "amount": 9999}, "claims.amount"),
    ],
)
def test_a_charge_that_cannot_be_disputed_by_the_statement(desk, claim, field):
    no = desk.send("C001")
    request = reply(no, Outcome.DISPUTED, claims=(Claim(charge="s1/2"), Claim(**claim)))
    assert refused(desk, request) == field
    assert desk.disputes.all(ended=True) == []


@pytest.mark.parametrize("kind", StatementKind)
def test_a_claim_answers_what_was_open_by_the_statement(desk, kind):
    desk.shop.do("payment", on="2026-04-20", customer="C001", amount="20.00", tender="cash", against=["s1"])
    no = desk.send("C001", kind=kind)
    desk.replies.record(reply(no, Outcome.DISPUTED, claims=(Claim(charge="s1", amount=1000),)))
    assert [d.amount for d in desk.disputes.all()] == [3000]  # 40.00 are open, 10.00 should be


def test_taking_a_reply_back_withdraws_what_it_disputed(desk):
    no = desk.send("C001")
    claims = (Claim(charge="s1"), Claim(charge="s1/2"))
    desk.replies.record(reply(no, Outcome.DISPUTED, claims=claims))
    desk.shop.do("dispute", id="d9", on=ON, customer="C001", charge="s3", reason="by telephone")
    desk.shop.do("end_dispute", on=ON, dispute="r1/s1", outcome="accepted", reason="credited")
    taken = reply(no, Outcome.NONE, id="r2", note="wrong slip")
    desk.replies.record(taken)
    assert desk.replies.record(taken).repeated
    assert {d.id: (d.ended, d.end_reason) for d in desk.disputes.of_customer("C001", ended=True)} == {
        "r1/s1": ("accepted", "credited"),
        "r1/s1/2": ("withdrawn", "wrong slip"),
        "d9": ("", ""),  # not of the statement
    }
    assert refused(desk, reply(no, Outcome.NONE, id="r3")) == "outcome"
    desk.replies.record(reply(no, Outcome.DISPUTED, id="r4", claims=claims))  # and disputed anew
    assert [d.id for d in desk.disputes.all()] == ["d9", "r4/s1", "r4/s1/2"]


def test_a_scan_must_be_the_customers_own(desk, tmp_path):
    scan = tmp_path / "slip.pdf"
    for number, customer in ((1, "C001"), (2, "C002")):
        scan.write_bytes(b"%PDF" + bytes([number]))
        desk.shop.do("attach", id=f"a{number}", customer=customer, file=str(scan))
    no = desk.send("C001")
    for foreign in (2, "a2", 3, 0, -1, "1"):
        assert refused(desk, reply(no, attachment=foreign)) == "attachment"
    desk.replies.record(reply(no, attachment="a1"))
    desk.replies.record(reply(no, id="r2", attachment=1))
    assert [each.attachment for each in desk.replies.replies(no)] == [1, 1]


def test_a_reply_after_the_customers_file_was_merged(desk, tmp_path):
    no = desk.send("C002")
    desk.shop.do("merge", id="m1", on=ON, customer="C002", into="C001", reason="same")
    scan = tmp_path / "slip.pdf"
    scan.write_bytes(b"%PDF")
    desk.shop.do("attach", id="a1", customer="C001", file=str(scan))
    desk.replies.record(reply(no, Outcome.DISPUTED, attachment="a1", claims=(Claim(charge="m1"),)))
    assert [(d.customer, d.charge, d.amount) for d in desk.disputes.of_customer("C001")] == [("C001", "m1", 3000)]
    # The paper knows the charge by the name it had: it is the same one, and in dispute already.
    desk.replies.record(reply(no, Outcome.DISPUTED, id="r2", claims=(Claim(charge="s2", amount=1000),)))
    assert len(desk.disputes.all()) == 1
    desk.replies.record(reply(no, Outcome.NONE, id="r3"))
    desk.replies.record(reply(no, Outcome.DISPUTED, id="r4", claims=(Claim(charge="s2", amount=1000),)))
    assert [(d.id, d.charge, d.amount) for d in desk.disputes.all()] == [("r4/s2", "m1", 2000)]


def test_what_people_wrote_is_kept_apart_from_the_rows(desk):
    no = desk.send("C001")
    words = "绝不承认 <b>&amp; 𬭎"
    claims = (Claim(entry=entry(desk, "s1"), charge="s1", amount=100, text=words),)
    desk.replies.record(reply(no, Outcome.DISPUTED, by="龑喆", note="打过电话", claims=claims))
    rows = desk.shop.sql("SELECT * FROM statement_reply") + desk.shop.sql("SELECT * FROM dispute")
    assert not any(text in repr(rows) for text in (words, "龑喆", "打过电话"))
    texts = desk.shop.sql("SELECT kind, row_id, text FROM kept_text ORDER BY kind")
    assert [(kind, row) for kind, row, _ in texts] == [("dispute", 1), ("statement_reply", 1)]
    assert json.loads(texts[1][2]) == {"by": "龑喆", "claims": [words], "note": "打过电话"}
    # Erased, the figures stay and the book is whole.
    desk.shop.sql("DELETE FROM kept_text")
    [kept] = desk.replies.replies(no)
    assert (kept.by, kept.note, kept.claims) == ("", "", (replace(claims[0], text=""),))
    assert [d.reason for d in desk.disputes.all()] == [""]


@pytest.mark.parametrize("text", naughty_strings()[::25])
def test_any_text_comes_back_as_it_was_given(desk, text):
    text = text.replace("\0", "")
    no = desk.send("C001")
    desk.replies.record(reply(no, Outcome.DISPUTED, by=text, note=text, claims=(Claim(text=text),)))
    [kept] = desk.replies.replies(no)
    assert (kept.by, kept.note, kept.claims[0].text) == (text, text, text)


def test_what_came_back_stands_in_the_customers_timeline(desk):
    no = desk.send("C001")
    desk.replies.record(reply(no, Outcome.DISPUTED, by="王小明", claims=(Claim(charge="s1", text="zu viel"),)))
    desk.replies.record(reply(no, Outcome.NONE, id="r2"))
    desk.replies.record(reply(no, id="r3"))
    desk.shop.do("merge", id="m1", on=ON, customer="C001", into="C002", reason="same")
    told = [(each.kind, each.text, each.customer, each.on) for each in desk.shop.files.timeline("C002")]
    assert [each for each in told if each[0] in WORDS] == [
        ("confirmed", no, "C001", TODAY),
        ("withdrawn", "s1", "C001", TODAY),
        ("taken_back", no, "C001", TODAY),
        ("dispute", "s1  zu viel", "C001", TODAY),
        ("disputed", f"{no}  王小明", "C001", TODAY),
        ("statement", no, "C001", None),
    ]


WORDS = {"statement", "confirmed", "disputed", "taken_back", "dispute", "accepted", "rejected", "withdrawn"}


# ---- months ---------------------------------------------------------------------------------------------------------


def test_how_the_months_stand(desk):
    assert desk.replies.months() == []
    assert desk.replies.month(APRIL) == MonthRow()
    first, second = desk.send("C001"), desk.send("C002")
    assert desk.replies.month(APRIL) == MonthRow(sent=2, silent=2, owed=14000)
    desk.replies.record(reply(first, id="r1"))
    desk.replies.record(reply(second, Outcome.DISPUTED, id="r2"))
    assert desk.replies.month(APRIL) == MonthRow(2, 1, 1, 0, 14000, 11000)
    assert desk.replies.month(APRIL).share == 50
    desk.replies.record(reply(second, Outcome.NONE, id="r3"))
    assert desk.replies.month(APRIL) == MonthRow(2, 1, 0, 1, 14000, 11000)
    desk.send("C001", Period(date(2026, 4, 1), date(2026, 4, 9)))  # other days are another period
    assert [period for period, _ in desk.replies.months()] == [APRIL, Period(date(2026, 4, 1), date(2026, 4, 9))]
    assert desk.replies.month(APRIL).sent == 2


def test_a_statement_issued_again_takes_the_place_of_the_first(desk):
    first = desk.send("C001")
    desk.replies.record(reply(first))
    again = desk.send("C001")
    assert desk.replies.month(APRIL) == MonthRow(sent=1, silent=1, owed=11000)
    desk.replies.record(reply(again, Outcome.DISPUTED, id="r2"))
    desk.replies.record(reply(first, id="r3"))  # an old slip in the post changes nothing of it
    assert desk.replies.month(APRIL) == MonthRow(sent=1, disputed=1, owed=11000)


def test_silence_is_never_confirmation(desk):
    desk.send("C001")
    for today in (TODAY, date(2036, 1, 1)):
        around = desk.shop.around._replace(today=lambda day=today: day)
        later = Desk(desk.shop)
        later.replies = type(later.replies)(desk.shop.store, around)
        assert later.replies.month(APRIL).silent == 1
        found = later.replies.find("S000001")
        assert found is not None
        assert found.outcome == ""


def test_months_are_counted_by_one_question_however_many_there_are(desk):
    for _ in range(5):
        desk.send("C001")
        desk.send("C002")
    assert len(statements(desk.shop, desk.replies.months)) == 1
