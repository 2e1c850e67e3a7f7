"""From a payment plan to its sheet: the letterhead, the charges as the customer knows them, the languages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.credit.plan_sheet import PlanSheet, SheetCharge
from app.core.money import Currency
from app.core.owing.plans import Plan
from app.core.receipt import Party
from app.services.known import known_file
from app.services.statement_papers import addressee, letterhead, paper_languages, read_shop, translators
from app.storage.charge_words import ChargeWords, charge_words
from app.storage.store import Session
from app.system import paths

if TYPE_CHECKING:
    from app.documents.statement import Drawn


def paper_of_plan(session: Session, number: str, plan: Plan, languages: Sequence[str] = ()) -> PlanSheet:
    """Return the sheet of a plan of a customer; without languages in those of the customer's statements."""
    return _paper(session, number, plan, languages, draft=False)


def paper_of_draft(session: Session, number: str, plan: Plan, languages: Sequence[str] = ()) -> PlanSheet:
    """Return the sheet of a plan that has not been recorded yet."""
    return _paper(session, number, plan, languages, draft=True)


def _paper(session: Session, number: str, plan: Plan, languages: Sequence[str], *, draft: bool) -> PlanSheet:
    file, shop = known_file(session, number).file, read_shop(session)
    words = charge_words(session, [each.name for each in plan.charges])
    charges = []
    for each in plan.charges:
        known = words.get(each.name) or ChargeWords(plan.made_on, each.name, "")
        charges.append(SheetCharge(known.on, known.document, known.text, each.due_on, each.amount))
    return PlanSheet(
        customer=Party(file.no, file.name),
        shop=letterhead(shop),
        to=addressee(file, shop),
        currency=Currency(shop.book.currency, shop.book.decimals),
        money_sign=shop.settings.money_sign,
        languages=tuple(languages) or paper_languages(file, shop),
        plan=plan,
        charges=tuple(charges),
        draft=draft,
    )


def made_paper(sheet: PlanSheet) -> "Drawn":
    """Draw the sheet of a plan."""
    from app.documents.plan_sheet import draw_plan_sheet  # reportlab is loaded with the first paper, not before

    return draw_plan_sheet(sheet, translators(sheet.languages), paths.resources() / "fonts")
