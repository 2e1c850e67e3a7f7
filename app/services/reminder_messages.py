"""A reminder in words: the text for its template, way and language, with the customer's values filled in."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from app.core.customer import CustomerFile
from app.core.reminder.facts import Facts
from app.core.reminder.filling import filled
from app.core.reminder.kinds import Way
from app.core.reminder.plan_care import PASS_SUFFIX, PERIOD_SUFFIX
from app.core.reminder.template import Template, names_for, read_template
from app.core.reminder.texts import ReminderText
from app.core.reminder.wish import Wish
from app.errors import refuse
from app.i18n.catalog import LANGUAGES, Translator
from app.i18n.mark import N_
from app.services.reminder_values import Subject, accounts_today, language_of, values_of
from app.services.statement_papers import read_shop, translators
from app.storage.reminder_texts import own_texts
from app.storage.store import Session
from app.system import paths

Texts = Mapping[tuple[str, str], ReminderText]
"""Texts by name and language."""

VARIANTS = (PASS_SUFFIX, PERIOD_SUFFIX)
"""What planning puts behind the name of a text for passes; a shop's own text may lack them."""


class Said(NamedTuple):
    """A text as it goes out: in which language, from which text, and the names in it that had no value."""

    text: Template
    language: str
    source: ReminderText
    blanks: tuple[str, ...] = ()


@lru_cache(maxsize=len(LANGUAGES))
def translator_of(language: str) -> Translator:
    """Return the translator of a language; read once, as a batch asks for the same one again and again."""
    return translators([language])[0]


# ---- which text -----------------------------------------------------------------------------------------------------


@cache
def shipped_texts() -> Texts:
    """Return the texts the program brings along, by name and language."""
    found: dict[tuple[str, str], ReminderText] = {}
    for language in LANGUAGES:
        for path in sorted((paths.resources() / "templates" / "reminders" / language).glob("*.txt")):
            template = read_template(path.read_text(encoding="utf-8"))
            found[path.stem, language] = ReminderText(path.stem, language, template)
    return found


def current_texts(session: Session) -> Texts:
    """Return the texts that count, by name and language: the shop's own, and the program's for all others."""
    return {**shipped_texts(), **own_texts(session)}


def find_text(texts: Texts, name: str, way: Way, language: str) -> ReminderText:
    """Return the text for a template's name that goes one way, in a language, else in English.

    The one made for the way comes before the common one. Refused when there is none.
    """
    plain = next((name.removesuffix(end) for end in VARIANTS if name.endswith(end)), name)
    names = list(dict.fromkeys((*names_for(name, way), *names_for(plain, way))))
    for each in dict.fromkeys((language, "en")):
        found = [texts[wanted, each] for wanted in names if (wanted, each) in texts]
        if found:
            return found[0]
    refuse("template", N_("There is no text “{name}” in the language of this customer."), name=name)


# ---- what it says ---------------------------------------------------------------------------------------------------


def subject_of(session: Session, file: CustomerFile, facts: Facts, today: date) -> Subject:
    """Read what a reminder of one customer may say."""
    shop = read_shop(session)
    return Subject(file, facts, accounts_today(session, shop, [facts.customer], today)[facts.customer], shop, today)


def said(session: Session, wish: Wish, file: CustomerFile, facts: Facts, way: Way, today: date) -> Said:
    """Return a reminder as it goes out by one way today; refused when there is no text for it, and for a bad one.

    `wish` is what is wanted today (`core.reminder.plan.recheck`), `facts` those it was planned from.
    """
    return compose(current_texts(session), wish, subject_of(session, file, facts, today), way)


def compose(texts: Texts, wish: Wish, subject: Subject, way: Way) -> Said:
    """Return a reminder as `said` does, from what was read before: many at once share the texts."""
    language = language_of(subject.file, subject.shop)
    source = find_text(texts, wish.template, way, language)
    text, blanks = filled(source.template, values_of(wish, subject, translator_of(source.language)))
    return Said(text, source.language, source, blanks)
