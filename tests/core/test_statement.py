"""Statements made of postings: the worked cases of ageing, what counts where, and that no wrong figure passes."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.items import Item, ItemKind, TermChange
from app.core.journal import BAD_DEBT, BONUS, PASS, PRINCIPAL, RECEIVABLE, SALES, EntryKind
from app.core.ledger import Owner
from app.core.statement import Flow, PassPart, Period, StatementKind, month_of
from app.core.statement_json import as_json, read_statement
from app.core.statement_make import Happening, Move, Origin, Source, check, make_statement, shown

K = EntryKind
OCTOBER = month_of(date(2026, 10, 15))
NOVEMBER = month_of(date(2026, 11, 1))


def day(text):
    """Return a day of 2026: `10-15`."""
    return date.fromisoformat(f"2026-{text}")


class Account:
    """One customer's account, written down posting by posting."""

    def __init__(self):
        self.happenings, self.items, self.changes, self.origins, self.texts = [], {}, {}, {}, {}

    def item(self, kind, on, **terms):
        """Make an item of the entry that comes next."""
        id_ = len(self.items) + 1
        name = terms.pop("name", f"i{id_}")
        self.items[id_] = Item(id_, kind, name, 1, len(self.happenings) + 1, on, **terms)
        return id_

    def happen(self, kind, on, *moves, reverses=None, own=True, meant=None, **texts):
        """Write an entry of moves (account, item, amount, units, against)."""
        number = len(self.happenings) + 1
        made = tuple(Move(*(move + (0, "", True)[len(move) - 3 :])) for move in moves)
        self.happenings.append(Happening(number, f"e{number}", on, kind, meant or kind, own, reverses, made))
        if texts:
            self.texts[number] = texts
        return number

    def charge(self, on, *instalments, **texts):
        """Sell something on account: (amount, due)."""
        made = [
            self.item(ItemKind.CHARGE, on, due_on=due, price=amount, name=f"s{n}")
            for n, (amount, due) in enumerate(instalments, 1)
        ]
        entry = self.happen(
            K.SALE,
            on,
            *((RECEIVABLE, item, amount) for item, (amount, _) in zip(made, instalments, strict=True)),
            **texts,
        )
        self.origins.update({item: Origin(entry, n, len(made)) for n, item in enumerate(made, 1)})
        return made

    def pay(self, on, *parts):
        """Take money for charges: (item, amount)."""
        return self.happen(K.PAYMENT, on, *((RECEIVABLE, item, -amount) for item, amount in parts))

    def lot(self, on, principal, bonus=0, **terms):
        item = self.item(ItemKind.LOT, on, price=principal, **terms)
        self.happen(K.TOP_UP, on, (PRINCIPAL, item, -principal), (BONUS, item, -bonus))
        return item

    def undo(self, number, on, **texts):
        """Reverse an entry."""
        old = self.happenings[number - 1]
        moves = [(m.account, m.item, -m.amount, -m.units, m.against, m.leads) for m in old.moves]
        return self.happen(K.REVERSE, on, *moves, reverses=number, meant=old.kind, **texts)

    def source(self, **more):
        happenings = tuple(sorted(self.happenings, key=lambda each: (each.on, each.entry)))
        return Source(
            customer=Owner(1, "C001", "王小明"),
            happenings=happenings,
            items=self.items,
            changes=self.changes,
            origins=self.origins,
            texts=self.texts,
            **more,
        )

    def statement(self, period=OCTOBER, *, made_on=None, days=30, **more):
        """Return the statement, which must be sound and come back from JSON as it went."""
        made = make_statement(
            self.source(**more),
            period,
            StatementKind.BALANCE_FORWARD,
            expiring_days=days,
            made_on=made_on or period.end + timedelta(days=5),
        )
        assert check(made) == ()
        assert read_statement(as_json(made)) == made
        return made


@pytest.fixture
def book():
    return Account()


def open_charges(statement):
    return [(c.charge, c.amount, c.open) for c in statement.charges]


# ---- the worked cases of ageing -------------------------------------------------------------------------------------


