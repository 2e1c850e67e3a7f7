"""What the names in a reminder's text stand for: the values of one customer today, written in their language."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.core.customer import CustomerFile
from app.core.day_words import PART_NAMES
from app.core.letter import LetterCharge
from app.core.reminder.facts import ChargeFact, Facts
from app.core.reminder.kinds import RuleKind
from app.core.reminder.wish import Wish
from app.core.requests import InterestKind
from app.core.statement import OpenCharge, Period, Statement, StatementKind
from app.core.statement_make import make_statement
from app.i18n import format as fmt
from app.i18n.catalog import LANGUAGES, Translator
from app.i18n.mark import N_
from app.services.statement_papers import ShopPaper
from app.storage.statement_source import sources
from app.storage.store import Session


class Subject(NamedTuple):
    """One customer a reminder goes to, all read in one session: file, facts, and the account as it stands today."""

    file: CustomerFile
    facts: Facts
    account: Statement
    shop: ShopPaper
    today: date


def accounts_today(session: Session, shop: ShopPaper, customers: Sequence[int], today: date) -> dict[int, Statement]:
    """Return the open items of customers (by internal id) today, as a statement of this month would show them."""
    period = Period(today.replace(day=1), today)
    days = shop.settings.expiring_days
    return {
        source.customer.id: make_statement(source, period, StatementKind.OPEN_ITEM, expiring_days=days, made_on=today)
        for source in sources(session, list(customers), today, start=period.start)
    }


def language_of(file: CustomerFile, shop: ShopPaper) -> str:
    """Return the language a customer is written to in: theirs, else the shop's, else English."""
    return next((each for each in (file.language, shop.language) if each in LANGUAGES), "en")


def pay_by(subject: Subject) -> date:
    """Return the day by which a reminder made today asks for the money."""
    return subject.today + timedelta(days=subject.shop.settings.letter_pay_days)


# ---- the charges it is about ----------------------------------------------------------------------------------------


def charges_of(wish: Wish, subject: Subject) -> tuple[LetterCharge, ...]:
    """Return the charges a reminder names, first due first; one that names none is about all that is overdue."""
    facts, today = subject.facts, subject.today
    wanted = {covered.item for covered in wish.covers}
    named = [c for c in facts.charges if c.item in wanted and _is_meant(c, wish, today)]
    named = named if wanted else overdue_of(facts, today)
    shown = {charge.charge: charge for charge in subject.account.charges}
    found = [_charge(each, shown.get(each.name), today) for each in named]
    return tuple(sorted(found, key=lambda charge: (charge.due_on, charge.on, charge.document)))


def _is_meant(charge: ChargeFact, wish: Wish, today: date) -> bool:
    """Whether a reminder is about a charge; of one that follows a plan only about what is due by then."""
    if not charge.plan:
        return True
    if wish.rule in (RuleKind.DUE_SOON, RuleKind.INSTALMENT):
        return charge.due_on == wish.on
    return wish.rule is not RuleKind.OVERDUE or charge.due_on < today


def overdue_of(facts: Facts, today: date) -> list[ChargeFact]:
    """Return what is overdue and not in dispute."""
    return [c for c in facts.charges if c.asked and c.due_on < today]


def _charge(fact: ChargeFact, shown: OpenCharge | None, today: date) -> LetterCharge:
    days = max((today - fact.due_on).days, 0)
    if shown is None:  # recorded in between: the facts know all but its words
        return LetterCharge(fact.on, fact.name, "", fact.due_on, days, fact.open, fact.open, fact.part, fact.parts)
    document = shown.reference or str(shown.entry)
    nth, of = (fact.part, fact.parts) if fact.plan else (shown.nth, shown.of)
    part = InterestKind(shown.part) if shown.part else None
    return LetterCharge(shown.on, document, shown.text, fact.due_on, days, shown.amount, fact.open, nth, of, part)


# ---- the values -----------------------------------------------------------------------------------------------------


def values_of(wish: Wish, subject: Subject, translator: Translator) -> Mapping[str, str]:
    """Return a text for every name a template may have; blank for what does not apply or the shop has not set."""
    settings, facts, today = subject.shop.settings, subject.facts, subject.today
    write = _Writer(subject.shop, translator)
    late = overdue_of(facts, today)
    due_on = wish.on or min((charge.due_on for charge in late), default=None)
    return {
        "customer": subject.file.name,
        "shop": settings.shop_name,
        "phone": settings.phone,
        "address": settings.address,
        "bank": settings.bank,
        "today": write.day(today),
        "owed": write.money(sum(charge.open for charge in subject.account.charges)),
        "overdue": write.money(sum(charge.open for charge in late)),
        "oldest_days": write.number(max(((today - charge.due_on).days for charge in late), default=0)),
        "charges": "\n".join(write.charge(charge) for charge in charges_of(wish, subject)),
        "due_on": write.day(due_on),
        "pay_by": write.day(pay_by(subject)),
        "amount": write.money(wish.amount),
        "balance": write.money(sum(lot.amount for lot in facts.lots if not _is_past(lot.expires_on, today))),
        "expires_on": write.day(wish.on),
        "service": wish.service,
        "left": write.number(wish.units),
        "days": write.number(max((wish.on - today).days, 0)) if wish.on else "",
        "promise_on": write.day(wish.on),
        "statement_no": wish.number,
        "reply_by": write.day(wish.on),
        "last_visit": write.day(facts.last_visit),
    }


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today


class _Writer(NamedTuple):
    """Writes values in one language."""

    shop: ShopPaper
    translator: Translator

    def money(self, minor: int) -> str:
        book, sign = self.shop.book, self.shop.settings.money_sign
        return fmt.money(minor, book.currency, book.decimals, self.translator.language, symbol=sign)

    def day(self, day: date | None) -> str:
        return "" if day is None else fmt.long_date(day, self.translator.language)

    def number(self, value: int) -> str:
        return fmt.number(value, self.translator.language)

    def charge(self, charge: LetterCharge) -> str:
        """Write a charge in one line: when it is due, what it is for, how much of it is open."""
        values = {
            "due_on": fmt.short_date(charge.due_on),
            "text": self.translator.gettext(PART_NAMES[charge.part]) if charge.part else " ".join(charge.text.split()),
            "document": charge.document,
            "amount": self.money(charge.open),
        }
        pattern = N_("Due {due_on}: {text} ({document}), {amount}")
        if not values["text"]:
            pattern = N_("Due {due_on}: document {document}, {amount}")
        return self.translator.gettext(pattern).format_map(values)
