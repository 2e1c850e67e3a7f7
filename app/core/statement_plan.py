"""Who gets a statement in a run, in which order, and what to look at first: chosen from one line for each customer."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, NamedTuple

from app.core.address import has_address, route_key
from app.core.customer import Address, StatementBy
from app.core.customer_list import number_order
from app.core.envelope import WindowForm
from app.core.settings import ReceiptLanguage
from app.core.statement import Period, StatementKind
from app.core.statement_paper import Sheet, Slip
from app.core.statement_run import Concern, PlanRow, RunOptions, RunOrder
from app.errors import refuse
from app.i18n.mark import N_

CLOSED = N_("Their file is closed.")
NO_STATEMENT = N_("Their file says that they get no statements.")
OTHER_WAY = N_("They get statements by other ways than those chosen.")
OTHER_TAGS = N_("They have none of the tags chosen.")
OTHER_TIER = N_("They have none of the tiers chosen.")
OTHER_LANGUAGE = N_("They read another language.")
NOTHING = N_("Nothing is owed or held.")
ONLY_HELD = N_("Nothing is owed; money or passes are held.")
TOO_LITTLE = N_("Less is owed than the least amount.")
NO_MOVEMENT = N_("Nothing moved in the period.")
ISSUED_BEFORE = N_("They have a statement for this period already.")


class Standing(NamedTuple):
    """How an account stands at the end of a period, in minor units, and how many entries moved it within.

    `charges` is the sum of the charges open then: it is `owed`, or the figures are not sound. `has_pass` says that
    visits are left. `paid_since` says that a payment was recorded with a later date.
    """

    owed: int = 0
    charges: int = 0
    overdue: int = 0
    principal: int = 0
    bonus: int = 0
    has_pass: bool = False
    lines: int = 0
    paid_since: bool = False

    @property
    def is_held(self) -> bool:
        """Whether money or visits are held for the customer."""
        return self.principal != 0 or self.bonus != 0 or self.has_pass


class Candidate(NamedTuple):
    """A customer with what the choice depends on. `language` is the customer's own, or the shop's without one.

    `name_place` is where the name stands among all names, by its sound.
    """

    customer: int
    number: str
    name: str
    closed: bool
    tier: str
    tags: tuple[str, ...]
    delivery: StatementBy
    language: str
    address: Address
    email: str
    standing: Standing
    issued: bool = False
    disputed: bool = False
    name_place: int = 0


class Choice(NamedTuple):
    """The rows of a plan in the order of the papers, and how many customers were left out, by marked sentence."""

    rows: tuple[PlanRow, ...]
    left_out: Mapping[str, int]


def check_period(period: Period) -> None:
    """Refuse a period that ends before it starts."""
    if period.end < period.start:
        refuse(
            "period",
            N_("period: it ends on {end}, before it starts on {start}."),
            start=period.start,
            end=period.end,
        )


def is_unfinished(period: Period, today: date) -> bool:
    """Whether something may still happen in a period: it includes today, or days to come."""
    return period.end >= today


def choose(options: RunOptions, candidates: Iterable[Candidate]) -> Choice:
    """Choose who gets a statement. Those not named, where some are, are not counted as left out."""
    named = frozenset(options.customers)
    chosen: list[Candidate] = []
    left_out: Counter[str] = Counter()
    for candidate in candidates:
        if named and candidate.number not in named:
            continue
        reason = _reason(options, candidate, named=bool(named))
        if reason:
            left_out[reason] += 1
        else:
            chosen.append(candidate)
    chosen.sort(key=_KEYS[options.order])
    return Choice(tuple(map(_row, chosen)), dict(left_out))


def _reason(options: RunOptions, candidate: Candidate, *, named: bool) -> str:
    """Say why a customer gets no statement; blank for one who does."""
    standing = candidate.standing
    reasons = (
        (NOTHING, not named and not _has_anything(options, standing)),
        (CLOSED, candidate.closed),
        (NO_STATEMENT, candidate.delivery is StatementBy.NONE and StatementBy.NONE not in options.delivery),
        (OTHER_WAY, candidate.delivery not in options.delivery),
        (OTHER_TAGS, bool(options.tags) and not set(options.tags) & set(candidate.tags)),
        (OTHER_TIER, bool(options.tiers) and candidate.tier not in options.tiers),
        (OTHER_LANGUAGE, bool(options.language) and candidate.language != options.language),
        (ONLY_HELD, not named and not options.credit and not standing.owed and standing.is_held),
        (TOO_LITTLE, standing.owed < options.least and not standing.is_held),
        (NO_MOVEMENT, options.only_movement and not standing.lines),
        (ISSUED_BEFORE, candidate.issued and not options.again),
    )
    return next((reason for reason, applies in reasons if applies), "")


def _has_anything(options: RunOptions, standing: Standing) -> bool:
    return standing.owed != 0 or standing.is_held or (options.zero and standing.lines > 0)


def _row(candidate: Candidate) -> PlanRow:
    standing = candidate.standing
    return PlanRow(
        candidate.customer,
        candidate.number,
        candidate.name,
        candidate.delivery,
        candidate.language,
        standing.owed,
        standing.overdue,
        standing.principal,
        standing.lines,
        tuple(_concerns(candidate)),
    )


def _concerns(candidate: Candidate) -> Iterable[Concern]:
    standing = candidate.standing
    if candidate.delivery is StatementBy.POST and not has_address(candidate.address):
        yield Concern.NO_ADDRESS
    if candidate.delivery is StatementBy.EMAIL and not candidate.email:
        yield Concern.NO_EMAIL
    if standing.paid_since and standing.owed:
        yield Concern.PAID_SINCE
    if candidate.issued:
        yield Concern.ISSUED_BEFORE
    if standing.charges != standing.owed:
        yield Concern.UNSOUND
    if candidate.disputed:
        yield Concern.DISPUTED


def _by_postcode(candidate: Candidate) -> tuple[object, ...]:
    return (*route_key(candidate.address), number_order(candidate.number))


def _by_number(candidate: Candidate) -> tuple[object, ...]:
    return (number_order(candidate.number),)


def _by_name(candidate: Candidate) -> tuple[object, ...]:
    return (candidate.name_place, number_order(candidate.number))


_KEYS: Mapping[RunOrder, Any] = {
    RunOrder.POSTCODE: _by_postcode,
    RunOrder.NUMBER: _by_number,
    RunOrder.NAME: _by_name,
}


# ---- options as they are kept ---------------------------------------------------------------------------------------


def options_json(options: RunOptions) -> str:
    """Write options as canonical JSON: the same options always give the same text."""
    values = asdict(options) | {"period": [day.isoformat() for day in options.period]}
    for name in ("customers", "delivery", "tags", "tiers"):
        values[name] = sorted(values[name])
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read_options(text: str) -> RunOptions:
    """Read what `options_json` wrote."""
    values: dict[str, Any] = json.loads(text)
    start, end = map(date.fromisoformat, values.pop("period"))
    return RunOptions(period=Period(start, end), **{name: _READERS[name](value) for name, value in values.items()})


def _as_is(value: Any) -> Any:  # noqa: ANN401 - JSON
    return value


_READERS: Mapping[str, Any] = {
    "kind": StatementKind,
    "customers": tuple,
    "delivery": lambda words: tuple(map(StatementBy, words)),
    "zero": _as_is,
    "credit": _as_is,
    "least": _as_is,
    "only_movement": _as_is,
    "tags": tuple,
    "tiers": tuple,
    "language": _as_is,
    "again": _as_is,
    "order": RunOrder,
    "sheet": Sheet,
    "window": WindowForm,
    "slip": Slip,
    "paper_language": ReceiptLanguage,
    "reply_days": _as_is,
}
