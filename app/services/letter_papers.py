"""From a reminder to its letter: the text parted around the charges, the letterhead, the address, the slip."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.core.envelope import WindowForm
from app.core.letter import ASKS, LetterOptions, LetterPaper, Parted, parted
from app.core.money import Currency
from app.core.receipt import Copy, Party
from app.core.reminder.filling import Filled, filled, names_in
from app.core.reminder.kinds import RuleKind, Way
from app.core.reminder.template import Template
from app.core.reminder.wish import Wish
from app.core.statement_paper import Slip, StatementPaper
from app.services.reminder_messages import Texts, find_text, translator_of
from app.services.reminder_values import Subject, charges_of, language_of, pay_by, values_of
from app.services.statement_papers import Look, Marks, addressee, letterhead, paper_of

_AHEAD = frozenset({RuleKind.DUE_SOON, RuleKind.INSTALMENT, RuleKind.PROMISE_DUE})
"""The kinds of reminders that speak of a day to come, by which the money was agreed on."""

_STAND_IN = "-"  # for a part that has no text of its own: no template may be empty


class Composed(NamedTuple):
    """A letter as a value, and what the preview warns of: names in its text, or parts of it, the shop has not set."""

    paper: LetterPaper
    blanks: tuple[str, ...]


class Given(NamedTuple):
    """What a letter is when it is issued: its number, and the copy it is; a preview has neither."""

    number: str = ""
    copy: Copy | None = None


PREVIEW = Given()
"""What a letter has that was not issued."""


def compose_letter(
    texts: Texts, wish: Wish, subject: Subject, options: LetterOptions, given: Given = PREVIEW
) -> Composed:
    """Return the letter of a reminder as it would go out today; refused when there is no text for it."""
    settings, shop = subject.shop.settings, subject.shop
    source = find_text(texts, wish.template, Way.LETTER, language_of(subject.file, shop))
    asks = wish.rule in ASKS
    charges = charges_of(wish, subject) if asks else ()
    values = values_of(wish, subject, translator_of(source.language))
    parts = parted(source.template) if charges else Parted(source.template)
    before, blanks = _filled(parts.before, values)
    after, others = _filled(Template(_STAND_IN, parts.after), values)
    paper = LetterPaper(
        customer=Party(subject.file.no, subject.file.name),
        shop=letterhead(shop),
        to=addressee(subject.file, shop),
        currency=Currency(shop.book.currency, shop.book.decimals),
        money_sign=settings.money_sign,
        sheet=options.sheet or settings.statement_sheet,
        window=options.window or settings.statement_window,
        number=given.number,
        made_on=subject.today,
        language=source.language,
        rule=wish.rule,
        tone=wish.tone,
        subject=before.subject,
        before=before.body,
        after=f"{parts.lead}{after.body}" if after.body else "",
        charges=charges,
        asked=wish.amount if asks else 0,
        pay_by=_asked_by(source.template, wish, subject),
        slip=settings.letter_slip if options.slip is None else options.slip,
        copy=given.copy,
        statement=_statement(subject, options, given) if options.statement else None,
    )
    return Composed(paper, tuple(dict.fromkeys((*blanks, *others, *_unset(paper)))))


def _filled(template: Template, values: Mapping[str, str]) -> Filled:
    """Return a part of a letter with its names filled in; a part without any text stays as it is."""
    if template.body.strip():
        return filled(template, values)
    found = filled(Template(template.subject, _STAND_IN), values)
    return Filled(Template(found.text.subject, ""), found.blanks)


def _asked_by(template: Template, wish: Wish, subject: Subject) -> date | None:
    """Return the day the slip names: the one the text asks for, else the one agreed on if it is still to come."""
    if "pay_by" in names_in(template.body):
        return pay_by(subject)
    return wish.on if wish.rule in _AHEAD else None


def _unset(paper: LetterPaper) -> list[str]:
    """Return what a letter that asks for money lacks for paying or asking back, by the names of texts."""
    if not paper.asked:
        return []
    lacking = [] if paper.shop.phone else ["phone"]
    return lacking if paper.shop.bank or paper.shop.payment_qr else [*lacking, "bank"]


def _statement(subject: Subject, options: LetterOptions, given: Given) -> StatementPaper:
    """Return the statement of the charges open today that goes with a letter, under the letter's number."""
    look = Look(options.sheet, WindowForm.NONE, Slip.NONE)
    marks = Marks(number=given.number, copy=given.copy)
    return paper_of(subject.account, subject.file, subject.shop, look, marks, made_on=subject.today, reply_days=0)
