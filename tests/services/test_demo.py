"""The demo shop: the same each time, as large as asked for, whole, and with something to show on every page."""

from datetime import date, timedelta

import pytest

from app.bootstrap import build, circumstances, new_book
from app.core.credit.requests import CaseStepKind
from app.core.owing.plans import PlanState
from app.core.ways import CreditClass
from app.services import demo as package
from app.services.books import open_book
from app.services.demo import Demo
from app.services.demo.people import People, phone
from app.services.demo.stories import COUNT
from app.services.guarantees import GuaranteeState
from app.storage.engine import sqlite3

TODAY = date(2026, 11, 22)


def make(path, customers=60, entries=1500, today=TODAY):
    Demo(customers, entries, today).make(path, lambda _: None)
    return path


def opened(path, today=TODAY):
    store, book = open_book(path)
    return build(store, book, circumstances()._replace(today=lambda: today))


def ask(path, query):
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def head(path):
    return ask(path, "SELECT entry_id, hex(hash) FROM head")[0]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return make(tmp_path_factory.mktemp("demo") / "shop.cbook")


@pytest.fixture
def app(path):
    app = opened(path)
    yield app
    app.close()


def test_it_is_the_same_each_time(path, tmp_path):
    again = make(tmp_path / "again.cbook")
    assert head(again) == head(path)
    for table in ("file_request", "file_change", "setting", "service", "service_price"):
        assert ask(again, f"SELECT * FROM {table}") == ask(path, f"SELECT * FROM {table}")


def test_another_day_gives_a_year_that_ends_then(tmp_path):
    leap = date(2028, 2, 29)
    path = make(tmp_path / "leap.cbook", today=leap)
    assert ask(path, "SELECT first_on, last_on FROM head") == [("2027-03-02", "2028-02-29")]
    app = opened(path, leap)
    assert app.verify.verify().ok
    app.close()


@pytest.mark.parametrize(("customers", "entries"), [(1, 0), (1, 1), (1, 40), (2, 5), (7, 299), (26, 301), (300, 50)])
def test_any_size_has_exactly_so_many_customers_and_entries(tmp_path, customers, entries):
    path = make(tmp_path / "shop.cbook", customers, entries)
    assert ask(path, "SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM entry)") == [(customers, entries)]
    app = opened(path)
    assert app.verify.verify().ok
    app.close()


def test_the_book_is_whole_and_exactly_as_large_as_asked_for(app):
    report = app.verify.verify()
    assert (report.ok, report.entries) == (True, 1500)
    assert len(app.files.customers()) == 60


def test_it_tells_how_far_it_is(tmp_path):
    told = []
    Demo(20, 200, TODAY).make(tmp_path / "shop.cbook", told.append)
    assert told[-1] == 200


def test_a_file_that_exists_is_left_alone(tmp_path):
    path = tmp_path / "shop.cbook"
    path.write_bytes(b"mine")
    with pytest.raises(Exception, match="already"):
        make(path)
    assert path.read_bytes() == b"mine"


def test_what_fails_on_the_way_leaves_no_file_behind(tmp_path, monkeypatch):
    def fail(*_):
        raise RuntimeError("gone wrong")

    monkeypatch.setattr(package.maker.Demo, "_close_month", fail)
    with pytest.raises(RuntimeError, match="gone wrong"):
        make(tmp_path / "shop.cbook")
    assert list(tmp_path.iterdir()) == []


# ---- something to show on every page --------------------------------------------------------------------------------


def test_every_kind_of_entry_but_merging_and_reopening_comes_up(path):
    kinds = {kind for (kind,) in ask(path, "SELECT DISTINCT kind FROM entry")}
    assert kinds == {
        *("top_up", "sale", "pass_sale", "pass_use", "payment", "settle", "credit", "refund", "write_off", "opening"),
        *("transfer", "extend", "reschedule", "expire", "earn", "reverse", "close_month", "interest"),
    }


def test_charges_are_overdue_in_every_column(app):
    lines = app.views.ageing()
    assert all(any(line.overdue[column] for line in lines) for column in range(4))
    assert any(line.current for line in lines)


def test_money_expires_soon_and_some_has_expired(app):
    assert any(balance.expired for balance in app.views.balances())
    soon = [
        lot
        for customer in app.files.customers()
        for lot in app.views.lots(customer.no)
        if lot.expires_on and TODAY <= lot.expires_on <= TODAY + timedelta(days=14) and lot.principal
    ]
    assert soon


def test_some_balances_are_low_and_some_passes_nearly_used_up(app):
    balances = app.views.balances()
    assert any(0 < balance.principal + balance.bonus < 5000 for balance in balances)
    assert any(left.left == 1 for balance in balances for left in balance.passes)
    assert any(left.until and left.until <= TODAY + timedelta(days=7) for b in balances for left in b.passes)


def test_somebody_has_a_birthday_today(app):
    files = [app.files.file(customer.no) for customer in app.files.customers()]
    assert any(file.birthday.endswith(f"{TODAY:%m-%d}") for file in files)
    assert {file.language for file in files} == {"zh_CN", "zh_TW", "en"}
    assert any(note.counter for file in files for note in file.notes)
    assert any(contact.decides for file in files for contact in file.contacts)


def test_all_months_but_the_last_two_are_closed(path):
    assert ask(path, "SELECT closed_through FROM head") == [("2026-09-30",)]


