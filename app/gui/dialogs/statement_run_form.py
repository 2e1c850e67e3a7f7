"""The first step of new statements: for which days, for whom, on which paper; proposed as the shop has it set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QLayout, QWidget

from app.core.customer import StatementBy
from app.core.envelope import WindowForm
from app.core.statement import Period, StatementKind, month_of
from app.core.statement_paper import Sheet
from app.core.statement_run import RunOptions, RunOrder
from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.statement_words import (
    delivery_name,
    kinds,
    orders,
    paper_languages,
    period_name,
    sheets,
    slips,
    windows,
)
from app.gui.shop import Shop
from app.gui.theme import S1, S2, S3, S4
from app.gui.widgets.basics import Card, column, holder, label, row
from app.gui.widgets.fields import AmountEdit, Choices, Composite, CountEdit, DateEdit, Form, combo
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.gui.widgets.several import Several, Toggles
from app.gui.widgets.side_by_side import SideBySide
from app.i18n.catalog import LANGUAGES, _, pgettext
from app.i18n.mark import N_

WIDE = 900
"""The form asks for no more room than this, whatever all choices would take in one line; they wrap."""

MONTHS = 13
"""How many months are offered, the last finished one proposed."""

ZERO, CREDIT, ONLY_MOVEMENT, AGAIN = "zero", "credit", "only_movement", "again"


class PeriodField(Composite):
    """A month, or other days from and to."""

    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        today = shop.today()
        months = _months(today)
        this_month = _("{month} (not over yet)")
        names = [period_name(each) for each in months]
        names[0] = this_month.format(month=names[0])
        self.month: QComboBox = combo([*zip(months, names, strict=True), (None, _("Other days…"))])
        self.month.setCurrentIndex(1)
        self.month.setMaxVisibleItems(MONTHS + 1)
        self.first, self.last = DateEdit(shop.today), DateEdit(shop.today)
        self.first.setAccessibleName(_("From"))
        self.last.setAccessibleName(_("To"))
        days = row(self.first, label(pgettext("period", "to"), "mute"), self.last, None, gap=S2)
        self.days = holder(days)
        self.days.hide()
        self.setLayout(column(self.month, self.days, gap=S1))
        self.setFocusProxy(self.month)
        self.month.activated.connect(self._chosen)

    def setAccessibleName(self, name: str) -> None:
        """Give the list the name too: it is what has the cursor."""
        super().setAccessibleName(name)
        self.month.setAccessibleName(name)

    def value(self) -> Period:
        """Return the period; refused where its days are missing or the wrong way round."""
        period = self.month.currentData()
        if period is not None:
            return Period(*period)
        first, last = self.read(self.first, self.first.required), self.read(self.last, self.last.required)
        if last < first:
            self.culprit = self.last
            refuse("period", N_("The last day lies before the first."))
        return Period(first, last)

    def _chosen(self) -> None:
        other = self.month.currentData() is None
        if other and not self.first.text():
            last = self.month.itemData(1)
            self.first.set_value(last[0])
            self.last.set_value(last[1])
        self.days.setVisible(other)
        self.changed.emit()


class RunForm(QWidget):
    """Two cards: who gets a statement, and the paper."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.whom_form, self.paper_form = Form(label_width=84), Form(label_width=84)
        self._forms = (self.whom_form, self.paper_form)
        self._make_whom()
        self._make_paper()
        whom = Card(_titled(_("Who gets one"), self.whom_form))
        paper = Card(_titled(_("The paper"), self.paper_form))
        self.setLayout(column(SideBySide(whom, paper, gap=S3), gap=0))

    def sizeHint(self) -> QSize:
        """Be as wide as is good to read."""
        hint = super().sizeHint()
        return QSize(min(hint.width(), max(theme.px(WIDE), self.minimumSizeHint().width())), hint.height())

    def _make_whom(self) -> None:
        add, decimals = self.whom_form.add, self.shop.app.book.decimals
        self.period = PeriodField(self.shop)
        ways = (StatementBy.PRINT, StatementBy.POST, StatementBy.EMAIL)
        self.delivery = Toggles([(way, delivery_name(way)) for way in ways], ways)
        self.tags, self.tiers = Several(_("All tags")), Several(_("All tiers"))
        languages = [("", _("All languages")), *((code, LANGUAGE_NAMES[code]) for code in LANGUAGES)]
        self.language: QComboBox = combo(languages)
        self.least = AmountEdit(decimals, zero=True)
        self.least.setPlaceholderText(self.shop.amount(0))
        self.also = Toggles(
            [
                (CREDIT, _("Nothing owed, but money or visits held")),
                (ZERO, _("Nothing owed, nothing held")),
                (AGAIN, _("Those who have one already")),
            ],
            [CREDIT],
        )
        self.also.buttons[ZERO].setToolTip(_("Whose account stands at zero now, if anything moved in the period."))
        self.also.buttons[AGAIN].setToolTip(_("Once more for this period, with a new number."))
        self.only = Toggles([(ONLY_MOVEMENT, _("Something moved in the period"))])
        add("period", _("Period"), self.period)
        add("delivery", _("Delivery"), self.delivery)
        add("tags", _("Tags"), self.tags)
        add("tiers", _("Tiers"), self.tiers)
        add("language", _("Language"), self.language)
        add("least", _("Owed at least"), self.least)
        add("also", _("Also"), self.also)
        add("only", _("Only if"), self.only)

    def _make_paper(self) -> None:
        add, settings = self.paper_form.add, self.shop.settings
        self.kind: QComboBox = combo(kinds(), settings.statement_kind)
        self.sheet: QComboBox = combo(sheets(), settings.statement_sheet)
        self.window_form: QComboBox = combo(windows(), settings.statement_window)
        self.slip: Choices = Choices(slips(), settings.statement_slip)
        self.paper_language: Choices = Choices(paper_languages(), settings.statement_language)
        self.order: QComboBox = combo(orders())
        self.reply_days = CountEdit(settings.statement_reply_days, least=0, most=366)
        add("kind", _("Shows"), self.kind)
        add("sheet", _("Paper"), self.sheet)
        add("window", _("Envelope"), self.window_form)
        add("slip", _("Slip"), self.slip)
        add("paper_language", _("Language"), self.paper_language)
        add("order", _("Sorted"), self.order)
        add("reply_days", _("Reply within"), self.reply_days, beside=label(_("days; 0 asks for none"), "mute"))

    # ---- what is wrong ----------------------------------------------------------------------------------------------

    def complain(self, name: str, text: str) -> bool:
        """Say at a field of either form what is wrong with it; False where none of them has it."""
        found = next((each for each in self._forms if each.has(name)), None)
        if found is not None:
            found.complain(name, text)
        return found is not None

    def forgive(self) -> None:
        """Take all complaints back."""
        for each in self._forms:
            each.forgive()

    def labels(self) -> dict[str, str]:
        """Return what the fields are called on screen, by name."""
        return {**self.paper_form.labels(), **self.whom_form.labels()}

    # ---- what is chosen ---------------------------------------------------------------------------------------------

    def offer(self, choices: tuple[Sequence[str], Sequence[str]]) -> None:
        """Offer the tiers and tags there are."""
        tiers, tags = choices
        self.tiers.set_words(tiers)
        self.tags.set_words(tags)

    def options(self) -> RunOptions:
        """Return what is chosen; refused at the field that is wrong."""
        delivery, also = self.delivery.value(), self.also.value()
        if not delivery:
            refuse("delivery", N_("Choose at least one way of delivery."))
        return RunOptions(
            period=self.period.value(),
            kind=StatementKind(self.kind.currentData()),
            delivery=delivery,
            zero=ZERO in also,
            credit=CREDIT in also,
            least=self.least.value_or_none() or 0,
            only_movement=bool(self.only.value()),
            tags=self.tags.value(),
            tiers=self.tiers.value(),
            language=self.language.currentData(),
            again=AGAIN in also,
            order=RunOrder(self.order.currentData()),
            sheet=Sheet(self.sheet.currentData()),
            window=WindowForm(self.window_form.currentData()),
            slip=self.slip.value(),
            paper_language=self.paper_language.value(),
            reply_days=self.reply_days.value_or_none() or None,
        )


def _titled(title: str, form: QLayout) -> QLayout:
    return column(label(title, "strong"), form, None, gap=theme.px(10), margins=(S4, S3, S4, S4))


def _months(today: date) -> list[Period]:
    """Return this month and those before it, the newest first."""
    months = [month_of(today)]
    while len(months) < MONTHS and months[-1].start > date.min:
        months.append(month_of(months[-1].start - timedelta(days=1)))
    return months
