"""When backups are made by themselves, how many are kept, and when to be warned; kept at this computer at once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal

from app.errors import Refused
from app.gui.pages.settings.base import check
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, column, label
from app.gui.widgets.fields import CountEdit, Form
from app.i18n.catalog import _

_MOST, _MOST_DAYS = 1_000, 365


class AutomaticCard(Card):
    """Two ticks and four numbers; a number counts as soon as the cursor leaves it."""

    #: Something was changed.
    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.daily, self.closing = check(_("Once a day, while you work")), check(_("When the program is closed"))
        self.form = Form(label_width=170)
        self.days, self.weeks = CountEdit(least=1, most=_MOST), CountEdit(least=0, most=_MOST)
        self.months, self.warn = CountEdit(least=0, most=_MOST), CountEdit(least=1, most=_MOST_DAYS)
        self.form.add("days", _("Keep for days"), self.days)
        self.form.add("weeks", _("Then one a week, for weeks"), self.weeks)
        self.form.add("months", _("Then one a month, for months"), self.months)
        self.form.add("warn", _("Warn after days without one"), self.warn)
        self.kept = label("", "mute-small", wrap=True)
        parts = (
            label(_("Automatic backups"), "heading"),
            column(self.daily, self.closing, gap=S2),
            self.form,
            self.kept,
        )
        super().__init__(column(*parts, gap=S3, margins=(S4, S3, S4, S3)))
        self.show_preferences()
        for tick in (self.daily, self.closing):
            tick.clicked.connect(self.store)
        for field in (self.days, self.weeks, self.months, self.warn):
            field.editingFinished.connect(self.store)

    def show_preferences(self) -> None:
        """Show what is set."""
        preferences = self.shop.preferences
        self.daily.setChecked(preferences.backup_daily)
        self.closing.setChecked(preferences.backup_closing)
        fields = (self.days, self.weeks, self.months, self.warn)
        if any(field.hasFocus() for field in fields):
            return
        values = (*preferences.backup_keep, preferences.backup_warn_days)
        for field, value in zip(fields, values, strict=True):
            field.setText(str(value))
        self._say()

    def store(self) -> None:
        """Keep what is set; a number that is none is said at its field."""
        self.form.forgive()
        try:
            keep = (self.days.value(), self.weeks.value(), self.months.value())
            warn = self.warn.value()
        except Refused as error:
            self.form.complain(error.field, self.shop.words(error), go=False)
            return
        before = self.shop.preferences
        after = replace(
            before,
            backup_daily=self.daily.isChecked(),
            backup_closing=self.closing.isChecked(),
            backup_keep=keep,
            backup_warn_days=warn,
        )
        if after != before:
            self.shop.keep_preferences(after)
            self.changed.emit()
        self._say()

    def _say(self) -> None:
        days, weeks, months = self.shop.preferences.backup_keep
        text = _(
            "Kept are the last of each of {days} days, {weeks} weeks and {months} months; older ones of this book are "
            "removed when a new one is made. Files of other books are never touched."
        )
        self.kept.setText(text.format(days=days, weeks=weeks, months=months))
