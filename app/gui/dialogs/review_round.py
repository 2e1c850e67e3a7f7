"""Beginning a round of reviews: as of which day, all prepaid accounts or a sample, and the seed it is drawn by."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.review_requests import Scope, StartReview
from app.gui.dialogs.base import FormDialog
from app.gui.tasks import Lane
from app.gui.widgets.basics import label
from app.gui.widgets.fields import Choices, CountEdit, DateEdit, LineEdit
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext

if TYPE_CHECKING:
    from datetime import date

    from app.gui.shop import Shop

SAMPLE = 20
MANY = 200
"""Beyond so many accounts a sample is proposed: nobody looks through them all in an evening."""


class StartReviewDialog(FormDialog):
    """The end of the month before is proposed, or today where nothing was held then."""

    #: A round was begun: the request that began it.
    begun = Signal(str)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Begin a review of prepaid accounts"), parent=parent)
        self.request_id = shop.new_id()
        words = _(
            "The money customers have paid ahead is not the shop’s yet. Once a month look through the accounts: the "
            "program checks what the book itself can tell, you look at the rest."
        )
        self.above.addWidget(label(words, "mute", wrap=True))
        last = shop.today().replace(day=1) - timedelta(days=1)
        self.on = DateEdit(shop.today, last)
        self.scope: Choices = Choices(
            [(Scope.ALL, pgettext("review", "All accounts")), (Scope.SAMPLE, pgettext("review", "A sample"))]
        )
        self._chosen = False
        self._asked = 0
        #: How many accounts there are to look through.
        self.count = label("", "mute-small", wrap=True)
        self.size_ = CountEdit(SAMPLE)
        self.seed = LineEdit(f"{last:%Y-%m}", most=60)
        self.form.add("on", _("As of"), self.on)
        self.form.add("scope", pgettext("review", "Accounts"), self.scope)
        self.form.add("size", pgettext("review", "How many"), self.size_)
        hint = _("Any word will do: with the same one, anybody draws the same accounts from the same book.")
        self.form.add("seed", pgettext("review", "Seed"), self.seed, hint=hint)
        self.below.addWidget(self.count)
        self.scope.changed.connect(self._scope_chosen)
        self.on.editingFinished.connect(self._ask_count)
        self.primary.say(pgettext("review", "Begin"))
        self._turned()
        self.on.setFocus()
        begin = shop.app.prepaid_review.day_to_begin
        shop.tasks.run(begin, partial(self._propose, last), owner=self, lane=Lane.RENDER)

    def _propose(self, before: date, day: date) -> None:
        """Propose a day, unless somebody has typed another meanwhile."""
        if day != before and self.on.value() == before:
            self.on.set_value(day)
            self.on.selectAll()
            if self.seed.value() == f"{before:%Y-%m}":
                self.seed.setText(f"{day:%Y-%m}")
        self._ask_count()

    def _ask_count(self) -> None:
        """Ask how many accounts there are on the day, where the counter's questions do not wait for it."""
        self._asked += 1
        count, on = self.shop.app.prepaid_review.accounts_on, self.on.or_today()
        done = partial(self._counted, self._asked)
        self.shop.tasks.run(partial(count, on), done, self.complain, owner=self, lane=Lane.RENDER)

    def _counted(self, asked: int, count: int) -> None:
        if asked != self._asked:
            return
        text = ngettext(
            "{n} account holds prepaid money on that day.", "{n} accounts hold prepaid money on that day.", count
        )
        self.count.setText(text.format(n=form.number(count, current().language)))
        if not self._chosen:
            self.scope.set_value(Scope.SAMPLE if count > MANY else Scope.ALL)
        self._turned()

    def _scope_chosen(self) -> None:
        self._chosen = True
        self._turned()

    def _turned(self) -> None:
        sample = self.scope.value() is Scope.SAMPLE
        for name in ("size", "seed"):
            self.form.show_row(name, shown=sample)
        self.grow()

    def request(self) -> StartReview:
        """Return the round as typed."""
        if self.scope.value() is Scope.ALL:
            return StartReview(id=self.request_id, on=self.on.required())
        return StartReview(
            id=self.request_id,
            on=self.on.required(),
            scope=Scope.SAMPLE,
            size=self.size_.value(),
            seed=self.seed.value(),
        )

    def submit(self) -> None:
        """Begin it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.prepaid_review.record, self.request()), self._recorded)

    def _recorded(self, _filed: Any) -> None:
        self.accept()
        self.begun.emit(self.request_id)
