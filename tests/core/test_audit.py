"""What an owner looks at twice, read off entries, changes and the drawer; the daily digest and its code."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.audit import (
    LABELS,
    AuditChange,
    AuditDrawer,
    AuditEntry,
    Choice,
    Doing,
    Row,
    counts,
    of_change,
    of_drawer,
    of_entry,
    select,
)
from app.core.audit_digest import DayDigest, LogEnd, broken, code, content, digest, is_code, read_content
from app.core.drawer import DrawerKind
from app.core.journal import EntryKind
from app.errors import Refused

ON = date(2026, 3, 31)
AT = datetime(2026, 3, 31, 8, tzinfo=UTC)


def entry(kind, **more):
    plain = {"number": 7, "on": ON, "local_on": ON, "at": AT, "staff": 2, "customer": 5, "amount": 100_00, "facts": {}}
    return AuditEntry(kind=kind, **{**plain, **more})


def doings(found):
    return [(row.what, row.amount) for row in of_entry(found)]


def change(field, old="", new="", customer=None):
    return AuditChange(AT, 2, customer, field, old, new)


# ---- entries --------------------------------------------------------------------------------------------------------


def test_everyday_entries_are_not_in_the_list():
    for kind in EntryKind:
        if kind not in (
            *(EntryKind.REVERSE, EntryKind.REFUND, EntryKind.CREDIT, EntryKind.WRITE_OFF),
            EntryKind.REOPEN_MONTH,
        ):
            assert of_entry(entry(kind)) == ()


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (EntryKind.REVERSE, Doing.REVERSAL),
        (EntryKind.REFUND, Doing.REFUND),
        (EntryKind.CREDIT, Doing.CREDIT_NOTE),
        (EntryKind.WRITE_OFF, Doing.WRITE_OFF),
        (EntryKind.REOPEN_MONTH, Doing.REOPENED),
    ],
)
def test_what_gives_money_back_or_undoes_is_always_in_it(kind, what):
    assert of_entry(entry(kind)) == (Row(AT, 2, what, 5, 100_00, 7),)


def test_a_bonus_is_in_it_by_what_the_offers_would_not_have_given():
    top_up = entry(EntryKind.TOP_UP, bonus=60_00, offered=50_00)
    assert doings(top_up) == [(Doing.BONUS, 10_00)]
    assert doings(top_up._replace(bonus=50_00)) == []
    assert doings(top_up._replace(offered=0, facts={"reward": 1})) == []


def test_a_price_below_the_list_is_in_it_by_the_difference():
    assert doings(entry(EntryKind.SALE, facts={"list_amount": 130_00, "amount": 110_00})) == [(Doing.PRICE, 20_00)]
    assert doings(entry(EntryKind.SALE, facts={"list_amount": 110_00, "amount": 110_00})) == []
    assert doings(entry(EntryKind.SALE, facts={"amount": 110_00})) == []


@pytest.mark.parametrize("name", ["on_hold", "over_limit", "over_overdue", "over_group", "unpaid"])
@pytest.mark.parametrize("kind", [EntryKind.SALE, EntryKind.PASS_SALE])
def test_a_limit_passed_is_in_it_by_how_far(name, kind):
    assert doings(entry(kind, facts={name: 30_00})) == [(Doing.LIMIT, 30_00)]


def test_what_is_given_up_at_a_payment_is_in_it():
    assert doings(entry(EntryKind.PAYMENT, given_up=5_40)) == [(Doing.DISCOUNT, 5_40)]


def test_an_entry_for_an_earlier_day_is_in_it_unless_its_day_is_given_by_what_it_is():
    early = ON - timedelta(days=1)
    assert doings(entry(EntryKind.TOP_UP, on=early)) == [(Doing.EARLIER_DAY, 100_00)]
    for kind in (EntryKind.EARN, EntryKind.CLOSE_MONTH, EntryKind.OPENING):
        assert doings(entry(kind, on=early)) == []
    assert doings(entry(EntryKind.REFUND, on=early)) == [(Doing.REFUND, 100_00), (Doing.EARLIER_DAY, 100_00)]


def test_facts_of_another_kind_than_numbers_harm_nothing():
    assert doings(entry(EntryKind.SALE, facts={"list_amount": "x", "amount": None, "over_limit": [1]})) == []


# ---- the log of changes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "customer", "what"),
    [
        ("staff.2.role", None, Doing.STAFF),
        ("rights.policy", None, Doing.STAFF),
        ("owner_pin", None, Doing.SIGN_IN),
        ("pin", 5, Doing.SIGN_IN),
        ("sign_in.wrong", None, Doing.SIGN_IN),
        ("recovery.used", None, Doing.SIGN_IN),
        ("approval.refund", None, Doing.APPROVAL),
        ("export.journal", None, Doing.EXPORT),
        ("attachment.removed", 5, Doing.ATTACHMENT),
        ("erased", 5, Doing.ERASURE),
        ("file.restored", None, Doing.BOOK_FILE),
        ("settings.payment_terms", None, Doing.SETTINGS),
        ("mail.host", None, Doing.SETTINGS),
        ("prices.p1.2026-01-01", None, Doing.SETTINGS),
        ("terms.top_up.zh_CN", None, Doing.SETTINGS),
        ("credit_limit", 5, Doing.CREDIT_TERMS),
        ("holds", 5, Doing.CREDIT_TERMS),
        ("override", 5, Doing.CREDIT_TERMS),
    ],
)
def test_a_change_is_in_the_list_by_its_field(field, customer, what):
    row = of_change(change(field, "1", "2", customer))
    assert row is not None
    assert (row.what, row.field, row.old, row.new, row.customer) == (what, field, "1", "2", customer)


@pytest.mark.parametrize(
    ("field", "customer"),
    [
        *(("phones", 5), ("name", 5), ("note", 5), ("fields.export.journal", 5), ("reminder_text.x.en", None)),
        # a field of the shop's own in a customer's file cannot pass itself off as the shop's log
        *(("staff.2.role", 5), ("export.journal", 5), ("address.city", 5), ("no", 5)),
    ],
)
def test_everyday_changes_are_not(field, customer):
    assert of_change(change(field, "", "x", customer)) is None


@pytest.mark.parametrize("kind", DrawerKind)
def test_every_opening_of_the_drawer_is_in_it(kind):
    row = of_drawer(AuditDrawer(AT, 2, kind, 200_00))
    assert (row.what, row.amount, row.field) == (Doing.DRAWER, 200_00, f"drawer.{kind}")


def test_each_has_a_name_of_its_own():
    assert set(LABELS) == set(Doing)
    assert len(set(LABELS.values())) == len(LABELS)


# ---- choosing -------------------------------------------------------------------------------------------------------

ROWS = [
    Row(AT + timedelta(hours=hour), staff, what, customer, amount, hour)
    for hour, (staff, what, customer, amount) in enumerate(
        [
            (1, Doing.REFUND, 5, 50_00),
            (2, Doing.REFUND, 6, 10_00),
            (2, Doing.DRAWER, None, 0),
            (2, Doing.BONUS, 5, 1_00),
        ]
    )
]


def chosen(**wanted):
    return [row.entry for row in select(ROWS, Choice(**wanted), datetime.date)]


def test_the_newest_come_first_and_each_wish_narrows():
    assert chosen() == [3, 2, 1, 0]
    assert chosen(staff=2) == [3, 2, 1]
    assert chosen(what=frozenset({Doing.REFUND})) == [1, 0]
    assert chosen(customer=5) == [3, 0]
    assert chosen(least=10_00) == [1, 0]
    assert chosen(staff=2, customer=6) == [1]
    assert chosen(first_on=ON, last_on=ON) == [3, 2, 1, 0]
    assert chosen(last_on=ON - timedelta(days=1)) == chosen(first_on=ON + timedelta(days=1)) == []


def test_days_are_the_shops_own():
    east = select(ROWS, Choice(first_on=ON + timedelta(days=1)), lambda at: (at + timedelta(hours=14)).date())
    assert [row.entry for row in east] == [3, 2]


def test_counts_come_in_the_order_of_the_list():
    assert counts(ROWS) == {Doing.REFUND: 2, Doing.BONUS: 1, Doing.DRAWER: 1}
    assert list(counts(ROWS)) == [Doing.REFUND, Doing.BONUS, Doing.DRAWER]


# ---- the daily digest -----------------------------------------------------------------------------------------------

BOOK = "6f1c"
HASHES = {number: f"{number:064x}" for number in range(1, 30)}
FIRST = DayDigest(
    book=BOOK,
    on=ON,
    head=10,
    head_hash=HASHES[10],
    entries=10,
    changes=3,
    tenders={"tender.cash": 500_00},
    sums={"prepaid.principal": 500_00},
    doings={Doing.REFUND: 1},
    logs={"drawer": LogEnd(4, "4d"), "approval": LogEnd(0, "")},
)
SECOND = replace(FIRST, on=ON + timedelta(days=1), head=20, head_hash=HASHES[20], previous=digest(FIRST))
THIRD = replace(FIRST, on=ON + timedelta(days=2), head=20, head_hash=HASHES[20], entries=0, previous=digest(SECOND))
DAYS = (FIRST, SECOND, THIRD)


MARKS = {("drawer", 4): "4d"}


def sentences(days, hash_of=HASHES.get, book=BOOK, marks=MARKS):
    found = [str(each) for each in broken(days, book, hash_of, lambda name, line: marks.get((name, line)))]
    assert all("{" not in each and each.endswith(".") for each in found)
    return found


def test_an_untouched_book_holds_against_all_its_digests():
    assert sentences(DAYS) == []
    assert sentences(()) == []


@pytest.mark.parametrize("marks", [{}, {("drawer", 4): "5e"}])
def test_lines_taken_out_of_a_log_are_told_once_with_the_first_day_that_had_them(marks):
    [told] = sentences(DAYS, marks=marks)
    assert FIRST.on.isoformat() in told


@given(st.integers(1, 20), st.integers(0, 63))
def test_one_changed_entry_makes_every_later_digest_speak(number, at):
    # a change of entry n changes its hash and all that follow, for each covers the one before
    def now(head):
        return HASHES[head] if head < number else HASHES[head][:at] + "f" + HASHES[head][at + 1 :]

    assert len(sentences(DAYS, now)) == sum(day.head >= number for day in DAYS)


def test_an_end_cut_off_is_named_by_the_entry_that_is_gone():
    found = sentences(DAYS, lambda head: HASHES[head] if head <= 15 else None)
    assert len(found) == 2
    assert "Entry 20" in found[0]
    assert "cut off" in found[0]


def test_a_digest_changed_afterwards_or_left_out_shows():
    forged = replace(FIRST, tenders={"tender.cash": 400_00})
    assert len(sentences((forged, SECOND, THIRD))) == 1
    assert len(sentences((FIRST, THIRD))) == 1
    assert "missing" in sentences((SECOND, THIRD))[0]
    assert len(sentences((FIRST, replace(SECOND, on=ON - timedelta(days=9))))) == 1


def test_a_digest_of_another_book_is_said_to_be_one():
    found = sentences(DAYS, book="other")
    assert found
    assert all("another book" in each for each in found)


def test_an_empty_book_has_digests_too():
    empty = replace(FIRST, head=0, head_hash="", entries=0)
    assert sentences((empty,), lambda _: None) == []


@given(
    st.sampled_from(["book", "on", "head", "head_hash", "entries", "changes", "tenders", "sums", "doings", "previous"])
)
def test_whatever_is_changed_makes_another_digest_and_another_code(name):
    other = {"on": date(2027, 1, 1), "tenders": {"tender.cash": 1}, "sums": {"x": 1}, "doings": {"refund": 2}}
    value = other.get(name, "zz" if isinstance(getattr(FIRST, name), str) else 999)
    changed = replace(FIRST, **{name: value})
    assert digest(changed) != digest(FIRST)
    assert code(changed) != code(FIRST)


def test_it_is_read_as_it_was_kept():
    for day in DAYS:
        assert content(read_content(content(day))) == content(day)
        assert digest(read_content(content(day))) == digest(day)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", content(FIRST)[:-1], content(FIRST) + " ", '{"on":"2026-03-31"}']
)
def test_what_is_no_digest_is_not_read(text):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever reader found it
        read_content(text)


@pytest.mark.parametrize(
    "more", [{"head": "10"}, {"head_hash": 7}, {"tenders": {"tender.cash": "1"}}, {"sums": [1]}, {"entries": None}]
)
def test_a_digest_with_other_things_than_figures_is_none(more):
    text = json.dumps({**json.loads(content(FIRST)), **more}, sort_keys=True, separators=(",", ":"))
    with pytest.raises(ValueError):  # noqa: PT011 - whichever reader found it
        read_content(text)


def test_the_code_is_short_and_a_slip_is_told_from_another_day():
    assert len(code(FIRST)) == 23
    assert is_code(FIRST, code(FIRST).lower().replace("-", " "))
    assert not is_code(FIRST, code(SECOND))
    for typed, part in (
        (code(FIRST)[:-1], "4 groups"),
        (code(FIRST)[:5] + code(FIRST)[5:].replace(code(FIRST)[6], "?"), "Group"),
    ):
        with pytest.raises(Refused) as refused:
            is_code(FIRST, typed)
        assert refused.value.field == "code"
        assert part in str(refused.value)
