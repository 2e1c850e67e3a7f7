"""Late interest where it was agreed on: simple, by the day, on a dated table of rates or fixed, capped by the law.

Nothing here charges anything: a preview says what could be charged, the owner's act makes a charge of it. It is never
interest on interest. 买卖合同解释 Art. 18, 合同编通则解释 Art. 65,
民间借贷规定 Art. 25 (not legal advice); the figures stand in the law pack.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from app.core.dates import days_later
from app.core.interest import YEAR_DAYS
from app.core.lawpack import LawPack
from app.core.money import portion
from app.core.owing.checks import PERCENT, WHOLE, check_rate, percent
from app.errors import BookUnusable, Message, refuse
from app.i18n.mark import N_

MAX_FACTOR = 1_000
"""The highest multiple of a table that may be agreed on (ten times), in hundredths."""

MOST_FACTOR = "late_rate_most_lpr"
"""The law pack's rule: how many hundredths of the 1-year LPR of the agreement's day a late rate may reach."""


class Rate(NamedTuple):
    """A yearly rate (1/100 %) from a day on."""

    starts_on: date
    value: int


@dataclass(frozen=True, slots=True)
class RateTable:
    """A published rate, such as the loan prime rate, by the days from which its values hold, in their order."""

    name: str
    rates: tuple[Rate, ...]
    source: str = ""

    @property
    def known_through(self) -> date | None:
        """The last day on which the table was brought up to date; later days use its last value."""
        return self.rates[-1].starts_on if self.rates else None

    def at(self, on: date) -> int | None:
        """Return the rate on a day; None before the first one."""
        last = max((rate for rate in self.rates if rate.starts_on <= on), default=None)
        return None if last is None else last.value


def read_table(name: str, text: str) -> RateTable:
    """Read a table's file (TOML); raises `BookUnusable` naming what cannot be read, for people edit it."""
    try:
        content = tomllib.loads(text)
        rates = tuple(sorted(_read_rate(row) for row in content["rates"]))
        source = str(content["source"])
    except (ValueError, TypeError, KeyError) as error:
        raise _unreadable(name, str(error)) from error
    for earlier, later in pairwise(rates):
        if earlier.starts_on == later.starts_on:
            raise _unreadable(name, str(later.starts_on))
    return RateTable(name, rates, source)


def _unreadable(name: str, reason: str) -> BookUnusable:
    return BookUnusable(
        Message(N_("The table of rates {name} cannot be read: {reason}"), {"name": name, "reason": reason})
    )


def _read_rate(row: Mapping[str, Any]) -> Rate:
    starts_on, value = row["from"], row["value"]
    if type(starts_on) is not date:
        raise TypeError("from")
    if type(value) is not int or not 0 <= value <= WHOLE:
        raise ValueError(f"{starts_on}: {value}")
    return Rate(starts_on, value)


def extended(table: RateTable, own: Iterable[Rate]) -> RateTable:
    """Return a table with the shop's own rows, which count before those shipped for the same day; refuses nonsense."""
    rates = {rate.starts_on: rate for rate in table.rates}
    for rate in own:
        check_rate(rate.value, "rate")
        rates[rate.starts_on] = rate
    return replace(table, rates=tuple(sorted(rates.values())))


# ---- what was agreed on ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LateRule:
    """What was agreed on for paying late: a fixed yearly rate (1/100 %), or a table times a `factor` in hundredths.

    The first `free_days` after the due date bear no interest. `fee` (minor units) is the cost asked once for a charge
    that is late beyond them.
    """

    fixed: int | None = None
    table: str = ""
    factor: int = PERCENT
    free_days: int = 0
    fee: int = 0


class Cap(NamedTuple):
    """The highest yearly rate (1/100 %) that is reckoned, with where that stands; `with_fees`: all fees count in it.

    Above `excessive` a court lowers what was agreed on if the customer asks for it; that is said, not done.
    """

    rate: int
    source: str = ""
    with_fees: bool = False
    excessive: int | None = None
    excessive_source: str = ""


