"""The tabs in which a file is written: who it is, how to reach them, on what terms, and the shop's own fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter

from app.core.customer import Calendar, Channel, Kind, StatementBy
from app.core.reminder.kinds import Way
from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.file_words import calendar_name, channel_name, customer_kind
from app.gui.dialogs.reminder_words import way_name
from app.gui.pages.customer_file.bindings import FormTab, side_by_side
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import column, holder
from app.gui.widgets.consents import Consents
from app.gui.widgets.customer_picker import CustomerPicker
from app.gui.widgets.fields import Choices, DateEdit, LineEdit, combo
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.gui.widgets.row_editor import NoteRow, PartsRow, RowEditor, TextRow
from app.gui.widgets.several import Toggles
from app.gui.widgets.tag_editor import TagEditor
from app.i18n.catalog import LANGUAGES, _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.customer import CustomerFile

_DAY = re.compile(r"(?:([0-9]{4})[-/.年])?([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


class BirthdayEdit(LineEdit):
    """A day with a year or without, as people write it: 1990-5-1, 5/1, 5月1日."""

    def __init__(self) -> None:
        super().__init__(hint=_("1990-05-01 or 05-01"))

    def value(self) -> str:
        """Return the day as it is kept; what is no day as it was typed, for the file's own rules to refuse."""
        text = super().value()
        match = _DAY.fullmatch(text)
        if match is None:
            return text
        day = f"{int(match[2]):02}-{int(match[3]):02}"
        return f"{match[1]}-{day}" if match[1] else day


