"""The sheet of a payment plan as a value: who agrees with whom on which charges and instalments, ready to be drawn."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.core.money import Currency
from app.core.owing.plans import Plan
from app.core.receipt import Party
from app.core.statement_paper import Addressee, Letterhead


class SheetCharge(NamedTuple):
    """A charge of the plan as the customer knows it: its number on the shop's papers, what was sold, what is open."""

    on: date
    document: str
    text: str
    due_on: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSheet:
    """The sheet to be signed; `languages` are those it is set in, the leading one first.

    `draft` says that the plan has not been recorded yet.
    """

    customer: Party
    shop: Letterhead
    to: Addressee
    currency: Currency
    money_sign: bool
    languages: tuple[str, ...]
    plan: Plan
    charges: tuple[SheetCharge, ...]
    draft: bool = False

    @property
    def total(self) -> int:
        """What the plan comes to (minor units)."""
        return self.plan.amount
