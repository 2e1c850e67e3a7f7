"""Staff: rights hold at every door and within the transaction, four eyes, signing in; switched off, nothing."""

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from app.bootstrap import build
from app.core.list_paper import ListColumn, ListSheet
from app.core.prices import NewPriceItem, PriceKind
from app.core.requests import (
    Allocation,
    CloseMonth,
    Part,
    PassSale,
    Payment,
    Refund,
    Reverse,
    Sale,
    SaleLine,
    Tender,
    TopUp,
    Transfer,
)
from app.core.settings import ChangeSettings
from app.core.staff import proof
from app.core.staff.recovery import written
from app.core.staff.rights import Act, Right
from app.core.staff.roles import NO, SECOND, YES, Policy, Role, up_to
from app.core.staff.verdicts import Wanted
from app.core.statement_reply import DisputeOutcome, EndDispute, OpenDispute
from app.errors import Message, Refused
from app.services import closed_books, restore
from app.services.circumstances import Circumstances
from app.services.owner_pin import OwnerPin
from app.services.rights import NeedsApproval, allow
from app.services.seat import Seat
from app.services.staff import AddMember, ChangeMember, ChangeRights, EndMember
from app.services.verify import Verify
from app.storage.books import load_book
from tests.services.helpers_customers import TODAY, open_shop

