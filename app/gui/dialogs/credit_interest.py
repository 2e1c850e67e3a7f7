"""逾期利息: what could be charged for paying late, stretch by stretch; charged only by the owner's act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.errors import CounterbookError, Refused, refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.credit_words import late_since, ppm_words, rate_words
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.after_card import AfterCard
from app.gui.widgets.basics import Card, column, holder, label, row
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.gui.widgets.fields import DateEdit, LineEdit
from app.gui.widgets.several import Toggles
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.interest import LatePreview, Pick
    from app.services.journal import Posted

INTEREST, FEES = "interest", "fees"

_WIDE = 940
_ROWS, _STRETCHES = 7, 4


class LateInterestDialog(FormDialog):
    """The late charges with what could be charged for each; of one customer, or of the whole shop (`number` blank)."""

    def __init__(self, shop: Shop, number: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Late interest"), name, parent=parent)
        self.setMinimumWidth(theme.px(_WIDE))
        self.number, self._act, self._asked = number, shop.new_id(), 0
        words = _("Only charges an agreement with late interest covers. Nothing is charged until you say so.")
        self.above.addWidget(label(words, "mute", wrap=True))
        self.through = DateEdit(shop.today, shop.today())
        self.what = Toggles(
            [(INTEREST, pgettext("charge what", "Interest")), (FEES, pgettext("charge what", "Fees"))],
            (INTEREST, FEES),
        )
        self.due_on = DateEdit(shop.today, shop.today())
        self.reason = LineEdit(hint=_("for the statement, if anything"))
        self.model = CheckModel(_columns(shop, self._of, whose=not number), lambda each: each.charge, parent=self)
        self.table = CheckTable(_("Late charges"), self.model, most_rows=_ROWS)
        self.table.lay_out(self.model.columns)
        self.detail = Stretches(shop)
        self._place()
        self.sum = _Sum(shop)
        self._whole.insertWidget(self._whole.indexOf(self.general), self.sum)
        self._wire()
        self._say()
        self.table.setFocus()
        self.read()

    def _place(self) -> None:
        due = holder(row(label(_("to be paid by"), "mute"), self.due_on, gap=S2))
        self.due_on.setAccessibleName(_("To be paid by"))
        self.form.add("through", _("Reckoned through"), self.through, beside=due)
        self.form.also("due_on", "through", _("To be paid by"))
        self.form.add("what", pgettext("late interest", "Charge"), self.what)
        self.form.add("note", _("Note"), self.reason)
        self.none = label("", "mute", wrap=True)
        self.below.addWidget(self.none)
        self.below.addWidget(self.table)
        self.below.addWidget(self.detail)

    def _wire(self) -> None:
        self.through.textChanged.connect(self._day_typed)
        self.due_on.textChanged.connect(self.forgive)
        self.what.changed.connect(self._chosen_anew)
        self.model.touched.connect(self._chosen_anew)
        self.table.picked.connect(self.detail.show_preview)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def _day_typed(self, _text: str) -> None:
        if self.checked(self.through.required):
            self.read()

    def read(self) -> None:
        """Reckon anew what could be charged through the day that is typed."""
        self._asked += 1
        try:
            through = self.through.required()
        except Refused:  # said when it was typed
            return
        work = partial(self.shop.app.interest.previews, through, self.number)
        self.shop.tasks.run(work, partial(self._show, self._asked), self.complain, owner=self)

    def _show(self, asked: int, found: Sequence[LatePreview]) -> None:
        if asked != self._asked:
            return
        rows = [each for each in found if each.preview.interest or each.preview.fee]
        left_out = {each.charge for each in self.model.rows if each.charge not in self.model.checked}
        self.model.checked = {each.charge for each in rows if each.charge not in left_out}
        self.model.show_rows(rows)
        for part in (self.table, self.detail, self.sum):
            part.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self.none.setText(_("Nothing can be charged through this day."))
        if rows:
            self.table.selectRow(0)
            self.detail.show_preview(rows[0])
        self._say()
        self.grow()

    # ---- what is chosen ---------------------------------------------------------------------------------------------

    def chosen(self) -> list[LatePreview]:
        """Return the charges ticked."""
        return [each for each in self.model.rows if each.charge in self.model.checked]

    def _wanted(self) -> tuple[int, int]:
        """Return what of interest and of fees would be charged."""
        found = [self._of(each) for each in self.chosen()]
        return sum(interest for interest, _fee in found), sum(fee for _interest, fee in found)

    def _of(self, found: LatePreview) -> tuple[int, int]:
        """Return what of interest and of a fee would be charged for one charge."""
        what, preview = self.what.value(), found.preview
        return preview.interest if INTEREST in what else 0, preview.fee if FEES in what else 0

    def _chosen_anew(self, *_value: object) -> None:
        self.forgive()
        self.model.refresh()
        self._say()

    def _say(self) -> None:
        interest, fees = self._wanted()
        self.sum.show_sum(interest, fees, len(self.chosen()))
        self.primary.setEnabled(bool(interest + fees))
        words = _("Charge {amount}").format(amount=self.shop.money(interest + fees))
        self.primary.say(words if interest + fees else _("Charge"))

    def picks(self) -> list[Pick]:
        """Return what is to be charged, charge by charge; refused where that is nothing."""
        from app.services.interest import Pick

        found = []
        for each in self.chosen():
            interest, fee = self._of(each)
            if interest or fee:
                found.append(Pick(each.charge, interest or None, fee or None))
        if not found:
            refuse("what", N_("Tick what is to be charged."))
        return found

    # ---- charging ---------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Charge what is ticked, all of it or nothing."""
        if not self.checked(self._read_all):
            return
        interest, shop, picks = self.shop.app.interest, self.shop, self.picks()
        through, due_on, note = self._read_all()
        charge = partial(interest.charge, self._act, picks, on=shop.today(), through=through, due_on=due_on, note=note)
        self.carry_out(charge, partial(self._charged, sum(self._wanted())))

    def _refused(self, error: CounterbookError) -> None:
        """Say why, over what can be charged by now: somebody else may have charged it meanwhile."""
        super()._refused(error)
        self.read()

    def _read_all(self) -> tuple[Any, Any, str]:
        self.picks()
        through, due_on = self.through.required(), self.due_on.required()
        if due_on < self.shop.today():
            refuse("due_on", N_("To be paid by: that day has gone by."))
        return through, due_on, self.reason.value()

    def _charged(self, amount: int, posted: Sequence[Posted]) -> None:
        shop, number = self.shop, self.number
        self.accept()
        money = shop.money(amount)
        if number and len(posted) == 1:
            shop.recorded(number, posted[0].entry, _("{amount} of late interest charged.").format(amount=money))
            return
        shop.changed.emit(number)
        count = form.number(len(posted), current().language)
        text = ngettext("{amount} charged in {n} entry.", "{amount} charged in {n} entries.", len(posted))
        shop.tell(text.format(amount=money, n=count))


