"""Random events against a real book and a plain-Python oracle side by side; they must agree after every step.

HYPOTHESIS_PROFILE=deep searches longer; the default run is the same each time.
"""

import os
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from app.core import requests as ask
from app.errors import Refused
from app.services.verify import Verify
from tests.quick import folder_in_memory
from tests.services.oracle import PARTS, MustRefuse, Oracle
from tests.services.test_cases import Shop

TODAY = date(2025, 3, 20)
FIRST = date(2025, 1, 6)
DAY = timedelta(days=1)
CUSTOMERS = ("A", "B", "C", "D")

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
SETTINGS = settings(
    max_examples=1500 if DEEP else 60,
    stateful_step_count=60 if DEEP else 30,
    derandomize=not DEEP,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class any_of:  # noqa: N801 - reads like a strategy
    """Choosers that take what they give from a random source: every value as likely, which Hypothesis' own are not."""

    @staticmethod
    def integers(least, most):
        return lambda source: source.randint(least, most)

    @staticmethod
    def sampled_from(values):
        return lambda source: source.choice(values)

    @staticmethod
    def one_of(*choosers):
        return lambda source: source.choice(choosers)(source)

    @staticmethod
    def just(value):
        return lambda _: value

    @staticmethod
    def none():
        return lambda _: None

    @staticmethod
    def booleans():
        return lambda source: source.random() < 0.5


amounts = any_of.one_of(
    any_of.integers(1, 99), any_of.sampled_from((1000, 3333, 5000, 10_000)), any_of.integers(100, 20_000)
)
choices = any_of.integers(0, 99)
orders = any_of.sampled_from(tuple(ask.Order))
costs_kinds = any_of.sampled_from((*[ask.InterestKind.COST] * 4, ask.InterestKind.INTEREST))
tenders = any_of.sampled_from((ask.Tender.CASH, ask.Tender.BANK))
when = any_of.one_of(any_of.integers(0, 2), any_of.integers(0, 2), any_of.integers(-45, 6))
"""Days from the latest event so far: mostly onwards, now and then back."""

edges = any_of.sampled_from((None, 0, 0, 1))
"""All there is, or a cent more."""

customers = any_of.sampled_from(("A", "A", "B", "C"))
services = any_of.sampled_from(("wash", "wash", "cut"))

PART_OF = {
    "prepaid.principal": "principal",
    "prepaid.bonus": "bonus",
    "prepaid.pass": "money",
    "receivable": "open",
    "bad_debt": "lost",
}


ACTIONS = []


def action(**fields):
    """Mark a method as something that happens in a shop, with what is to be chosen for it."""

    def mark(method):
        ACTIONS.append((method, fields))
        return method

    return mark


DELICATE = ("credit", "refund", "reverse", "pass_use", "do_and_undo")
"""What needs more than one try to go wrong."""


class Book(RuleBasedStateMachine):
    """A shop's book and its oracle."""

    def __init__(self):
        super().__init__()
        self.folder = ExitStack()
        self.shop = Shop(self.folder.enter_context(folder_in_memory()), TODAY)
        self.oracle = Oracle(TODAY)
        self.latest = FIRST
        self.made = 0
        self.stocked = False
        self.recorded: list[tuple[ask.Request, int]] = []
        self.before: list[tuple] = []

    @initialize(no_credit=st.booleans(), terms=st.sampled_from((0, 14)))
    def open_shop(self, no_credit, terms):
        limits = {"A": None, "B": 15_000, "C": 0 if no_credit else None, "D": None}
        for number, limit in limits.items():
            text = None if limit is None else f"{limit // 100}.00"
            self.shop.customer(number, credit_limit=text, terms_days=terms)
            self.oracle.customer(number, limit, terms)
        self.stock()
        self.stocked = True
        self.before = self.shop.dump()

    def stock(self):
        """Begin with something of everything, so that what follows finds something to move."""
        cash, on = ask.Tender.CASH, {"on": FIRST}
        for n, number in enumerate(("A", "B")):
            order, soon = tuple(ask.Order)[n], FIRST + 20 * DAY
            self.ask(ask.TopUp(id=f"t{n}", customer=number, paid=10_000, bonus=3300, tender=cash, order=order, **on))
            self.ask(ask.TopUp(id=f"u{n}", customer=number, paid=5000, bonus=2000, tender=cash, expires_on=soon, **on))
            self.ask(ask.Sale(id=f"s{n}", customer=number, amount=4000, pay=(ask.Part("account"),), **on))
            self.ask(ask.Sale(id=f"r{n}", customer=number, amount=3000, pay=(ask.Part("account"),), **on))
            self.ask(ask.PassSale(id=f"p{n}", customer=number, service="wash", count=7, paid=1000, tender=cash, **on))
        self.ask(ask.PassSale(id="q", customer="A", service="cut", days=60, paid=10_000, tender=cash, **on))

    def teardown(self):
        try:
            self.check_never_below_zero()
            report = Verify(self.shop.store).verify()
            assert report.ok, report.problems
        finally:
            self.shop.close()
            self.folder.close()

    # ---- asking both ----------------------------------------------------------------------------------------------

    def base(self, days):
        """Return the fields every request has: an id and a date some days from the latest."""
        self.made += 1
        on = min(self.latest + days * DAY, TODAY + 2 * DAY)
        return {"id": f"e{self.made}", "on": on}

    def ask(self, request):
        """Put a request to both; return its entry's number, or None when both refused it."""
        try:
            plan = self.oracle.judge(request)
            reason = ""
        except MustRefuse as refused:
            plan, reason = None, str(refused)
        refused = None
        try:
            entry = self.shop.journal.record(request).entry
        except Refused as caught:
            refused = caught
        if refused is not None:
            assert plan is None, f"refused: {refused}: {request}"
            assert refused.field
            assert self.shop.dump() == self.before, "a refused request changed something"
            return None
        assert plan is not None, f"recorded, though {reason}: {request}"
        self.oracle.keep(plan)
        assert entry == plan.number
        self.recorded.append((request, entry))
        on = getattr(request, "on", self.latest)
        self.latest = min(max(self.latest, on), TODAY)
        if self.stocked:
            self.check(on)
            self.before = self.shop.dump()
        return entry

    def pick(self, side, choice, *customers):
        """Return the name of one of the items there are (or one that never was)."""
        names = [key[1] for key, item in self.oracle.items.items() if key[0] == side]
        if customers and choice % 10:
            mine = [key[1] for key, i in self.oracle.items.items() if key[0] == side and i.customer in customers]
            names = mine or names
        return names[choice % len(names)] if names else "never"

    # ---- agreeing -------------------------------------------------------------------------------------------------

    def check(self, on):
        self.check_journal()
        self.check_items()
        turn = len(self.oracle.entries)
        days = (on, TODAY, on - DAY)
        for day in days if DEEP else days[turn % 6 :][:1]:  # every other time one of them; DEEP always all
            self.check_views(day, CUSTOMERS if DEEP else CUSTOMERS[turn % 4 :][:1])

    def check_journal(self):
        """Every movement of every item and account, by day: all views of all dates at once."""
        expected: dict[tuple, int] = {}
        lines: dict[tuple, int] = {}
        for entry in self.oracle.entries:
            for key, part, change in entry.moves:
                expected[key, part, entry.on] = expected.get((key, part, entry.on), 0) + change
            for account, amount in entry.lines:
                lines[account, entry.on] = lines.get((account, entry.on), 0) + amount
        assert self.moved() == {key: value for key, value in expected.items() if value}
        found = self.shop.sql("SELECT account, posted_on, sum(amount) FROM posting GROUP BY 1, 2")
        assert {(a, date.fromisoformat(on)): s for a, on, s in found if s} == {k: v for k, v in lines.items() if v}
        assert not self.shop.sql("SELECT entry_id FROM posting GROUP BY 1 HAVING sum(amount) != 0")
        mirror = "SELECT entry_id FROM posting WHERE account IN ('prepaid.bonus', 'bonus_granted') GROUP BY 1"
        assert not self.shop.sql(mirror + " HAVING sum(amount) != 0")

    def moved(self):
        """Return what the book's postings did to items, by item, part and day."""
        found: dict[tuple, int] = {}
        for name, charge, account, on, amount, units in self.shop.sql(
            "SELECT name, is_charge, account, posted_on, sum(amount), sum(units) "
            "FROM posting p JOIN item i ON i.id = p.item_id GROUP BY 1, 2, 3, 4"
        ):
            key, day = (("charge" if charge else "lot"), name), date.fromisoformat(on)
            sign = 1 if account in ("receivable", "bad_debt") else -1
            found[key, PART_OF[account], day] = sign * amount
            if account == "prepaid.pass":
                found[key, "units", day] = -units
        return {key: value for key, value in found.items() if value}

    def check_items(self):
        """Items as made, and what the derived table says is left of them."""
        found = {}
        for name, charge, kind, customer, since, order, priority, *rest in self.shop.sql(
            "SELECT i.name, is_charge, kind, c.no, since_on, use_order, priority, amount, bonus, units, written_off, "
            "b.expires_on, b.due_on FROM item i JOIN item_balance b ON b.item_id = i.id "
            "JOIN customer c ON c.id = i.customer_id AND c.id = b.customer_id"
        ):
            key = ("charge" if charge else "lot"), name
            found[key] = (kind, customer, since, order, priority, *rest)
        expected = {}
        for key, item in self.oracle.items.items():
            left = {part: self.oracle.now(key, part) for part in PARTS[item.kind]}
            amount = left.get("principal", left.get("money", left.get("open", 0)))
            terms = [self.oracle.term(key, what, date.max) for what in ("expires_on", "due_on")]
            expected[key] = (
                *(item.kind, item.customer, item.on.isoformat(), item.order, item.priority, amount),
                *(left.get("bonus", 0), left.get("units", 0), left.get("lost", 0)),
                *(term and term.isoformat() for term in terms),
            )
        assert found == expected

    def check_views(self, on, numbers):
        """The views as of a date: balances, trial balance, and the lines of some customers."""
        views, oracle = self.shop.views, self.oracle
        found = {b.customer: (b.principal, b.bonus, b.expired, b.owed, b.overdue) for b in views.balances(on)}
        expected = {number: oracle.balance(number, on) for number in CUSTOMERS if number not in oracle.closed}
        for balance in expected.values():
            balance.pop("passes")
        assert found == {number: tuple(balance.values()) for number, balance in expected.items()}
        trial = {line.account: line.debit - line.credit for line in views.trial_balance(on)}
        assert {account: net for account, net in trial.items() if net} == oracle.trial_balance(on)
        for number in numbers:
            self.check_lines(number, on)

    def check_lines(self, number, on):
        views, oracle = self.shop.views, self.oracle
        lots = {lot.lot: (lot.principal, lot.bonus, lot.expires_on) for lot in views.lots(number, on)}
        charges = {c.charge: (c.open, c.due_on) for c in views.charges(number, on)}
        expected_lots, expected_charges = {}, {}
        for item in oracle.of(number, "lot"):
            left = tuple(oracle.left(item.key, part, on) for part in PARTS["lot"])
            if any(left):
                expected_lots[item.key[1]] = (*left, oracle.term(item.key, "expires_on", on))
        for item in oracle.of(number, "charge"):
            owed = oracle.left(item.key, "open", on)
            if owed:
                expected_charges[item.key[1]] = (owed, oracle.term(item.key, "due_on", on))
        assert lots == expected_lots
        assert charges == expected_charges

    def check_never_below_zero(self):
        """No item is below zero on any day, by the book's own postings."""
        left: dict[tuple, int] = {}
        for (key, part, day), change in sorted(self.moved().items(), key=lambda row: row[0][2]):
            left[key, part] = left.get((key, part), 0) + change
            assert left[key, part] >= 0, f"{key} {part} below zero on {day}"

    def state(self):
        """What every item has left, by day, with its terms: entries that cancel out leave no trace."""
        rows = self.moved()
        days = sorted({day for _, _, day in rows})
        left: dict[tuple, int] = {}
        seen = []
        for day in days:
            for (key, part, on), change in rows.items():
                if on == day:
                    left[key, part] = left.get((key, part), 0) + change
            seen.append((day, frozenset((k, amount) for k, amount in left.items() if amount)))
        terms = self.shop.sql(
            "SELECT i.name, b.expires_on, b.due_on FROM item_balance b JOIN item i ON i.id = b.item_id "
            "WHERE b.is_open ORDER BY i.id"
        )
        lasting = [s for n, s in enumerate(seen) if not n or s[1] != seen[n - 1][1]]
        return lasting, terms, self.shop.sql("SELECT no, closed, merged_into FROM customer ORDER BY id")

    # ---- what happens in a shop -----------------------------------------------------------------------------------

    @action(days=when, customer=customers, paid=amounts, bonus=any_of.one_of(any_of.just(0), amounts), order=orders,
          priority=any_of.sampled_from((0, 0, 0, 1)), valid=any_of.one_of(any_of.none(), any_of.integers(-1, 60)),
          tender=tenders)  # fmt: skip
    def top_up(self, days, customer, paid, bonus, order, priority, valid, tender):
        base = self.base(days)
        expires_on = None if valid is None else base["on"] + valid * DAY
        self.ask(
            ask.TopUp(
                **base, customer=customer, paid=paid, bonus=bonus, tender=tender, order=order, priority=priority,
                expires_on=expires_on,
            )
        )  # fmt: skip

    @action(
        days=when,
        customer=customers,
        amount=amounts,
        override=any_of.sampled_from(("", "", "good customer")),
        edge=edges,
    )
    def sale(self, days, customer, amount, override, edge):
        base = self.base(days)
        ends = [e for i in self.oracle.of(customer, "lot") if (e := self.oracle.term(i.key, "expires_on", base["on"]))]
        if edge is not None and ends:  # on the last day of a lot, or the day after
            base["on"] = ends[amount % len(ends)] + edge * DAY
        self.ask(ask.Sale(**base, customer=customer, amount=amount, override=override))

    @action(
        days=when,
        customer=customers,
        amount=amounts,
        due=any_of.one_of(any_of.none(), any_of.integers(0, 40)),
        edge=edges,
    )
    def sale_on_account(self, days, customer, amount, due, edge):
        base = self.base(days)
        limit = self.oracle.limits[customer]
        if edge is not None and limit:
            owed = sum(self.oracle.now(c.key, "open") for c in self.oracle.of(customer, "charge"))
            amount = max(1, limit - owed + edge)
        due_on = None if due is None else base["on"] + due * DAY
        self.ask(ask.Sale(**base, customer=customer, amount=amount, pay=(ask.Part("account", due_on=due_on),)))

    @action(
        days=when,
        customer=customers,
        amount=any_of.integers(3, 9999),
        parts=any_of.integers(1, 3),
        counter=any_of.booleans(),
    )
    def sale_in_instalments(self, days, customer, amount, parts, counter):
        base = self.base(days)
        rest = amount % parts
        instalments = tuple(
            ask.Instalment(base["on"] + n * 30 * DAY, amount // parts + (rest if n == 0 else 0)) for n in range(parts)
        )
        pay = (ask.Part("account", instalments=instalments),)
        if counter:
            amount, pay = amount + 500, (ask.Part("cash", 500), *pay)
        self.ask(ask.Sale(**base, customer=customer, amount=amount, pay=pay))

    @action(days=when, customer=customers, amount=amounts, first=amounts, kind=any_of.integers(0, 4), edge=edges)
    def sale_by_parts(self, days, customer, amount, first, kind, edge):
        pay = (
            (ask.Part("prepaid", first), ask.Part("cash")),
            (ask.Part("cash", first), ask.Part("prepaid"), ask.Part("account")),
            (ask.Part("bank", first),),
            (ask.Part("prepaid"),),
            (ask.Part("prepaid"), ask.Part("cash", first), ask.Part("account")),
        )[kind]
        base = self.base(days)
        if edge is not None and kind == 3:
            amount = max(1, self.oracle.spendable(customer, base["on"]) + edge)
        self.ask(ask.Sale(**base, customer=customer, amount=amount, pay=pay))

    @action(days=when, customer=customers, paid=amounts, count=any_of.integers(1, 12), service=services,
          cash=any_of.booleans(), valid=any_of.one_of(any_of.none(), any_of.integers(-1, 40)))  # fmt: skip
    def pass_sale(self, days, customer, paid, count, service, cash, valid):
        base = self.base(days)
        expires_on = None if valid is None else base["on"] + valid * DAY
        tender = ask.Tender.CASH if cash else None
        self.ask(
            ask.PassSale(
                **base, customer=customer, service=service, paid=paid, count=count, expires_on=expires_on, tender=tender
            )
        )

    @action(days=when, customer=customers, paid=amounts, length=any_of.integers(1, 60), begins=any_of.integers(-2, 10),
          service=services)  # fmt: skip
    def period_pass_sale(self, days, customer, paid, length, begins, service):
        base = self.base(days)
        self.ask(
            ask.PassSale(
                **base, customer=customer, service=service, paid=paid, days=length,
                starts_on=base["on"] + begins * DAY, tender=ask.Tender.CASH,
            )
        )  # fmt: skip

    @action(days=when, customer=customers, service=services, count=any_of.integers(1, 4))
    def pass_use(self, days, customer, service, count):
        self.ask(ask.PassUse(**self.base(days), customer=customer, service=service, count=count))

    @action(days=when, customer=customers, amount=amounts, given_up=any_of.sampled_from((0, 0, 0, 5, 100)),
          rounding=any_of.sampled_from((0, 0, 3)), tender=tenders)  # fmt: skip
    def payment(self, days, customer, amount, given_up, rounding, tender):
        self.ask(
            ask.Payment(
                **self.base(days), customer=customer, amount=amount, discount=given_up, rounding=rounding, tender=tender
            )
        )

    @action(days=when, customer=customers, amount=amounts, choice=choices,
          explicit=any_of.one_of(any_of.none(), amounts), tender=tenders, all_open=any_of.booleans())  # fmt: skip
    def payment_against(self, days, customer, amount, choice, explicit, tender, all_open):
        base = self.base(days)
        name = self.pick("charge", choice, customer)
        if all_open and ("charge", name) in self.oracle.items:
            amount = max(1, self.oracle.free(("charge", name), "open", base["on"]))
            explicit = amount if explicit else None
        against = (ask.Allocation(name, explicit),)
        self.ask(ask.Payment(**base, customer=customer, amount=amount, tender=tender, against=against))

    @action(days=when, customer=customers, amount=amounts, choice=choices, named=any_of.integers(0, 3), edge=edges)
    def settle(self, days, customer, amount, choice, named, edge):
        lots = (self.pick("lot", choice, customer),) if named & 1 else ()
        against = (ask.Allocation(self.pick("charge", choice, customer)),) if named & 2 else ()
        base = self.base(days)
        if edge is not None:
            owed = sum(
                self.oracle.free(c.key, "open", base["on"]) for c in self.oracle.open_charges(customer, base["on"])
            )
            amount = max(1, min(owed, self.oracle.spendable(customer, base["on"])) + edge)
        self.ask(ask.Settle(**base, customer=customer, amount=amount, lots=lots, against=against))

    @action(days=when, choice=choices, amount=amounts, whole=any_of.booleans(), edge=edges)
    def credit(self, days, choice, amount, whole, edge):
        sales = [e.id for e in self.oracle.entries if e.kind == "sale"]
        sale = sales[choice % len(sales)] if whole and sales else self.pick("charge", choice)
        request = ask.Credit(**self.base(days), sale=sale, amount=amount, reason="returned")
        if edge is not None and sale != "never":
            request = replace(request, amount=max(1, self.oracle.creditable(request) + edge))
        self.ask(request)

    @action(days=when, customer=customers, amount=any_of.one_of(any_of.none(), amounts), choice=choices,
          named=any_of.booleans(), kept=any_of.sampled_from((0, 0, 0, 50)), keep_bonus=any_of.booleans(),
          units=any_of.one_of(any_of.none(), any_of.none(), any_of.integers(1, 3)))  # fmt: skip
    def refund(self, days, customer, amount, choice, named, kept, keep_bonus, units):
        lots = (self.pick("lot", choice, customer),) if named else ()
        self.ask(
            ask.Refund(
                **self.base(days), customer=customer, amount=amount, lots=lots, kept=kept, keep_bonus=keep_bonus,
                units=units, tender=ask.Tender.CASH, reason="asked for",
            )
        )  # fmt: skip

    @action(days=when, choice=choices, amount=any_of.one_of(any_of.none(), amounts))
    def write_off(self, days, choice, amount):
        charge = self.pick("charge", choice)
        self.ask(ask.WriteOff(**self.base(days), charge=charge, amount=amount, reason="lost"))

    @action(days=when, choice=choices, amount=amounts, due=any_of.one_of(any_of.none(), any_of.integers(-1, 40)),
          kind=costs_kinds)  # fmt: skip
    def costs(self, days, choice, amount, due, kind):
        base = self.base(days)
        due_on = None if due is None else base["on"] + due * DAY
        charge = self.pick("charge", choice)
        self.ask(ask.ChargeInterest(**base, charge=charge, amount=amount, due_on=due_on, kind=kind, reason="stamps"))

    @action(days=when, customer=customers, principal=any_of.integers(0, 9999), bonus=any_of.sampled_from((0, 0, 777)),
          owed=any_of.sampled_from((0, 1234)), count=any_of.sampled_from((0, 0, 5)), order=orders)  # fmt: skip
    def opening(self, days, customer, principal, bonus, owed, count, order):
        passes = (ask.OpeningPass("wash", count, 1000),) if count else ()
        self.ask(
            ask.Opening(
                **self.base(days),
                customer=customer,
                principal=principal,
                bonus=bonus,
                owed=owed,
                passes=passes,
                order=order,
            )
        )

    @action(days=when, customer=customers, to=customers, amount=any_of.one_of(any_of.none(), amounts), choice=choices,
          named=any_of.booleans())  # fmt: skip
    def transfer(self, days, customer, to, amount, choice, named):
        lots = (self.pick("lot", choice, customer),) if named else ()
        self.ask(ask.Transfer(**self.base(days), customer=customer, to=to, amount=amount, lots=lots))

    @action(days=when, choice=choices, valid=any_of.one_of(any_of.none(), any_of.integers(-1, 60)))
    def extend(self, days, choice, valid):
        base = self.base(days)
        expires_on = None if valid is None else base["on"] + valid * DAY
        self.ask(ask.Extend(**base, lot=self.pick("lot", choice), expires_on=expires_on, reason="asked for"))

    @action(days=when, choice=choices, due=any_of.integers(-20, 60))
    def reschedule(self, days, choice, due):
        base = self.base(days)
        charge = self.pick("charge", choice)
        self.ask(ask.Reschedule(**base, charge=charge, due_on=base["on"] + due * DAY, reason="asked for"))

    @action(days=when, choice=choices)
    def expire(self, days, choice):
        base = self.base(days)
        expired = [
            i.key[1] for i in self.oracle.items.values() if i.kind != "charge" and self.oracle.expired(i, base["on"])
        ]
        lot = expired[choice % len(expired)] if expired else self.pick("lot", choice)
        self.ask(ask.Expire(**base, lot=lot))

    @action(days=when, choice=choices, customer=any_of.sampled_from(("B", "C", "D")), into=customers)
    def merge(self, days, choice, customer, into):
        if choice < 15:  # seldom: it takes a customer out of play
            self.ask(ask.Merge(**self.base(days), customer=customer, into=into, reason="one person"))

    # ---- putting right ----------------------------------------------------------------------------------------------

    @action(choice=choices, days=any_of.one_of(any_of.just(0), any_of.integers(-3, 40)), latest=any_of.booleans())
    def reverse(self, choice, days, latest):
        if not self.oracle.entries:
            return
        old = self.oracle.entries[-1 - choice % min(4 if latest else 99, len(self.oracle.entries))]
        self.made += 1
        self.ask(ask.Reverse(id=f"e{self.made}", on=old.on + days * DAY, entry=old.number, reason="wrong"))

    @action(
        name=any_of.sampled_from(("sale", "top_up", "settle", "transfer", "refund", "extend", "payment", "pass_use")),
        days=when,
        customer=customers,
        amount=amounts,
        choice=choices,
    )
    def do_and_undo(self, name, days, customer, amount, choice):
        """A reversal dated as its original leaves everything as it was, to the lot and its expiry."""
        before, count = self.state(), len(self.oracle.entries)
        base = self.base(days)
        lot = self.pick("lot", choice, customer)
        self.ask(
            {
                "sale": lambda: ask.Sale(**base, customer=customer, amount=amount),
                "top_up": lambda: ask.TopUp(**base, customer=customer, paid=amount, bonus=7, tender=ask.Tender.CASH),
                "settle": lambda: ask.Settle(**base, customer=customer, amount=amount),
                "transfer": lambda: ask.Transfer(**base, customer=customer, to="D"),
                "refund": lambda: ask.Refund(
                    **base, customer=customer, lots=(lot,), tender=ask.Tender.BANK, reason="asked for"
                ),
                "extend": lambda: ask.Extend(**base, lot=lot, expires_on=base["on"] + 9 * DAY, reason="asked for"),
                "payment": lambda: ask.Payment(**base, customer=customer, amount=amount, tender=ask.Tender.BANK),
                "pass_use": lambda: ask.PassUse(**base, customer=customer, service="wash"),
            }[name]()
        )
        if len(self.oracle.entries) > count:
            self.made += 1
            done = self.ask(ask.Reverse(id=f"e{self.made}", on=base["on"], entry=base["id"], reason="wrong"))
            assert done is not None
            assert self.state() == before

    @action(choice=choices)
    def repeat(self, choice):
        """The same request again gives the same entry and changes nothing."""
        if self.recorded:
            request, entry = self.recorded[choice % len(self.recorded)]
            posted = self.shop.journal.record(request)
            assert (posted.entry, posted.repeated) == (entry, True)
            assert self.shop.dump() == self.before

    # ---- months -----------------------------------------------------------------------------------------------------

    @action(
        choice=choices,
        month=any_of.sampled_from((date(2025, 1, 1), date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1))),
    )
    def close_month(self, choice, month):
        if choice < 40:
            self.made += 1
            self.ask(ask.CloseMonth(id=f"e{self.made}", month=month))

    @action(choice=choices, month=any_of.sampled_from((date(2025, 1, 1), date(2025, 2, 1))))
    def reopen_month(self, choice, month):
        if choice > 30:
            return
        self.made += 1
        self.ask(ask.ReopenMonth(id=f"e{self.made}", month=month, reason="forgot one"))

    @rule(seed=st.integers(0, 2**62))
    def act(self, seed):
        """Do one thing; Hypothesis chooses which by a number, and leaves out what a failure does not need."""
        source = Random(f"{seed} {self.made}")  # Hypothesis likes to repeat a number
        method, fields = source.choice(ACTIONS + [a for a in ACTIONS if a[0].__name__ in DELICATE])
        method(self, **{name: choose(source) for name, choose in fields.items()})


TestBook = Book.TestCase
TestBook.settings = SETTINGS