BOSS, ANN, BEN, EVA = "7391", "8642", "correct horse battery", "some other words"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Hash at a lower cost: how slow it is does not matter here."""
    monkeypatch.setattr(proof, "_hash", lambda secret, salt, _cost: hashlib.sha256(salt + secret.encode()).digest())


class Clock:
    """A clock that moves a second at each look, and further when told to."""

    def __init__(self, begin):
        self.at = begin

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture(name="shop")
def made(tmp_path):
    yield from open_shop(tmp_path)


@pytest.fixture(name="clock")
def hand(shop):
    return Clock(shop.around.now())


@pytest.fixture(name="app")
def opened(shop, clock):
    with shop.store.read() as session:
        book = load_book(session)
    shop.customer("C1", name="Wang", credit_limit="100.00")
    app = build(shop.store, book, Circumstances(clock, shop.around.today, shop.around.salt))
    yield app
    assert Verify(shop.store).verify().problems == ()


@pytest.fixture(name="crew")
def staffed(app):
    """A shop with the owner Boss, the cashier Ann, the bookkeeper Ben and the reader Eva; the owner is signed in."""
    app.recovery = app.staff.switch_on("on", name="Boss", secret=BOSS)
    for name, role, secret in (
        ("Ann", Role.CASHIER, ANN),
        ("Ben", Role.BOOKKEEPER, BEN),
        ("Eva", Role.READER, EVA),
    ):
        app.staff.add(AddMember(id=f"add-{name}", name=name, role=role), secret)
    return app


def as_(app, name):
    app.staff.sign_in(name, {"Boss": BOSS, "Ann": ANN, "Ben": BEN, "Eva": EVA}[name])
    return app


def top_up(id_="t1", **fields):
    return TopUp(**{"id": id_, "on": TODAY, "customer": "C1", "paid": 500_00, "tender": Tender.CASH, **fields})


def refund(id_="r1", **fields):
    return Refund(
        **{"id": id_, "on": TODAY, "customer": "C1", "tender": Tender.CASH, "reason": "left", "amount": 10_00, **fields}
    )


def policy(app, **fields):
    before = app.staff.policy()
    app.staff.record(ChangeRights(id=f"p{hash(str(fields))}", policy=Policy(on=True, roles=before.roles, **fields)))


# ---- switched off ---------------------------------------------------------------------------------------------------


def test_a_shop_of_one_person_meets_none_of_it(app, shop):
    app.journal.record(top_up(bonus=400_00, on=TODAY - timedelta(days=90)))
    app.journal.record(refund())
    app.journal.record(Reverse(id="v", on=TODAY, entry="r1", reason="slip"))
    app.settings.change(ChangeSettings(id="s", given={"shop_name": "Ours"}))
    assert {row[0] for row in shop.sql("SELECT staff_id FROM entry")} == {1}
    assert shop.sql("SELECT count(*) FROM staff_member UNION ALL SELECT count(*) FROM approval") == [(0,), (0,)]
    assert not app.staff.present().on
    with pytest.raises(Refused, match="not told apart"):
        app.staff.sign_in("", BOSS)


def test_it_costs_one_small_select_a_transaction(app, monkeypatch):
    from app.services import rights as module

    seen = []
    monkeypatch.setattr(module, "load_members", lambda _session: seen.append("members"))
    before = module.load_policy
    monkeypatch.setattr(module, "load_policy", lambda session: (seen.append("policy"), before(session))[1])
    app.journal.record(top_up())
    assert seen == ["policy"]


def test_it_is_not_switched_on_without_a_name_and_a_secret(app, shop):
    before = shop.dump()
    for name, secret in (("", BOSS), ("Boss", ""), ("Boss", "1234"), ("Boss", "1"), ("Boss", "short")):
        with pytest.raises(Refused):
            app.staff.switch_on("on", name=name, secret=secret)
        assert shop.dump() == before


# ---- rights at every door -------------------------------------------------------------------------------------------


def test_nothing_is_done_while_nobody_has_signed_in(crew, shop):
    crew.staff.sign_out()
    before = shop.dump()
    for act in (
        lambda: crew.journal.record(top_up()),
        lambda: crew.settings.change(ChangeSettings(id="s", given={"shop_name": "X"})),
        lambda: crew.staff.record(AddMember(id="m", name="New", role=Role.OWNER)),
        lambda: crew.pins.set("C1", "4711"),
        crew.reports.overview,
    ):
        with pytest.raises(Refused, match="Nobody has signed in"):
            act()
    assert shop.dump() == before


def test_a_reader_changes_nothing_by_any_door(crew, shop, tmp_path):
    crew.journal.record(top_up())
    as_(crew, "Eva")
    before, out = shop.dump(), tmp_path / "out"
    doors = [
        lambda: crew.journal.record(top_up("t2")),
        lambda: crew.journal.record(refund()),
        lambda: crew.journal.record(CloseMonth(id="m", month=date(2026, 4, 1))),
        lambda: shop_door(crew, {"do": "customer", "id": "n", "no": "C9", "name": "New"}),
        lambda: crew.settings.change(ChangeSettings(id="s", given={"shop_name": "X"})),
        lambda: crew.prices.record(NewPriceItem(id="i", name="Cut", kind=PriceKind.SERVICE, price=1, starts_on=TODAY)),
        lambda: crew.staff.record(ChangeMember(id="c", member=4, given={"role": Role.OWNER})),
        lambda: crew.staff.set_secret("9753", member=1),
        crew.staff.new_recovery_code,
        lambda: crew.staff.switch_off("off"),
        lambda: crew.pins.set("C1", "4711"),
        lambda: crew.owner_pin.set("4711"),
        lambda: crew.exports.journal(out, "csv"),
        crew.reports.overview,
        lambda: crew.backups.make(out),
        lambda: crew.backups.run([tmp_path], by_hand=True),
        lambda: crew.evidence.pdf("C1"),
        lambda: crew.envelopes.envelopes(["C1"], None),
        lambda: crew.letters.issue([1]),
        lambda: crew.reminder_queue.claim(1, None),
        crew.verify.rebuild,
        lambda: crew.statement_runs.abandon(1),
    ]
    for number, door in enumerate(doors):
        with pytest.raises(Refused) as caught:
            door()
        assert caught.value.field in {"staff", "rights"}, number
        assert "Eva may not do this" in str(caught.value) or "only an owner" in str(caught.value), number
    assert shop.dump() == before
    assert not out.exists()


def shop_door(app, event):
    results = []
    app.bulk.apply([json.dumps(event).encode()], results.append)
    if results[0].refused is not None:
        raise results[0].refused


def test_apply_refuses_line_by_line_what_the_window_refuses(crew):
    as_(crew, "Ann")
    lines = [
        {"do": "top_up", "id": "a", "on": "2026-05-20", "customer": "C1", "paid": "500.00", "tender": "cash"},
        {"do": "top_up", "id": "b", "on": "2026-05-20", "customer": "C1", "paid": "1.00", "bonus": "9.00",
         "tender": "cash"},
        {"do": "settings", "id": "c", "shop_name": "X"},
        {"do": "close_month", "id": "d", "month": "2026-04"},
        {"do": "top_up", "id": "e", "on": "2026-05-20", "customer": "C1", "paid": "5.00", "tender": "cash"},
    ]  # fmt: skip
    results = []
    crew.bulk.apply([json.dumps(line).encode() for line in lines], results.append)
    assert [result.ok for result in results] == [True, False, False, False, True]
    assert isinstance(results[1].refused, NeedsApproval)
    with pytest.raises(NeedsApproval) as by_hand:
        crew.journal.record(top_up("b", paid=100, bonus=900))
    assert str(by_hand.value) == str(results[1].refused)


def test_what_is_recorded_bears_who_did_it(crew, shop):
    as_(crew, "Ann").journal.record(top_up())
    shop_door(crew, {"do": "customer", "id": "n", "no": "C9", "name": "New"})
    assert shop.sql("SELECT staff_id FROM entry") == [(2,)]
    assert shop.sql("SELECT staff_id FROM file_change WHERE request_id = 'n'") == [(2,)]


def test_rights_are_those_of_the_moment_in_another_window_too(crew, shop):
    as_(crew, "Ann").journal.record(top_up())
    other = build(shop.second(), crew.book, crew.around._replace(seat=Seat()))
    as_(other, "Boss").staff.record(EndMember(id="gone", member=2, reason="stole"))
    other.close()
    with pytest.raises(Refused, match="no longer belongs"):
        crew.journal.record(top_up("t2"))
    with pytest.raises(Refused, match="nobody of the staff"):
        crew.staff.sign_in("Ann", ANN)


def test_a_request_that_was_recorded_is_known_again_whatever_became_of_the_right(crew):
    as_(crew, "Ann").journal.record(top_up())
    as_(crew, "Eva")
    assert crew.journal.record(top_up()).repeated


# ---- contents and amounts -------------------------------------------------------------------------------------------


def test_a_bonus_by_the_offers_is_no_bonus_by_hand(crew, shop):
    shop_door(crew, {"do": "offer", "id": "o", "name": "O", "paid": "500.00", "bonus": "50.00"})
    as_(crew, "Ann").journal.record(top_up(bonus=50_00))
    with pytest.raises(NeedsApproval, match="bonus beyond"):
        crew.journal.record(top_up("t2", bonus=50_01))
    with pytest.raises(NeedsApproval, match="bonus beyond"):
        crew.journal.record(TopUp(id="t3", on=TODAY, customer="C1", paid=0, bonus=1, tender=Tender.OTHER, reward=1))


def test_what_paying_early_earns_by_the_terms_is_no_discount_by_hand(crew):
    """CASES E1: 10 % of 236 for paying within a day; a cashier takes it alone, and not a cent more."""
    terms = {"due": {"days": 30}, "early": [{"share": "10", "days": 1}]}
    sold = {"do": "sale", "on": TODAY.isoformat(), "customer": "C9", "amount": "236.00"}
    events = [
        {"do": "customer", "id": "c9", "no": "C9", "name": "Zhou", "credit_limit": "1000.00"},
        *({**sold, "id": name, "pay": [{"with": "account", "terms": terms}]} for name in ("s1", "s2")),
    ]
    assert as_(crew, "Boss").bulk.apply([json.dumps(each).encode() for each in events], lambda _line: None)
    as_(crew, "Ann")

    def pay(id_, amount, discount, *against):
        paid = Payment(id=id_, on=TODAY, customer="C9", amount=amount, tender=Tender.CASH, discount=discount)
        return replace(paid, against=against)

    wants = needed(crew, pay("p1", 212_39, 23_61))
    assert wants.verdict.wanted == (Wanted(Right.DISCOUNT, 23_61),)
    wants = needed(crew, pay("p2", 212_40, 23_60, Allocation("s1", 100_00), Allocation("s2", 136_00)))
    assert wants.verdict.wanted == (Wanted(Right.DISCOUNT, 23_60),)
    crew.journal.record(pay("p3", 212_40, 23_60, Allocation("s2")))
    crew.journal.record(pay("p4", 212_40, 23_60))
    assert crew.views.balance("C9").owed == 0


def test_a_price_below_the_list_and_a_limit_passed_are_found_out(crew):
    crew.prices.record(NewPriceItem(id="i", name="Cut", kind=PriceKind.SERVICE, price=80_00, starts_on=TODAY))
    policy(crew, four_eyes={})
    crew.staff.record(ChangeMember(id="own", member=2, given={"own": {Right.PRICE: up_to(5_00)}}))
    as_(crew, "Ann")
    cash = (Part("cash"),)

    def sold(id_, price, **more):
        line = SaleLine("Cut", "2", price)
        return Sale(id=id_, on=TODAY, customer="C1", amount=2 * price, lines=(line,), pay=cash, **more)

    crew.journal.record(sold("s1", 77_50))
    with pytest.raises(NeedsApproval, match="below the list"):
        crew.journal.record(sold("s2", 77_49))
    account = (Part("account"),)
    crew.journal.record(Sale(id="s3", on=TODAY, customer="C1", amount=100_00, pay=account, override="not needed"))
    with pytest.raises(NeedsApproval, match="past a credit limit"):
        crew.journal.record(Sale(id="s4", on=TODAY, customer="C1", amount=1_00, pay=account, override="friend"))


def test_ceilings_hold_for_amounts_that_only_the_entry_says(crew, shop):
    shop_door(crew, {"do": "customer", "id": "n", "no": "C2", "name": "Li"})
    crew.journal.record(top_up(paid=100_00))
    own = {Right.TRANSFER: up_to(50_00, second=False), Right.UNDO: YES}
    crew.staff.record(ChangeMember(id="own", member=2, given={"own": own}))
    as_(crew, "Ann")

    def moved(id_, amount):
        return Transfer(id=id_, on=TODAY, customer="C1", to="C2", amount=amount)

    with pytest.raises(Refused, match="only up to"):
        crew.journal.record(moved("m1", None))
    crew.journal.record(moved("m2", 50_00))
    crew.journal.record(moved("m3", None))  # what is left is as much
    crew.journal.record(Reverse(id="v", on=TODAY, entry="m3", reason="slip"))
    with pytest.raises(NeedsApproval, match="Reverse entries"):  # not her own
        crew.journal.record(Reverse(id="v2", on=TODAY, entry="t1", reason="slip"))


def test_write_offs_in_one_request_count_together(crew, shop):
    crew.staff.record(ChangeMember(id="own", member=3, given={"own": {Right.WRITE_OFF: up_to(50_00, second=False)}}))
    for name in ("a", "b"):
        pay = (Part("account"),)
        crew.journal.record(Sale(id=name, on=TODAY, customer="C1", amount=30_00, pay=pay))
    as_(crew, "Ben")
    event = {"do": "write_offs", "id": "w", "on": "2026-05-20", "charges": ["a", "b"], "reason": "gone"}
    with pytest.raises(Refused, match="only up to"):
        shop_door(crew, event)
    shop_door(crew, {**event, "charges": ["a"]})
    assert shop.sql("SELECT staff_id FROM entry WHERE kind = 'write_off'") == [(3,)]


def test_a_dispute_gives_no_credit_that_was_not_theirs_to_give(crew):
    as_(crew, "Ann").journal.record(Sale(id="s1", on=TODAY, customer="C1", amount=80_00, pay=(Part("account"),)))
    as_(crew, "Ben").disputes.open(OpenDispute(id="d1", customer="C1", charge="s1", on=TODAY, reason="never had it"))
    end = EndDispute(id="e1", dispute="d1", outcome=DisputeOutcome.ACCEPTED, on=TODAY, reason="so", credit=80_00)
    with pytest.raises(NeedsApproval) as needed:
        crew.disputes.end(end)
    assert [each.right for each in needed.value.verdict.wanted] == [Right.CREDIT_NOTE]
    crew.staff.approve(needed.value, "Boss", BOSS)
    crew.disputes.end(end)
    assert crew.views.balance("C1").owed == 0


def test_figures_of_the_whole_shop_are_for_those_who_may_see_them(crew):
    as_(crew, "Ben").views.trial_balance()
    crew.receivables.ageing()
    as_(crew, "Ann")
    for look in (crew.views.trial_balance, crew.receivables.ageing):
        with pytest.raises(Refused, match="figures of the whole shop"):
            look()
    with pytest.raises(Refused, match="Issue statements"):  # everybody's address
        crew.statement_runs.posting_list(1)


def test_whoever_may_not_learns_nothing_of_the_account(crew):
    as_(crew, "Eva")
    with pytest.raises(Refused, match="Eva may not"):
        crew.journal.record(Payment(id="p", on=TODAY, customer="nobody", amount=1, tender=Tender.CASH))


# ---- four eyes ------------------------------------------------------------------------------------------------------


def needed(app, request):
    with pytest.raises(NeedsApproval) as caught:
        app.journal.record(request)
    return caught.value


def test_a_second_person_approves_this_very_request_and_both_names_are_kept(crew, shop):
    as_(crew, "Ann").journal.record(top_up())
    wants = needed(crew, refund())
    assert [member.name for member in wants.approvers] == ["Boss"]
    for name, secret in (("Ann", ANN), ("Ben", BEN), ("Eva", EVA), ("Boss", "1598"), ("Nobody", BOSS)):
        with pytest.raises(Refused):
            crew.staff.approve(wants, name, secret)
    crew.staff.approve(wants, "Boss", BOSS)
    assert isinstance(needed(crew, refund(amount=10_01)), NeedsApproval)
    crew.journal.record(refund())
    assert shop.sql("SELECT request_id, asked_by, approved_by, rights FROM approval") == [("r1", 2, 1, "refund")]
    assert shop.sql("SELECT staff_id FROM entry WHERE kind = 'refund'") == [(2,)]
    assert crew.journal.record(refund()).repeated


def test_an_approval_lasts_a_quarter_of_an_hour_and_goes_with_whoever_asked(crew, clock):
    as_(crew, "Ann").journal.record(top_up())
    crew.staff.approve(needed(crew, refund()), "Boss", BOSS)
    clock.at += timedelta(minutes=16)
    with pytest.raises(Refused, match="too long ago"):
        crew.journal.record(refund())
    crew.staff.approve(needed(crew, refund("r2")), "Boss", BOSS)
    as_(crew, "Ann")  # anew
    needed(crew, refund("r2"))


def test_somebody_beside_approves_a_whole_file_each_line_by_name(crew, shop):
    as_(crew, "Ann").journal.record(top_up())
    with pytest.raises(Refused, match="whoever asks"):
        crew.staff.sit_beside("Ann", ANN)
    crew.staff.sit_beside("Boss", BOSS)
    for name in ("a", "b"):
        shop_door(
            crew,
            {"do": "refund", "id": name, "on": "2026-05-20", "customer": "C1", "amount": "1.00", "tender": "cash",
             "reason": "x"},
        )  # fmt: skip
    assert shop.sql("SELECT request_id, approved_by FROM approval") == [("a", 1), ("b", 1)]
    shop.sql("UPDATE staff_member SET active = active")
    with pytest.raises(Exception, match="kept as it was"):
        shop.sql("DELETE FROM approval")


def test_the_owner_too_needs_a_second_person_where_they_chose_so(crew):
    crew.staff.add(AddMember(id="m", name="Two", role=Role.OWNER), "other long words")
    crew.staff.record(AddMember(id="n", name="Has no PIN yet", role=Role.OWNER))
    policy(crew, four_eyes={Right.REFUND: 20_00})
    crew.journal.record(top_up())
    crew.journal.record(refund(amount=19_99))
    wants = needed(crew, refund("r2", amount=20_00))
    assert [member.name for member in wants.approvers] == ["Two"]


def test_nothing_takes_two_of_whom_one_could_never_approve(crew):
    """An owner without a PIN counted as the second: then the staff could be managed by nobody any more."""
    crew.staff.record(AddMember(id="two", name="Two", role=Role.OWNER))
    with pytest.raises(Refused, match="at least two"):
        policy(crew, four_eyes={Right.STAFF: 0})
    crew.staff.set_secret("other long words", member=5)
    policy(crew, four_eyes={Right.STAFF: 0})
    with pytest.raises(NeedsApproval):
        crew.staff.switch_off("off")


def test_an_act_without_a_request_takes_two_as_well(crew, shop, tmp_path):
    crew.staff.record(ChangeMember(id="own", member=2, given={"own": {Right.EXPORT: SECOND}}))
    as_(crew, "Ann")
    with pytest.raises(NeedsApproval) as wants:
        crew.exports.journal(tmp_path / "a.csv", "csv")
    crew.staff.approve(wants.value, "Boss", BOSS)
    crew.exports.journal(tmp_path / "a.csv", "csv")
    assert shop.sql("SELECT request_id, rights FROM approval") == [("", "export")]
    with pytest.raises(NeedsApproval):  # used up
        crew.exports.journal(tmp_path / "a.csv", "csv")


def test_who_may_look_through_the_doings_may_not_let_them_go_out_for_that(crew, shop, tmp_path):
    """The list of doings names customers and amounts: it went out by the right to see it alone."""
    crew.staff.record(ChangeMember(id="own", member=2, given={"own": {Right.AUDIT: YES, Right.EXPORT: NO}}))
    as_(crew, "Ann")
    assert crew.audit.lines()
    sheet = ListSheet(Message("Doings"), (), (ListColumn("What", 1),), (("top-up",),), (), carried=False)
    for write in (crew.audit.save, partial(crew.audit.export, sheet, language="en")):
        with pytest.raises(Refused, match="Export lists"):
            write(path=tmp_path / "doings.csv")
    assert list(tmp_path.glob("*.csv")) == []


# ---- managing -------------------------------------------------------------------------------------------------------


def test_a_book_is_never_without_an_owner_who_can_sign_in(crew, shop):
    before = shop.dump()
    for request in (
        EndMember(id="e", member=1),
        ChangeMember(id="e", member=1, given={"role": Role.CASHIER}),
        ChangeMember(id="e", member=9, given={"role": Role.CASHIER}),
        AddMember(id="e", name="ann", role=Role.CASHIER),
        AddMember(id="e", name=" ", role=Role.CASHIER),
        ChangeRights(id="e", policy=Policy(on=True, four_eyes={Right.REFUND: 0})),
        ChangeRights(id="e", policy=Policy(on=True, roles={Role.OWNER: {Right.SELL: NO}})),
    ):
        with pytest.raises(Refused):
            crew.staff.record(request)
        assert shop.dump() == before
    crew.staff.record(AddMember(id="m", name="Two", role=Role.OWNER))
    with pytest.raises(Refused, match="an owner needs a PIN"):  # the other one has none yet
        crew.staff.record(EndMember(id="e", member=1))
    crew.staff.set_secret("another secret", member=5)
    crew.staff.record(EndMember(id="e", member=1))
    assert [each.member.name for each in crew.staff.members()] == ["Ann", "Ben", "Eva", "Two"]


def test_whoever_manages_staff_makes_nobody_more_than_they_are(crew):
    crew.staff.record(ChangeMember(id="own", member=3, given={"own": {Right.STAFF: YES}}))
    as_(crew, "Ben")
    for request in (
        AddMember(id="x", name="Friend", role=Role.OWNER),
        ChangeMember(id="x", member=3, given={"own": {Right.STAFF: YES, Right.REFUND: YES}}),
        ChangeMember(id="x", member=2, given={"own": {Right.REFUND: YES}}),
        ChangeRights(id="x", policy=Policy(on=False)),
    ):
        with pytest.raises(Refused):
            crew.staff.record(request)
    with pytest.raises(Refused, match="only an owner"):
        crew.staff.set_secret("my own words", member=1)
    with pytest.raises(Refused, match="Ann may do what you may not"):
        crew.staff.set_secret("my own words", member=2)
    with pytest.raises(Refused, match="only an owner"):
        crew.staff.new_recovery_code()
    crew.staff.set_secret("my own words", member=4)
    crew.staff.sign_in("Eva", "my own words")


def test_the_same_request_again_changes_nothing_and_sets_no_secret(crew, shop):
    request = AddMember(id="add-Ann", name="Ann", role=Role.CASHIER)
    before = shop.sql("SELECT * FROM staff_secret")
    assert crew.staff.add(request, "a third secret").repeated
    assert shop.sql("SELECT * FROM staff_secret") == before
    with pytest.raises(Refused, match="used for something else"):
        crew.staff.add(AddMember(id="add-Ann", name="Ann", role=Role.OWNER))


def test_what_was_changed_is_logged_with_who_did_it_and_no_secret(crew, shop):
    crew.staff.record(ChangeMember(id="c", member=2, given={"role": Role.READER}))
    log = shop.sql("SELECT field, old, new, staff_id FROM file_change WHERE request_id = 'c'")
    assert log == [("staff.2.role", "cashier", "reader", 1)]
    assert not any(secret in shop.dump() for secret in (BOSS + "'", ANN, BEN, EVA, crew.recovery))


def test_switching_off_puts_everything_down_to_the_owner_again(crew, shop):
    with pytest.raises(Refused):
        as_(crew, "Ann").staff.switch_off("off")
    as_(crew, "Boss").staff.switch_off("off")
    crew.journal.record(top_up(bonus=100_00))
    assert shop.sql("SELECT staff_id FROM entry") == [(1,)]
    crew.staff.switch_on("again", name="Boss")
    assert [each.member.name for each in crew.staff.members()] == ["Boss", "Ann", "Ben", "Eva"]


# ---- signing in -----------------------------------------------------------------------------------------------------


def test_a_wrong_secret_seats_nobody_else_and_slows_down(crew, shop, clock):
    as_(crew, "Eva")
    for _ in range(3):
        with pytest.raises(Refused, match="not the right"):
            crew.staff.sign_in("Boss", "0000")
    with pytest.raises(Refused, match="wait"):
        crew.staff.sign_in("Boss", BOSS)
    assert crew.staff.present().member.name == "Eva"
    clock.at += timedelta(seconds=31)
    assert crew.staff.sign_in("boss", BOSS).name == "Boss"
    assert shop.sql("SELECT wrong FROM staff_secret WHERE staff_id = 1") == [(0,)]
    assert len(shop.sql("SELECT 1 FROM file_change WHERE field = 'sign_in.1' AND new = 'wrong'")) == 3


def test_a_try_counts_before_it_is_looked_at(crew, shop, monkeypatch):
    def pulled(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(proof, "is_right", pulled)
    with pytest.raises(KeyboardInterrupt):
        crew.staff.sign_in("Ann", "1111")
    assert shop.sql("SELECT wrong FROM staff_secret WHERE staff_id = 2") == [(1,)]


def test_ones_own_secret_takes_the_old_one(crew):
    as_(crew, "Ann")
    with pytest.raises(Refused, match="not the right"):
        crew.staff.set_secret("9753", old="1111")
    with pytest.raises(Refused, match="Ann may not"):
        crew.staff.set_secret("9753", member=3)
    crew.staff.set_secret("9753", old=ANN)
    with pytest.raises(Refused):
        crew.staff.sign_in("Ann", ANN)
    assert crew.staff.sign_in("Ann", "９７５３").name == "Ann"


def test_the_recovery_code_lets_an_owner_in_once(crew, shop):
    crew.staff.sign_out()
    wrong = crew.recovery[:-1] + ("2" if crew.recovery[-1] != "2" else "3")
    with pytest.raises(Refused, match="Group 4"):
        crew.staff.recover(wrong, "brand new words")
    with pytest.raises(Refused):
        crew.staff.recover(crew.recovery, "1234")
    again = crew.staff.recover(crew.recovery.lower(), "brand new words")
    assert crew.staff.present().member.name == "Boss"
    assert again != crew.recovery
    with pytest.raises(Refused, match="not the recovery code"):
        crew.staff.recover(crew.recovery, "brand new words")
    with pytest.raises(Refused, match="not the right"):
        crew.staff.sign_in("Boss", BOSS)
    assert again not in shop.dump()


def test_wrong_pins_of_others_do_not_keep_an_owner_from_the_code_on_paper(crew, shop, clock):
    """A cashier who types wrong PINs at the owner's name all day long locks nobody out of the book."""
    crew.staff.sign_out()
    for _ in range(3):
        with pytest.raises(Refused, match="not the right"):
            crew.staff.sign_in("Boss", "0000")
    with pytest.raises(Refused, match="wait"):
        crew.staff.sign_in("Boss", BOSS)
    with pytest.raises(Refused, match="not the recovery code"):
        crew.staff.recover(written(bytes(10)), "brand new words")
    crew.staff.recover(crew.recovery, "brand new words")
    assert crew.staff.present().member.name == "Boss"
    assert shop.sql("SELECT wrong FROM staff_secret WHERE staff_id = 1") == [(0,)]
    assert len(shop.sql("SELECT 1 FROM file_change WHERE field = 'sign_in.1' AND new = 'wrong'")) == 4