def _columns(shop: Shop, of: Callable[[LatePreview], tuple[int, int]], *, whose: bool) -> list[Column]:
    """Return the columns of late charges; `of` says what of interest and of a fee would be charged for one of them."""

    def charge(found: LatePreview) -> str:
        return shop.amount(sum(of(found)))

    who = Column("name", N_("Customer"), lambda p: p.name, width=200, tip=lambda p: f"{p.customer}  {p.name}")
    return [
        *([who] if whose else []),
        Column("text", N_("What"), lambda p: p.text or shop.day(p.due_on), stretch=True, tip=lambda p: p.text),
        Column("due", N_("Due"), partial(late_since, shop), tone=lambda _p: "owed", width=170),
        Column("open", N_("Open"), lambda p: shop.amount(p.preview.open), right=True, width=104),
        Column("interest", N_("Interest"), lambda p: shop.amount(p.preview.interest), right=True, width=92),
        Column("fee", N_("Fee"), lambda p: shop.amount(p.preview.fee), right=True, width=84),
        Column("charge", N_("To charge"), charge, right=True, bold=True, width=104),
    ]


class Stretches(Card):
    """How the interest of one charge comes about: the days, the amount, the rate; and what is to be said of it."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        amount = shop.amount
        columns = [
            Column("days", pgettext("interest", "Days"), self._days, stretch=True),
            Column("count", N_("How many"), lambda s: str(s.days), right=True, width=84),
            Column("amount", pgettext("interest", "On"), lambda s: amount(s.amount), right=True, width=110),
            Column("rate", N_("Rate a year"), self._rate, right=True, width=130, tone=self._tone),
        ]
        self.heading = label("", "strong", wrap=True)
        self.table = SmallTable(_("How the interest comes about"), columns, most=_STRETCHES)
        self.notes = label("", "small", wrap=True)
        super().__init__(column(self.heading, self.table, self.notes, gap=S2, margins=(S4, S3, S4, S3)))

    @staticmethod
    def _days(stretch: Any) -> str:
        words = _("{first} to {last}")
        return words.format(first=form.short_date(stretch.first_on), last=form.short_date(stretch.last_on))

    @staticmethod
    def _rate(stretch: Any) -> str:
        words = _("{rate} % (the most)") if stretch.capped else _("{rate} %")
        return words.format(rate=ppm_words(stretch.ppm))

    @staticmethod
    def _tone(stretch: Any) -> str:
        return "soon" if stretch.capped else ""

    def show_preview(self, value: object) -> None:
        """Show how one charge's interest comes about."""
        found: Any = value
        if found is None:
            return
        preview = found.preview
        words = _("{text}: {interest} interest at {rate}")
        text = found.text or form.short_date(found.due_on)
        self.heading.setText(
            words.format(text=text, interest=self._shop.money(preview.interest), rate=rate_words(found.rule))
        )
        self.table.show_rows(preview.stretches)
        self.table.setVisible(bool(preview.stretches))
        notes = [self._shop.sentence(each) for each in preview.notes]
        if found.charged or found.fees:
            before = _("Charged before: {interest} interest, {fees} fees.")
            notes.append(before.format(interest=self._shop.money(found.charged), fees=self._shop.money(found.fees)))
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))


class _Sum(AfterCard):
    """What would be charged in all."""

    def show_sum(self, interest: int, fees: int, count: int) -> None:
        """Show what is charged for how many charges."""
        if not interest + fees:
            self.words.setText(_("Nothing is charged."))
            return
        text = ngettext(
            "Owed more: {total} ({interest} interest, {fees} fees) for {n} charge.",
            "Owed more: {total} ({interest} interest, {fees} fees) for {n} charges.",
            count,
        )
        money = self._shop.money
        self.words.setText(
            text.format(
                total=money(interest + fees),
                interest=money(interest),
                fees=money(fees),
                n=form.number(count, current().language),
            )
        )
