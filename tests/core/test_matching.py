"""Payments held against entries: nothing twice, sums kept, and each clue worth what it should be."""

import random
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core.matching import Does, Recorded, propose
from app.core.payers import Arrived, KnownPayer, OpenCharge, Person, fits_mask
from app.core.requests import Tender

DAY = date(2026, 3, 2)
WANG = Person(1, "C001", "王小明", ("13800004567",))
LI = Person(2, "C002", "李海", ("13900001234",), (OpenCharge("s1", 8000, DAY), OpenCharge("s2", 5000, DAY)))


def paid(number=1, left=50000, on=DAY, way=Tender.WECHAT, **fields):
    return Arrived(number, way, on, left, **fields)


def entry(number=7, customer=1, left=50000, on=DAY, way=Tender.WECHAT, **fields):
    return Recorded(number, customer, way, on, left, **fields)


def only(payments, entries, people=(WANG, LI), payers=()):
    found = propose(payments, entries, people, payers)
    assert len(found) == 1, found
    return found[0]


# ---- properties -----------------------------------------------------------------------------------------------------

amounts = st.sampled_from([-100, 100, 200, 500])
days = st.integers(0, 5).map(lambda n: DAY + timedelta(days=n))
ways = st.sampled_from([Tender.WECHAT, Tender.ALIPAY])
names = st.sampled_from(["", "王小明", "李海", "**明"])
texts = st.sampled_from(["", "C001", "s1", "13900001234", "充值"])
payments_ = st.lists(st.tuples(amounts, days, ways, names, texts), max_size=12)
entries_ = st.lists(st.tuples(amounts, days, ways, st.sampled_from([1, 2])), max_size=12)


@given(payments_, entries_)
def test_nothing_is_matched_twice_and_sums_are_kept(some, others):
    payments = [paid(n, left, on, way, name=name, text=text) for n, (left, on, way, name, text) in enumerate(some)]
    entries = [entry(n, customer, left, on, way) for n, (left, on, way, customer) in enumerate(others)]
    found = propose(payments, entries, [WANG, LI], [])
    by_payment = {each.id: each for each in payments}
    by_entry = {each.entry: each for each in entries}
    assert len({each.incoming for each in found}) == len(found)
    tied = [each for each in found if each.does is Does.TIE]
    assert len({each.entry for each in tied}) == len(tied)
    for each in tied:
        one, other = by_payment[each.incoming], by_entry[each.entry]
        assert (one.left, one.way, each.amount, each.customer) == (other.left, other.way, one.left, other.customer)
        assert abs((one.on - other.on).days) <= 3
    assert all(by_payment[each.incoming].left == each.amount for each in found)
    assert all(each.amount > 0 for each in found if each.does is not Does.TIE)
    assert all(0 <= each.confidence <= 100 for each in found)
    charges = [name for each in found for name in each.charges]
    assert len(charges) == len(set(charges))


@given(payments_, entries_)
def test_what_is_proposed_does_not_depend_on_the_order_of_the_files(some, others):
    payments = [paid(n, left, on, way, name=name, text=text) for n, (left, on, way, name, text) in enumerate(some)]
    entries = [entry(n, customer, left, on, way) for n, (left, on, way, customer) in enumerate(others)]
    ties = [e for e in propose(payments, entries, [WANG, LI], []) if e.does is Does.TIE]
    again = [e for e in propose(payments[::-1], entries[::-1], [LI, WANG], []) if e.does is Does.TIE]
    assert ties == again


@given(payments_, entries_)
def test_where_a_pair_fits_one_is_proposed(some, others):
    """No payment is left over while an entry of its amount, way and days is left over as well."""
    payments = [paid(n, left, on, way) for n, (left, on, way, _, _) in enumerate(some)]
    entries = [entry(n, customer, left, on, way) for n, (left, on, way, customer) in enumerate(others)]
    found = {each.incoming: each.entry for each in propose(payments, entries, [WANG, LI], [])}
    free = [each for each in entries if each.entry not in found.values()]
    for each in payments:
        if each.id not in found:
            near = [e for e in free if (e.way, e.left) == (each.way, each.left) and abs((e.on - each.on).days) <= 3]
            assert near == []