# ---- the file -------------------------------------------------------------------------------------------------------


def wrong(shop):
    """Return what is damaged, found by another program: this one would write to the book no more."""
    store = shop.second()
    found = [problem.where for problem in Verify(store).verify().problems]
    store.dispose()
    return found


def test_damage_to_what_is_kept_of_the_staff_shows_and_opens_no_door(crew, shop):
    as_(crew, "Ann").journal.record(top_up())
    crew.staff.approve(needed(crew, refund()), "Boss", BOSS)
    crew.journal.record(refund())
    kept = {
        "UPDATE staff_member SET own = '{\"refund\":[true,null,false]}' WHERE staff_id = 2": "staff 2",
        "UPDATE staff_secret SET kept = replace(kept, '$8$', '$4$') WHERE staff_id = 2": "staff_secret 2",
        "UPDATE staff_recovery SET used_at = made_at": "staff_recovery 1",
    }
    for statement, where in kept.items():
        table = where.split()[0].replace("staff_", "staff_")
        name = "staff_member" if table == "staff" else table
        rows = shop.sql(f"SELECT * FROM {name}")
        shop.sql(statement)
        assert where in wrong(shop)
        shop.sql(f"DELETE FROM {name}")
        for row in rows:
            marks = ",".join("?" * len(row))
            shop.sql(f"INSERT INTO {name} VALUES ({marks})", *row)
    policy_row = shop.sql("SELECT value, digest FROM setting WHERE key = 'staff.policy'")[0]
    shop.sql("UPDATE setting SET value = '{' WHERE key = 'staff.policy'")
    with pytest.raises(Refused, match="cannot be read"):
        crew.journal.record(top_up("t9"))
    shop.sql("UPDATE setting SET value = ?, digest = ? WHERE key = 'staff.policy'", *policy_row)


