"""The texts of reminders: the shop's own by name and language, those the program brings along, and what they become."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.core.reminder.facts import ChargeFact, Facts
from app.core.reminder.filling import filled
from app.core.reminder.kinds import RuleKind, Way
from app.core.reminder.template import FIELDS, FIELDS_OF, Template
from app.core.reminder.texts import RecordText, ReminderText, TextProblem, cleaned, kind_of, problems_of
from app.core.reminder.wish import Covered, Wish
from app.errors import refuse
from app.i18n.catalog import LANGUAGES
from app.i18n.mark import N_
from app.services.desk import Circumstances, Desk
from app.services.file_desk import Filed, FileDesk
from app.services.known import known_file
from app.services.reminder_facts import facts_of
from app.services.reminder_messages import VARIANTS, Said, current_texts, said, shipped_texts, subject_of, translator_of
from app.services.reminder_values import Subject, values_of
from app.storage.store import Store

_SAMPLE_DAYS = 7
_SAMPLE_AMOUNT = 12_800
"""What a preview shows where the customer has nothing of the kind: a week from today, and an amount in minor units."""


class ReminderTexts:
    """The door to the texts of reminders, for use by one thread. They are recorded anew, never changed."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    # ---- looking ----------------------------------------------------------------------------------------------------

    def all(self) -> Sequence[ReminderText]:
        """Return every text that counts, by name, each in all its languages."""
        with self._store.read() as session:
            texts = current_texts(session)
        return [texts[key] for key in sorted(texts, key=lambda key: (key[0], LANGUAGES.index(key[1])))]

    def shipped(self, name: str, language: str) -> ReminderText | None:
        """Return the text the program brings along for a name and a language, if it has one."""
        return shipped_texts().get((name, language))

    def current(self, name: str, language: str) -> ReminderText | None:
        """Return the text that counts for a name and a language; None where there is none."""
        with self._store.read() as session:
            return current_texts(session).get((name, language))

    def fields(self, name: str) -> Mapping[str, str]:
        """Return the names a text may use, each with what it stands for (to be translated), in their order."""
        kind = kind_of(name)
        known = FIELDS.keys() if kind is None else FIELDS_OF[kind]
        return {field: meaning for field, meaning in FIELDS.items() if field in known}

    # ---- changing ---------------------------------------------------------------------------------------------------

    def problems(self, name: str, subject: str, body: str) -> list[TextProblem]:
        """Return everything wrong with a text, by place; nothing wrong means that it can be recorded."""
        return problems_of(name, Template(subject, body))

    def record(self, request: RecordText) -> Filed:
        """Put a text of the shop's own in force, or with a blank one the program's again. Raises `Refused`."""
        with self._store.write() as session:
            desk = Desk(session, self._around)
            filed = FileDesk(desk, self._store.path).record(request)
            desk.flush()
            return filed

    # ---- what it becomes --------------------------------------------------------------------------------------------

    def message(self, wish: Wish, number: str, way: Way) -> Said:
        """Return a reminder of a customer as it goes out by one way today. Raises `Refused`."""
        today = self._around.today()
        with self._store.read() as session:
            found = known_file(session, number)
            return said(session, wish, found.file, facts_of(session, found.id, today), way, today)

    def preview(self, name: str, language: str, number: str, draft: Template | None = None) -> Said:
        """Return a text, or a draft of it, as a customer would get it in a language today.

        What the customer has nothing of (no pass, no promise) is shown by an example. Refused when there is no such
        customer or text, and when the draft has a problem.
        """
        today = self._around.today()
        with self._store.read() as session:
            source = current_texts(session).get((name, language))
            found = known_file(session, number)
            subject = subject_of(session, found.file, facts_of(session, found.id, today), today)
        if draft is not None:
            template = cleaned(draft)
        elif source is not None:
            template = source.template
        else:
            refuse("name", N_("There is no text “{name}” in the language of this customer."), name=name)
        text, blanks = filled(template, values_of(sample(name, subject), subject, translator_of(language)))
        return Said(text, language, ReminderText(name, language, template, own=draft is not None), blanks)


def sample(name: str, subject: Subject) -> Wish:
    """Return a reminder a text could be for, out of what the customer really has as far as it goes."""
    kind = kind_of(name) or RuleKind.OVERDUE
    facts, today = subject.facts, subject.today
    soon = today + timedelta(days=_SAMPLE_DAYS)
    blank = Wish(rule=kind, customer=facts.customer, subject="", occurrence="", due_on=today, ways=(), template=name)
    charges = _asked_for(kind, facts, today)
    if charges:
        return replace(
            blank,
            amount=sum(charge.open for charge in charges),
            on=min(charge.due_on for charge in charges),
            covers=tuple(Covered(charge.item) for charge in charges),
        )
    on, number, amount, units, service = soon, "", _SAMPLE_AMOUNT, 1, ""
    if kind is RuleKind.STATEMENT and facts.statements:
        number, on = facts.statements[-1].number, facts.statements[-1].reply_by
    if kind in (RuleKind.PASS_LOW, RuleKind.EXPIRING) and facts.passes:
        service, units, on = facts.passes[0].service, facts.passes[0].left, facts.passes[0].expires_on or soon
    if kind is RuleKind.EXPIRING and facts.lots and not name.endswith(VARIANTS):
        amount, on = facts.lots[0].amount, facts.lots[0].expires_on or soon
    if facts.promises and kind in (RuleKind.PROMISE_DUE, RuleKind.PROMISE_BROKEN):
        amount, on = facts.promises[-1].amount, facts.promises[-1].due_on
    return replace(blank, amount=amount, units=units, on=on, service=service or "……", number=number or "S000001")


def _asked_for(kind: RuleKind, facts: Facts, today: date) -> list[ChargeFact]:
    """Return the charges a customer has that reminders of a kind ask for."""
    late = kind is RuleKind.OVERDUE
    if not late and kind not in (RuleKind.DUE_SOON, RuleKind.INSTALMENT):
        return []
    return [c for c in facts.charges if c.asked and (c.due_on < today) is late]
