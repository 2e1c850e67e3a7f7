"""One customer's account as a rule sees it on a business date: terms, and every item that may matter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.core.customer import CustomerFile, limits_of
from app.core.items import ItemKind, Position
from app.core.money import Money
from app.core.named import Named
from app.core.owing.limits import Exposure, Group, Hold, Limits, OpenCharge, exposure
from app.core.owing.plan_dates import Followed, due_parts
from app.core.owing.supply import AS_AGREED, SupplyRule
from app.core.owing.terms import PaymentTerms
from app.errors import refuse
from app.i18n.mark import N_


@dataclass(frozen=True, slots=True)
class Terms:
    """What the customer's file says that rules need: `credit_limit` None means no limit, 0 no credit at all.

    `hold` is the reason why nothing more may be bought on account, blank when there is none; `holds` are those with a
    cause, a scope and days. `payment_terms` count instead of `terms_days` where there are any. `limits` None: only the
    `credit_limit` there is.
    """

    id: int
    number: str
    closed: bool
    credit_limit: int | None
    terms_days: int
    hold: str = ""
    limits: Limits | None = None
    payment_terms: PaymentTerms | None = None
    group: str = ""
    supply: SupplyRule = AS_AGREED
    holds: tuple[Hold, ...] = ()

    @property
    def owing(self) -> Limits:
        """How much the customer may owe."""
        return self.limits or Limits(total=self.credit_limit)


def terms_of(customer: int, file: CustomerFile) -> Terms:
    """Return what rules need of a customer's file."""
    return Terms(
        id=customer,
        number=file.no,
        closed=file.closed,
        credit_limit=file.credit_limit,
        terms_days=file.terms_days,
        hold=file.hold,
        limits=limits_of(file),
        payment_terms=file.payment_terms,
        group=file.credit_group,
        supply=file.supply,
        holds=file.holds,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a sale must know beyond the customer's own account; looked up only as far as their file asks for it.

    `named` are the shop's terms of payment by their names, `agreed` those of an agreement in force. `group` is the one
    the customer belongs to, with what all its members owe. `broken_promise` says that one was not kept and is still
    unpaid, `agreement` that there is one in force: holds go by them. `paid` is how much of their debts the customer
    paid on the day of the sale, as far as no earlier sale of that day was made for it (minor units).
    """

    named: Mapping[str, PaymentTerms] = field(default_factory=dict)
    agreed: PaymentTerms | None = None
    group: Group | None = None
    broken_promise: bool = False
    agreement: bool = True
    paid: int = 0


ALONE = Around()
"""Nothing beyond the account."""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's terms and positions as an entry dated `on` may use them; items named by the request are included.

    `plans` are the customer's payment plans: what is overdue goes by their instalments.
    """

    terms: Terms
    on: date
    positions: tuple[Position, ...]
    around: Around = ALONE
    plans: tuple[Followed, ...] = ()

    @property
    def id(self) -> int:
        """The customer's internal id."""
        return self.terms.id

    def lot(self, name: str, field: str) -> Position:
        """Return a lot or pass by name; refused when this customer has none of that name by the date."""
        return self._named(name, field, charge=False)

    def charge(self, name: str, field: str) -> Position:
        """Return a charge by name; refused when this customer has none of that name by the date."""
        return self._named(name, field, charge=True)

    def _named(self, name: str, field: str, *, charge: bool) -> Position:
        for position in self.positions:
            item = position.item
            if item.name == name and item.is_charge == charge and item.customer == self.id:
                return position
        if charge:
            refuse(
                field,
                N_("{field}: customer {customer} has no charge “{name}”."),
                field=field,
                customer=self.terms.number,
                name=Named(name),
            )
        refuse(
            field,
            N_("{field}: customer {customer} has no lot “{name}”."),
            field=field,
            customer=self.terms.number,
            name=Named(name),
        )

    def of_kind(self, *kinds: ItemKind) -> list[Position]:
        """Return the positions of some kinds."""
        return [p for p in self.positions if p.item.kind in kinds and p.item.customer == self.id]

    def in_order_of_use(self, *kinds: ItemKind) -> list[Position]:
        """Return lots that may be used on the date, lower priority first, then soonest expiry, then oldest."""
        return sorted((p for p in self.of_kind(*kinds) if usable(p, self.on)), key=use_order)

    def open_charges(self) -> list[Position]:
        """Return charges with something open on the date, earliest due first, then oldest."""
        return sorted((p for p in self.of_kind(ItemKind.CHARGE) if p.free.amount > 0), key=due_order)

    def exposure(self) -> int:
        """Return everything open on all charges after all that is recorded; prepaid money is not deducted."""
        return sum(p.now.amount for p in self.of_kind(ItemKind.CHARGE))

    def owed(self) -> Exposure:
        """Return what is owed, and how much of it is overdue on the date beyond the customer's days of grace."""
        open_ = {p.item.id: OpenCharge(p.due_on or p.item.on, p.now.amount) for p in self.of_kind(ItemKind.CHARGE)}
        parts = due_parts(self.plans, {item: each.open for item, each in open_.items()}, self.on)
        charges = [
            due for item, each in open_.items() for due in [OpenCharge(*p[:2]) for p in parts.get(item, ())] or [each]
        ]
        return exposure(charges, self.on, self.terms.owing.grace_days)


def usable(position: Position, on: date) -> bool:
    """Whether something of a lot may be spent on a date: not expired, begun, and something left."""
    item = position.item
    if position.expired(on) or (item.starts_on is not None and item.starts_on > on):
        return False
    return position.free.amount + position.free.bonus + position.free.units > 0


def use_order(position: Position) -> tuple[int, date, date, int, int]:
    """Sort key for the order of use: priority, soonest expiry (none last), oldest, entry, item."""
    item = position.item
    return item.priority, position.expires_on or date.max, item.on, item.entry, item.id


def due_order(position: Position) -> tuple[date, date, int, int]:
    """Sort key for the order of paying: earliest due, oldest, entry, item."""
    item = position.item
    return position.due_on or item.on, item.on, item.entry, item.id


def newest_first(positions: Iterable[Position]) -> list[Position]:
    """Sort for refunds: the newest lot first."""
    return sorted(positions, key=lambda p: (p.item.on, p.item.entry, p.item.id), reverse=True)


def too_much(field: str, wanted: int, there: int) -> None:
    """Refuse an amount that is more than is there."""
    refuse(
        field,
        N_("{field}: {wanted} is more than is there; {there} can be used on that date."),
        field=field,
        wanted=Money(wanted),
        there=Money(there),
    )
