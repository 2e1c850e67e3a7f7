"""What is agreed on credit in the window, and the hard cases: made by keys, refused at the field, recorded once."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.credit.late import LateRule
from app.core.credit.requests import CaseStepKind, GuaranteeStepKind, MakeAgreement, ProofKind, ProofOf
from app.core.credit.write_off import WriteOffRule
from app.core.owing.plans import Rhythm
from app.core.owing.terms import PaymentTerms
from app.core.settings import ChangeSettings
from app.core.statement_reply import DisputeOutcome, OpenDispute
from app.errors import Message, Refused
from app.gui.dialogs.choices import open_charges
from app.gui.dialogs.credit_agreement import FIXED, AgreementDialog
from app.gui.dialogs.credit_case import CaseDialog, CaseStepDialog
from app.gui.dialogs.credit_cost import CostDialog
from app.gui.dialogs.credit_guarantee import GuaranteeDialog, GuaranteeStepDialog
from app.gui.dialogs.credit_interest import FEES, LateInterestDialog
from app.gui.dialogs.credit_plan import PlanDialog
from app.gui.dialogs.credit_write_offs import WriteOffProposalsDialog
from app.gui.dialogs.dispute import DisputeDialog, EndDisputeDialog
from app.gui.pages.customer_file.credit.agreements import AgreedSections
from app.gui.shop import Shop
from app.gui.widgets.charge_ticks import ChargeTicks
from app.gui.widgets.plan_edit import PlanEdit
from tests.gui.shop_book import TODAY, apply

LI = "0007"
"""Owes 8,420.00 since 2026-11-09."""

ENTER = Qt.Key.Key_Return


def charges(shop: Shop, number: str = LI) -> dict[str, Any]:
    return {each.charge: each for each in shop.app.views.charges(number)}


def complaint(dialog: Any, field: str) -> str:
    """Return what stands at a field, blank where nothing is wrong with it."""
    name = dialog.form._aliases.get(field, (field, ""))[0]
    wrong = dialog.form._errors[name]
    return "" if wrong.isHidden() else wrong.text()


def told(shop: Shop) -> list[str]:
    found: list[str] = []
    shop.told.connect(lambda toast: found.append(toast.text))
    return found


# ---- plans ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def plan(qtbot: QtBot, shop: Shop) -> PlanDialog:
    dialog = PlanDialog(shop, shop.app.counter.card(LI))
    dialog.open()
    return dialog


def test_a_plan_is_made_with_three_keys(qtbot: QtBot, shop: Shop, plan: PlanDialog):
    said = told(shop)
    assert plan.focusWidget() is plan.plan.count
    qtbot.keyClicks(plan.plan.count, "4")  # what stands there is selected
    qtbot.keyClick(plan.plan.count, ENTER)
    [made] = shop.app.plans.of_customer(LI)
    assert [(each.due_on, each.amount) for each in made.plan.instalments] == [
        (date(2026, 12, 5), 210500),
        (date(2027, 1, 5), 210500),
        (date(2027, 2, 5), 210500),
        (date(2027, 3, 5), 210500),
    ]
    [charge] = charges(shop).values()
    assert (charge.open, charge.due_on) == (842000, date(2027, 3, 5))
    assert len(said) == 1


def test_instalments_that_do_not_sum_are_refused_and_the_last_one_takes_the_rest(
    qtbot: QtBot, shop: Shop, plan: PlanDialog
):
    first = plan.plan.rows[0][1]
    first.setText("5000")
    qtbot.keyClick(first, ENTER)
    assert "10,613.33" in complaint(plan, "instalments")
    assert shop.app.plans.of_customer(LI) == []
    plan.plan.rest.click()
    assert plan.plan.rows[-1][1].text() == "613.33"
    assert complaint(plan, "instalments") == ""
    qtbot.keyClick(first, ENTER)
    [made] = shop.app.plans.of_customer(LI)
    assert [each.amount for each in made.plan.instalments] == [500000, 280667, 61333]


def test_a_plan_without_a_charge_or_with_days_that_do_not_rise_is_refused(qtbot: QtBot, shop: Shop, plan: PlanDialog):
    plan.plan.rows[1][0].setText("2026-12-05")
    qtbot.keyClick(plan.plan.count, ENTER)
    assert complaint(plan, "instalments")
    plan.charges.model.toggle(0)
    qtbot.keyClick(plan.plan.count, ENTER)
    assert complaint(plan, "charges")
    assert shop.app.plans.of_customer(LI) == []


@pytest.mark.parametrize("amount", [1, 7, 100, 99_999, 842_000])
@pytest.mark.parametrize("parts", [1, 2, 7, 36])
def test_what_is_proposed_comes_to_the_amount(qtbot: QtBot, shop: Shop, amount: int, parts: int):
    edit = PlanEdit(shop)
    edit.show_amount(amount)
    edit.rhythm.set_value(Rhythm.WEEKLY)
    edit.count.setText(str(min(parts, amount)))
    found = edit.value()
    assert len(found) == min(parts, amount)
    assert sum(each.amount for each in found) == amount == edit.total()
    assert {later.due_on - sooner.due_on for sooner, later in pairwise(found)} <= {timedelta(days=7)}
    edit.deleteLater()


# ---- agreements and late interest -----------------------------------------------------------------------------------


@pytest.fixture
def agreed(shop: Shop) -> None:
    """A year's agreement: ten percent a year, ten a charge."""
    request = MakeAgreement(
        id="agreed",
        customer=LI,
        agreed_on=date(2026, 1, 2),
        starts_on=date(2026, 1, 2),
        terms=PaymentTerms(),
        late=LateRule(fixed=1000, fee=1000),
    )
    shop.app.agreements.make(request)