def test_entries_were_recorded_on_their_day_in_order(path):
    assert ask(path, "SELECT count(*) FROM entry WHERE substr(recorded_at, 1, 10) != posted_on AND kind NOT IN"
                     " ('close_month', 'earn')") == [(0,)]  # fmt: skip
    instants = [instant for (instant,) in ask(path, "SELECT recorded_at FROM entry ORDER BY id")]
    assert instants == sorted(instants)


def test_offers_stand_in_the_book(app):
    assert {offer.paid for offer in app.offers.current(TODAY)} == {50000, 100000, 200000, 500000}


def test_the_shop_has_a_head_and_a_price_list(app, path):
    settings = app.settings.current()
    assert settings.shop_name.startswith("云溪造型")
    assert (settings.address, settings.phone, settings.bank) != ("", "", "")
    items = {item.name: item for item in app.prices.items(TODAY)}
    assert {item.kind.value for item in items.values()} == {"service", "goods", "session_pass", "period_pass"}
    cut = items["剪发"]
    days = (TODAY - timedelta(days=400), TODAY, TODAY + timedelta(days=70))
    assert [app.prices.price_on(cut.id, day) for day in days] == [5800, 6800, 7200]
    sold = {service for (service,) in ask(path, "SELECT DISTINCT service FROM item WHERE service <> ''")}
    assert sold <= {item.service for item in items.values()}


def test_terms_cards_and_a_hold_can_be_looked_at(app):
    assert {(text.kind.value, text.language) for text in app.terms.all()} == {
        (kind, language) for kind in ("top_up", "pass") for language in ("en", "zh_CN", "zh_TW")
    }
    assert not any(app.terms.findings(text.text) for text in app.terms.all())
    files = [app.files.file(customer.no) for customer in app.files.customers()]
    cards = [card for file in files for card in file.cards]
    assert any(card.lost_on and card.replaced_by for card in cards)
    assert any(card.lost_on and not card.replaced_by for card in cards)
    assert [file.no for file in files if file.holds] == ["C0001"]


def test_every_tab_of_the_receivables_has_something(app):
    assert {line.effective.credit for line in app.ratings.reviews_due()} >= {CreditClass.GOOD, CreditClass.NORMAL}
    assert {plan.progress.state for plan in app.plans.running()} == {PlanState.RUNNING, PlanState.MISSED}
    (case,) = app.cases.running()
    assert case.state is CaseStepKind.HEARING
    assert case.next_on > TODAY
    assert [each.state for each in app.guarantees.of_customer(case.customer)] == [GuaranteeState.CLAIMED]
    assert [each.customer for each in app.agreements.running_out()] == ["C0001"]
    assert app.interest.previews()
    assert app.incentives.rewards_due()
    assert len(app.write_offs.proposals()) == 2
    assert len(app.write_offs.written_off()) == 1
    assert 0 < (app.limitation.warnings()[0].clock.last_on - TODAY).days < 60
    assert app.receivables.ageing().disputed == {"C0003": 40000}


def test_a_day_on_which_everybody_stays_away_is_no_business_of_the_stories(tmp_path):
    people = People(60, TODAY - timedelta(days=364), TODAY, 1)
    people.silence(COUNT)
    assert [person.index for person in people.at_least_one()] == [COUNT]


# ---- people ---------------------------------------------------------------------------------------------------------


def test_no_two_phones_are_alike():
    assert len({phone(index) for index in range(100_000)}) == 100_000


def test_everybody_has_joined_in_the_end():
    people = People(500, TODAY - timedelta(days=364), TODAY, 1)
    joined = [p for n in range(365) for p in people.joining(TODAY - timedelta(days=364 - n))]
    assert joined == people.all
    assert len({person.number for person in joined}) == 500


def test_stories_wait_for_a_shop_large_enough(tmp_path):
    path = make(tmp_path / "shop.cbook", COUNT * 2 - 1, 400)
    assert ask(path, "SELECT count(*) FROM entry WHERE request_id LIKE 'C0001-%'") == [(0,)]


def test_a_demo_shop_is_known_as_one_wherever_it_is(tmp_path):
    small, large = make(tmp_path / "a.cbook", 1, 3), make(tmp_path / "b.cbook", 7, 40, TODAY - timedelta(days=400))
    for path in (small, large.rename(tmp_path / "my own shop.cbook")):
        app = opened(path)
        assert app.demo
        app.close()
    app = new_book(tmp_path / "real.cbook", name="雅丽", currency="CNY", language="zh_CN", pack="CN")
    assert not app.demo
    app.close()


def test_a_bill_of_last_month_waits_to_be_settled_and_a_review_is_under_way(app):
    """What the page of arrivals is for: most is proven, some never arrived, some nobody recorded."""
    last = TODAY.replace(day=1) - timedelta(days=1)
    (bill,) = app.incoming.bills()
    assert (bill.wrong, bill.refused, bill.last) == ((), 0, last)
    found = app.incoming.arrivals()
    assert len(found.tied) >= 5
    assert any(each.kind == "top_up" for each in found.never_arrived)
    assert len(found.never_recorded) >= 2
    assert [each.amount for each in found.refunds] == [-6800]
    assert app.incoming.propose()
    (review,) = app.prepaid_review.rounds()
    assert review.on == last
    assert not app.prepaid_review.is_due()
    findings = [e for pick in app.prepaid_review.round(review.id).picks for p in pick.points for e in p.findings]
    assert [each.follow_on for each in findings if each.follow_on] == [TODAY + timedelta(days=7)]