# ---- clues ----------------------------------------------------------------------------------------------------------


def test_a_top_up_and_the_payment_of_the_same_day_belong_together():
    found = only([paid()], [entry()])
    assert (found.does, found.entry, found.customer) == (Does.TIE, 7, 1)
    assert found.confidence >= 75


def test_two_of_one_amount_are_told_apart_by_the_minute_else_not_trusted():
    payments = [paid(1, at="10:00:05"), paid(2, at="15:00:05")]
    at = [datetime(2026, 3, 2, 15, 2), datetime(2026, 3, 2, 10, 3)]  # noqa: DTZ001 - the shop's local time
    found = propose(payments, [entry(7, recorded=at[0]), entry(8, recorded=at[1])], [WANG], [])
    assert {(each.incoming, each.entry) for each in found} == {(1, 8), (2, 7)}
    blind = propose([paid(1), paid(2)], [entry(7), entry(8)], [WANG], [])
    assert all(each.confidence <= 45 for each in blind)


def test_the_shops_own_number_is_the_surest_proof():
    found = propose([paid(1, reference="S100"), paid(2)], [entry(7), entry(8, reference="S100")], [WANG], [])
    assert (found[0].incoming, found[0].entry, found[0].confidence) == (1, 8, 99)


def test_a_payer_known_as_somebody_else_is_not_tied_with_trust():
    payers = [KnownPayer(2, Tender.WECHAT, "", "openid9")]
    found = only([paid(account="openid9")], [entry(customer=1)], payers=payers)
    assert (found.customer, found.does) == (2, Does.PAYMENT)  # it is theirs, and what the other one said never arrived
    assert found.confidence < 75  # more than is owed
    back = only([paid(left=-500, account="openid9")], [entry(customer=1, left=-500)], payers=payers)
    assert back.confidence <= 20


def test_a_payment_nobody_recorded_goes_to_whom_it_names():
    named = only([paid(left=8000, text="付 s1")], [])
    assert (named.does, named.customer, named.charges) == (Does.PAYMENT, 2, ("s1",))
    assert named.confidence >= 90
    whole = only([paid(left=13000, name="李海")], [])
    assert whole.charges == ("s1", "s2")
    ahead = only([paid(left=50000, text="C001 充值")], [])
    assert (ahead.does, ahead.customer) == (Does.TOP_UP, 1)


def test_hidden_names_and_phones_are_a_clue_but_no_proof():
    found = only([paid(name="**明", account="138******67")], [])
    assert (found.customer, found.does) == (1, Does.TOP_UP)
    assert 40 <= found.confidence < 80
    assert fits_mask("**明", "王小明")
    assert not fits_mask("***", "王小明")
    assert not fits_mask("**博", "王小明")


def test_a_name_within_what_was_written_is_a_clue():
    assert only([paid(text="充值-王小明")], []).customer == 1
    assert only([paid(name="支付宝-李海", left=8000)], []).charges == ("s1",)


