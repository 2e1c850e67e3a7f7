"""What a customer agreed to and took back, step by step, with how the shop knows; it is only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.core.staff.rights import Right
from app.gui.dialogs.consent import purpose_name, source_name
from app.gui.dialogs.file_words import channel_name
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.privacy.consents import Consent
    from app.errors import CounterbookError
    from app.services.counter import AccountCard

ROWS = 5


class ConsentsCard(Card):
    """The history of consents, and the way to note one."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._card: AccountCard | None = None
        self._asked = 0
        none = _("Nothing noted yet. What stands under “Offers and news” has no proof; note here how you know.")
        self._none = label(none, "mute", wrap=True)
        self.table = SmallTable(pgettext("consent", "Consents"), consent_columns(), ROWS)
        self.add = button(_("Note a consent…"), icon="plus", on=self.note)
        guard(shop, Right.FILES, self.add)
        super().__init__(
            column(
                label(pgettext("consent", "Consents and how we know"), "heading"),
                self._none,
                self.table,
                row(self.add, None),
                gap=S2,
                margins=(S4, S3, S4, S4),
            )
        )
        self.table.hide()

    def show_account(self, card: AccountCard) -> None:
        """Show a customer's consents."""
        self._card = card
        self._asked += 1
        self.add.setEnabled(not card.merged_into)
        read = partial(self._shop.app.privacy.consents, card.number)
        self._shop.tasks.run(read, partial(self._show, self._asked), self._failed, owner=self)

    def _show(self, asked: int, found: Sequence[Consent]) -> None:
        if asked == self._asked:
            self.table.show_rows(reversed(found))
            self.table.setVisible(bool(found))
            self._none.setVisible(not found)

    def _failed(self, error: CounterbookError) -> None:
        self._none.setText(self._shop.words(error))

    def note(self) -> None:
        """Note a consent."""
        from app.gui.dialogs.consent import ConsentDialog

        if self._card is not None:
            ConsentDialog(self._shop, self._card.number, self._card.name, self.window()).open()


def consent_columns() -> tuple[Column, ...]:
    """Return the columns of the history."""

    def purpose(each: Consent) -> str:
        return channel_name(each.purpose) + ("  ▲" if each.sensitive else "")

    def whole(each: Consent) -> str:
        return purpose_name(each.purpose)

    def answer(each: Consent) -> str:
        return pgettext("consent", "Agreed") if each.given else pgettext("consent", "Took it back")

    def source(each: Consent) -> str:
        return source_name(each.source) + ("  ✓" if each.proven else "")

    def tip(each: Consent) -> str:
        said = [source_name(each.source), each.who]
        said += [_("The signed paper is attached.")] if each.proven else []
        said += [_("Sensitive data")] if each.sensitive else []
        return "  ·  ".join(filter(None, said))

    return (
        Column("on", pgettext("consent", "On"), lambda each: form.short_date(each.on), said=True, width=108),
        Column("purpose", pgettext("consent", "What for"), purpose, said=True, width=82, tip=whole),
        Column(
            "given",
            pgettext("consent", "Answer"),
            answer,
            said=True,
            width=82,
            tip=answer,
            tone=lambda each: "" if each.given else "owed",
        ),
        Column("source", pgettext("consent", "How we know"), source, said=True, width=90, stretch=True, tip=tip),
    )
