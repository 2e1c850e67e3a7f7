"""The card of the rating: the class that counts and why, what is expected, the owner's own word, and all reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.owing.checks import percent
from app.core.staff.rights import Right
from app.gui.dialogs.owing_words import TONES, class_words, expected_words, known_class
from app.gui.models.rows import Column
from app.gui.pages.customer_file.credit.frame import Fact, Facts, Sheet
from app.gui.shop import Shop
from app.gui.theme import mark
from app.gui.widgets.basics import button, label
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.credit.rating import Rating
    from app.services.ratings import Rated, ReviewedLine


class RatingCard(Sheet):
    """Says in whole sentences what a class rests on; without data it says that, and shows no class."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.rated: Rated | None = None
        self.chip = label("", "chip")
        self.facts = Facts()
        self.table = SmallTable(_("Reviews"), _columns())
        self.review = button(_("Account looked through…"), icon="check")
        self.override = button(_("Set the class myself…"), icon="edit")
        self.end = button(_("End my own class…"))
        guard(shop, Right.CREDIT, self.review, self.override, self.end)
        buttons = [self.review, self.override, self.end]
        super().__init__(_("Rating"), self.facts, self.table, buttons=buttons, beside=self.chip)

    def show_rated(self, rated: Rated) -> None:
        """Show a rating."""
        self.rated = rated
        effective, rating = rated.effective, rated.rating
        counts = effective.credit if effective.known else rating.credit
        self.chip.setText(class_words(rated))
        mark(self.chip, f"chip-{TONES[counts]}" if counts is not None and TONES[counts] else "chip")
        self.facts.show_facts(self._facts(rated, rating))
        self.table.show_rows(rated.reviews)
        self.table.setVisible(bool(rated.reviews))
        self.end.setVisible(rated.override is not None)

    def _facts(self, rated: Rated, rating: Rating) -> list[Fact]:
        shop, override = self._shop, rated.override
        found = []
        if override is not None:
            words = _("{class_name} until {date}: {reason}").format(
                class_name=known_class(override.credit), date=form.short_date(override.ends_on), reason=override.reason
            )
            found.append(Fact(_("Set by hand"), words, "strong"))
        found.append(Fact(_("Suggested"), known_class(rating.credit)))
        decided = _("{class_name}: {reason}").format(
            class_name=known_class(rated.decided), reason=shop.sentence(rated.effective.reason)
        )
        counts = _("Decided") if override is not None or rated.effective.known else pgettext("rating", "Counts as")
        found.append(Fact(counts, known_class(rated.decided) if override is not None else decided))
        found.append(Fact(_("Because"), "\n".join(f"– {shop.sentence(each)}" for each in rating.reasons)))
        if expected_words(rating):
            found.append(Fact(pgettext("rating", "Expected"), expected_words(rating)))
        found.append(Fact(_("Review"), self._review_words(rated)))
        return found

    def _review_words(self, rated: Rated) -> str:
        if rated.next_review is None:
            return _("No rhythm is set; it stands under “Statements and cards”.")
        date = form.short_date(rated.next_review)
        if rated.next_review <= self._shop.today():
            return _("due since {date}").format(date=date)
        return _("next on {date}").format(date=date)


def _columns() -> list[Column]:
    def classes(line: ReviewedLine) -> str:
        return known_class(line.decided)

    def chance(line: ReviewedLine) -> str:
        if line.late_chance is None:
            return ""
        return _("The next charge would be late with a chance of {chance} %.").format(chance=percent(line.late_chance))

    def who(line: ReviewedLine) -> str:
        return _("looked through by {who}").format(who=line.who or _("Owner"))

    return [
        Column("on", N_("Reviewed on"), lambda line: form.short_date(line.on), width=100, tip=who),
        Column("decided", N_("Decided"), classes, width=86),
        Column("suggested", N_("Suggested"), lambda line: known_class(line.suggested), width=86, tip=chance),
        Column("note", N_("Note"), lambda line: line.note, stretch=True, tip=lambda line: line.note),
    ]
