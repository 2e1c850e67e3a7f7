"""One customer's account as a rule sees it on a business date: terms, and every item that may matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.items import ItemKind, Position
from app.core.money import Money
from app.core.named import Named
from app.errors import refuse
from app.i18n.mark import N_


@dataclass(frozen=True, slots=True)
class Terms:
    """What the customer's file says that rules need: `credit_limit` None means no limit, 0 no credit at all.

    `hold` is the reason why nothing more may be bought on account, blank when there is none.
    """

    id: int
    number: str
    closed: bool
    credit_limit: int | None
    terms_days: int
    hold: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's terms and positions as an entry dated `on` may use them; items named by the request are included."""

    terms: Terms
    on: date
    positions: tuple[Position, ...]

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
