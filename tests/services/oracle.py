"""An oracle for the journal: DESIGN §2 in plain Python, simple and slow on purpose.

It knows nothing of the program but the requests it is asked about. All it keeps is a list of dated movements per lot,
pass and charge, a list of dated account lines, and a list of changed terms; every question is answered by going through
the lists from the start. `judge` says what an event must do, or raises `MustRefuse`; `keep` takes it into the lists.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from app.core import requests as ask

Key = tuple[str, str]
"""`("lot", name)` for lots and passes, `("charge", name)` for charges."""

DAY = timedelta(days=1)
STILL_TAKEN_WHEN_CLOSED = (ask.Payment, ask.Refund, ask.Reverse)


class MustRefuse(Exception):
    """The rules do not allow the event."""


@dataclass
class Item:
    """A lot, a pass or a charge, with the terms it was made with."""

    key: Key
    kind: str
    customer: str
    on: date
    expires_on: date | None = None
    due_on: date | None = None
    order: str = "proportional"
    priority: int = 0
    service: str = ""
    days: int | None = None
    starts_on: date | None = None
    price: int = 0
    entry: int = 0
    of: Key | None = None
    part: str = ""


@dataclass
class Paid:
    """What of a sale came from where: a tender or a lot; `charge` None for what was paid at the counter."""

    sale: int
    charge: Key | None
    source: tuple[str, str]
    money: int = 0
    bonus: int = 0
    settled: int = 0
    entry: int = 0


@dataclass
class Plan:
    """What an event would do. Movements are (item, part, change), account lines (account, debit positive)."""

    id: str
    kind: str
    on: date
    customer: str | None = None
    items: list[Item] = field(default_factory=list)
    moves: list[tuple[Key, str, int]] = field(default_factory=list)
    lines: list[tuple[str, int]] = field(default_factory=list)
    terms: list[tuple[Key, str, date | None]] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)
    uses: list[Key] = field(default_factory=list)
    reverses: int | None = None
    concerns: int | None = None
    first: "list[Plan]" = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)
    reversed_on: date | None = None
    number: int = 0

    def debit(self, account: str, amount: int) -> None:
        self.lines.append((account, amount))

    def credit(self, account: str, amount: int) -> None:
        self.lines.append((account, -amount))

    def name(self, side: str) -> Key:
        made = sum(item.key[0] == side for item in self.items) + 1
        return side, self.id if made == 1 else f"{self.id}/{made}"


def half_up(value: Fraction) -> int:
    return (value + Fraction(1, 2)).__floor__()


def shares(amount: int, parts: int) -> list[int]:
    """100.00 by 3 is 33.34, 33.33, 33.33."""
    return [amount // parts + (1 if n < amount % parts else 0) for n in range(parts)]


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


class Oracle:
    """The book as the rules say it must be."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.limits: dict[str, int | None] = {}
        self.terms_days: dict[str, int] = {}
        self.closed: set[str] = set()
        self.entries: list[Plan] = []
        self.items: dict[Key, Item] = {}
        self.closed_months: list[date] = []
        self.ever_closed: set[date] = set()

    def customer(self, number: str, limit: int | None, terms_days: int = 0) -> None:
        self.limits[number] = limit
        self.terms_days[number] = terms_days

    # ---- questions ------------------------------------------------------------------------------------------------

    def left(self, key: Key, part: str, on: date) -> int:
        """What is left of an item as of a date."""
        return sum(change for e in self.entries if e.on <= on for k, p, change in e.moves if (k, p) == (key, part))

    def history(self, key: Key) -> list[date]:
        return sorted({e.on for e in self.entries for k, _, _ in e.moves if k == key})

    def free(self, key: Key, part: str, on: date) -> int:
        """The smallest amount left on any day from a date on."""
        return min(self.left(key, part, day) for day in [on, *(d for d in self.history(key) if d > on)])

    def now(self, key: Key, part: str) -> int:
        return self.left(key, part, date.max)

    def term(self, key: Key, what: str, on: date) -> date | None:
        """An expiry or due date as known by entries dated up to a date."""
        known = [
            (e.on, e.number, value)
            for e in self.entries
            for k, name, value in e.terms
            if (k, name) == (key, what) and e.on <= on and (e.reversed_on is None or e.reversed_on > on)
        ]
        if known:
            return max(known, key=lambda change: change[:2])[2]
        value: date | None = getattr(self.items[key], what)
        return value

    def of(self, customer: str, *kinds: str) -> list[Item]:
        return [item for item in self.items.values() if item.customer == customer and item.kind in kinds]

    def expired(self, item: Item, on: date) -> bool:
        expires_on = self.term(item.key, "expires_on", on)
        return expires_on is not None and on > expires_on

    def usable(self, item: Item, on: date) -> bool:
        begun = item.starts_on is None or item.starts_on <= on
        return begun and not self.expired(item, on) and any(self.free(item.key, part, on) for part in PARTS[item.kind])

    def in_order_of_use(self, customer: str, on: date, *kinds: str) -> list[Item]:
        lots = [item for item in self.of(customer, *kinds) if self.usable(item, on)]
        return sorted(lots, key=lambda i: (i.priority, self.term(i.key, "expires_on", on) or date.max, i.on, i.entry))

    def open_charges(self, customer: str, on: date) -> list[Item]:
        return self.by_due([c for c in self.of(customer, "charge") if self.free(c.key, "open", on)], on)

    def costs_of(self, charge: Item, on: date) -> list[Item]:
        parts = [c for c in self.open_charges(charge.customer, on) if charge.of is None and c.of == charge.key]
        return sorted(parts, key=lambda c: ("cost", "fee", "interest").index(c.part))

    def by_debts(self, customer: str, on: date) -> list[Item]:
        """Open charges as they are paid: whole debts by what of them is due first, costs before the principal."""
        found: list[Item] = []
        waiting = self.open_charges(customer, on)
        while waiting:
            debt = waiting[0].of or waiting[0].key
            mine = [c for c in waiting if debt in (c.key, c.of)]
            found += sorted(mine, key=lambda c: ("cost", "fee", "interest", "").index(c.part))
            waiting = [c for c in waiting if c not in mine]
        return found

    def by_due(self, charges: Iterable[Item], on: date) -> list[Item]:
        return sorted(charges, key=lambda c: (self.term(c.key, "due_on", on), c.on, c.entry))

    def trial_balance(self, on: date) -> dict[str, int]:
        sums: dict[str, int] = {}
        for entry in self.entries:
            for account, amount in entry.lines if entry.on <= on else ():
                sums[account] = sums.get(account, 0) + amount
        return {account: amount for account, amount in sums.items() if amount}

    def balance(self, customer: str, on: date) -> dict[str, int]:
        """Principal, bonus, expired, pass money, owed, overdue as of a date."""
        found = dict.fromkeys(("principal", "bonus", "expired", "passes", "owed", "overdue"), 0)
        for item in self.of(customer, "lot"):
            principal, bonus = self.left(item.key, "principal", on), self.left(item.key, "bonus", on)
            found["principal"] += principal
            found["bonus"] += bonus
            found["expired"] += principal + bonus if self.expired(item, on) else 0
        for item in self.of(customer, "pass", "period"):
            found["passes"] += self.left(item.key, "money", on)
        for item in self.of(customer, "charge"):
            owed = self.left(item.key, "open", on)
            due = self.term(item.key, "due_on", on)
            found["owed"] += owed
            found["overdue"] += owed if due is not None and due < on else 0
        return found

    def entry(self, name: str | int) -> Plan:
        for entry in self.entries:
            if name in (entry.id, entry.number):
                return entry
        raise MustRefuse("no such entry")

    def item(self, key: Key, customer: str | None = None) -> Item:
        if key not in self.items or customer not in (None, self.items[key].customer):
            raise MustRefuse("no such item")
        return self.items[key]

    def place(self, item: Item) -> int:
        """The place of an item among all there are."""
        return list(self.items).index(item.key)

    def creditable(self, r: ask.Credit) -> int:
        """All that a credit may come to on its date."""
        charges, sale = self._credited(r)
        counter = sale.kind == "sale" and sale.id == r.sale
        sources = self.sources(sale, {c.key for c in charges}, r.on, counter=counter)
        return sum(self.free(c.key, "open", r.on) for c in charges) + sum(sum(gave) for _, gave in sources)

    def spendable(self, customer: str, on: date) -> int:
        """All that a sale or a settlement may take from prepaid on a date."""
        lots = self.in_order_of_use(customer, on, "lot")
        return sum(self.free(lot.key, part, on) for lot in lots for part in PARTS["lot"])

    # ---- judging --------------------------------------------------------------------------------------------------

    def judge(self, request: ask.Request) -> Plan:
        """Return what an event must do; raise `MustRefuse` when the rules do not allow it."""
        if isinstance(request, ask.Dated):
            self._check_date(request.on)
        for name in ("customer", "to", "into"):
            number = getattr(request, name, None)
            if number is not None:
                if number not in self.limits:
                    raise MustRefuse("no such customer")
                if number in self.closed and not isinstance(request, STILL_TAKEN_WHEN_CLOSED):
                    raise MustRefuse("closed customer")
        judge: Callable[[Any], Plan] = JUDGES[type(request)].__get__(self)
        return judge(request)

    def _check_date(self, on: date) -> None:
        if on > self.today + DAY:
            raise MustRefuse("more than a day ahead")
        if self.closed_months and on <= month_end(self.closed_months[-1]):
            raise MustRefuse("closed month")

    def keep(self, plan: Plan) -> None:
        """Take an event into the lists."""
        for earlier in plan.first:
            self.keep(earlier)
        plan.number = len(self.entries) + 1
        for item in plan.items:
            item.entry = plan.number
            self.items[item.key] = item
        for paid in plan.paid:
            paid.entry = plan.number
            paid.sale = paid.sale or plan.number
        self.entries.append(plan)
        for act in plan.after:
            act()

    def make_lot(self, plan: Plan, customer: str, principal: int, bonus: int, **terms: Any) -> Key:
        key = plan.name("lot")
        plan.items.append(Item(key, "lot", customer, **{"on": plan.on, "price": principal, **terms}))
        plan.moves += [(key, "principal", principal), (key, "bonus", bonus)]
        return key

    def make_charge(self, plan: Plan, customer: str, amount: int, due_on: date, **terms: Any) -> Key:
        key = plan.name("charge")
        plan.items.append(Item(key, "charge", customer, **{"on": plan.on, "price": amount, **terms}, due_on=due_on))
        plan.moves.append((key, "open", amount))
        return key

    def give_bonus(self, plan: Plan, amount: int) -> None:
        """Bonus given; a negative amount is bonus used, forfeited or expired. Always between the two accounts."""
        plan.debit("bonus_granted", amount)
        plan.credit("prepaid.bonus", amount)

    def top_up(self, r: ask.TopUp) -> Plan:
        plan = Plan(r.id, "top_up", r.on, r.customer)
        if r.expires_on is not None and r.expires_on < r.on:
            raise MustRefuse("expiry before its own date")
        terms = {"expires_on": r.expires_on, "order": r.order.value, "priority": r.priority}
        self.make_lot(plan, r.customer, r.paid, r.bonus, **terms)
        plan.debit(f"tender.{r.tender.value}", r.paid)
        plan.credit("prepaid.principal", r.paid)
        self.give_bonus(plan, r.bonus)
        return plan

    def opening(self, r: ask.Opening) -> Plan:
        plan = Plan(r.id, "opening", r.on, r.customer)
        if not (r.principal or r.bonus or r.owed or r.passes):
            raise MustRefuse("nothing opened")
        if r.expires_on is not None and r.expires_on < r.on:
            raise MustRefuse("expiry before its own date")
        if r.principal or r.bonus:
            terms = {"expires_on": r.expires_on, "order": r.order.value, "priority": r.priority}
            self.make_lot(plan, r.customer, r.principal, r.bonus, **terms)
            plan.debit("opening", r.principal)
            plan.credit("prepaid.principal", r.principal)
            self.give_bonus(plan, r.bonus)
        for old in r.passes:
            key = plan.name("lot")
            plan.items.append(Item(key, "pass", r.customer, r.on, old.expires_on, service=old.service, price=old.value))
            plan.moves += [(key, "money", old.value), (key, "units", old.count)]
            plan.debit("opening", old.value)
            plan.credit("prepaid.pass", old.value)
        if r.owed:
            due_on = r.due_on or r.on + timedelta(days=self.terms_days[r.customer])
            self.make_charge(plan, r.customer, r.owed, due_on)
            plan.debit("receivable", r.owed)
            plan.credit("opening", r.owed)
        return plan

    def draw(self, lots: Sequence[Item], amount: int, on: date) -> list[tuple[Item, int, int]]:
        """Take an amount from lots in their order: (lot, principal, bonus)."""
        taken: list[tuple[Item, int, int]] = []
        for lot in lots:
            principal, bonus = self.free(lot.key, "principal", on), self.free(lot.key, "bonus", on)
            part = min(amount, principal + bonus)
            if not part:
                continue
            if lot.order == "bonus_first":
                of_bonus = min(part, bonus)
            elif lot.order == "principal_first":
                of_bonus = part - min(part, principal)
            else:
                of_bonus = half_up(Fraction(part * bonus, principal + bonus))
            taken.append((lot, part - of_bonus, of_bonus))
            amount -= part
        if amount:
            raise MustRefuse("more than is there")
        return taken

    def sale(self, r: ask.Sale) -> Plan:
        plan = Plan(r.id, "sale", r.on, r.customer)
        money = self.pay(plan, r, r.amount, r.pay)
        plan.credit("sales", money)
        return plan

    def pass_sale(self, r: ask.PassSale) -> Plan:
        plan = Plan(r.id, "pass_sale", r.on, r.customer)
        if (r.count is None) == (r.days is None):
            raise MustRefuse("count or days")
        expires_on, starts_on = r.expires_on, None
        if r.days is not None:
            if r.expires_on is not None:
                raise MustRefuse("the days say when it ends")
            starts_on = r.starts_on or r.on
            expires_on = starts_on + (r.days - 1) * DAY
        elif r.starts_on is not None:
            raise MustRefuse("a count begins at once")
        if expires_on is not None and expires_on < r.on:
            raise MustRefuse("expiry before its own date")
        key = plan.name("lot")
        kind = "period" if r.days else "pass"
        card = Item(key, kind, r.customer, r.on, expires_on, None, "proportional", r.priority, r.service)
        card.days, card.starts_on = r.days, starts_on
        plan.items.append(card)
        pay = (ask.Part(r.tender.value, r.paid),) if r.tender else r.pay
        card.price = self.pay(plan, r, r.paid, pay)
        plan.paid.clear()  # a pass is given back by refund; only its charge can be credited
        plan.moves += [(key, "money", card.price), (key, "units", r.count or 1)]
        plan.credit("prepaid.pass", card.price)
        return plan

    def pay(self, plan: Plan, r: ask.Sale | ask.PassSale, amount: int, pay: Sequence[ask.Part] | None) -> int:
        """Pay a sale by its parts; return what of it is money rather than bonus."""
        parts = list(pay or (ask.Part("prepaid"), ask.Part("account")))
        lots = self.in_order_of_use(r.customer, r.on, "lot")
        there = self.spendable(r.customer, r.on)
        fixed = [sum(i.amount for i in p.instalments) if p.instalments else p.amount for p in parts]
        rest = amount - sum(f or 0 for f in fixed)
        if rest < 0:
            raise MustRefuse("the parts are more than the sale")
        there -= sum(f or 0 for f, p in zip(fixed, parts, strict=True) if p.with_ == "prepaid")
        if there < 0:
            raise MustRefuse("more than is there")
        paid: list[tuple[ask.Part, int]] = []
        for part, named in zip(parts, fixed, strict=True):
            share = named if named is not None else min(rest, there) if part.with_ == "prepaid" else rest
            if named is None:
                rest -= share
                there -= share if part.with_ == "prepaid" else 0
            paid.append((part, share))
        if rest:
            raise MustRefuse("a part is left unpaid")
        money = 0
        for part, share in paid:
            if part.with_ not in ("prepaid", "account"):
                money += share
                plan.debit(f"tender.{part.with_}", share)
                plan.paid.append(Paid(0, None, ("tender", part.with_), share))
        prepaid = sum(share for part, share in paid if part.with_ == "prepaid")
        for lot, principal, bonus in self.draw(lots, prepaid, r.on):
            plan.moves += [(lot.key, "principal", -principal), (lot.key, "bonus", -bonus)]
            plan.uses.append(lot.key)
            plan.debit("prepaid.principal", principal)
            self.give_bonus(plan, -bonus)
            plan.paid.append(Paid(0, None, lot.key, principal, bonus))
            money += principal
        return money + self.charge(plan, r, [(part, share) for part, share in paid if part.with_ == "account"])

    def charge(self, plan: Plan, r: ask.Sale | ask.PassSale, parts: list[tuple[ask.Part, int]]) -> int:
        on_account: list[tuple[date, int]] = []
        for part, share in parts:
            if part.instalments:
                on_account += [(i.due_on, i.amount) for i in part.instalments]
            elif share:
                on_account.append((part.due_on or r.on + self.terms_days[r.customer] * DAY, share))
        owed = sum(amount for _, amount in on_account)
        limit = self.limits[r.customer]
        exposure = sum(self.now(c.key, "open") for c in self.of(r.customer, "charge"))
        if owed and limit is not None and exposure + owed > limit and not r.override:
            raise MustRefuse("over the limit")
        for due_on, amount in on_account:
            if due_on < r.on:
                raise MustRefuse("due before the sale")
            self.make_charge(plan, r.customer, amount, due_on)
            plan.debit("receivable", amount)
        return owed

    def pass_use(self, r: ask.PassUse) -> Plan:
        plan = Plan(r.id, "pass_use", r.on, r.customer)
        left = r.count
        for card in self.in_order_of_use(r.customer, r.on, "pass", "period"):
            if card.service != r.service or not left:
                continue
            plan.uses.append(card.key)
            if card.kind == "period":
                left = 0
                continue
            money, units = self.free(card.key, "money", r.on), self.free(card.key, "units", r.on)
            used = min(left, units)
            worth = sum(shares(money, units)[:used])
            plan.moves += [(card.key, "units", -used), (card.key, "money", -worth)]
            plan.debit("prepaid.pass", worth)
            plan.credit("sales", worth)
            left -= used
        if left:
            raise MustRefuse("no visits left")
        return plan

    def allocate(
        self, r: ask.Payment | ask.Settle, amount: int, *, recover: bool
    ) -> tuple[list[tuple[Item, str, int]], int]:
        """Say which charge gets how much: (charge, open or lost, amount), and what remains."""
        got: list[tuple[Item, str, int]] = []
        fixed = {("charge", a.charge) for a in r.against if a.amount is not None}
        paid: dict[Key, int] = {}

        def give(charge: Item, wanted: int, lost: int = 0) -> int:
            claim = min(wanted, self.free(charge.key, "open", r.on) - paid.get(charge.key, 0))
            paid[charge.key] = paid.get(charge.key, 0) + claim
            lost = min(lost, wanted - claim)
            got.extend([(charge, "open", claim), (charge, "lost", lost)])
            return claim + lost

        named = [self.item(("charge", a.charge), r.customer) for a in r.against]
        if len({c.key for c in named}) < len(named):
            raise MustRefuse("a charge named twice")
        for wish, charge in zip(r.against, named, strict=True):
            claim = self.free(charge.key, "open", r.on)
            lost = self.free(charge.key, "lost", r.on) if recover else 0
            if wish.amount is not None:
                if wish.amount > min(claim + lost, amount):
                    raise MustRefuse("above what is open")
                amount -= give(charge, wish.amount, lost)
                continue
            for part in self.costs_of(charge, r.on):  # of a debt costs come first, then interest, then the principal
                amount -= give(part, 0 if part.key in fixed else amount)
            amount -= give(charge, amount, lost)
        for charge in self.by_debts(r.customer, r.on):
            if charge not in named:
                amount -= give(charge, amount)
        return [target for target in got if target[2]], amount

    def payment(self, r: ask.Payment) -> Plan:
        plan = Plan(r.id, "payment", r.on, r.customer)
        given_up = r.discount + r.rounding
        targets, left = self.allocate(r, r.amount + given_up, recover=True)
        if given_up > sum(amount for _, part, amount in targets if part == "open"):
            raise MustRefuse("more given up than owed")
        plan.debit("discount", r.discount)
        plan.debit("rounding", r.rounding)
        plan.debit(f"tender.{r.tender.value}", r.amount)
        for charge, part, amount in targets:
            plan.moves.append((charge.key, part, -amount))
            plan.credit("receivable" if part == "open" else "bad_debt", amount)
            lent = min(given_up, amount) if part == "open" else 0
            given_up -= lent
            plan.paid.append(Paid(charge.entry, charge.key, ("tender", r.tender.value), amount - lent))
        if left:
            self.make_lot(plan, r.customer, left, 0)
            plan.credit("prepaid.principal", left)
        return plan

    def settle(self, r: ask.Settle) -> Plan:
        plan = Plan(r.id, "settle", r.on, r.customer)
        lots = [self.item(("lot", name), r.customer) for name in dict.fromkeys(r.lots)]
        if any(lot.kind != "lot" or not self.usable(lot, r.on) for lot in lots):
            raise MustRefuse("not to be used")
        drawn = self.draw(lots or self.in_order_of_use(r.customer, r.on, "lot"), r.amount, r.on)
        targets, left = self.allocate(r, r.amount, recover=False)
        if left:
            raise MustRefuse("more than is owed")
        waiting = [[charge, amount] for charge, _, amount in targets]
        for charge, _, amount in targets:
            plan.moves.append((charge.key, "open", -amount))
            plan.credit("receivable", amount)
        for lot, principal, bonus in drawn:
            plan.uses.append(lot.key)
            plan.moves += [(lot.key, "principal", -principal), (lot.key, "bonus", -bonus)]
            plan.debit("prepaid.principal", principal)
            plan.debit("discount", bonus)
            self.give_bonus(plan, -bonus)
            for what, amount in (("money", principal), ("settled", bonus)):
                rest = amount
                for row in waiting:
                    part = min(rest, row[1])
                    row[1] -= part
                    rest -= part
                    plan.paid.append(Paid(row[0].entry, row[0].key, lot.key, **{what: part}))
        return plan

    def refund(self, r: ask.Refund) -> Plan:
        plan = Plan(r.id, "refund", r.on, r.customer)
        named = [self.item(("lot", name), r.customer) for name in dict.fromkeys(r.lots)]
        cards = [item for item in named if item.kind != "lot"]
        lots = [item for item in named if item.kind == "lot"]
        if not named:
            lots = sorted(self.of(r.customer, "lot"), key=lambda i: (i.on, i.entry, self.place(i)), reverse=True)
        if r.units is not None and [card.kind for card in cards] != ["pass"]:
            raise MustRefuse("units of what")
        worth = sum(self.give_back_pass(plan, card, r) for card in cards)
        principal = sum(self.free(lot.key, "principal", r.on) for lot in lots)
        if r.amount is None and not named:
            raise MustRefuse("how much")
        total = worth + principal if r.amount is None else r.amount + r.kept
        if not worth <= total <= worth + principal or r.kept >= total:
            raise MustRefuse("not what is there")
        left = total - worth
        for lot in lots:
            there, bonus = self.free(lot.key, "principal", r.on), self.free(lot.key, "bonus", r.on)
            taken = min(left, there)
            if not taken:
                continue
            lost = 0 if r.keep_bonus else bonus if taken == there else half_up(Fraction(bonus * taken, there))
            plan.moves += [(lot.key, "principal", -taken), (lot.key, "bonus", -lost)]
            plan.debit("prepaid.principal", taken)
            self.give_bonus(plan, -lost)
            left -= taken
        plan.credit(f"tender.{r.tender.value}", total - r.kept)
        plan.credit("sales", r.kept)
        return plan

    def give_back_pass(self, plan: Plan, card: Item, r: ask.Refund) -> int:
        money, units = self.free(card.key, "money", r.on), self.free(card.key, "units", r.on)
        if card.kind == "period":
            worth = self.unearned(card, r.on)
            plan.moves += [(card.key, "money", -money), (card.key, "units", -units)]
            plan.debit("prepaid.pass", money)
            plan.credit("sales", money - worth)
            return worth
        given = r.units or units
        if not 0 < given <= units:
            raise MustRefuse("not that many units")
        worth = sum(shares(money, units)[:given])
        plan.moves += [(card.key, "money", -worth), (card.key, "units", -given)]
        plan.debit("prepaid.pass", worth)
        return worth

    def unearned(self, card: Item, on: date) -> int:
        """What of a period pass is not used yet, the day itself included: 3,650 for 365 days, 100 gone: 2,650."""
        begins, ends = card.starts_on or card.on, self.term(card.key, "expires_on", on) or card.on
        days = (ends - begins).days + 1
        gone = min(max((on - begins).days, 0), days)
        return min(self.free(card.key, "money", on), card.price - half_up(Fraction(card.price * gone, days)))

    def write_off(self, r: ask.WriteOff) -> Plan:
        charge = self.item(("charge", r.charge))
        plan = Plan(r.id, "write_off", r.on, charge.customer)
        self._check_open_file(charge.customer)
        claim = self.free(charge.key, "open", r.on)
        amount = claim if r.amount is None else r.amount
        if not 0 < amount <= claim:
            raise MustRefuse("not that much open")
        plan.moves += [(charge.key, "open", -amount), (charge.key, "lost", amount)]
        plan.debit("bad_debt", amount)
        plan.credit("receivable", amount)
        return plan

    def interest(self, r: ask.ChargeInterest) -> Plan:
        """Costs; late interest needs an agreement, which nobody has here."""
        whole = self.item(("charge", r.charge))
        plan = Plan(r.id, "interest", r.on, whole.customer)
        self._check_open_file(whole.customer)
        if whole.of is not None or r.kind is not ask.InterestKind.COST or r.amount is None:
            raise MustRefuse("costs of costs, or nothing agreed on")
        due_on = r.due_on or r.on
        if r.on < self.entries[whole.entry - 1].on or due_on < r.on:
            raise MustRefuse("before the charge, or due before that")
        self.make_charge(plan, whole.customer, r.amount, due_on, of=whole.key, part="cost")
        plan.debit("receivable", r.amount)
        plan.credit("fee", r.amount)
        return plan

    def _check_open_file(self, customer: str) -> None:
        if customer in self.closed:
            raise MustRefuse("closed customer")

    def transfer(self, r: ask.Transfer) -> Plan:
        plan = Plan(r.id, "transfer", r.on, r.customer)
        if r.customer == r.to:
            raise MustRefuse("to oneself")
        chosen = [self.item(("lot", name), r.customer) for name in dict.fromkeys(r.lots)]
        if any(not self.usable(item, r.on) for item in chosen):
            raise MustRefuse("not to be used")
        chosen = chosen or self.in_order_of_use(r.customer, r.on, "lot", "pass", "period")
        lots = [item for item in chosen if item.kind == "lot"]
        cards = [item for item in chosen if item.kind != "lot"]
        if r.amount is not None:
            if r.lots and cards:
                raise MustRefuse("a pass goes whole")
            parts, cards = self.draw(lots, r.amount, r.on), []
        else:
            parts = [(i, self.free(i.key, "principal", r.on), self.free(i.key, "bonus", r.on)) for i in lots]
        for lot, principal, bonus in parts:
            self.hand_over(plan, lot, r.to, principal=principal, bonus=bonus)
        for card in cards:
            self.hand_over(
                plan, card, r.to, money=self.free(card.key, "money", r.on), units=self.free(card.key, "units", r.on)
            )
        if not plan.items:
            raise MustRefuse("nothing to transfer")
        return plan

    def hand_over(self, plan: Plan, old: Item, to: str, **parts: int) -> None:
        """Make the part of an item that moves an item of the receiver with the same terms."""
        key = plan.name(old.key[0])
        expires_on, due_on = (self.term(old.key, what, plan.on) for what in ("expires_on", "due_on"))
        new = Item(key, old.kind, to, old.on, expires_on, due_on, old.order, old.priority, old.service)
        new.days, new.starts_on = old.days, old.starts_on
        new.price = (
            old.price if old.kind == "period" else parts.get("principal", parts.get("money", parts.get("open", 0)))
        )
        plan.items.append(new)
        plan.uses.append(old.key)
        for part, amount in parts.items():
            plan.moves += [(old.key, part, -amount), (key, part, amount)]

    def merge(self, r: ask.Merge) -> Plan:
        plan = Plan(r.id, "merge", r.on, r.customer)
        moved: dict[Key, Key] = {}
        if r.customer == r.into:
            raise MustRefuse("the same file")
        for item in [i for i in self.items.values() if i.customer == r.customer]:
            now = {part: self.now(item.key, part) for part in PARTS[item.kind]}
            if now != {part: self.free(item.key, part, r.on) for part in PARTS[item.kind]}:
                raise MustRefuse("later entries")
            if any(now.values()):
                self.hand_over(plan, item, r.into, **now)
                moved[item.key] = plan.items[-1].key
                plan.items[-1].part = item.part
                plan.items[-1].of = moved.get(item.of, item.of) if item.of else None
        plan.uses.clear()  # what is expired moves too
        plan.after.append(lambda: self.closed.add(r.customer))
        return plan

    def extend(self, r: ask.Extend) -> Plan:
        item = self.item(("lot", r.lot))
        plan = Plan(r.id, "extend", r.on, item.customer)
        self._check_open_file(item.customer)
        made = self.entries[item.entry - 1].on
        if r.on < made or (r.expires_on is not None and r.expires_on < r.on):
            raise MustRefuse("before its time")
        if r.expires_on is None and item.kind == "period":
            raise MustRefuse("a period needs an end")
        if not any(self.now(item.key, part) for part in PARTS[item.kind]):
            raise MustRefuse("nothing left")
        if any(r.expires_on is not None and on > r.expires_on for on in self.used_from(item.key, r.on)):
            raise MustRefuse("used later than that")
        plan.terms.append((item.key, "expires_on", r.expires_on))
        return plan

    def used_from(self, key: Key, on: date) -> list[date]:
        """The dates, from one on, of standing entries that used a lot as only an unexpired one may be."""
        return [e.on for e in self.entries if key in e.uses and e.on >= on and e.reversed_on is None]

    def reschedule(self, r: ask.Reschedule) -> Plan:
        charge = self.item(("charge", r.charge))
        plan = Plan(r.id, "reschedule", r.on, charge.customer)
        self._check_open_file(charge.customer)
        if not self.free(charge.key, "open", r.on) or r.due_on < charge.on:
            raise MustRefuse("nothing open, or due before the sale")
        plan.terms.append((charge.key, "due_on", r.due_on))
        return plan

    def expire(self, r: ask.Expire) -> Plan:
        item = self.item(("lot", r.lot))
        plan = Plan(r.id, "expire", r.on, item.customer)
        self._check_open_file(item.customer)
        left = {part: self.free(item.key, part, r.on) for part in PARTS[item.kind]}
        if not self.expired(item, r.on) or not any(left.values()):
            raise MustRefuse("not expired, or nothing left")
        plan.moves += [(item.key, part, -amount) for part, amount in left.items()]
        if item.kind == "lot":
            plan.debit("prepaid.principal", left["principal"])
            plan.credit("breakage", left["principal"])
            self.give_bonus(plan, -left["bonus"])
        else:  # a period pass that has run out has earned its money day by day
            plan.debit("prepaid.pass", left["money"])
            plan.credit("sales" if item.kind == "period" else "breakage", left["money"])
        return plan

    def credit(self, r: ask.Credit) -> Plan:
        charges, sale = self._credited(r)
        customer = charges[0].customer if charges else sale.customer or ""
        plan = Plan(r.id, "credit", r.on, customer, concerns=sale.number)
        self._check_open_file(customer)
        if sale.reversed_on is not None or r.on < sale.on:
            raise MustRefuse("reversed, or before the sale")
        left = r.amount
        for charge in self.by_due(charges, r.on):
            part = min(left, self.free(charge.key, "open", r.on))
            plan.moves.append((charge.key, "open", -part))
            plan.credit("receivable", part)
            plan.debit("fee" if charge.part else "sales", part)
            left -= part
        counter = sale.kind == "sale" and sale.id == r.sale
        for source, (money, bonus, settled) in self.sources(sale, {c.key for c in charges}, r.on, counter=counter):
            part = min(left, money + bonus + settled)
            left -= part
            if part:
                income = "fee" if charges and charges[0].part else "sales"
                self._give_back(plan, sale, source, part, (money, bonus, settled), income)
        if left:
            raise MustRefuse("more than is left of the sale")
        return plan

    def _credited(self, r: ask.Credit) -> tuple[list[Item], Plan]:
        sale = next((e for e in self.entries if e.id == r.sale and e.kind == "sale"), None)
        if sale is not None:
            return [item for item in sale.items if item.kind == "charge"], sale
        charge = self.item(("charge", r.sale))
        return [charge], self.entries[charge.entry - 1]

    def sources(
        self, sale: Plan, charges: set[Key], on: date, *, counter: bool
    ) -> list[tuple[tuple[str, str], tuple[int, int, int]]]:
        """What was paid of a sale, by lot and by tender, less what credits gave back; lots first, then the latest."""
        sums: dict[tuple[str, str], list[int]] = {}
        for entry in self.entries:
            given_back = entry.kind == "credit"
            for paid in entry.paid if entry.reversed_on is None else ():
                mine = given_back or (counter if paid.charge is None else paid.charge in charges)
                if paid.sale != sale.number or not mine or (entry.on > on and not given_back):
                    continue
                row = sums.setdefault(paid.source, [0, 0, 0, 0])
                for place, amount in enumerate((paid.money, paid.bonus, paid.settled)):
                    row[place] += -amount if given_back else amount
                row[3] = row[3] if given_back else entry.number
        there = [(source, row) for source, row in sums.items() if sum(row[:3]) > 0]
        there.sort(key=lambda pair: (pair[0][0] == "tender", -pair[1][3]))
        return [(source, (row[0], row[1], row[2])) for source, row in there]

    def _give_back(
        self, plan: Plan, sale: Plan, source: tuple[str, str], part: int, gave: tuple[int, int, int], income: str
    ) -> None:
        _, bonus, settled = gave
        of_bonus = half_up(Fraction(part * (bonus + settled), sum(gave)))
        of_settled = half_up(Fraction(of_bonus * settled, bonus + settled)) if of_bonus else 0
        money = part - of_bonus
        plan.paid.append(Paid(sale.number, None, source, money, of_bonus - of_settled, of_settled))
        plan.debit(income, money)
        if source[0] == "tender":
            plan.credit(f"tender.{source[1]}", money)
            return
        plan.credit("prepaid.principal", money)
        plan.debit(income, of_settled)
        plan.credit("discount", of_settled)
        self.give_bonus(plan, of_bonus)
        plan.moves += [(source, "principal", money), (source, "bonus", of_bonus)]

    def reverse(self, r: ask.Reverse) -> Plan:
        old = self.entry(r.entry)
        if old.kind in ("reverse", "close_month", "reopen_month") or old.reversed_on or r.on < old.on:
            raise MustRefuse("cannot be reversed, or not any more, or not then")
        plan = Plan(r.id, "reverse", r.on, old.customer, reverses=old.number)
        plan.moves = [(key, part, -change) for key, part, change in old.moves]
        plan.lines = [(account, -amount) for account, amount in old.lines]
        if any(e.concerns == old.number and e.reversed_on is None for e in self.entries):
            raise MustRefuse("credited")
        made = {item.key for item in old.items}
        if any(e.kind == "pass_use" and made & set(e.uses) and e.reversed_on is None for e in self.entries):
            raise MustRefuse("visits were taken")
        self._check_nothing_below_zero(plan)
        self._check_expiry_restored(old, r.on)
        self._check_not_given_back(old)
        plan.after.append(lambda: setattr(old, "reversed_on", r.on))
        if old.kind == "merge":
            plan.after.append(lambda: self.closed.discard(old.customer or ""))
        return plan

    def _check_nothing_below_zero(self, plan: Plan) -> None:
        wanted: dict[tuple[Key, str], int] = {}
        for key, part, change in plan.moves:
            wanted[key, part] = wanted.get((key, part), 0) + change
        if any(self.free(key, part, plan.on) + change < 0 for (key, part), change in wanted.items() if change < 0):
            raise MustRefuse("below zero")

    def _check_expiry_restored(self, old: Plan, on: date) -> None:
        for key, what, _ in old.terms if old.kind == "extend" else ():
            kept, old.terms = old.terms, []
            restored = self.term(key, what, on)
            old.terms = kept
            if restored is not None and any(day > restored for day in self.used_from(key, on)):
                raise MustRefuse("used after the expiry restored")

    def _check_not_given_back(self, old: Plan) -> None:
        """What a payment or settlement paid, a standing credit may have given back already."""
        if old.kind not in ("payment", "settle"):
            return
        for sale in {paid.sale for paid in old.paid}:
            sums: dict[tuple[str, str], int] = {}
            for entry in self.entries:
                for paid in entry.paid if entry.reversed_on is None and entry is not old else ():
                    if paid.sale == sale:
                        amount = paid.money + paid.bonus + paid.settled
                        sums[paid.source] = sums.get(paid.source, 0) + (-amount if entry.kind == "credit" else amount)
            if any(amount < 0 for amount in sums.values()):
                raise MustRefuse("given back by a credit")

    # ---- months ---------------------------------------------------------------------------------------------------

    def close_month(self, r: ask.CloseMonth) -> Plan:
        last = month_end(r.month)
        if last >= self.today:
            raise MustRefuse("not over")
        if self.closed_months:
            expected = month_end(self.closed_months[-1]) + DAY
            if r.month != expected:
                raise MustRefuse("in order, once")
        elif self.entries and r.month > min(e.on for e in self.entries).replace(day=1):
            raise MustRefuse("an earlier month is open")
        plan = Plan(r.id, "close_month", last)
        for card in [i for i in self.items.values() if i.kind == "period"]:
            earned = self.free(card.key, "money", last) - self.unearned(card, last + DAY)
            if earned > 0:
                earn = Plan(f"{r.id}/{card.key[1]}", "earn", last, card.customer)
                earn.moves.append((card.key, "money", -earned))
                earn.debit("prepaid.pass", earned)
                earn.credit("sales", earned)
                plan.first.append(earn)
        plan.after += [lambda: self.closed_months.append(r.month), lambda: self.ever_closed.add(r.month)]
        return plan

    def reopen_month(self, r: ask.ReopenMonth) -> Plan:
        if not self.closed_months or r.month != self.closed_months[-1]:
            raise MustRefuse("only the last closed month")
        last = month_end(r.month)
        plan = Plan(r.id, "reopen_month", last)
        for earned in reversed(self.entries):  # closing the month again will earn it anew
            if earned.kind == "earn" and earned.on == last and earned.reversed_on is None:
                undo = ask.Reverse(id=f"{r.id}/{earned.id}", on=last, entry=earned.number, reason=r.reason)
                plan.first.append(self.reverse(undo))
        plan.after.append(lambda: setattr(self, "closed_months", self.closed_months[:-1]))
        return plan


PARTS = {
    "lot": ("principal", "bonus"),
    "pass": ("money", "units"),
    "period": ("money", "units"),
    "charge": ("open", "lost"),
}

JUDGES: dict[type[ask.Request], Callable[..., Plan]] = {
    ask.TopUp: Oracle.top_up,
    ask.Opening: Oracle.opening,
    ask.Sale: Oracle.sale,
    ask.PassSale: Oracle.pass_sale,
    ask.PassUse: Oracle.pass_use,
    ask.Payment: Oracle.payment,
    ask.Settle: Oracle.settle,
    ask.Refund: Oracle.refund,
    ask.WriteOff: Oracle.write_off,
    ask.ChargeInterest: Oracle.interest,
    ask.Transfer: Oracle.transfer,
    ask.Merge: Oracle.merge,
    ask.Extend: Oracle.extend,
    ask.Reschedule: Oracle.reschedule,
    ask.Expire: Oracle.expire,
    ask.Credit: Oracle.credit,
    ask.Reverse: Oracle.reverse,
    ask.CloseMonth: Oracle.close_month,
    ask.ReopenMonth: Oracle.reopen_month,
}
