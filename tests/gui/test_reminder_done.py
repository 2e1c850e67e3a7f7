"""What the owner decides or checks, noted from its dialog."""

import pytest

from app.bootstrap import App
from app.core.reminder.kinds import RuleKind
from app.gui.dialogs.reminder_done import DoneDialog
from app.gui.shop import Shop
from tests.gui.reminder_book import find
from tests.gui.shop_book import TODAY, apply

pytestmark = pytest.mark.usefixtures("unhurried")


def test_a_review_is_noted_with_the_customer_once_and_comes_again_at_its_time(app: App, shop: Shop):
    last = {"do": "review", "id": "last time", "customer": "0042", "on": "2026-10-01", "text": "limit lowered"}
    apply(app, [{"do": "customer", "id": "monthly", "no": "0042", "review_months": 1}, last])
    app.reminder_plan.plan()
    asked = DoneDialog(shop, find(app, "0042", RuleKind.REVIEW))
    asked.text.setPlainText("all agrees")
    asked.submit()
    assert app.contacts.agreed("0042").last_review == TODAY
    assert [each.text for each in app.files.timeline("0042") if each.kind == "review"] == [
        "all agrees",
        "limit lowered",
    ]
    app.reminder_plan.plan()
    with pytest.raises(StopIteration):
        find(app, "0042", RuleKind.REVIEW)
