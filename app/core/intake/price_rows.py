"""Rows that go on the price list."""

from typing import Any

from app.core.intake.asking import Asking
from app.core.intake.targets import kind_of
from app.i18n.mark import N_


class PriceRow(Asking):
    """A row that is something on the price list."""

    def ask(self) -> None:
        """Ask for something on the price list."""
        name, price = self.read.text("name"), self.read.whole("price")
        word = self.read.text("kind")
        kind = kind_of(word) if word else "service"
        count, days = self.read.whole("count"), self.read.whole("days")
        if not word and count:
            kind = "session_pass"
        if not name:
            self.say("name", N_("The row has no name."))
        elif price is not None and price < 0:
            self.say("price", N_("This price is below zero."))
        elif price is None:
            self.say("price", N_("The row has no price."))
        elif kind is None:
            self.say("kind", N_("Write service, goods, session_pass or period_pass."))
        else:
            on = self.maker.given("on") or self.maker.today.isoformat()
            more: dict[str, Any] = {"count": count, "valid_days": days} if kind == "session_pass" else {}
            if kind == "period_pass":
                more = {"days": days}
            covers = self.read.text("covers") or None
            self.add(
                "price_item",
                name=name,
                kind=kind,
                price=self.money("price", price),
                starts_on=on,
                covers=covers,
                **more,
            )