class DetailsTab(FormTab):
    """Who it is, what the shop thinks of them, and notes."""

    def __init__(self, shop: Shop, number: str) -> None:
        super().__init__(shop)
        self.tags = TagEditor()
        self._tiers = QStringListModel(self)
        left, right, notes = self._who(), self._in_the_shop(number), self._notes()
        columns = side_by_side(holder(column(left, None)), holder(column(right, notes, None, gap=S3)))
        self.setLayout(column(columns, None, margins=(0, 0, 4, 12)))

    def _who(self) -> Any:
        card, form = self.section(_("Person or company"))
        self.bind(form, "name", LineEdit(), lambda file: file.name)
        kinds: Choices = Choices([(kind.value, customer_kind(kind)) for kind in Kind])
        self.bind(form, "kind", kinds, lambda file: file.kind.value)
        hint = _("Only where the dictionary reads the name wrongly, e.g. zeng for 曾.")
        self.bind(form, "pinyin", LineEdit(), lambda file: file.pinyin, hint=hint)
        phones = RowEditor(TextRow, _("Another phone"), _("Phone"))
        self.bind(form, "phones", phones, lambda file: list(file.phones))
        plates = RowEditor(TextRow, _("Another plate"), _("Number plate"))
        self.bind(form, "plates", plates, lambda file: list(file.plates))
        self.bind(form, "birthday", BirthdayEdit(), lambda file: file.birthday)
        calendars: Choices = Choices([(calendar.value, calendar_name(calendar)) for calendar in Calendar])
        self.bind(form, "birthday_calendar", calendars, lambda file: file.birthday_calendar.value)
        return card

    def _in_the_shop(self, number: str) -> Any:
        card, form = self.section(_("In the shop"))
        self.no = LineEdit(number)
        self.no.setReadOnly(True)
        form.add("no", _("Number"), self.no)
        tier = LineEdit()
        completer = QCompleter(self._tiers, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        tier.setCompleter(completer)
        self.bind(form, "tier", tier, lambda file: file.tier)
        self.bind(form, "tags", self.tags, lambda file: list(file.tags))
        self.bind(form, "industry", LineEdit(), lambda file: file.industry)
        referrer = CustomerPicker(self.shop, without=number)
        referrer.edit.textEdited.connect(self._emit)
        self.bind(form, "referrer", referrer, lambda file: file.referrer)
        since = DateEdit(self.shop.today)
        self.bind(form, "on", since, lambda file: file.since.isoformat() if file.since else None)
        return card

    def _notes(self) -> Any:
        card, form = self.section(_("Notes"))
        notes = RowEditor(NoteRow, _("Another note"), _("Note"), gap=theme.S3)
        self.bind(
            form,
            "notes",
            notes,
            lambda file: [{"text": note.text, "counter": note.counter} for note in file.notes],
            wide=True,
        )
        return card

    def offer(self, tiers: Sequence[str], tags: Sequence[str]) -> None:
        """Propose the tiers and tags other customers have."""
        self._tiers.setStringList(list(tiers))
        self.tags.offer(tags)


class OptOuts(Toggles):
    """The ways a customer does not want to be contacted by."""

    def value(self) -> list[str]:  # type: ignore[override]
        """Return the ways that are on, as a file's event has them."""
        return [str(way) for way in super().value()]

    def show_value(self, ways: Sequence[str]) -> None:
        """Show ways."""
        self.set_value(ways)


class ZoneEdit(LineEdit):
    """The name of a time zone; the known ones are read, from some hundred files, once somebody comes to type one."""

    def __init__(self) -> None:
        super().__init__(hint=_("as the shop"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have names to offer."""
        if self.completer() is None:
            completer = QCompleter(sorted(available_timezones()), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            self.setCompleter(completer)
        super().focusInEvent(event)


REVIEWS = (0, 1, 3, 6, 12)
"""How often accounts are looked through, in months; 0 is never."""


def review_words(months: int) -> str:
    """Return how often an account is looked through."""
    words = {
        0: pgettext("review", "Never"),
        1: pgettext("review", "Every month"),
        3: pgettext("review", "Every quarter"),
        6: pgettext("review", "Every half year"),
        12: pgettext("review", "Every year"),
    }
    return words.get(months) or ngettext("Every {n} month", "Every {n} months", months).format(n=months)


def _none_first() -> list[Channel]:
    return sorted(Channel, key=lambda channel: channel is not Channel.NONE)


_WESTERN = ("recipient", "street", "district", "city", "province", "postcode", "country")
_CHINESE = ("country", "province", "city", "district", "street", "postcode", "recipient")


class ContactTab(FormTab):
    """Where letters go, and whom to speak to."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        address, reach, persons = self._address(), self._reach(), self._persons()
        columns = side_by_side(holder(column(address, None)), holder(column(reach, persons, None, gap=S3)))
        self.setLayout(column(columns, None, margins=(0, 0, 4, 12)))

    def _address(self) -> Any:
        card, form = self.section(_("Address"), _("As it stands on letters and statements."))
        for part in _CHINESE if current().language.startswith("zh") else _WESTERN:
            self.bind(form, f"address.{part}", LineEdit(), _part_of_address(part))
        return card

    def _reach(self) -> Any:
        card, form = self.section(_("How to reach them"))
        self.bind(form, "email", LineEdit(most=254), lambda file: file.email)
        channels = combo([(channel.value, channel_name(channel)) for channel in _none_first()])
        self.bind(form, "channel", channels, lambda file: file.channel.value)
        hint = _("By none of the ways chosen here is this customer contacted, whatever it is about.")
        ways = [(way.value, way_name(way)) for way in Way if way is not Way.OWNER]
        self.bind(form, "opted_out", OptOuts(ways), lambda file: [way.value for way in file.opted_out], hint=hint)
        hint = _("Where the customer lives, if that is elsewhere: Asia/Shanghai, Europe/Berlin.")
        self.bind(form, "timezone", ZoneEdit(), lambda file: file.timezone, hint=hint)
        languages = combo([("", _("As the shop")), *((code, LANGUAGE_NAMES[code]) for code in LANGUAGES)])
        self.bind(form, "language", languages, lambda file: file.language)
        return card

    def _persons(self) -> Any:
        card, form = self.section(_("Contact persons"), _("Reminders go to the one who decides on payment."))
        persons = RowEditor(_person, _("Another person"), _("Contact person"), gap=theme.S4)
        self.bind(
            form,
            "contacts",
            persons,
            lambda file: [
                {"name": each.name, "role": each.role, "phone": each.phone, "decides": each.decides}
                for each in file.contacts
            ],
            wide=True,
        )
        for part, name in (("name", _("Name")), ("role", _("Role")), ("phone", _("Phone"))):
            form.also(f"contacts.{part}", "contacts", name)
        return card


def _person() -> PartsRow:
    parts = [("name", _("Name")), ("role", _("Role")), ("phone", _("Phone"))]
    return PartsRow(parts, ("decides", _("decides on payment")), in_line=2)


def _part_of_address(part: str) -> Any:
    def of(file: CustomerFile) -> str:
        return str(getattr(file.address, part))

    return of


class TermsForms:
    """The cards of the account tab in which terms are written."""

    def __init__(self, tab: FormTab) -> None:
        self._tab = tab
        self.papers, self.consents = self._papers(), self._consents()

    def _papers(self) -> Any:
        tab = self._tab
        hint = _("Limits, terms of payment, holds and the class stand under “Credit”.")
        card, form = tab.section(_("Statements and reviews"), hint)
        ways = combo([(way.value, channel_name("print" if way == "print" else way)) for way in StatementBy])
        tab.bind(form, "statement", ways, lambda file: file.statement.value)
        reviews = combo([(months, review_words(months)) for months in REVIEWS])
        hint = _("How often the account is to be looked through; it comes on the list of reviews then.")
        tab.bind(form, "review_months", reviews, lambda file: file.review_months, hint=hint)
        return card

    def _consents(self) -> Any:
        tab = self._tab
        hint = _("Offers are sent only by ways the customer has agreed to.")
        card, form = tab.section(_("Offers and news"), hint)
        channels = {channel.value: channel_name(channel) for channel in Channel if channel is not Channel.NONE}
        consents = Consents(tab.shop, channels)
        tab.bind(
            form,
            "consents",
            consents,
            lambda file: {name: day.isoformat() if day else None for name, day in file.consents.items()},
            wide=True,
        )
        return card


class OwnFieldsTab(FormTab):
    """Whatever the shop wants to know besides: shoe size, dog's name, contract number."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        hint = _("Anything the shop wants to know besides, under a name of its own: contract number, dog's name.")
        card, form = self.section(_("Own fields"), hint)
        rows = RowEditor(_own_field, _("Another field"), _("Own field"))
        self.bind(
            form,
            "fields",
            rows,
            lambda file: [{"name": name, "value": text} for name, text in sorted(file.fields.items())],
            wide=True,
        )
        self.setLayout(column(card, None, margins=(0, 0, 4, 12)))


def _own_field() -> PartsRow:
    return PartsRow([("name", _("Name")), ("value", _("Value"))])


def own_fields_event(rows: Sequence[dict[str, str]], before: Sequence[dict[str, str]]) -> dict[str, str]:
    """Return rows of own fields as an event gives them: those taken out as blanks."""
    found: dict[str, str] = {}
    for each in rows:
        if each["name"] in found:
            refuse("fields", N_("“{name}” stands there twice."), name=each["name"])
        found[each["name"]] = each["value"]
    return {each["name"]: "" for each in before} | found