def check_rule(rule: LateRule, cap: Cap | None = None) -> None:
    """Refuse a rule that names no rate or two, or a rate nobody may agree on; `cap` is the law's of that day."""
    if (rule.fixed is None) != bool(rule.table):
        refuse("late", N_("late: give either a fixed rate or a table of rates."))
    if rule.fixed is not None:
        check_rate(rule.fixed, "late")
        if cap is not None and rule.fixed > cap.rate:
            refuse(
                "late",
                N_("late: {rate} % a year is more than the {most} % the law allows."),
                rate=percent(rule.fixed),
                most=percent(cap.rate),
            )
    if not 0 < rule.factor <= MAX_FACTOR:
        refuse("late", N_("late: the table can be taken up to {most} times."), most=MAX_FACTOR // PERCENT)
    if rule.free_days < 0 or rule.fee < 0:
        refuse("late", N_("late: free days and a fee cannot be negative."))


FEES_COUNT = "late_cap_counts_fees"
"""The law pack's rule: 1 where fees count in what interest may come to."""

LOSS_FACTOR = "late_loss_most_lpr"
"""The law pack's rule: how many hundredths of the 1-year LPR a court takes for the seller's loss at most."""

EXCESS_PERCENT = "late_penalty_most_percent"
"""The law pack's rule: above how many percent of that loss what was agreed on is generally excessive."""


def cap_by_law(pack: LawPack, table: RateTable, agreed_on: date) -> Cap | None:
    """Return the highest rate by the rules and the table of the day of the agreement; None where nothing says so."""
    factor, rate = pack.value(MOST_FACTOR, agreed_on), table.at(agreed_on)
    if factor is None or rate is None:
        return None
    fees = pack.value(FEES_COUNT, agreed_on)
    cap = Cap(rate * factor.value // PERCENT, factor.source, fees is not None and fees.value == 1)
    loss, excess = pack.value(LOSS_FACTOR, agreed_on), pack.value(EXCESS_PERCENT, agreed_on)
    if loss is None or excess is None:
        return cap
    most = rate * loss.value * excess.value // PERCENT**2
    return cap._replace(excessive=most, excessive_source=excess.source)


# ---- what it comes to -----------------------------------------------------------------------------------------------


class Open(NamedTuple):
    """What was open of a charge's principal (minor units) from a day on, until the next such day."""

    on: date
    amount: int


class LateCharge(NamedTuple):
    """A charge as interest sees it: when it was due, what was open since when, and what was charged for it already.

    `charged` and `fees` are interest and fees charged by earlier acts of the owner.
    """

    name: str
    due_on: date
    open: tuple[Open, ...]
    charged: int = 0
    fees: int = 0


class Stretch(NamedTuple):
    """Days, the first and the last included, on which the same amount bore the same yearly rate.

    `ppm` is that rate in millionths (3.45 % is 34,500): a multiple of a table has more than two decimals.
    """

    first_on: date
    last_on: date
    days: int
    amount: int
    ppm: int
    capped: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What could be charged for a late charge on a day, and how it comes about; nothing of it is recorded.

    `interest` and `fee` are what is left to charge after what was charged before. `capped` says that the law's cap
    made them less than what was agreed on.
    """

    charge: str
    through: date
    open: int
    interest: int
    fee: int
    capped: bool
    stretches: tuple[Stretch, ...] = ()
    notes: tuple[Message, ...] = ()

    @property
    def total(self) -> int:
        """What would be owed in all: principal, interest and fee."""
        return self.open + self.interest + self.fee


def preview(charge: LateCharge, rule: LateRule, table: RateTable | None, cap: Cap | None, through: date) -> Preview:
    """Reckon the interest of a charge through a day: every stretch at its own amount and rate, rounded once, half up.

    `table` is the one the rule names. Days before the first rate of a table bear none, which is said.
    """
    start = days_later(charge.due_on, rule.free_days)
    found = tuple(_stretches(charge, rule, table, cap, start, through))
    full = _sum(found)
    interest = max(full - charge.charged, 0)
    late = start < through and open_on(charge, start) > 0
    fee = max(rule.fee - charge.fees, 0) if late else 0
    capped = any(each.capped for each in found)
    if cap is not None and cap.with_fees and fee:
        most = _sum(tuple(each._replace(ppm=cap.rate * PERCENT) for each in found))
        allowed = max(most - max(full, charge.charged) - charge.fees, 0)
        capped |= fee > allowed
        fee = min(fee, allowed)
    notes = (*_legal_notes(found, cap, capped=capped), *(_table_notes(rule, table, start, through) if late else ()))
    left = open_on(charge, through)
    return Preview(charge.name, through, left, interest, fee, capped, found, notes)


def _sum(stretches: Sequence[Stretch]) -> int:
    return portion(1, sum(each.amount * each.ppm * each.days for each in stretches), WHOLE * PERCENT * YEAR_DAYS)


def open_on(charge: LateCharge, on: date) -> int:
    """Return what was open of a charge at the end of a day."""
    return max((each for each in charge.open if each.on <= on), key=lambda o: o.on, default=Open(on, 0)).amount


def _stretches(
    charge: LateCharge, rule: LateRule, table: RateTable | None, cap: Cap | None, start: date, through: date
) -> Iterator[Stretch]:
    """Cut the days after the start, through the last one, wherever the amount or the rate becomes another.

    A day bears interest on what was open at the end of the day before it, at the rate that holds on the day itself.
    """
    if start >= through:
        return
    changes = {each.on for each in charge.open}
    changes |= {days_later(each.starts_on, -1) for each in (table.rates if table else ())}
    cuts = sorted({start, through, *(day for day in changes if start < day < through)})
    last: Stretch | None = None
    for before, end in pairwise(cuts):
        first = days_later(before, 1)
        amount, ppm = open_on(charge, before), _ppm(rule, table, first)
        if amount <= 0 or ppm is None:
            continue
        allowed = ppm if cap is None else min(ppm, cap.rate * PERCENT)
        piece = Stretch(first, end, (end - before).days, amount, allowed, allowed < ppm)
        if last is not None and last.last_on == before and last[3:] == piece[3:]:
            last = last._replace(last_on=end, days=last.days + piece.days)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _ppm(rule: LateRule, table: RateTable | None, on: date) -> int | None:
    """Return the yearly rate agreed on for a day, in millionths; None where the table does not know it."""
    if rule.fixed is not None:
        return rule.fixed * PERCENT
    found = None if table is None else table.at(on)
    return None if found is None else found * rule.factor


def _legal_notes(stretches: Sequence[Stretch], cap: Cap | None, *, capped: bool) -> Iterator[Message]:
    if cap is None:
        return
    if capped:
        yield Message(
            N_("What was agreed on is more than the {rate} % a year the law allows ({source}); that much is reckoned."),
            {"rate": percent(cap.rate), "source": cap.source},
        )
    if cap.excessive is not None and any(each.ppm > cap.excessive * PERCENT for each in stretches):
        yield Message(
            N_("More than {rate} % a year is generally excessive ({source}): a court lowers it if the customer asks."),
            {"rate": percent(cap.excessive), "source": cap.excessive_source},
        )


def _table_notes(rule: LateRule, table: RateTable | None, start: date, through: date) -> Iterator[Message]:
    if rule.fixed is not None or table is None or not table.rates:
        return
    if start < table.rates[0].starts_on:
        yield Message(
            N_("The table of rates begins on {on}; the days before it bear no interest."),
            {"on": table.rates[0].starts_on},
        )
    if table.known_through is not None and (through - table.known_through).days > _MONTH:
        yield Message(
            N_("The table of rates was brought up to date on {on}; later days use its last value."),
            {"on": table.known_through},
        )


_MONTH = 31


# ---- what a payment pays first --------------------------------------------------------------------------------------


class Shares(NamedTuple):
    """How a payment is shared within one debt, and what is left of the payment (minor units)."""

    costs: int
    interest: int
    principal: int
    left: int


def in_order(paid: int, costs: int, interest: int, principal: int) -> Shares:
    """Share a payment out within one debt: costs, then interest, then principal (民法典 Art. 561)."""
    to_costs = min(paid, costs)
    to_interest = min(paid - to_costs, interest)
    to_principal = min(paid - to_costs - to_interest, principal)
    return Shares(to_costs, to_interest, to_principal, paid - to_costs - to_interest - to_principal)