def test_c4_each_instalment_of_a_charge_stands_by_itself(book):
    on = day("07-01")
    dues = [on + timedelta(days=n) for n in (30, 60, 90)]
    first, second, _ = book.charge(on, *zip((3000, 5000, 2000), dues, strict=True), description="柜子")
    book.pay(day("10-05"), (first, 3000), (second, 1000))
    made = book.statement()
    assert [(c.charge, c.amount, c.open, c.nth, c.of, c.due_on) for c in made.charges] == [
        ("s2", 5000, 4000, 2, 3, dues[1]),
        ("s3", 2000, 2000, 3, 3, dues[2]),
    ]
    assert {c.text for c in made.charges} == {"柜子"}
    assert (made.ageing.current, made.ageing.overdue) == (0, (0, 2000, 4000, 0))
    assert made.account.closing == 6000


def test_c6_a_cent_left_of_a_charge_is_still_listed(book):
    [charge] = book.charge(day("10-01"), (10000, day("10-31")))
    book.pay(day("10-20"), (charge, 9999))
    made = book.statement()
    assert open_charges(made) == [("s1", 10000, 1)]
    assert (made.account.closing, made.ageing.current) == (1, 1)


def test_c7_an_advance_stands_as_prepaid_and_lowers_no_bucket(book):
    book.charge(day("06-01"), (500, day("06-30")))
    book.lot(day("10-02"), 100_000)
    made = book.statement()
    assert (made.ageing.prepaid, made.ageing.current, made.ageing.overdue) == (-100_000, 0, (0, 0, 0, 500))
    assert made.ageing.total == -99_500
    assert made.account.closing == 500


def test_c9_a_charge_fully_paid_is_not_listed(book):
    [charge] = book.charge(day("10-01"), (500, day("10-31")))
    book.pay(day("10-31"), (charge, 500))
    made = book.statement()
    assert made.charges == ()
    assert (made.account.debits, made.account.credits, made.account.closing) == (500, 500, 0)
    assert made.ageing.total == 0


def test_c10_what_is_dated_a_day_later_does_not_count(book):
    [charge] = book.charge(day("10-01"), (500, day("10-31")))
    book.pay(day("11-01"), (charge, 500))
    made = book.statement()
    assert open_charges(made) == [("s1", 500, 500)]
    assert [line.entry for line in made.account.lines] == [1]


def test_c14_later_payments_do_not_count_but_are_told(book):
    first, second = book.charge(day("10-01"), (500, day("10-15")), (300, day("10-31")))
    book.pay(day("11-02"), (first, 200))
    book.undo(book.pay(day("11-03"), (second, 300)), day("11-04"))
    [later] = book.charge(day("11-01"), (900, day("11-30")))
    book.pay(day("11-05"), (later, 900), (first, 100))
    book.pay(day("11-06"), (second, 50))
    assert book.statement(made_on=day("10-31")).paid_since == 0
    made = book.statement(made_on=day("11-05"))
    assert (made.account.closing, made.paid_since) == (800, 300)  # the 900 pay for November, the 50 come too late
    assert made.ageing.total == made.account.closing
    assert book.statement(NOVEMBER).account.opening == 800


