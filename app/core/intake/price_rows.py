"""Rows that go on the price list."""

from typing import Any

from app.core.intake.asking import Asking
from app.i18n.mark import N_

_PRICE_KINDS = {
    "service": ("service", "服务", "項目", "项目", "服務", ""),
    "goods": ("goods", "product", "商品", "产品", "產品", "货品"),
    "session_pass": ("sessionpass", "session_pass", "次卡", "计次卡", "套餐"),
    "period_pass": ("periodpass", "period_pass", "月卡", "年卡", "期限卡", "时效卡"),
}


class PriceRow(Asking):
    """A row that is something on the price list."""

    def ask(self) -> None:
        """Ask for something on the price list."""
        name, price = self.read.text("name"), self.read.whole("price")
        word = self.read.text("kind").casefold().replace(" ", "")
        kind = next((kind for kind, words in _PRICE_KINDS.items() if word in words), None)
        count, days = self.read.whole("count"), self.read.whole("days")
        if not word and count:
            kind = "session_pass"
        if not name:
            self.say("name", N_("The row has no name."))
        elif price is None or price < 0:
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
