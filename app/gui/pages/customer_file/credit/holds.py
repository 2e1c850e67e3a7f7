"""The card of holds: which stand, which are lifted and why, and who put them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.core.staff.rights import Right
from app.gui.dialogs.owing_words import cause_name, scope_name
from app.gui.models.rows import Column
from app.gui.pages.customer_file.credit.frame import Sheet
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.credit.standing import HoldLine, Standing


class HoldsCard(Sheet):
    """A short table; what is lifted says by what."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.none = label(_("Nothing is on hold."), "mute", wrap=True)
        self.table = SmallTable(_("Holds"), self._columns())
        self.put = button(_("Put on hold…"), icon="hold")
        self.end = button(_("End the hold…"))
        guard(shop, Right.CREDIT, self.put, self.end)
        self.words = label("", "mute-small", wrap=True)
        super().__init__(_("Holds"), self.none, self.table, self.words, buttons=[self.put, self.end])
        self.table.picked.connect(self._picked)

    def show_standing(self, standing: Standing) -> None:
        """Show all holds, the one that counts chosen."""
        lines = standing.holds
        self.table.show_rows(lines)
        self.table.setVisible(bool(lines))
        self.none.setVisible(not lines)
        if lines and not self.table.currentIndex().isValid():
            self.table.selectRow(next((at for at, line in enumerate(lines) if line.stands), 0))
        self._picked()

    def chosen(self) -> HoldLine | None:
        """Return the hold that is chosen."""
        from app.core.credit.standing import HoldLine

        value = self.table.value()
        return value if isinstance(value, HoldLine) else None

    def _picked(self, *_value: object) -> None:
        line = self.chosen()
        ended = line is not None and line.hold.ends_on is not None and line.hold.ends_on < self._shop.today()
        lifted = line.lifted if line is not None else None
        self.words.setText(self._shop.sentence(lifted) if lifted is not None else "")
        self.words.setVisible(lifted is not None)
        self.end.setVisible(line is not None)
        self.end.setEnabled(line is not None and not ended)

    def _columns(self) -> list[Column]:
        shop = self._shop

        def state(line: HoldLine) -> str:
            if line.stands:
                return pgettext("hold", "in force")
            if line.hold.ends_on is not None and line.hold.ends_on < shop.today():
                return pgettext("hold", "ended")
            return pgettext("hold", "to come") if line.lifted is None else pgettext("hold", "lifted")

        def why(line: HoldLine) -> str:
            return shop.sentence(line.lifted) if line.lifted is not None else ""

        def days(line: HoldLine) -> str:
            if line.hold.starts_on == date.min:
                return ""
            first = form.short_date(line.hold.starts_on)
            if line.hold.ends_on is None:
                return _("from {date}").format(date=first)
            return _("{first} – {last}").format(first=first, last=form.short_date(line.hold.ends_on))

        def tone(line: HoldLine) -> str:
            return "owed" if line.stands else "mute"

        return [
            Column("scope", pgettext("hold", "Stops"), lambda line: scope_name(line.hold.scope), width=150, tone=tone),
            Column("reason", N_("Reason"), _reason, stretch=True, tip=_reason),
            Column("days", N_("From – to"), days, width=196),
            Column("cause", N_("Lasts"), lambda line: cause_name(line.hold.cause), width=210, tip=_cause),
            Column("state", N_("State"), state, width=90, tip=why, tone=tone),
        ]


def _reason(line: HoldLine) -> str:
    return line.hold.reason


def _cause(line: HoldLine) -> str:
    who = line.hold.who
    words = cause_name(line.hold.cause)
    return _("{what} (put by {who})").format(what=words, who=who) if who else words
