"""Vouchers for the accountant: of which days, in which program's layout, and what will stand in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLabel

from app.core.account_names import ACCOUNTS
from app.errors import CounterbookError, Refused, refuse
from app.gui import theme
from app.gui.dialogs.out import OutDialog
from app.gui.models.rows import Column
from app.gui.widgets.basics import button, holder, label, row
from app.gui.widgets.fields import Composite, DateEdit, combo
from app.gui.widgets.file_dialogs import FileKind
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.core.vouchers import Layout, Voucher, VoucherLine
    from app.gui.shop import Shop
    from app.gui.tasks import Job

AFTER_MS = 250
WIDE = 700
SHOWN, IN_SIGHT = 200, 6
"""Lines that are shown at most, and without scrolling."""

PLAIN = "plain"
"""The layout that is no program's own; it is proposed."""

MANY = 5
"""Accounts without a code that are named; of more only the number is said."""


class PeriodField(Composite):
    """From one day to another; begins with the month that is over."""

    def __init__(self, shop: Shop, changed: Callable[..., object]) -> None:
        super().__init__()
        last = shop.today().replace(day=1) - timedelta(days=1)
        self.start, self.end = DateEdit(shop.today, last.replace(day=1)), DateEdit(shop.today, last)
        self.start.setAccessibleName(_("From"))
        self.end.setAccessibleName(pgettext("period", "To"))
        self.setLayout(row(self.start, label("–", "mute"), self.end, None))
        self.setFocusProxy(self.start)
        self.start.textChanged.connect(changed)
        self.end.textChanged.connect(changed)

    def value(self) -> tuple[date, date]:
        """Return the first and the last day; refused where they are none."""
        start, end = self.read(self.start, self.start.required), self.read(self.end, self.end.required)
        if end < start:
            self.culprit = self.end
            refuse("period", N_("The period ends before it begins."))
        return start, end

    def place(self) -> QWidget:
        """Return the day an error is shown at."""
        return self.culprit or self.end


class _Read(NamedTuple):
    """The vouchers of a period, and its first day on which something may still be recorded."""

    made: tuple[Voucher, ...]
    changeable: date | None


class _Line(NamedTuple):
    voucher: Voucher
    line: VoucherLine