@pytest.mark.parametrize(
    ("days", "column"), [(0, None), (1, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (700, 3)]
)
def test_ageing_is_by_due_date_as_of_the_last_day(book, days, column):
    due = OCTOBER.end - timedelta(days=days)
    book.charge(due - timedelta(days=30), (700, due))
    made = book.statement()
    columns = [made.ageing.current, *made.ageing.overdue]
    assert columns == [700 if n == (0 if column is None else column + 1) else 0 for n in range(5)]


def test_terms_are_those_known_on_the_last_day(book):
    [charge] = book.charge(day("09-01"), (500, day("09-30")))
    book.changes[charge] = [
        TermChange(7, day("10-10"), None, day("10-25")),
        TermChange(8, day("10-20"), None, day("12-31"), undone_on=day("10-31")),
        TermChange(9, day("11-01"), None, day("12-24")),
    ]
    assert book.statement(month_of(day("09-01"))).charges[0].due_on == day("09-30")
    assert book.statement(Period(day("10-01"), day("10-30"))).charges[0].due_on == day("12-31")
    assert book.statement().charges[0].due_on == day("10-25")
    assert book.statement(NOVEMBER).charges[0].due_on == day("12-24")


# ---- the account ----------------------------------------------------------------------------------------------------


def test_lines_follow_from_the_opening_balance_and_lead_to_the_closing_one(book):
    [old] = book.charge(day("09-30"), (1000, day("10-30")), description="before")
    book.charge(day("10-01"), (200, day("10-31")), (50, day("10-15")), description="剪发", reference="SO-1")
    book.pay(day("10-31"), (old, 400))
    made = book.statement()
    assert made.account.opening == 1000
    assert [(x.on, x.text, x.reference, x.debit, x.credit, x.balance, x.due_on) for x in made.account.lines] == [
        (day("10-01"), "剪发", "SO-1", 250, 0, 1250, day("10-15")),
        (day("10-31"), "", "", 0, 400, 850, None),
    ]
    assert made.account.closing == 850
    assert [c.charge for c in made.charges] == ["s2", "s1", "s1"]  # earliest due first


def test_a_reversal_in_the_period_stands_beside_its_original_both_marked(book):
    [charge] = book.charge(day("10-01"), (1000, day("10-30")))
    paid = book.pay(day("10-02"), (charge, 300))
    book.undo(paid, day("10-03"), reason="typed twice")
    made = book.statement()
    assert [(x.entry, x.debit, x.credit, x.reverses, x.reversed_by, x.text) for x in made.account.lines] == [
        (1, 1000, 0, None, None, ""),
        (2, 0, 300, None, 3, ""),
        (3, 300, 0, 2, None, "typed twice"),
    ]
    before = book.statement(Period(day("10-01"), day("10-02")))
    assert [x.reversed_by for x in before.account.lines] == [None, None]
    assert before.account.closing == 700
    after = book.statement(Period(day("10-03"), day("10-31")))
    assert [(x.entry, x.reverses) for x in after.account.lines] == [(3, 2)]


def test_money_for_what_was_written_off_shows_the_claim_again_and_its_payment(book):
    [charge] = book.charge(day("09-01"), (1000, day("09-30")))
    book.happen(K.WRITE_OFF, day("10-01"), (BAD_DEBT, charge, 1000), (RECEIVABLE, charge, -1000), reason="gone away")
    book.happen(K.PAYMENT, day("10-20"), (BAD_DEBT, charge, -600))
    made = book.statement()
    assert [(x.kind, x.debit, x.credit, x.balance, x.text) for x in made.account.lines] == [
        (K.WRITE_OFF, 0, 1000, 0, ""),  # why is the shop's own business
        (K.PAYMENT, 600, 600, 0, ""),
    ]


# ---- what is held ---------------------------------------------------------------------------------------------------


def test_money_held_flows_through_every_part(book):
    t1 = book.lot(day("09-01"), 50_000, 5000)
    book.happen(K.SALE, day("09-05"), (PRINCIPAL, t1, 10_000), (BONUS, t1, 1000))
    book.lot(day("10-01"), 20_000, expires_on=day("10-10"))
    t2 = max(book.items)
    book.happen(K.SALE, day("10-02"), (PRINCIPAL, t1, 5000), (BONUS, t1, 500))
    book.happen(K.EXPIRE, day("10-11"), (PRINCIPAL, t2, 20_000))
    book.happen(
        K.REFUND,
        day("10-12"),
        (PRINCIPAL, t1, 8000, 0, "tender.cash"),
        (PRINCIPAL, t1, 2000, 0, SALES),
        (BONUS, t1, 1000, 0, "bonus_granted"),
    )
    book.happen(K.TRANSFER, day("10-13"), (PRINCIPAL, t1, 5000), (BONUS, t1, 500))
    book.happen(K.CREDIT, day("10-14"), (PRINCIPAL, t1, -1000), (BONUS, t1, -100))
    made = book.statement()
    assert made.prepaid.principal == Flow(40_000, 20_000, 6000, 20_000, 8000, -5000, 21_000)
    assert made.prepaid.bonus == Flow(4000, 0, 400, 1000, 0, -500, 2100)
    assert [(x.debit, x.credit, x.balance, x.bonus_debit, x.bonus_credit, x.bonus_balance) for x in made.prepaid.lines][
        -1
    ] == (0, 1000, 21_000, 0, 100, 2100)
    assert made.ageing.prepaid == -21_000


def test_a_reversal_counts_where_its_original_did(book):
    lot = book.lot(day("09-01"), 1000, 100)
    used = book.happen(K.SALE, day("09-02"), (PRINCIPAL, lot, 300), (BONUS, lot, 30))
    book.undo(used, day("10-02"))
    made = book.statement()
    assert made.prepaid.principal == Flow(opening=700, used=-300, closing=1000)
    assert made.prepaid.bonus == Flow(opening=70, used=-30, closing=100)


def test_visits_are_counted_pass_by_pass(book):
    first = book.item(ItemKind.PASS, day("09-01"), service="洗车", count=10, name="p1")
    book.happen(K.PASS_SALE, day("09-01"), (PASS, first, -30_000, -10))
    book.happen(K.PASS_USE, day("10-05"), (PASS, first, 9000, 3))
    book.happen(K.REFUND, day("10-06"), (PASS, first, 6000, 2, "tender.cash"))
    second = book.item(ItemKind.PASS, day("10-07"), service="洗车", count=5, expires_on=day("11-10"), name="p2")
    book.happen(K.PASS_SALE, day("10-07"), (PASS, second, -10_000, -5))
    gone = book.item(ItemKind.PASS, day("08-01"), service="old", count=1, name="p0")
    book.happen(K.PASS_SALE, day("08-01"), (PASS, gone, -100, -1))
    book.happen(K.PASS_USE, day("08-02"), (PASS, gone, 100, 1))
    made = book.statement()
    assert made.prepaid.passes == (
        PassPart("p1", "洗车", day("09-01"), None, Flow(10, 0, 3, 0, 2, 0, 5)),
        PassPart("p2", "洗车", day("10-07"), day("11-10"), Flow(0, 5, 0, 0, 0, 0, 5)),
    )
    assert [(x.lot, x.expires_on, x.units) for x in made.expiring] == [("p2", day("11-10"), 5)]
    assert made.prepaid.lines == ()
    assert made.ageing.total == 0


def period_pass(book, on, until):
    item = book.item(ItemKind.PERIOD, on, service="年卡", days=30, starts_on=on, expires_on=until, name="y")
    book.happen(K.PASS_SALE, on, (PASS, item, -36_500, -1))
    return item


def test_a_period_pass_tells_its_visits(book):
    item = period_pass(book, day("09-15"), day("10-20"))
    for on in ("09-20", "10-03", "10-04"):
        book.happen(K.PASS_USE, day(on), (PASS, item, 0, 2, PASS, True), (PASS, item, 0, -2, PASS, False))
    book.undo(book.happenings[-1].entry, day("10-05"))
    book.happen(K.EARN, day("10-31"), (PASS, item, 36_500, 0, SALES))
    [part] = book.statement().prepaid.passes
    assert (part.flow, part.visits, part.starts_on, part.expires_on) == (None, 2, day("09-15"), day("10-20"))
    assert book.statement(NOVEMBER).prepaid.passes == ()  # it ran out in October


def test_a_period_pass_given_back_ends_that_day(book):
    item = period_pass(book, day("09-15"), day("12-20"))
    book.happen(K.REFUND, day("10-07"), (PASS, item, 36_500, 1, "tender.cash"))
    assert [part.expires_on for part in book.statement().prepaid.passes] == [day("10-07")]
    assert book.statement(NOVEMBER).prepaid.passes == ()
    undone = Account()
    item = period_pass(undone, day("10-15"), day("12-20"))
    undone.undo(1, day("10-16"))
    assert undone.statement().prepaid.passes == ()


def test_what_expires_soon_and_what_has_expired(book):
    book.lot(day("10-01"), 100, expires_on=day("10-30"))
    book.lot(day("10-01"), 200, 20, expires_on=day("11-30"))
    book.lot(day("10-01"), 400, expires_on=day("12-01"))
    book.lot(day("10-01"), 800)
    book.lot(day("10-01"), 0, 50, expires_on=day("10-31"))
    made = book.statement()
    assert [(x.principal, x.bonus, x.expires_on) for x in made.expiring] == [
        (0, 50, day("10-31")),
        (200, 20, day("11-30")),
    ]
    assert made.prepaid.expired == 100
    assert made.prepaid.principal.closing == 1500
    assert [x.principal for x in book.statement(days=31).expiring] == [0, 200, 400]


# ---- what else it says ----------------------------------------------------------------------------------------------


def test_charges_in_dispute_are_named_while_they_are_open(book):
    one, other = book.charge(day("10-01"), (100, day("10-31")), (200, day("10-31")))
    book.pay(day("10-02"), (one, 100))
    assert book.statement(disputed=frozenset({one, other})).disputed == ("s2",)


def test_nothing_at_all_is_a_statement_too(book):
    made = book.statement()
    assert (made.account.opening, made.account.lines, made.account.closing) == (0, (), 0)
    assert made.prepaid.principal.is_empty
    assert (made.ageing.customer, made.ageing.overdue, made.ageing.total) == ("C001", (0, 0, 0, 0), 0)


@pytest.mark.parametrize(
    ("kind", "texts", "expected"),
    [
        (K.SALE, {"description": "剪发", "lines": '[{"text":"x"}]', "note": "n"}, "剪发"),
        (K.SALE, {"lines": '[{"text":"剪发"},{"text":"染发"}]', "note": "n"}, "剪发 + 染发"),
        (K.PASS_SALE, {"service": "洗车"}, "洗车"),
        (K.SALE, {"note": "轻一点"}, "轻一点"),
        (K.CREDIT, {"reason": "returned"}, "returned"),
        (K.SALE, {"override": "the owner's cousin"}, ""),
        (K.WRITE_OFF, {"reason": "bankrupt", "note": "n"}, ""),
        (K.MERGE, {"reason": "one person"}, ""),
        (K.PAYMENT, {}, ""),
    ],
)
def test_a_line_is_called_what_the_customer_knows_it_by(kind, texts, expected):
    assert shown(kind, texts) == expected
    assert shown(kind, texts, own=False) == ""


# ---- no wrong figure passes -----------------------------------------------------------------------------------------


def _wrong(made):
    """Yield the statement with each of its figures changed by one."""
    account, prepaid, ageing = made.account, made.prepaid, made.ageing
    line, held = account.lines[0], prepaid.lines[0]
    yield replace(made, account=account._replace(opening=account.opening + 1))
    yield replace(made, account=account._replace(closing=account.closing + 1))
    yield replace(made, account=account._replace(lines=account.lines[1:]))
    for part in ("debit", "credit", "balance"):
        changed = line._replace(**{part: getattr(line, part) + 1})
        yield replace(made, account=account._replace(lines=(changed, *account.lines[1:])))
    yield replace(made, account=account._replace(lines=(line._replace(on=NOVEMBER.start), *account.lines[1:])))
    yield replace(made, charges=made.charges[1:])
    yield replace(made, charges=(made.charges[0]._replace(open=made.charges[0].open + 1), *made.charges[1:]))
    for part in ("debit", "credit", "balance", "bonus_debit", "bonus_credit", "bonus_balance"):
        changed = held._replace(**{part: getattr(held, part) + 1})
        yield replace(made, prepaid=prepaid._replace(lines=(changed, *prepaid.lines[1:])))
    for stock in ("principal", "bonus"):
        for part in Flow._fields:
            flow = getattr(prepaid, stock)
            wrong = flow._replace(**{part: getattr(flow, part) + 1})
            yield replace(made, prepaid=prepaid._replace(**{stock: wrong}))
    ticket = prepaid.passes[0]
    for part in Flow._fields:
        wrong = ticket._replace(flow=ticket.flow._replace(**{part: getattr(ticket.flow, part) + 1}))
        yield replace(made, prepaid=prepaid._replace(passes=(wrong,)))
    for part in ("prepaid", "current", "total"):
        yield replace(made, ageing=replace(ageing, **{part: getattr(ageing, part) + 1}))
    yield replace(made, ageing=replace(ageing, overdue=(1, *ageing.overdue[1:])))


def test_any_figure_that_is_one_off_is_found(book):
    [charge] = book.charge(day("10-01"), (1000, day("10-30")))
    book.charge(day("09-01"), (700, day("09-30")))
    book.pay(day("10-02"), (charge, 300))
    lot = book.lot(day("10-03"), 5000, 500)
    book.happen(K.SALE, day("10-04"), (PRINCIPAL, lot, 100), (BONUS, lot, 10))
    ticket = book.item(ItemKind.PASS, day("10-05"), service="洗车", count=5)
    book.happen(K.PASS_SALE, day("10-05"), (PASS, ticket, -10_000, -5))
    made = book.statement()
    for wrong in _wrong(made):
        assert check(wrong), wrong
        assert all(problem.text.format_map(problem.values) for problem in check(wrong))


# ---- any account, any cut -------------------------------------------------------------------------------------------

DAYS = st.integers(0, 60).map(lambda n: day("09-15") + timedelta(days=n))


@st.composite
def accounts(draw):
    """Make an account of charges, payments, lots, uses and reversals on days that jump about."""
    book = Account()
    for _ in range(draw(st.integers(0, 12))):
        match draw(st.integers(0, 4)):
            case 0:
                amounts = draw(st.lists(st.integers(1, 10**13), min_size=1, max_size=3))
                on = draw(DAYS)
                book.charge(on, *((amount, on + timedelta(days=draw(st.integers(0, 90)))) for amount in amounts))
            case 1 if charges := [i for i in book.items.values() if i.is_charge]:
                item = draw(st.sampled_from(charges))
                book.pay(max(draw(DAYS), item.on), (item.id, draw(st.integers(1, item.price))))
            case 2:
                book.lot(draw(DAYS), draw(st.integers(1, 10**13)), draw(st.integers(0, 99)))
            case 3 if lots := [i for i in book.items.values() if not i.is_charge]:
                item = draw(st.sampled_from(lots))
                kind = draw(st.sampled_from((K.SALE, K.EXPIRE, K.TRANSFER, K.REFUND)))
                on = max(draw(DAYS), item.on)
                book.happen(kind, on, (PRINCIPAL, item.id, draw(st.integers(0, item.price))), (BONUS, item.id, 1))
            case 4 if waiting := [e for e in book.happenings if e.kind is not K.REVERSE and not _undone(book, e)]:
                old = draw(st.sampled_from(waiting))
                book.undo(old.entry, max(draw(DAYS), old.on))
    return book


def _undone(book, happening):
    return any(each.reverses == happening.entry for each in book.happenings)


@given(accounts(), st.lists(DAYS, min_size=2, max_size=5, unique=True))
def test_periods_join_wherever_time_is_cut(book, cuts):
    cuts = sorted(cuts)
    whole = book.statement(Period(cuts[0] + timedelta(days=1), cuts[-1]))
    parts = [book.statement(Period(before + timedelta(days=1), after)) for before, after in pairwise(cuts)]
    assert whole.account.opening == parts[0].account.opening
    assert whole.account.closing == parts[-1].account.closing
    for one, next_ in pairwise(parts):
        assert one.account.closing == next_.account.opening
        assert one.prepaid.principal.closing == next_.prepaid.principal.opening
        assert one.prepaid.bonus.closing == next_.prepaid.bonus.opening
    assert [(x.entry, x.balance) for x in whole.account.lines] == [
        (x.entry, x.balance) for part in parts for x in part.account.lines
    ]
    for stock in ("principal", "bonus"):
        flows = [getattr(part.prepaid, stock) for part in parts]
        summed = [sum(getattr(flow, part) for flow in flows) for part in Flow._fields[1:-1]]
        assert list(getattr(whole.prepaid, stock))[1:-1] == summed