def test_a_closed_book_is_restored_onto_only_by_whoever_may(crew, shop, tmp_path):
    made = crew.backups.make(tmp_path / "b.cbook")
    crew.journal.record(top_up())
    shop.store.dispose()
    before = shop.dump()
    seen = restore.preview(made.path, shop.path)
    with pytest.raises(Refused, match="Nobody has signed in"):
        restore.restore(seen, shop.path, TODAY)
    around = crew.around._replace(seat=Seat())
    closed_books.sign_in(shop.path, None, around, "Ann", ANN)
    with pytest.raises(Refused, match="Ann may not"):
        restore.restore(seen, shop.path, TODAY, around=around)
    assert [row for row in before.split("\n") if 'INTO "entry"' in row or "INTO entry" in row]
    closed_books.sign_in(shop.path, None, around, "Boss", BOSS)
    restore.restore(seen, shop.path, TODAY, around=around)
    assert shop.sql("SELECT count(*) FROM entry") == [(0,)]


def test_the_owners_pin_is_not_asked_for_beside(crew, shop):
    pin = OwnerPin(shop.store, crew.around)
    pin.set("4711")
    assert not pin.has()
    as_(crew, "Boss").staff.switch_off("off")
    assert pin.has()


def test_every_act_can_be_asked_for(crew, shop):
    for act in Act:
        allow(shop.store, crew.around, act)
    as_(crew, "Ann")
    for act in (Act.LOOK, Act.VERIFY, Act.PRINT_RECEIPT, Act.BACK_UP):
        allow(shop.store, crew.around, act)


def test_a_pass_sold_below_its_price_is_found_out(crew):
    crew.prices.record(
        NewPriceItem(id="i", name="Ten", kind=PriceKind.SESSION_PASS, price=300_00, starts_on=TODAY, count=10,
                     covers="Wash")
    )  # fmt: skip
    crew.staff.record(ChangeMember(id="own", member=2, given={"own": {Right.PRICE: NO}}))
    as_(crew, "Ann")
    sold = PassSale(id="p", on=TODAY, customer="C1", service="Wash", count=10, paid=300_00, tender=Tender.CASH)
    crew.journal.record(sold)
    cheap_one = PassSale(id="q", on=TODAY, customer="C1", service="Wash", count=10, paid=299_99, tender=Tender.CASH)
    with pytest.raises(Refused, match="below the list"):
        crew.journal.record(cheap_one)
