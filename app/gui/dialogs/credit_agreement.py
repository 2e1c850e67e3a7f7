"""赊销协议: what was agreed with a customer before anything was sold on account, with the signed scan."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.credit.agreement import Agreement, check_agreement
from app.core.credit.late import Cap, LateRule
from app.core.credit.requests import MakeAgreement
from app.core.owing.checks import percent
from app.errors import Refused
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.credit_words import ppm_words, table_name
from app.gui.dialogs.statement_scan import ScanRow
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import column, holder, label, row
from app.gui.widgets.fields import (
    AmountEdit,
    Choices,
    Composite,
    CountEdit,
    DateEdit,
    LineEdit,
    TextArea,
    combo,
    show_choice,
)
from app.gui.widgets.flow import flowing
from app.gui.widgets.percent import PercentEdit
from app.gui.widgets.terms_edit import TermsEdit
from app.i18n import format as form
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.credit.late import RateTable
    from app.core.owing.terms import PaymentTerms
    from app.services.agreements import AgreementLine

NONE, FIXED, TABLE = "none", "fixed", "table"

_WIDE = 820
_FACTOR = 150
_MOST_FREE = 365


class LateEdit(Composite):
    """What paying late costs: nothing, a fixed rate, or a multiple of a published table; free days and a fee."""

    #: Something was typed or chosen.
    changed = Signal()

    def __init__(self, shop: Shop, tables: Sequence[str] = ("CN-LPR-1Y", "CN-LPR-5Y")) -> None:
        super().__init__()
        self.way: Choices = Choices(
            [
                (NONE, pgettext("late interest", "None")),
                (FIXED, pgettext("late interest", "A fixed rate")),
                (TABLE, pgettext("late interest", "By a table of rates")),
            ]
        )
        self.rate, self.factor = PercentEdit(), PercentEdit(_FACTOR)
        self.table = combo([(each, table_name(each)) for each in tables])
        self.free = CountEdit(0, least=0, most=_MOST_FREE)
        self.fee = AmountEdit(shop.app.book.decimals, zero=True)
        for part, name in (
            (self.rate, _("Yearly rate in percent")),
            (self.factor, _("How many times the table")),
            (self.table, _("Table of rates")),
            (self.free, _("Days without interest")),
            (self.fee, _("Fee for paying late")),
        ):
            part.setObjectName("late")
            part.setAccessibleName(name)
        self.free.setFixedWidth(theme.px(64))
        self.fee.setFixedWidth(theme.px(110))
        self._rate = holder(row(self.rate, label(_("% a year"), "mute"), gap=S2))
        self._factor = holder(row(self.factor, label(pgettext("rates", "times the"), "mute"), self.table, gap=S2))
        self._free = holder(row(label(_("days without interest"), "mute"), self.free, gap=S2))
        self._fee = holder(row(label(_("fee"), "mute"), self.fee, gap=S2))
        self.law, self.now = label("", "mute-small", wrap=True), label("", "mute-small", wrap=True)
        self._tables: Sequence[RateTable] = ()
        self._today = shop.today
        self._figures = flowing(self._rate, self._factor, self._free, self._fee)
        self.setLayout(column(self.way, self._figures, self.now, self.law, gap=6))
        self.way.changed.connect(self._way_chosen)
        for edit in (self.rate, self.factor, self.free, self.fee):
            edit.textEdited.connect(self._touched)
        self.table.activated.connect(self._touched)
        self.setFocusProxy(self.way)
        self._chosen()

    def _way_chosen(self) -> None:
        self._chosen()
        self._touched()

    def _touched(self, *_args: object) -> None:
        self._say_now()
        self.changed.emit()

    def _say_now(self) -> None:
        """Say what a multiple of a table comes to today."""
        table = next((each for each in self._tables if each.name == self.table.currentData()), None)
        rate = table.at(self._today()) if table is not None and self.way.value() == TABLE else None
        text = ""
        with suppress(Refused):
            factor = self.factor.value_or_none()
            if rate is not None and factor:
                text = _("Today that is {rate} % a year.").format(rate=ppm_words(rate * factor))
        self.now.setText(text)
        self.now.setVisible(bool(text))

    def _chosen(self) -> None:
        way = self.way.value()
        self._rate.setVisible(way == FIXED)
        self._factor.setVisible(way == TABLE)
        for part in (self._figures, self.law):
            part.setVisible(way != NONE)
        self._say_now()

    def show_tables(self, tables: Sequence[RateTable]) -> None:
        """Offer the tables there are."""
        chosen = self.table.currentData()
        self.table.clear()
        for each in tables:
            self.table.addItem(table_name(each.name), each.name)
        show_choice(self.table, chosen or self.table.itemData(0))
        self._tables = tables
        self._say_now()

    def show_cap(self, cap: Cap | None) -> None:
        """Say what the law allows."""
        if cap is None:
            self.law.setText(_("Charged only when you say so; every step is shown first."))
            return
        text = _(
            "At most {rate} % a year is reckoned ({source}). Charged only when you say so; every step is shown first."
        )
        self.law.setText(text.format(rate=percent(cap.rate), source=cap.source))

    def show_value(self, rule: LateRule | None) -> None:
        """Show a rule, or that there is none."""
        self.way.set_value(NONE if rule is None else FIXED if rule.fixed is not None else TABLE)
        if rule is not None:
            self.rate.set_value(rule.fixed)
            self.factor.set_value(rule.factor)
            show_choice(self.table, rule.table or self.table.itemData(0))
            self.free.setText(str(rule.free_days))
            self.fee.set_value(rule.fee or None)
        self._chosen()

    def value(self) -> LateRule | None:
        """Return the rule, None where paying late costs nothing."""
        way = self.way.value()
        if way == NONE:
            return None
        free, fee = self.read(self.free), self.read(self.fee, self.fee.value_or_none) or 0
        if way == FIXED:
            self.culprit = self.rate
            return LateRule(fixed=self.read(self.rate), free_days=free, fee=fee)
        return LateRule(table=self.table.currentData() or "", factor=self.read(self.factor), free_days=free, fee=fee)

    def place(self) -> QWidget:
        """Return the part an error is shown at."""
        return self.culprit or (self.rate if self.way.value() == FIXED else self.factor)


class _Known(NamedTuple):
    """What the dialog begins with: the agreement there is or else the terms there are, rates, the highest by law."""

    current: AgreementLine | None
    terms: PaymentTerms
    tables: tuple[RateTable, ...]
    cap: Cap | None


class AgreementDialog(FormDialog):
    """Makes an agreement; it begins with what the one in force says, whose place it takes from its first day."""

    def __init__(self, shop: Shop, number: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Credit agreement"), name, parent=parent)
        self.setMinimumWidth(theme.px(_WIDE))
        self.number = number
        self._request_id = shop.new_id()
        self._cap: Cap | None = None
        self.words = label(
            _("Kept as it was agreed. A later one takes its place from its first day."), "mute", wrap=True
        )
        self.above.addWidget(self.words)
        self.agreed_on = DateEdit(shop.today, shop.today())
        self.starts_on = DateEdit(shop.today, shop.today())
        self.ends_on = DateEdit(shop.today, hint=pgettext("agreement", "no end"))
        self.terms = TermsEdit(shop)
        self.late = LateEdit(shop)
        self.place = LineEdit(hint=_("e.g. at the shop, or to our bank account"))
        self.way = LineEdit(hint=_("e.g. bank transfer, WeChat"))
        self.recourse = TextArea(lines=2, hint=_("What happens if nobody pays: guarantor, goods kept, which court"))
        self.scan = ScanRow(shop, number)
        self._make_form()
        self.primary.say(_("Keep the agreement"))
        self.starts_on.textChanged.connect(self._day_typed)
        for part in (self.terms, self.late.way, self.scan):
            part.changed.connect(self._touched)
        shop.tasks.run(partial(_read, shop, number), self._known, self.complain, owner=self)
        self.agreed_on.setFocus()

    def _make_form(self) -> None:
        since = holder(row(label(_("in force from"), "mute"), self.starts_on, gap=S2))
        until = holder(row(label(pgettext("agreement", "until"), "mute"), self.ends_on, gap=S2))
        self.starts_on.setAccessibleName(_("In force from"))
        self.ends_on.setAccessibleName(_("Last day"))
        for field in (self.agreed_on, self.starts_on, self.ends_on):
            field.setFixedWidth(theme.px(150))
        self.form.add("agreed_on", _("Agreed on"), self.agreed_on, beside=flowing(since, until))
        self.form.also("starts_on", "agreed_on", _("In force from"))
        self.form.also("ends_on", "agreed_on", _("Last day"))
        self.form.add("terms", pgettext("terms", "Due"), self.terms)
        for name in ("due", "instalments", "early"):
            self.form.also(name, "terms", pgettext("terms", "Due"))
        self.form.add("late", _("Late interest"), self.late)
        self.form.add("place", _("Place of payment"), self.place)
        self.form.add("way", _("Way of payment"), self.way)
        self.form.add("recourse", _("Recourse"), self.recourse)
        self.form.add("attachment", _("Signed scan"), self.scan)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def _known(self, known: _Known) -> None:
        self._cap = known.cap
        self.late.show_tables(known.tables)
        self.late.show_cap(known.cap)
        self.late.show_value(self.shop.settings.late_rule)
        self.terms.set_value(known.terms)
        if known.current is not None:
            self._begin_with(known.current.agreement)
        self.grow()

    def _begin_with(self, agreement: Agreement) -> None:
        self.terms.set_value(agreement.terms)
        self.late.show_value(agreement.late)
        self.place.setText(agreement.place)
        self.way.setText(agreement.way)
        self.recourse.setPlainText(agreement.recourse)
        text = _("The one of {date} is in force; what it says stands here to be changed.")
        self.words.setText(text.format(date=form.short_date(agreement.agreed_on)))

    def _day_typed(self, _text: str) -> None:
        self.forgive()

    def _touched(self, *_value: object) -> None:
        self.forgive()
        self.grow()

    # ---- what is typed ----------------------------------------------------------------------------------------------

    def request(self) -> MakeAgreement:
        """Return the agreement as typed; refused as its own rules say."""
        made = MakeAgreement(
            id=self._request_id,
            customer=self.number,
            agreed_on=self.agreed_on.required(),
            starts_on=self.starts_on.required(),
            ends_on=self.ends_on.value(),
            terms=self.terms.value(),
            late=self.late.value(),
            place=self.place.value(),
            way=self.way.value(),
            recourse=self.recourse.value(),
        )
        check_agreement(
            Agreement(
                id=made.id,
                customer=made.customer,
                agreed_on=made.agreed_on,
                starts_on=made.starts_on,
                ends_on=made.ends_on,
                terms=made.terms,
                late=made.late,
            ),
            self._cap,
        )
        return made

    def submit(self) -> None:
        """Put the scan into the book first, if there is one, then keep the agreement."""
        if self.checked(self.request):
            request, make = self.request(), self.shop.app.agreements.make
            self.carry_out(self.scan.put_first(lambda kept: make(replace(request, attachment=kept))), self._made)

    def place_of(self, field: str) -> str:
        """Say what is wrong with the scan at the scan."""
        return {"file": "attachment"}.get(field, field)

    def _made(self, _filed: object) -> None:
        text = _("The agreement with {name} is kept.").format(name=self.subtitle.text())
        self.accept()
        self.shop.changed.emit(self.number)
        self.shop.tell(text)


def _read(shop: Shop, number: str) -> _Known:
    app = shop.app
    terms = app.credit.standing(number).terms
    return _Known(app.agreements.current(number), terms, tuple(app.rates.tables()), app.agreements.cap())
