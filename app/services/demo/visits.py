"""What a customer does on a visit, given what stands on the account: nothing the book would refuse.

A payment is left as open as the rules allow (prepaid money as far as it goes, the rest by another way), so the plan
needs no books of its own; what it must know it asks of the account.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Protocol

from app.core import offers
from app.core.account import Account, newest_first
from app.core.items import ItemKind, Position
from app.core.lots import spendable
from app.core.offers import Offer
from app.core.owing.terms import Instalment
from app.core.requests import (
    Credit,
    Expire,
    Extend,
    Order,
    Part,
    PassSale,
    PassUse,
    Payment,
    Refund,
    Request,
    Reschedule,
    Reverse,
    Sale,
    SaleLine,
    Settle,
    Tender,
    TopUp,
    Transfer,
    WriteOff,
)
from app.services.demo import shop
from app.services.demo.names import happens
from app.services.demo.people import Person

_TENDERS = (Tender.WECHAT, Tender.ALIPAY, Tender.CASH, Tender.CARD)
_TENDER_WEIGHTS = (50, 72, 92, 100)
_LOST_AFTER_DAYS = 150
_NEVER_PAYS = 999
_SPLIT_FROM = 200_000
_ODD = 1000


class Crowd(Protocol):
    """Whoever knows another customer."""

    def other(self, than: Person, rng: Random) -> Person:
        """Return another customer."""
        ...


@dataclass(slots=True)
class Visits:
    """Makes the requests of visits; `name` gives each its id, `periods_left` is how many period passes may be sold."""

    rng: Random
    name: Callable[[], str]
    people: Crowd
    offers: list[Offer]
    periods_left: int
    last_sales: dict[int, tuple[str, int]] = field(default_factory=dict)

    def visit(self, who: Person, look: Callable[[], Account]) -> Iterator[Request]:
        """Yield what happens, at least one thing; each is recorded before the next is asked for.

        `look` returns the customer's account as it stands.
        """
        account = look()
        if account.positions:
            happened = False
            for request in self._leftovers(who, account):
                yield request
                happened = True
            account = look() if happened else account
        if who.company:
            yield from self._order(who, account)
            return
        tickets = account.in_order_of_use(ItemKind.PASS, ItemKind.PERIOD)
        if tickets and happens(self.rng, 0.6):
            yield from self._use(who, account.on, self.rng.choice(tickets))
        elif happens(self.rng, 0.035):
            yield self._ticket(who, account.on)
        elif self.last_sales.get(who.index) and happens(self.rng, 0.004):
            yield self._credit(who, account.on)
        elif happens(self.rng, 0.012) and spendable(account.in_order_of_use(ItemKind.LOT)):
            yield self._leave(who, account)
        else:
            yield from self._come(who, account)

    # ---- people -----------------------------------------------------------------------------------------------------

    def _come(self, who: Person, account: Account) -> Iterator[Request]:
        """A service, paid from what is there, after a top-up where little is left."""
        service = self.rng.choices(shop.SERVICES, cum_weights=shop.SERVICE_WEIGHTS)[0]
        there = spendable(account.in_order_of_use(ItemKind.LOT))
        if who.prepays and there < service.price and happens(self.rng, 0.75):
            top_up = self._top_up(who, account.on)
            yield top_up
            there += top_up.paid
        sale = self._sale(who, account, service, there)
        yield sale
        self.last_sales[who.index] = (sale.id, sale.amount)
        if happens(self.rng, 0.003):
            del self.last_sales[who.index]
            yield Reverse(id=self.name(), on=account.on, entry=sale.id, reason=shop.MISTAKE.in_(who.language))

    def _top_up(self, who: Person, on: date) -> TopUp:
        paid = self.rng.choices(shop.TOP_UPS, cum_weights=shop.TOP_UP_WEIGHTS)[0]
        best = next(iter(offers.proposals(self.offers, paid, on)), None)
        return TopUp(
            id=self.name(),
            on=on,
            customer=who.number,
            paid=paid,
            bonus=best.bonus if best else 0,
            expires_on=best.expires_on if best else None,
            order=best.offer.order if best else Order.PROPORTIONAL,
            tender=self._tender(),
        )

    def _sale(self, who: Person, account: Account, service: shop.Service, there: int) -> Sale:
        amount = service.price * shop.TIERS[who.discount][1] // 100
        parts: tuple[Part, ...] | None = (Part(self._tender().value),)
        if there:
            parts = (Part("prepaid"), *(parts or ()))
        elif who.credit_limit and account.exposure() + amount <= who.credit_limit:
            parts = None
        return Sale(
            id=self.name(),
            on=account.on,
            customer=who.number,
            amount=amount,
            list_amount=service.price if amount < service.price else None,
            description=service.words.in_(who.language),
            pay=parts,
        )

    def _use(self, who: Person, on: date, ticket: Position) -> Iterator[Request]:
        yield PassUse(id=self.name(), on=on, customer=who.number, service=ticket.item.service)
        if ticket.item.kind is ItemKind.PASS and ticket.free.units == 1 and happens(self.rng, 0.5):
            yield self._ticket(who, on)

    def _ticket(self, who: Person, on: date) -> PassSale:
        period = self.periods_left > 0 and happens(self.rng, 0.2)
        self.periods_left -= period
        ticket = self.rng.choice(shop.PERIODS if period else shop.TICKETS)
        return PassSale(
            id=self.name(),
            on=on,
            customer=who.number,
            service=ticket.service,
            paid=ticket.paid,
            list_price=ticket.list_price,
            count=ticket.visits,
            days=ticket.days,
            expires_on=on + timedelta(days=ticket.valid_days) if ticket.valid_days else None,
            tender=self._tender(),
        )

    def _credit(self, who: Person, on: date) -> Credit:
        sale, amount = self.last_sales.pop(who.index)
        return Credit(id=self.name(), on=on, sale=sale, amount=amount // 5, reason=shop.NOT_HAPPY.in_(who.language))

    def _leave(self, who: Person, account: Account) -> Request:
        """Money goes back to the customer, or on to somebody else."""
        lot = next((p for p in newest_first(account.of_kind(ItemKind.LOT)) if p.free.amount), None)
        if lot is not None and happens(self.rng, 0.5):
            reason = shop.MOVING.in_(who.language)
            return Refund(
                id=self.name(),
                on=account.on,
                customer=who.number,
                amount=lot.free.amount,
                tender=self._tender(),
                reason=reason,
            )
        amount = max(spendable(account.in_order_of_use(ItemKind.LOT)) // 2, 1)
        to = self.people.other(who, self.rng)
        if to is who:
            return self._ticket(who, account.on)
        return Transfer(
            id=self.name(),
            on=account.on,
            customer=who.number,
            to=to.number,
            amount=amount,
            reason=shop.FAMILY.in_(who.language),
        )

    def _tender(self) -> Tender:
        return self.rng.choices(_TENDERS, cum_weights=_TENDER_WEIGHTS)[0]

    # ---- firms ------------------------------------------------------------------------------------------------------

    def _order(self, who: Person, account: Account) -> Iterator[Request]:
        """Something bought on account, with a delivery note; a large one now and then by instalments."""
        order = self.rng.choices(shop.ORDERS, cum_weights=shop.ORDER_WEIGHTS)[0]
        pieces = self.rng.randrange(4, 40)
        amount = order.price * pieces
        text = order.words.in_(who.language)
        number = self.name()
        over = who.credit_limit is not None and account.exposure() + amount > who.credit_limit
        trusted = over and happens(self.rng, 0.2)
        parts: tuple[Part, ...] = (Part("prepaid"), Part("account"))
        if over and not trusted:
            parts = (Part("prepaid"), Part("bank"))
        elif amount > _SPLIT_FROM and happens(self.rng, 0.08):
            dues = [account.on + timedelta(days=days) for days in (30, 60)]
            parts = (
                Part(
                    "account", None, None, (Instalment(dues[0], amount // 2), Instalment(dues[1], amount - amount // 2))
                ),
            )
        yield Sale(
            id=number,
            on=account.on,
            customer=who.number,
            amount=amount,
            description=text,
            reference=f"SO-{account.on:%y%m%d}-{number[-3:]}",
            lines=(SaleLine(text, str(pieces), order.price),),
            pay=parts,
            override=shop.TRUSTED.in_(who.language) if trusted else "",
        )

    # ---- what the account asks for ----------------------------------------------------------------------------------

    def _leftovers(self, who: Person, account: Account) -> Iterator[Request]:
        """Pay what is due, settle it from lots, see to lots past their expiry."""
        on = account.on
        charges = account.open_charges()
        if charges:
            lots = account.in_order_of_use(ItemKind.LOT)
            owed = sum(p.free.amount for p in charges)
            if lots and not who.company and happens(self.rng, 0.5):
                amount = min(owed, spendable(lots))
                yield Settle(id=self.name(), on=on, customer=who.number, amount=amount)
            else:
                due = [p for p in charges if (p.due_on or on) + timedelta(days=who.pays_after) <= on]
                yield from self._pay(who, on, due) if due else self._dun(who, on, charges)
        for position in account.of_kind(ItemKind.LOT, ItemKind.PASS):
            left = position.free
            if position.expired(on) and (left.amount or left.bonus or left.units) and happens(self.rng, 0.3):
                yield self._expired(who, on, position)

    def _pay(self, who: Person, on: date, due: list[Position]) -> Iterator[Request]:
        """A payment of what is due: mostly all of it, sometimes a part, or less the odd amount (抹零)."""
        total = sum(p.free.amount for p in due)
        rounding = 0
        if happens(self.rng, 0.1):
            total = max(total * 6 // 10, 1)
        elif total > _ODD and happens(self.rng, 0.3):
            rounding = total % _ODD
        elif who.company and happens(self.rng, 0.05):
            total = -(-total // 10000) * 10000
        yield Payment(
            id=self.name(),
            on=on,
            customer=who.number,
            amount=total - rounding,
            rounding=rounding,
            tender=Tender.BANK if who.company else self._tender(),
        )

    def _dun(self, who: Person, on: date, charges: list[Position]) -> Iterator[Request]:
        """Of one who does not pay yet: another due date, or in the end a loss."""
        oldest = charges[0]
        late = (on - (oldest.due_on or on)).days
        if late > _LOST_AFTER_DAYS and who.pays_after == _NEVER_PAYS and happens(self.rng, 0.3):
            reason = shop.LOST.in_(who.language)
            self.last_sales.pop(who.index, None)  # nothing of it may be left to credit
            yield WriteOff(id=self.name(), on=on, charge=oldest.item.name, reason=reason)
        elif late > 0 and happens(self.rng, 0.03):
            reason = shop.PROMISED.in_(who.language)
            due_on = on + timedelta(days=15)
            yield Reschedule(id=self.name(), on=on, charge=oldest.item.name, due_on=due_on, reason=reason)

    def _expired(self, who: Person, on: date, position: Position) -> Request:
        lot = position.item.name
        if happens(self.rng, 0.6):
            until = on + timedelta(days=90)
            return Extend(id=self.name(), on=on, lot=lot, expires_on=until, reason=shop.GOODWILL.in_(who.language))
        return Expire(id=self.name(), on=on, lot=lot, reason=shop.EXPIRED.in_(who.language))