@pytest.mark.parametrize(("rate", "until", "field"), [("400", "", "late"), ("5", "2020-01-01", "ends_on")])
def test_a_rate_nobody_may_agree_on_and_an_end_before_the_start_are_refused(
    qtbot: QtBot, shop: Shop, rate: str, until: str, field: str
):
    dialog = AgreementDialog(shop, LI, "李海建材")
    dialog.open()
    dialog.late.way.set_value(FIXED)
    dialog.late.rate.setText(rate)
    dialog.ends_on.setText(until)
    qtbot.keyClick(dialog.place, ENTER)
    assert complaint(dialog, field)
    assert shop.app.agreements.of_customer(LI) == ()
    dialog.late.rate.setText("5")
    dialog.ends_on.setText("2027-12-31")
    qtbot.keyClick(dialog.place, ENTER)
    [line] = shop.app.agreements.of_customer(LI)
    assert line.agreement.late == LateRule(fixed=500)


def test_late_interest_is_shown_and_charged_only_when_asked(qtbot: QtBot, shop: Shop, agreed: None):
    dialog = LateInterestDialog(shop, LI, "李海建材")
    dialog.open()
    [row] = dialog.model.rows
    assert (row.preview.interest, row.preview.fee) == (2768, 1000)  # 12 days of 8,420.00 at 10 %
    dialog.what.buttons[FEES].click()
    assert [(each.due_on, each.open) for each in charges(shop).values()] == [(date(2026, 11, 9), 842000)]
    qtbot.keyClick(dialog.reason, ENTER)
    [line] = shop.app.interest.charged_on(LI)
    assert (line.amount, line.through) == (2768, TODAY)
    assert shop.app.counter.card(LI).balance.owed == 844768


def test_what_another_desk_has_charged_meanwhile_is_said_and_gone(qtbot: QtBot, shop: Shop, agreed: None):
    first, second = LateInterestDialog(shop, LI, "李海建材"), LateInterestDialog(shop)
    for dialog in (first, second):
        dialog.open()
    first.submit()
    second.submit()
    assert "nothing to charge" in second.general.text()
    assert not second.general.isHidden()
    assert second.model.rows == []
    assert len(shop.app.interest.charged_on(LI)) == 2  # interest and fee, each once


def test_each_line_shows_what_would_be_charged_for_it(qtbot: QtBot, shop: Shop, agreed: None):
    dialog = LateInterestDialog(shop, LI, "李海建材")
    dialog.open()
    last = dialog.model.index(0, len(dialog.model.columns) - 1)
    assert last.data() == "37.68"
    dialog.what.buttons[FEES].click()
    assert last.data() == "27.68"


def test_what_is_unticked_is_not_charged(qtbot: QtBot, shop: Shop, agreed: None):
    dialog = LateInterestDialog(shop)
    dialog.open()
    dialog.model.toggle(0)
    assert not dialog.primary.isEnabled()
    dialog.submit()
    assert shop.app.interest.charged_on(LI) == ()


