"""Looking through a customer's account, and the owner's own word over what the program suggests."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.credit.reviews import EndOverride, SetOverride
from app.core.dates import months_later
from app.core.reminder.requests import RecordReview
from app.core.ways import CreditClass
from app.errors import CounterbookError, refuse
from app.gui import theme
from app.gui.dialogs.credit_change import LONGEST, CreditDialog
from app.gui.dialogs.owing_words import TONES, expected_words, known_class
from app.gui.shop import Shop
from app.gui.widgets.basics import Card, chip, clear, column, label, row
from app.gui.widgets.fields import Choices, DateEdit, LineEdit, TextArea
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.services.ratings import Rated

AS_IT_IS = None
SHOWN_REASONS = 4
USUAL_MONTHS = 3


class Suggestion(Card):
    """What the program makes of how a customer has paid, and why; nothing while that is not known yet."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._head = row(gap=8)
        self._reasons = label("", "mute", wrap=True)
        super().__init__(column(self._head, self._reasons, gap=6, margins=(16, 12, 16, 12)), "after")
        self.hide()

    def show_rated(self, rated: Rated) -> None:
        """Show a rating."""
        clear(self._head)
        rating = rated.rating
        self._head.addWidget(label(_("Suggested from how they have paid"), "mute-small"))
        self._head.addWidget(chip(known_class(rating.credit), TONES[rating.credit] if rating.credit else ""))
        self._head.addStretch(1)
        reasons = [self._shop.sentence(each) for each in rating.reasons[:SHOWN_REASONS]]
        self._reasons.setText("\n".join([*reasons, *filter(None, [expected_words(rating)])]))
        self.show()


class RatingDialog(CreditDialog):
    """A dialog above whose form the suggestion stands; it is asked for when the dialog opens."""

    def __init__(self, shop: Shop, title: str, number: str, name: str, parent: QWidget | None) -> None:
        super().__init__(shop, title, number, name, parent)
        self.setMinimumWidth(theme.px(600))
        self.rated: Rated | None = None
        self.suggestion = Suggestion(shop)
        self.above.addWidget(self.suggestion)

    def ask(self) -> None:
        """Ask what the program suggests; without an answer the dialog does without."""
        work = partial(self._read, self.number)
        self.shop.tasks.run(work, self._known, self._unknown, owner=self)

    def _read(self, number: str) -> Rated:
        return self.shop.app.ratings.rating(number)

    def _known(self, rated: Rated) -> None:
        self.rated = rated
        self.suggestion.show_rated(rated)
        self.show_rated(rated)
        self.grow()

    def _unknown(self, _error: CounterbookError) -> None:
        """There is nothing to suggest."""

    def show_rated(self, rated: Rated) -> None:
        """Propose something by what is suggested."""


class ReviewDialog(RatingDialog):
    """A customer's account was looked through: which class they are in from now on, and what was found."""

    def __init__(self, shop: Shop, number: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Account looked through"), number, name, parent)
        classes = [(each, known_class(each)) for each in CreditClass]
        self.credit: Choices = Choices([(AS_IT_IS, pgettext("credit class", "Leave it as it is")), *classes])
        self.on = DateEdit(shop.today, shop.today())
        self.text = TextArea(lines=3, most=LONGEST, hint=_("What was found, what was decided"))
        self._touched = False
        self.form.add("credit", _("Class"), self.credit)
        self.form.add("on", _("Date"), self.on)
        self.form.add("text", _("Note"), self.text)
        self.credit.changed.connect(self._chosen)
        self.text.setFocus()
        self.ask()

    def _chosen(self) -> None:
        self._touched = True

    def show_rated(self, rated: Rated) -> None:
        """Propose what is suggested, where that is another class than the one decided."""
        if not self._touched and rated.rating.credit not in (None, rated.decided):
            self.credit.set_value(rated.rating.credit)

    def request(self) -> RecordReview:
        """Return the review as typed."""
        return RecordReview(
            id=self.request_id,
            customer=self.number,
            on=self.on.required(),
            text=self.text.value(),
            credit=self.credit.value(),
        )

    def submit(self) -> None:
        """Note it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.ratings.review, self.request()), self._done)


class OverrideDialog(RatingDialog):
    """The owner's own class for a customer, through a day, with why: after it the decided class counts again."""

    def __init__(self, shop: Shop, number: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Set the class myself"), number, name, parent)
        self.credit: Choices = Choices([(each, known_class(each)) for each in CreditClass], CreditClass.NORMAL)
        self.reason = LineEdit(most=LONGEST, hint=_("e.g. known for years, the boss vouches for them"))
        self.on = DateEdit(shop.today, shop.today())
        self.until = DateEdit(shop.today, months_later(shop.today(), USUAL_MONTHS))
        self.form.add("credit", _("Class"), self.credit)
        self.form.add("reason", _("Reason"), self.reason)
        self.form.add("on", _("From"), self.on)
        self.form.add("until", _("Last day"), self.until, hint=_("After it the class decided before counts again."))
        self.form.also("ends_on", "until", _("Last day"))
        self.reason.setFocus()
        self.ask()

    def request(self) -> SetOverride:
        """Return the owner's word as typed."""
        on, until, reason = self.on.required(), self.until.required(), self.reason.value()
        if not reason:
            refuse("reason", N_("Write a few words; one day somebody will ask."))
        if until < on:
            refuse("until", N_("The last day comes before the first."))
        return SetOverride(
            id=self.request_id, customer=self.number, credit=self.credit.value(), reason=reason, on=on, until=until
        )

    def submit(self) -> None:
        """Set it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.ratings.override, self.request()), self._done)


class EndOverrideDialog(CreditDialog):
    """The owner's own word counts no more."""

    def __init__(self, shop: Shop, rated: Rated, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("End my own class"), rated.customer, rated.name, parent)
        given = rated.override
        if given is not None:
            words = _("{class_name} until {date}: {reason}").format(
                class_name=known_class(given.credit), date=form.short_date(given.ends_on), reason=given.reason
            )
            self.above.addWidget(label(words, "mute", wrap=True))
        self.on = DateEdit(shop.today, shop.today())
        self.reason = LineEdit(most=LONGEST)
        self.form.add("on", _("No more from"), self.on)
        self.form.add("reason", _("Reason"), self.reason)
        self.reason.setFocus()

    def request(self) -> EndOverride:
        """Return from when on it counts no more."""
        return EndOverride(id=self.request_id, customer=self.number, on=self.on.required(), reason=self.reason.value())

    def submit(self) -> None:
        """End it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.ratings.end_override, self.request()), self._done)
