"""Hard cases: who answers for the debts, what a lawyer or a court has, how long each claim can be enforced."""

from __future__ import annotations

from app.gui.pages.customer_file.credit.cases import CasesPart
from app.gui.pages.customer_file.credit.guarantees import GuaranteesPart
from app.gui.pages.customer_file.credit.limitation import LimitationPart
from app.gui.pages.customer_file.credit.part import Parts
from app.gui.shop import Shop


class HardSections(Parts):
    """The limitation period first, for it runs by itself; then guarantees and cases."""

    def __init__(self, shop: Shop, number: str) -> None:
        self.limitation = LimitationPart(shop, number)
        self.guarantees, self.cases = GuaranteesPart(shop, number), CasesPart(shop, number)
        super().__init__(self.limitation, self.guarantees, self.cases)
