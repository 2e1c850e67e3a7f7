"""Ageing with buckets of one's choice, by due or document date: rows, columns and charges sum to the ledger."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.account import Account, Terms
from app.core.ageing import BUCKETS
from app.core.charges import allocate
from app.core.credit.buckets import Basis, behind, check_buckets, table
from app.core.items import Item, ItemKind, Left, Position
from app.core.ledger import Holding, Owner
from app.core.owing.terms import Due, PaymentTerms, Slice
from app.errors import Refused

ON = date(2026, 3, 31)
OWNERS = [Owner(1, "C001", "王小明"), Owner(2, "C002", "Li"), Owner(3, "C003", "Zhao")]


def holding(amount, due_on=None, *, on=date(2026, 1, 1), customer=1, kind=ItemKind.CHARGE, name="s1"):
    return Holding(1, customer, kind, name, on, "", None, None, amount, None, due_on, amount, 0, 0, 0)


def ago(days):
    return ON - timedelta(days=days)


def row(holdings, on=ON, **options):
    rows = table(OWNERS, holdings, on, **options).rows
    return (rows[0].prepaid, rows[0].current, *rows[0].overdue) if rows else None


# ---- the worked cases -----------------------------------------------------------------------------------------------


def as_of(on, *movements):
    """What is left of one charge on a day: made 2026-01-01, due ON, then lowered by (day, amount)."""
    amount = sum(change for day, change in movements if day <= on)
    return [holding(amount, ON)] if amount else []


def test_c4_a_receipt_closes_the_first_instalment_and_pays_of_the_second():
    """ERPNext: 100 in 30/50/20 at +30/+60/+90 days; a receipt of 40."""
    slices = (Slice(3000, Due(days=30)), Slice(5000, Due(days=60)), Slice(2000, Due(days=90)))
    parts = PaymentTerms(slices=slices).schedule(date(2026, 1, 1), 100_00)
    positions = tuple(
        Position(
            Item(n, ItemKind.CHARGE, f"s{n}", 1, 1, date(2026, 1, 1), due_on=part.due_on, price=part.amount),
            Left(part.amount),
            Left(part.amount),
            None,
            part.due_on,
        )
        for n, part in enumerate(parts, start=1)
    )
    targets, left = allocate(Account(Terms(1, "C001", False, None, 0), ON, positions), (), 40_00)
    paid = {target.leg.item: target.amount for target in targets}
    assert left == 0
    assert paid == {1: 30_00, 2: 10_00}
    open_ = [holding(p.now.amount - paid.get(p.item.id, 0), p.due_on, name=p.item.name) for p in positions]
    assert [(each.charge, each.open) for each in behind(open_, ON)] == [("s2", 40_00), ("s3", 20_00)]
    assert row(open_, date(2026, 3, 5)) == (0, 20_00, 40_00, 0, 0, 0)


def test_c6_a_cent_left_is_still_listed():
    assert row(as_of(ON, (date(2026, 1, 1), 100_00), (ON, -99_99))) == (0, 1, 0, 0, 0, 0)


def test_c7_an_advance_stands_in_the_prepaid_column():
    assert row([holding(1_000_00, kind=ItemKind.LOT)]) == (-1_000_00, 0, 0, 0, 0, 0)
    both = [holding(1_000_00, kind=ItemKind.LOT), holding(300_00, ago(5))]
    assert row(both) == (-1_000_00, 0, 300_00, 0, 0, 0)


def test_c9_a_charge_fully_paid_is_not_listed():
    assert row(as_of(ON, (date(2026, 1, 1), 100_00), (ON, -100_00))) is None
    assert behind([holding(0, ago(5))], ON) == ()


def test_c10_a_receipt_dated_tomorrow_does_not_count_today():
    paid_tomorrow = ((date(2026, 1, 1), 100_00), (ON + timedelta(days=1), -100_00))
    assert row(as_of(ON, *paid_tomorrow)) == (0, 100_00, 0, 0, 0, 0)
    assert row(as_of(ON + timedelta(days=1), *paid_tomorrow)) is None


KINDS = st.sampled_from([ItemKind.CHARGE, ItemKind.LOT, ItemKind.PASS])
HOLDINGS = st.lists(
    st.builds(
        lambda amount, due, age, customer, kind: holding(amount, due, on=ago(age), customer=customer, kind=kind),
        st.integers(0, 10**7),
        st.none() | st.dates(ago(400), ON + timedelta(days=60)),
        st.integers(0, 500),
        st.integers(1, 3),
        KINDS,
    ),
    max_size=20,
)
LASTS = st.sets(st.integers(1, 400), max_size=6).map(lambda lasts: tuple(sorted(lasts)))


@given(HOLDINGS, LASTS, st.sampled_from(Basis), st.dates(ago(100), ON))
def test_c14_rows_columns_and_charges_sum_to_the_ledger(holdings, buckets, basis, on):
    found = table(OWNERS, holdings, on, buckets, basis)
    owed = sum(h.amount for h in holdings if h.kind is ItemKind.CHARGE)
    held = sum(h.amount for h in holdings if h.kind is ItemKind.LOT)
    for line in found.rows:
        assert line.total == line.prepaid + line.current + sum(line.overdue)
    assert found.foot.total == owed - held
    assert found.foot.prepaid == -held
    assert found.foot.current + sum(found.foot.overdue) == owed
    assert len(found.names) == len(found.foot.overdue)
    drilled = behind(holdings, on, buckets, basis)
    for number, total in enumerate((found.foot.current, *found.foot.overdue)):
        assert sum(each.open for each in drilled if each.column == (number - 1 if number else None)) == total


# ---- buckets and bases ----------------------------------------------------------------------------------------------


def test_buckets_of_ones_choice():
    found = table(OWNERS, [holding(5, ago(8))], ON, (7, 14))
    assert (found.names, found.rows[0].overdue) == (("1-7", "8-14", "15+"), (0, 5, 0))
    assert table(OWNERS, [holding(5, ago(8))], ON, ()).names == ("1+",)


def test_by_document_date_the_age_counts_from_the_sale():
    sold = [holding(5, ON + timedelta(days=30), on=ago(45)), holding(7, ON, on=ON)]
    assert row(sold) == (0, 12, 0, 0, 0, 0)
    assert row(sold, basis=Basis.DOCUMENT) == (0, 7, 0, 5, 0, 0)
    assert [(each.days, each.column) for each in behind(sold, ON, BUCKETS, Basis.DOCUMENT)] == [(45, 1), (0, None)]


@pytest.mark.parametrize(
    ("buckets", "says"),
    [
        ((30, 30), "day 30 cannot come after day 30"),
        ((60, 30), "day 30 cannot come after day 60"),
        ((0,), "from day 1 to day 3650"),
        ((4000,), "from day 1 to day 3650"),
        (tuple(range(1, 15)), "not be more than 12"),
    ],
)
def test_buckets_that_make_no_sense_are_refused_in_a_sentence(buckets, says):
    with pytest.raises(Refused, match=says):
        check_buckets(buckets)
