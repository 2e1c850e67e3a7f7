"""What the lists come to: what arrived less what was recorded, and what that difference is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.gui.theme import S2, S4
from app.gui.widgets.basics import Card, clear, column, holder, label, row
from app.gui.widgets.flow import Flow
from app.i18n.catalog import pgettext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.core.requests import Tender
    from app.gui.shop import Shop
    from app.services.incoming import Arrivals


class Sums(NamedTuple):
    """Sums in minor units; `apart` is what arrived less what was recorded, the others are what it is made of.

    `fees` and `untold`, recorded between days that bills tell of but by none of these, are no part of it.
    """

    arrived: int
    recorded: int
    not_recorded: int
    given_back: int
    not_arrived: int
    awaited: int
    fees: int
    untold: int = 0

    @property
    def apart(self) -> int:
        """What arrived less what was recorded."""
        return self.arrived - self.recorded

    @property
    def otherwise(self) -> int:
        """What is proven across days or ways, or was explained."""
        return self.apart - self.not_recorded - self.given_back + self.not_arrived + self.awaited


def sums_of(found: Arrivals, takes: Callable[[Tender], bool]) -> Sums:
    """Return the sums of the ways asked for."""

    def whole(by_way: Mapping[Tender, int] | None) -> int:
        return sum(amount for way, amount in (by_way or {}).items() if takes(way))

    return Sums(
        whole(found.arrived),
        whole(found.recorded),
        sum(each.left for each in found.never_recorded if takes(each.way)),
        sum(each.left for each in found.refunds if takes(each.way)),
        sum(each.left for each in found.never_arrived if takes(each.way)),
        sum(each.left for each in found.awaited if takes(each.way)),
        whole(found.fees),
        whole(found.untold),
    )


class SumsStrip(Card):
    """The sums side by side, in as many lines as there must be; the difference is the sum of what follows it."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        figures = QWidget()
        self._flow = Flow(figures, gap=S4, line_gap=S2)
        super().__init__(column(figures, margins=(14, 8, 14, 8)), "after")
        self.shown: dict[str, str] = {}
        self._said: list[str] = []

    def show_sums(self, sums: Sums) -> None:
        """Show sums; what is nothing is left out."""
        amount = self._shop.amount
        clear(self._flow)
        self.shown, self._said = {}, []
        self._put("arrived", pgettext("bills", "Arrived"), amount(sums.arrived), strong=True)
        self._put("recorded", pgettext("bills", "Recorded"), amount(sums.recorded), strong=True)
        self._put("apart", pgettext("bills", "Difference"), amount(sums.apart, signed=True), strong=True)
        if sums.apart or sums.not_recorded or sums.not_arrived or sums.awaited or sums.given_back:
            self._flow.addWidget(label("=", "mute"))
        for key, name, value in (
            ("not_recorded", pgettext("bills", "never recorded"), sums.not_recorded),
            ("given_back", pgettext("bills", "given back, not recorded"), sums.given_back),
            ("not_arrived", pgettext("bills", "never arrived"), -sums.not_arrived),
            ("awaited", pgettext("bills", "on its way"), -sums.awaited),
            ("otherwise", pgettext("bills", "of other days or ways, or explained"), sums.otherwise),
        ):
            if value:
                self._put(key, name, amount(value, signed=True))
        if sums.fees:
            self._put("fees", pgettext("bills", "Fees kept"), amount(sums.fees), apart=True)
        if sums.untold:
            self._put("untold", pgettext("bills", "Recorded, no bill read"), amount(sums.untold), apart=True)
        self.setAccessibleName(", ".join(self._said))

    def _put(self, key: str, name: str, value: str, *, strong: bool = False, apart: bool = False) -> None:
        """Put a sum at the end; one that is apart, and no part of the others, stands behind a line."""
        self.shown[key] = value
        bar = [label("│", "mute")] if apart else []
        parts = holder(row(*bar, label(name, "mute"), label(value, "strong" if strong else ""), gap=6))
        self._said.append(f"{name} {value}")
        self._flow.addWidget(parts)