def test_a_shop_that_sells_the_same_thing_all_day_is_matched_in_moments():
    """Five thousand payments of one amount: each finds an entry, and the work does not grow with their square."""
    at = [datetime(2026, 3, 2, 8 + n // 60 % 12, n % 60) for n in range(720)]  # noqa: DTZ001 - the shop's local time
    payments = [paid(n, 3000, DAY + timedelta(days=n % 14), at=f"{at[n % 720]:%H:%M:%S}") for n in range(5_000)]
    entries = [entry(n, 1, 3000, DAY + timedelta(days=n % 14)) for n in range(5_000)]
    found = propose(payments, entries, [WANG], [])
    assert len({each.entry for each in found}) == 5_000


def test_two_customers_of_one_name_make_it_doubtful():
    twin = Person(3, "C003", "王小明")
    sure = only([paid(name="王小明")], [], [WANG])
    doubtful = only([paid(name="王小明")], [], [WANG, twin])
    assert doubtful.confidence < 45 < sure.confidence


def test_money_given_back_is_tied_but_never_recorded_by_a_proposal():
    assert only([paid(left=-500)], [entry(left=-500)]).does is Does.TIE
    assert propose([paid(left=-500, text="C001")], [], [WANG], []) == []


def test_nobody_is_proposed_for_a_payment_that_says_nothing():
    assert propose([paid(left=777)], [entry(left=778)], [WANG, LI], []) == []


# ---- nothing wrong is called sure -----------------------------------------------------------------------------------


def test_an_amount_or_a_day_in_a_text_names_nobody():
    people = [
        Person(3, "500", "张一"),
        Person(4, "20260302", "张二"),
        Person(5, "VIP", "张三"),
        Person(6, "0012", "张四"),
    ]
    for text in ("充值 500", "500.00", "20260302 充值", "VIP充值", "尾号0012"):
        for found in propose([paid(text=text)], [], people, []):
            assert found.confidence < 50, (text, found)
    assert only([paid(text="会员 80012")], [], [Person(7, "80012", "张五")]).confidence >= 75
    table = Person(8, "C008", "张六", (), (OpenCharge("s9", 50000, DAY, "12"),))
    assert only([paid(text="12 号桌")], [], [table]).confidence < 75


def test_a_payer_called_otherwise_is_no_likely_proof():
    for way, name in ((Tender.BANK, "李海"), (Tender.ALIPAY, "**博")):
        assert only([paid(way=way, name=name)], [entry(way=way)], [WANG]).confidence < 75
    assert only([paid(way=Tender.ALIPAY, name="**明")], [entry(way=Tender.ALIPAY)], [WANG]).confidence >= 75
    assert only([paid(name="晴天")], [entry()], [WANG]).confidence >= 75  # on WeChat anybody is called as they like


def test_hours_between_payment_and_entry_make_it_doubtful():
    at = datetime(2026, 3, 2, 18, 0)  # noqa: DTZ001 - the shop's local time
    assert only([paid(at="09:00:00")], [entry(recorded=at)]).confidence < 75
    assert only([paid(at="17:55:00")], [entry(recorded=at)]).confidence >= 90


def test_a_name_under_which_anybody_pays_is_nobodys():
    payers = [KnownPayer(2, Tender.WECHAT, "微信用户", "")]
    assert propose([paid(name="微信用户")], [], [WANG, LI], payers) == []


def a_month(seed):
    """Make a month of a shop with few prices: payments, entries, and whose each payment is."""
    chance = random.Random(seed)
    payments, entries, truth = [], [], {}
    for number in range(240):
        on = DAY + timedelta(days=number // 8)
        at = datetime(on.year, on.month, on.day, 9) + timedelta(minutes=chance.randrange(600))  # noqa: DTZ001
        who, amount, sort = chance.randrange(1, 41), chance.choice([20000, 50000, 100000]), chance.random()
        late = chance.choice([1, 3, 8]) if chance.random() < 0.8 else chance.randrange(20, 240)
        if sort < 0.96:
            payments.append(paid(number, amount, on, at=f"{at:%H:%M:%S}"))
            truth[number] = who
        if not 0.93 <= sort < 0.96:
            entries.append(entry(number, who, amount, on, recorded=at + timedelta(minutes=late)))
    return payments, entries, truth


def test_over_months_of_a_busy_shop_nothing_wrong_is_called_certain():
    """Of some payments nobody wrote down anything, some entries are invented, many are written down hours later."""
    certain = every = 0
    for seed in range(8):
        payments, entries, truth = a_month(seed)
        people = [Person(number, f"C{number:03}", f"客{number}") for number in range(1, 41)]
        for each in propose(payments, entries, people, []):
            every += 1
            if each.confidence >= 90:
                certain += 1
                assert each.customer == truth[each.incoming], each
    assert certain > every // 4
