"""What shop and customer agreed on beforehand, kept as a file: terms, place and way of payment, late rate, recourse.

An agreement never changes: a later one takes its place from its first day on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.credit.late import Cap, LateRule, check_rule
from app.core.owing.checks import check_order
from app.core.owing.terms import AT_ONCE, PaymentTerms, check_terms
from app.errors import Message
from app.i18n.mark import N_

WARN_DAYS = 30
"""How long before its last day an agreement is said to run out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """An agreement (`id`: its request) in force from `starts_on` through `ends_on`, None for until another comes.

    `place` and `way` of payment and `recourse` (what happens if nobody pays) are as written in it; `signed` names the
    attachment with the signed scan, blank where there is none. `late` None means that no interest was agreed on.
    """

    id: str
    customer: str
    agreed_on: date
    starts_on: date
    ends_on: date | None = None
    terms: PaymentTerms = AT_ONCE
    place: str = ""
    way: str = ""
    late: LateRule | None = None
    recourse: str = ""
    signed: str = ""

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


def check_agreement(agreement: Agreement, cap: Cap | None = None) -> None:
    """Refuse an agreement that ends before it starts, or whose terms or rate make no sense.

    `cap` is the highest rate by the law of its day; a fixed rate above it is refused as well.
    """
    check_order(agreement.starts_on, agreement.ends_on, "ends_on")
    check_terms(agreement.terms)
    if agreement.late is not None:
        check_rule(agreement.late, cap)


def in_force(agreements: Iterable[Agreement], on: date) -> Agreement | None:
    """Return the agreement in force on a day: of several the one that started, then was agreed on, then stands last."""
    holding = [each for each in agreements if each.holds(on)]
    return max(reversed(holding), key=lambda each: (each.starts_on, each.agreed_on), default=None)


def warning(agreements: Iterable[Agreement], on: date, ahead_days: int = WARN_DAYS) -> Message | None:
    """Say that the agreement in force runs out soon with none to follow it, or that the last one has run out."""
    known = list(agreements)
    now = in_force(known, on)
    if now is None:
        ended = [each.ends_on for each in known if each.ends_on is not None and each.ends_on < on]
        if not ended:
            return None
        return Message(N_("The last agreement ran out on {on}; sales on account have none since."), {"on": max(ended)})
    if now.ends_on is None or (now.ends_on - on).days > ahead_days:
        return None
    if any(each.starts_on > on and (each.starts_on - now.ends_on).days <= 1 for each in known):
        return None
    return Message(
        N_("The agreement runs out on {on}, in {days} days."), {"on": now.ends_on, "days": (now.ends_on - on).days}
    )