def test_costs_are_charged_with_what_they_are_for_and_paid_first(qtbot: QtBot, shop: Shop):
    dialog = CostDialog(shop, shop.app.counter.card(LI))
    dialog.open()
    qtbot.keyClicks(dialog.amount, "50")
    qtbot.keyClick(dialog.amount, ENTER)
    assert complaint(dialog, "reason")
    assert len(charges(shop)) == 1
    dialog.reason.setText("诉讼费")
    qtbot.keyClick(dialog.reason, ENTER)
    assert shop.app.counter.card(LI).balance.owed == 847_000
    paid = {"do": "payment", "id": "p", "on": TODAY.isoformat(), "customer": LI, "amount": "50.00", "tender": "cash"}
    apply(shop.app, [paid])
    assert {each.part: each.open for each in charges(shop).values() if each.open} == {"": 842_000}
    again = CostDialog(shop, shop.app.counter.card("0011"))
    again.open()
    again.amount.setText("50")
    again.submit()
    assert complaint(again, "charge")


def test_interest_goes_by_the_name_of_what_it_is_charged_on(qtbot: QtBot, shop: Shop, agreed: None):
    [sold] = shop.app.counter.card(LI).charges
    LateInterestDialog(shop, LI, "李海建材").submit()
    card = shop.app.counter.card(LI)
    names = {sold.text, f"Late interest on {sold.text}", f"Late fee on {sold.text}"}
    ticks = ChargeTicks(shop, card.charges)
    qtbot.addWidget(ticks)
    assert {ticks.what(each) for each in ticks.rows} == names
    assert all(any(name in words for name in names) for _charge, words in open_charges(shop, card))
    assert {(each.text, each.part) for each in shop.app.limitation.of_customer(LI)} == {
        (sold.text, ""),
        (sold.text, "interest"),
        (sold.text, "fee"),
    }
    rule = ChangeSettings(id="r", given={"write_off_rule": WriteOffRule(most=1_000_000, days=1)})
    shop.app.settings.change(rule)
    found = [each for each in shop.app.write_offs.proposals(TODAY + timedelta(days=60)) if each.customer == LI]
    assert {(each.text, each.part) for each in found} == {(sold.text, part) for part in ("", "interest", "fee")}


# ---- hard cases -----------------------------------------------------------------------------------------------------


def test_what_a_guarantor_pays_is_a_payment(qtbot: QtBot, shop: Shop):
    taken = GuaranteeDialog(shop, shop.app.counter.card(LI))
    taken.open()
    qtbot.keyClick(taken.who, ENTER)
    assert complaint(taken, "who")
    taken.who.setText("周宏达")
    taken.amount.setText("3000")
    qtbot.keyClick(taken.who, ENTER)
    [view] = shop.app.guarantees.of_customer(LI)
    step = GuaranteeStepDialog(shop, view)
    step.open()
    step.what.set_value(GuaranteeStepKind.PAID)
    step.what.changed.emit()
    step.amount.setText("2000")
    qtbot.keyClick(step.amount, ENTER)
    [view] = shop.app.guarantees.of_customer(LI)
    assert view.paid == 200000
    assert shop.app.counter.card(LI).balance.owed == 642000


def test_more_than_is_owed_from_a_guarantor_is_said(qtbot: QtBot, shop: Shop):
    dialog = GuaranteeDialog(shop, shop.app.counter.card(LI))
    dialog.who.setText("周宏达")
    dialog.submit()
    [view] = shop.app.guarantees.of_customer(LI)
    step = GuaranteeStepDialog(shop, view)
    step.open()
    step.what.set_value(GuaranteeStepKind.PAID)
    step.what.changed.emit()
    step.amount.setText("8420")
    assert "prepaid" not in step.words.text()
    step.amount.setText("8500")
    assert "¥80.00 more than the customer owes" in step.words.text()


