"""A second request: those who have not answered are asked once more, by the same statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.statement_copies import print_statements, save_one
from app.gui.dialogs.statement_words import is_silent, money_or_nothing, statements_count
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.statement_run import IssuedStatement

SECOND = "second"
ROWS = 8


class SecondRequestDialog(FormDialog):
    """Says who is asked again, and makes the papers: printed, or as one PDF."""

    def __init__(self, shop: Shop, statements: Sequence[IssuedStatement], parent: QWidget | None = None) -> None:
        silent = [each for each in statements if is_silent(each.outcome)]
        super().__init__(shop, _("Second request"), statements_count(len(silent)), parent=parent)
        self.setMinimumWidth(theme.px(680))
        self.nos = [each.no for each in silent]
        words = _(
            "The same statement goes out once more, marked as a second request, with the same number and slip. It is "
            "counted as asked again; that nothing came back so far is still no confirmation."
        )
        self.above.addWidget(label(words, "mute", wrap=True))
        self.table = SmallTable(_("Asked again"), _columns(shop), ROWS)
        self.table.setProperty("class", "framed")
        self.table.show_rows(silent)
        self.below.addWidget(self.table)
        self.left = label(_left(len(statements) - len(silent)), "soon", wrap=True)
        self.left.setVisible(len(silent) < len(statements))
        self.below.addWidget(self.left)
        self.save = button(_("Save one PDF…"), icon="save", on=self.save_all)
        self.foot.insertWidget(self.foot.count() - 1, self.save)
        self.primary.setText(_("Print…"))
        self.primary.setAccessibleName(_("Print…"))
        for made in (self.save, self.primary):
            made.setEnabled(bool(silent))

    def submit(self) -> None:
        """Print the second requests."""
        if self.nos:
            self.accept()
            print_statements(self.shop, self.nos, SECOND, self._over())

    def save_all(self) -> None:
        """Save the second requests as one PDF."""
        self.accept()
        name = _("Second requests {date}").format(date=self.shop.today().isoformat())
        save_one(self.shop, self.nos, SECOND, self._over(), name)

    def _over(self) -> QWidget:
        return self.parentWidget() or self


def _left(count: int) -> str:
    text = ngettext(
        "{n} of those chosen has answered already and is not asked again.",
        "{n} of those chosen have answered already and are not asked again.",
        count,
    )
    return text.format(n=count)


def _columns(shop: Shop) -> list[Column]:
    def asked(each: IssuedStatement) -> str:
        return ngettext("{n} time", "{n} times", each.requests).format(n=each.requests)

    def reply_by(each: IssuedStatement) -> str:
        return form.short_date(each.reply_by) if each.reply_by is not None else shop.nothing()

    return [
        Column("no", N_("No."), lambda each: each.no, width=94, tone=lambda _each: "mute"),
        Column("name", N_("Customer"), lambda each: each.name, stretch=True, tip=lambda each: each.name),
        Column("owed", N_("Owed"), money_or_nothing(shop, "owed"), right=True, width=100),
        Column("reply_by", N_("Reply by"), reply_by, width=100),
        Column("asked", N_("Asked"), asked, width=80),
    ]