class VouchersDialog(OutDialog):
    """Shows the vouchers beforehand; one account without a code, and there are none."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        intro = _("For each day one voucher with what each account moved, by the codes your accountant uses.")
        super().__init__(shop, _("Vouchers for the accountant"), intro, parent=parent)
        self._asked = 0
        self.layouts: tuple[Layout, ...] = ()
        self.made: tuple[Voucher, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.look)
        self.period = PeriodField(shop, self._touched)
        self.choice: QComboBox = combo([])
        self.source = label("", "mute-small", wrap=True)
        self.advice = label("", "soon", wrap=True)
        self.open_days = label("", "mute-small", wrap=True)
        self.missing = label("", "soon", wrap=True)
        self.give = button(_("Account codes…"), "link", on=self.give_codes)
        lacking = row(self.missing, self.give)
        lacking.setStretch(0, 1)
        self.lacking = holder(lacking)
        self.lacking.hide()
        self.table = SmallTable(pgettext("vouchers", "What will stand in them"), _columns(shop), IN_SIGHT)
        self.table.setProperty("class", "framed")
        self.table.only_first = True
        self.table.hide()
        self._build()
        self.setMinimumWidth(theme.px(WIDE))
        shop.tasks.run(shop.app.vouchers.layouts, self._offer, self.complain, owner=self)

    def _build(self) -> None:
        self.form.add("period", pgettext("vouchers", "Period"), self.period)
        self.form.add("layout", pgettext("vouchers", "Program"), self.choice)
        self.below.addWidget(self.source)
        self.below.addWidget(self.advice)
        self.below.addWidget(self.lacking)
        self.below.addWidget(self.table)
        self.below.addWidget(self.open_days)
        self.primary.setEnabled(False)
        self.choice.currentIndexChanged.connect(self._chosen)
        self.shop.settings_changed.connect(self.look)

    def _offer(self, layouts: Sequence[Layout]) -> None:
        self.layouts = tuple(sorted(layouts, key=lambda each: (each.name != PLAIN, "HML".find(each.confidence))))
        for each in self.layouts:
            self.choice.addItem(each.title, each.name)
        self._chosen()
        self.look()
        self.grow()

    def layout_chosen(self) -> Layout | None:
        """Return the layout that is chosen, None while they are being read."""
        at = self.choice.currentIndex()
        return self.layouts[at] if 0 <= at < len(self.layouts) else None

    def _chosen(self, _at: int = 0) -> None:
        found = self.layout_chosen()
        self.forgive()
        self.source.setText(_source_words(found) if found is not None else "")
        _say(self.advice, found.advice if found is not None else "")
        self._timer.start()  # its vouchers may be other ones
        self.grow()

    # ---- beforehand -------------------------------------------------------------------------------------------------

    def _touched(self, *_args: object) -> None:
        self.forgive()
        self._timer.start()

    def look(self) -> None:
        """Read what the vouchers of the period are."""
        self._timer.stop()
        self._asked += 1
        try:
            start, end = self.period.value()
        except CounterbookError as error:
            self._nothing()
            self.complain_quietly(error)
            return
        layout = self.layout_chosen()
        read = partial(_read, self.shop, start, end, one_sided=layout is not None and layout.one_sided)
        shown, refused = partial(self._show, self._asked), partial(self._not_made, self._asked)
        self.shop.tasks.run(read, shown, refused, owner=self)

    def _show(self, asked: int, found: _Read) -> None:
        if asked != self._asked:
            return
        self.made = made = found.made
        self.lacking.hide()
        lines = (_Line(voucher, line) for voucher in made for line in voucher.lines)
        self.table.show_rows(islice(lines, SHOWN))
        self.table.setVisible(bool(made))
        self.primary.setEnabled(bool(made) and not self._busy)
        self.note.setText(_sums(self.shop, made))
        _say(self.open_days, _open_words(found.changeable) if made else "")
        self.grow()

    def _not_made(self, asked: int, error: CounterbookError) -> None:
        if asked != self._asked:
            return
        self._nothing()
        if isinstance(error, Refused) and error.field == "account_codes":
            self.missing.setText(_missing_words(str(error.message.values.get("accounts", ""))))
            self.lacking.show()
            self.grow()
        else:
            self.complain_quietly(error)

    def _nothing(self) -> None:
        self.made = ()
        self.open_days.hide()
        self.table.hide()
        self.note.setText("")
        self.primary.setEnabled(False)

    def give_codes(self) -> None:
        """Go where accounts get their codes."""
        self.reject()
        self.shop.place_wanted.emit("settings", ("out", "codes"))

    def complain(self, error: CounterbookError) -> None:
        """Say what an account lacks by the name it has on screen."""
        if isinstance(error, Refused) and error.field == "account_codes" and self.lacking.isHidden():
            layout = self.layout_chosen()
            words = _named(str(error.message.values.get("accounts", "")))
            text = _("{layout} needs a name or a tax rate for these accounts too: {accounts}")
            self.missing.setText(text.format(layout=layout.title if layout is not None else "", accounts=words))
            self.lacking.show()
            self.grow()
        else:
            super().complain(error)

    # ---- writing ----------------------------------------------------------------------------------------------------

    def kinds(self) -> list[FileKind]:
        """Return the kinds of file of the layout, its own first."""
        found = self.layout_chosen()
        endings = found.endings if found is not None else (".csv",)
        return [FileKind(f"{self.choice.currentText()} (*{ending})", ending) for ending in endings]

    def file_name(self) -> str:
        """Return what the file is proposed to be called."""
        start, end = self.period.value()
        return _("vouchers {start} to {end}").format(start=start.isoformat(), end=end.isoformat())

    def writer(self, path: Path) -> Callable[[Job], int]:
        """Return what writes the vouchers."""
        start, end = self.period.value()
        found = self.layout_chosen()
        return partial(_write, self.shop, found.name if found is not None else "", start, end, path)

    def said(self, found: int, path: Path) -> str:
        """Say how many vouchers were written."""
        text = ngettext("{n} voucher written to {path}.", "{n} vouchers written to {path}.", found)
        return text.format(n=form.number(found, current().language), path=path)


def _read(shop: Shop, start: date, end: date, *, one_sided: bool) -> _Read:
    service = shop.app.vouchers
    return _Read(service.made(start, end, one_sided=one_sided), service.changeable(start, end))


def _say(place: QLabel, text: str) -> None:
    """Show a text where there is one."""
    place.setText(text)
    place.setVisible(bool(text))


def _open_words(first: date | None) -> str:
    """Say from which day on something may still be recorded that will not be in the file."""
    if first is None:
        return ""
    text = _(
        "From {date} on the months are not closed: what is recorded later for these days will not be in this file."
    )
    return text.format(date=form.short_date(first))


def _sums(shop: Shop, made: Sequence[Voucher]) -> str:
    """Say how many vouchers there are, and what they come to."""
    if not made:
        return _("Nothing moved in this period.")
    total = sum(line.debit for voucher in made for line in voucher.lines)
    text = ngettext("{n} voucher, {amount} on either side", "{n} vouchers, {amount} on either side", len(made))
    return text.format(n=form.number(len(made), current().language), amount=shop.money(total))


def _write(shop: Shop, layout: str, start: date, end: date, path: Path, _job: Job) -> int:
    return shop.app.vouchers.save(layout, start, end, path)


def _columns(shop: Shop) -> list[Column]:
    def amount(minor: int) -> str:
        return shop.amount(minor) if minor else ""

    return [
        Column("on", N_("Date"), lambda each: shop.day(each.voucher.on), width=90),
        Column("number", N_("No."), lambda each: str(each.voucher.number), right=True, width=56),
        Column("code", pgettext("vouchers", "Account"), lambda each: each.line.code.code, said=True, width=90),
        Column("name", N_("Name"), _account_name, stretch=True, tip=_account_name),
        Column(
            "debit", pgettext("vouchers", "Debit"), lambda e: amount(e.line.debit), right=True, said=True, width=100
        ),
        Column(
            "credit", pgettext("vouchers", "Credit"), lambda e: amount(e.line.credit), right=True, said=True, width=100
        ),
    ]


def _account_name(each: _Line) -> str:
    code = each.line.code
    return code.name or _(ACCOUNTS[code.account])


def _source_words(layout: Layout) -> str:
    """Say where a layout is known from, and how sure that is."""
    if layout.name == PLAIN:
        return _("For any program that lets columns be matched.")
    sure = {
        "H": _("Known from: {source}."),
        "M": _("Likely right; known from: {source}."),
        "L": _("Not certain: import one voucher first to try it. Known from: {source}."),
    }
    return sure.get(layout.confidence, sure["L"]).format(source=layout.source)


def _named(accounts: str) -> str:
    return _(", ").join(_(ACCOUNTS.get(each, each)) for each in accounts.split(", "))


def _missing_words(accounts: str) -> str:
    """Say which accounts have no code yet."""
    count = len(accounts.split(", "))
    if count > MANY:
        text = ngettext(
            "{n} account that moved has no code of your accountant yet.",
            "{n} accounts that moved have no code of your accountant yet.",
            count,
        )
        return text.format(n=count)
    return _("These accounts have no code of your accountant yet: {accounts}").format(accounts=_named(accounts))