def test_a_case_is_opened_and_closed(qtbot: QtBot, shop: Shop):
    dialog = CaseDialog(shop, shop.app.counter.card(LI))
    dialog.open()
    dialog.next_on.setText("2026-11-01")
    dialog.on.setFocus()
    qtbot.keyClick(dialog.on, ENTER)
    assert complaint(dialog, "next_on")  # before the case itself
    dialog.next_on.setText("2026-12-24")
    qtbot.keyClick(dialog.on, ENTER)
    [view] = shop.app.cases.of_customer(LI)
    assert (view.state, view.next_on, view.is_open) == (CaseStepKind.HANDED_OVER, date(2026, 12, 24), True)
    step = CaseStepDialog(shop, view)
    step.open()
    assert step.what.value() is CaseStepKind.FILED  # what usually comes next
    step.what.set_value(CaseStepKind.SETTLED)
    step.what.changed.emit()
    qtbot.keyClick(step.on, ENTER)
    [view] = shop.app.cases.of_customer(LI)
    assert (view.state, view.next_on, view.is_open) == (CaseStepKind.SETTLED, None, False)


def test_a_dispute_accepted_takes_its_amount_off(qtbot: QtBot, shop: Shop):
    opened = OpenDispute(id="d", customer=LI, charge="l1", on=TODAY, amount=42000, reason="少送两袋")
    shop.app.disputes.open(opened)
    dialog = EndDisputeDialog(shop, shop.app.counter.card(LI))
    dialog.open()
    assert dialog.credit.text() == "420.00"
    qtbot.keyClicks(dialog.reason, "two bags short")
    qtbot.keyClick(dialog.reason, ENTER)
    assert charges(shop)["l1"].open == 800000


def test_what_they_show_for_a_dispute_is_kept_with_it(qtbot: QtBot, shop: Shop, tmp_path: Path):
    photo = tmp_path / "photo.png"
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(str(photo))
    dialog = DisputeDialog(shop, shop.app.counter.card(LI))
    dialog.open()
    dialog.scan.take(str(photo))
    qtbot.keyClicks(dialog.reason, "two bags short")
    qtbot.keyClick(dialog.reason, ENTER)
    [dispute] = shop.app.disputes.of_customer(LI)
    [kept] = shop.app.proof.of(ProofOf.DISPUTE, dispute.id)
    assert (kept.what, kept.file) == (ProofKind.EVIDENCE, "photo.png")


def test_a_dispute_rejected_takes_nothing_off(qtbot: QtBot, shop: Shop):
    opened = OpenDispute(id="d", customer=LI, charge="l1", on=TODAY, amount=42000, reason="少送两袋")
    shop.app.disputes.open(opened)
    dialog = EndDisputeDialog(shop, shop.app.counter.card(LI))
    dialog.open()
    dialog.outcome.set_value(DisputeOutcome.REJECTED)
    dialog.outcome.changed.emit()
    qtbot.keyClicks(dialog.reason, "signed for in full")
    qtbot.keyClick(dialog.reason, ENTER)
    assert charges(shop)["l1"].open == 842000


def test_only_what_is_ticked_is_written_off(qtbot: QtBot, shop: Shop):
    for name, amount in (("n1", "35.00"), ("n2", "18.00")):
        pay = [{"with": "account", "due_on": "2026-09-01"}]
        sale = {"do": "sale", "id": name, "on": "2026-09-01", "customer": LI, "amount": amount, "pay": pay}
        apply(shop.app, [sale])
    shop.app.settings.change(ChangeSettings(id="r", given={"write_off_rule": WriteOffRule(most=10_000, days=30)}))
    dialog = WriteOffProposalsDialog(shop)
    dialog.open()
    assert {each.charge for each in dialog.model.rows} == {"n1", "n2"}
    dialog.model.toggle([each.charge for each in dialog.model.rows].index("n2"))
    qtbot.keyClick(dialog.reason, ENTER)
    assert complaint(dialog, "reason")
    qtbot.keyClicks(dialog.reason, "too small")
    qtbot.keyClick(dialog.reason, ENTER)
    assert set(charges(shop)) == {"n2", "l1"}


# ---- the tab --------------------------------------------------------------------------------------------------------


def test_one_part_that_cannot_be_read_leaves_the_others(qtbot: QtBot, shop: Shop, monkeypatch: pytest.MonkeyPatch):
    def broken(_number: str) -> Any:
        raise Refused("customer", Message("The rates cannot be read.", {}))

    monkeypatch.setattr(shop.app.interest, "of_customer", broken)
    tab: QWidget = AgreedSections(shop, LI)
    qtbot.addWidget(tab)
    tab.show_account(shop.app.counter.card(LI))  # type: ignore[attr-defined]
    parts: Any = tab
    assert parts.interest.trouble.text() == "The rates cannot be read."
    assert parts.agreements.trouble.isHidden()
    assert parts.plans.trouble.isHidden()
