"""日结摘要: a page and a code for every day; kept outside of this computer they show any later change of the book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from PySide6.QtCore import QItemSelectionModel, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app.core.audit_digest import code
from app.gui import theme
from app.gui.dialogs import entry_menu
from app.gui.models.rows import Column, RowsModel
from app.gui.pages.audit.proof_card import CompareCard, ProofCard, side
from app.gui.pages.base import scrolled
from app.gui.pages.room import Room
from app.gui.tasks import Lane
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import copy_text
from app.gui.widgets.flow import flowing
from app.gui.widgets.table import Table
from app.i18n import format as form
from app.i18n.catalog import _, current, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.audit_digest import DayDigest
    from app.gui.shop import Shop

LIST, NONE, NOTHING = range(3)
SIDE = 330


class DigestsRoom(Room):
    """The days on the left; on the right what proves the book by them."""

    name = "digests"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.intro = label(
            _(
                "Each day gets a page with its figures and a code. Keep the page, or send the code to yourself: if "
                "anybody changes or takes out an entry later, the code no longer fits."
            ),
            "mute",
            wrap=True,
        )
        self.print = button(_("Page…"), "primary", icon="print", on=self.open_page, tip=_("Look at, print or save"))
        self.mail = button(_("By mail…"), icon="mail", on=self.write_mail, tip=_("Opens your mail program"))
        self.copy = button(_("Copy the code"), icon="copy", on=self.copy_code)
        self.table = Table(_("Daily digests"))
        self.rows = RowsModel(digest_columns(), parent=self)
        self.table.setModel(self.rows)
        self.table.lay_out(self.rows.columns)
        self.table.remember(shop, "digests")
        self.proof, self.compare = ProofCard(shop), CompareCard(shop)
        self.stack = QStackedWidget()
        for part in (Card(column(self.table, margins=(1, 1, 1, 1))), self._empty(), QWidget()):
            self.stack.addWidget(part)
        self.stack.setCurrentIndex(NOTHING)
        self._build()
        self._wire()

    def _build(self) -> None:
        self.acts = flowing(self.print, self.mail, self.copy)
        left = column(self.acts, self.stack, gap=S2)
        left.setStretch(1, 1)
        self.right = scrolled(side(self.compare, self.proof))
        self.right.setFixedWidth(theme.px(SIDE))
        both = row(left, self.right, gap=S3)
        both.setStretch(0, 1)
        whole = column(self.intro, both, gap=S3)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)

    def _wire(self) -> None:
        self.table.opened.connect(self.open_page)
        self.table.picked.connect(self._picked)
        self.table.set_menu(self._fill)

    def _empty(self) -> QWidget:
        return Empty(
            "calendar",
            _("No day is over yet"),
            _("The first code is made when a day with entries is over: at the day's end, or when you open the book."),
        )

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Make the code of the last day if it has none yet, and read them all."""
        self._stale = False
        self._asked += 1
        done = partial(self._answered, self._asked)
        self.shop.tasks.run(self.reader(), done, self.wrong, owner=self, lane=Lane.RENDER)

    def reader(self) -> Callable[[], Any]:
        """Return what makes and reads the codes."""
        digests = self.shop.app.day_digests

        def read() -> list[DayDigest]:
            digests.make()
            return digests.days()

        return read

    def show_found(self, found: Sequence[DayDigest]) -> None:
        """Show the days; the one that was current stays so."""
        before = self.day()
        self.rows.show_rows(found)
        self.compare.show_days(found)
        self.stack.setCurrentIndex(LIST if found else NONE)
        if found:
            at = next((n for n, day in enumerate(found) if before is not None and day.on == before.on), 0)
            way = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.rows.index(at, 0), way)
        self._picked(self.day())

    def day(self) -> DayDigest | None:
        """Return the current day."""
        value: Any = self.table.value()
        return value  # type: ignore[no-any-return]

    def _picked(self, value: object) -> None:
        for made in (self.print, self.mail, self.copy):
            made.setEnabled(value is not None)

    # ---- acting -----------------------------------------------------------------------------------------------------

    def open_page(self) -> None:
        """Show the page of a day: it can be printed and saved there."""
        from app.gui.dialogs.digest_paper import DigestPaperDialog

        day = self.day()
        if day is not None:
            DigestPaperDialog(self.shop, day, self.window()).open()

    def write_mail(self) -> None:
        """Begin a mail with the code in the mail program of this computer; the text is copied as well."""
        day = self.day()
        if day is not None:
            make = partial(self.shop.app.day_digests.mail_text, day, current().language)
            self.shop.tasks.run(make, self._mail, self.shop.complain, owner=self)

    def _mail(self, made: tuple[str, str]) -> None:
        subject, text = made
        copy_text(text)
        opened = QDesktopServices.openUrl(QUrl(f"mailto:?subject={quote(subject)}&body={quote(text)}"))
        if opened:
            self.shop.tell(_("Your mail program opens; the text is on the clipboard as well."))
        else:
            self.shop.tell(_("No mail program was found. The text is on the clipboard: paste it wherever you write."))

    def copy_code(self) -> None:
        """Put the code of a day on the clipboard."""
        day = self.day()
        if day is not None:
            copy_text(code(day))
            self.shop.tell(_("The code of {date} is on the clipboard.").format(date=form.short_date(day.on)))

    def _fill(self, menu: QMenu, _value: object) -> None:
        entry_menu.add(menu, self.print.text(), "print", self.open_page, key="Enter")
        entry_menu.add(menu, self.mail.text(), "mail", self.write_mail)
        entry_menu.add(menu, self.copy.text(), "copy", self.copy_code)

    def focus_first(self) -> None:
        """Begin with the newest day."""
        (self.table if self.stack.currentIndex() == LIST else self.proof.check).setFocus()

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Leave the explanation and the last column out where there is little room: the page of a day has both."""
        self.intro.setHidden(low)
        self.table.setColumnHidden(len(self.rows.columns) - 1, narrow)


def digest_columns() -> tuple[Column, ...]:
    """Return the columns of the list of days."""

    def number(count: int) -> str:
        return form.number(count, current().language)

    return (
        Column("on", pgettext("digest", "Day"), lambda day: form.short_date(day.on), said=True, width=112, bold=True),
        Column("code", pgettext("digest", "Code"), code, said=True, width=230, stretch=True, tip=code),
        Column("entries", N_("Entries"), lambda day: number(day.entries), right=True, width=84),
        Column(
            "changes", pgettext("digest", "Changes"), lambda day: number(day.changes), said=True, right=True, width=84
        ),
    )
