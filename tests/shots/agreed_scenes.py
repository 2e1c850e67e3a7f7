"""The scenes of what was agreed on credit, and of hard cases: agreements, plans, late interest, guarantees, proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from app.bootstrap import App
from app.core.credit.late import LateRule
from app.core.credit.requests import (
    CaseStepKind,
    GuaranteeKind,
    GuaranteeStepKind,
    KeepProof,
    MakeAgreement,
    MakePlan,
    OpenCase,
    ProofKind,
    ProofOf,
    StepCase,
    StepGuarantee,
    TakeGuarantee,
)
from app.core.credit.write_off import WriteOffRule
from app.core.customer import Attach
from app.core.owing.terms import Due, DueRule, Early, Instalment, PaymentTerms
from app.core.settings import ChangeSettings
from app.core.statement_reply import OpenDispute
from tests.gui.shop_book import TODAY, apply
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]

HONGDA, YIXIN, NOBODY = "0061", "0062", "0063"
"""Customers of these scenes alone: one with an agreement and a case, one with a plan, one with small old debts."""


# ---- what happened --------------------------------------------------------------------------------------------------


def owe(app: App) -> None:
    """Let three customers buy on account and pay too little of it; done again it changes nothing."""
    apply(app, list(_bought()))


def _bought() -> Iterator[dict[str, Any]]:
    people = (
        (HONGDA, "宏达装饰工程有限公司", "company"),
        (YIXIN, "怡馨花店", "person"),
        (NOBODY, "路过客", "person"),
    )
    for number, name, kind in people:
        yield {"do": "customer", "id": f"h {number}", "no": number, "name": name, "kind": kind, "credit_limit": None}
    for name, who, on, amount, text, due_on in (
        ("h1", HONGDA, "2026-09-03", "4800.00", "瓷砖 60 箱", "2026-09-18"),
        ("h2", HONGDA, "2026-09-20", "2350.00", "水泥 40 袋", "2026-10-05"),
        ("h3", HONGDA, "2026-10-12", "1280.00", "腻子粉、乳胶漆", "2026-10-27"),
        ("h4", HONGDA, "2026-11-10", "900.00", "踢脚线", "2026-12-10"),
        ("y1", YIXIN, "2026-09-05", "600.00", "年度洗车套餐", "2026-09-20"),
        ("y2", YIXIN, "2026-09-28", "360.00", "补漆", "2026-10-13"),
        ("nobody 1", NOBODY, "2026-09-01", "35.00", "普洗", "2026-09-01"),
        ("nobody 2", NOBODY, "2026-09-02", "18.00", "吸尘", "2026-09-02"),
    ):
        pay = [{"with": "account", "due_on": due_on}]
        yield {
            "do": "sale",
            "id": name,
            "on": on,
            "customer": who,
            "amount": amount,
            "description": text,
            "pay": pay,
        }
    paid = {"do": "payment", "id": "h5", "on": "2026-10-20", "customer": HONGDA, "amount": "1000.00", "tender": "bank"}
    yield {**paid, "against": ["h1"]}


def agree(stage: Stage) -> None:
    """Agree with the first of them in writing, twice; the one in force runs out soon."""
    app = stage.app
    owe(app)
    first = MakeAgreement(
        id="agreed 1",
        customer=HONGDA,
        agreed_on=date(2024, 12, 20),
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
        terms=PaymentTerms(due=Due(days=30)),
    )
    second = MakeAgreement(
        id="agreed 2",
        customer=HONGDA,
        agreed_on=date(2025, 12, 28),
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 15),
        terms=PaymentTerms(due=Due(DueRule.MONTH_END, days=15), early=(Early(share=200, days=10),)),
        place="本店，或转入对公账户",
        way="银行转账",
        late=LateRule(table="CN-LPR-1Y", factor=150, free_days=3, fee=2000),
        recourse="逾期六十天停止供货；争议由本店所在地法院管辖",
        attachment=scan(stage, "agreed 3", "赊销协议.png"),
    )
    app.agreements.make(first)
    app.agreements.make(second)


def scan(stage: Stage, request: str, name: str) -> int:
    """Keep a picture with the first customer's file, and return its number."""
    known = {each.name: each.id for each in stage.app.files.attachments(HONGDA)}
    if name not in known:
        path = stage.path.parent / name
        image = QImage(QSize(420, 594), QImage.Format.Format_RGB32)
        image.fill(QColor.fromHsv(len(known) * 40 % 360, 8, 245))  # the same file is never kept twice
        image.save(str(path))
        stage.app.files.record(Attach(id=request, customer=HONGDA, file=str(path)))
        known = {each.name: each.id for each in stage.app.files.attachments(HONGDA)}
    return known[name]


def plan(app: App) -> str:
    """Agree on a plan with the second of them; its first instalment is paid, its second was missed."""
    owe(app)
    days = (date(2026, 10, 15), date(2026, 11, 15), date(2026, 12, 15), date(2027, 1, 15))
    request = MakePlan(
        id="planned 1",
        customer=YIXIN,
        on=date(2026, 10, 8),
        charges=("y1", "y2"),
        instalments=tuple(Instalment(day, 24000) for day in days),
        missed_most=1,
        note="花店淡季，十二月起货款回笼",
    )
    app.plans.make(request)
    payment = {"do": "payment", "id": "y3", "on": "2026-10-14", "customer": YIXIN, "amount": "240.00", "tender": "bank"}
    apply(app, [payment])
    return request.id


def go_hard(stage: Stage) -> None:
    """Let somebody answer for the first customer's debts, and take two charges to court."""
    app = stage.app
    agree(stage)
    taken = TakeGuarantee(
        id="taken 1",
        customer=HONGDA,
        kind=GuaranteeKind.PERSON,
        who="周宏达",
        reach="139 0000 6161",
        terms="连带责任保证，主债务到期后六个月内",
        on=date(2026, 1, 1),
        ends_on=date(2027, 6, 30),
        amount=1_000_000,
    )
    app.guarantees.take(taken)
    claimed = date(2026, 11, 2)
    app.guarantees.step(
        StepGuarantee(
            id="taken 2",
            guarantee="taken 1",
            what=GuaranteeStepKind.CLAIMED,
            on=claimed,
            amount=615_000,
            note="当面送达书面通知，本人签收",
        )
    )
    app.proof.keep(
        KeepProof(
            id="taken 3",
            customer=HONGDA,
            about=ProofOf.GUARANTEE,
            of="taken 1",
            what=ProofKind.SIGNED,
            on=date(2026, 1, 1),
            attachment=scan(stage, "taken 4", "保证书（签字）.png"),
        )
    )
    app.cases.open(OpenCase(id="sued 1", customer=HONGDA, on=date(2026, 11, 5), charges=("h1", "h2")))
    for number, what, on, next_on, text in (
        (2, CaseStepKind.HANDED_OVER, date(2026, 11, 5), None, "方正律师事务所，李律师，135 0000 8800"),
        (3, CaseStepKind.FILED, date(2026, 11, 12), date(2026, 12, 3), "(2026) 沪 0101 民初 12345 号"),
    ):
        step = StepCase(
            id=f"sued {number}", case="sued 1", what=what, on=on, next_on=next_on, amount=615_000, note=text
        )
        app.cases.step(step)
    acknowledged = KeepProof(
        id="sued 4",
        customer=HONGDA,
        about=ProofOf.CHARGE,
        of="h3",
        what=ProofKind.ACKNOWLEDGED,
        on=date(2026, 11, 1),
        attachment=scan(stage, "sued 5", "欠款确认（签字）.png"),
    )
    app.proof.keep(acknowledged)


def rule(stage: Stage) -> None:
    """Let the shop's rule propose small old debts."""
    owe(stage.app)
    given = {"write_off_rule": WriteOffRule(most=10_000, days=60)}
    stage.app.settings.change(ChangeSettings(id="ruled 1", given=given))


# ---- the pictures ---------------------------------------------------------------------------------------------------


def _tab(part: str, number: str, before: Callable[[Stage], object]) -> Scene:
    def scene(stage: Stage) -> QWidget:
        before(stage)
        stage.window.go("customers")
        page: Any = stage.window.pages["customers"]
        if page.file is not None:
            page.file.editor.discard()
        page.restore(("file", number, "credit"))
        page.file.tabs.credit.show_part(part)
        return stage.window

    return scene


def _agreement(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_agreement import AgreementDialog

    agree(stage)
    return stage.dialog(lambda: AgreementDialog(stage.shop, HONGDA, "宏达装饰工程有限公司", stage.window))


def _agreement_end(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_ends import EndAgreementDialog

    agree(stage)
    line = stage.app.agreements.of_customer(HONGDA)[0]
    return stage.dialog(lambda: EndAgreementDialog(stage.shop, line, "宏达装饰工程有限公司", stage.window))


def _plan(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_plan import PlanDialog

    owe(stage.app)
    return stage.dialog(lambda: PlanDialog(stage.shop, stage.card(HONGDA), ("h2", "h3"), stage.window))


def _plan_by_hand(stage: Stage) -> QWidget:
    dialog: Any = _plan(stage)
    dialog.plan.count.setText("5")
    dialog.plan.rows[0][1].setText("1000")
    dialog.more.show()
    return dialog


def _plan_end(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_ends import EndPlanDialog

    view = stage.app.plans.find(plan(stage.app))
    return stage.dialog(lambda: EndPlanDialog(stage.shop, view, "怡馨花店", stage.window))


def _plan_sheet(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_papers import PlanSheetDialog

    made = plan(stage.app)
    return stage.dialog(lambda: PlanSheetDialog(stage.shop, made, "怡馨花店", stage.window))


def _interest(number: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        from app.gui.dialogs.credit_interest import LateInterestDialog

        agree(stage)
        name = "宏达装饰工程有限公司" if number else ""
        return stage.dialog(lambda: LateInterestDialog(stage.shop, number, name, stage.window))

    return scene


def _cost(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_cost import CostDialog

    owe(stage.app)
    dialog: Any = stage.dialog(lambda: CostDialog(stage.shop, stage.card(HONGDA), parent=stage.window))
    dialog.amount.setText("320")
    dialog.reason.setText("诉讼费、公告费")
    dialog.preview()
    return dialog


def _guarantee(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_guarantee import GuaranteeDialog

    owe(stage.app)
    return stage.dialog(lambda: GuaranteeDialog(stage.shop, stage.card(HONGDA), parent=stage.window))


def _guarantee_step(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_guarantee import GuaranteeStepDialog

    go_hard(stage)
    [view] = stage.app.guarantees.of_customer(HONGDA)
    dialog: Any = stage.dialog(lambda: GuaranteeStepDialog(stage.shop, view, stage.window))
    dialog.what.set_value(GuaranteeStepKind.PAID)
    dialog.what.changed.emit()
    dialog.what.setFocus()
    return dialog


def _case(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_case import CaseDialog

    owe(stage.app)
    return stage.dialog(lambda: CaseDialog(stage.shop, stage.card(HONGDA), parent=stage.window))


def _case_step(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_case import CaseStepDialog

    go_hard(stage)
    [view] = stage.app.cases.of_customer(HONGDA)
    return stage.dialog(lambda: CaseStepDialog(stage.shop, view, stage.window))


def _proof(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_proof import ProofDialog

    owe(stage.app)
    make = lambda: ProofDialog(stage.shop, HONGDA, ProofOf.CHARGE, "h3", "腻子粉、乳胶漆", stage.window)  # noqa: E731
    return stage.dialog(make)


def _evidence(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_papers import EvidenceDialog

    go_hard(stage)
    return stage.dialog(lambda: EvidenceDialog(stage.shop, stage.card(HONGDA), ("h1", "h2"), stage.window))


def _write_offs(stage: Stage) -> QWidget:
    from app.gui.dialogs.credit_write_offs import WriteOffProposalsDialog

    rule(stage)
    return stage.dialog(lambda: WriteOffProposalsDialog(stage.shop, stage.window))


def _dispute_end(stage: Stage) -> QWidget:
    from app.gui.dialogs.dispute import EndDisputeDialog

    owe(stage.app)
    stage.app.disputes.open(
        OpenDispute(id="argued 1", customer=HONGDA, charge="h4", on=TODAY, amount=30000, reason="少送两箱")
    )
    return stage.dialog(lambda: EndDisputeDialog(stage.shop, stage.card(HONGDA), None, stage.window))


AGREED: dict[str, Scene] = {
    "file-agreed-money": _tab("agreed", HONGDA, agree),
    "file-agreed-plan": _tab("agreed", YIXIN, lambda stage: plan(stage.app)),
    "file-agreed-none": _tab("agreed", "0011", lambda _stage: None),
    "file-hard": _tab("hard", HONGDA, go_hard),
    "file-hard-none": _tab("hard", "0011", lambda _stage: None),
    "dialog-agreement": _agreement,
    "dialog-agreement-end": _agreement_end,
    "dialog-plan": _plan,
    "dialog-plan-by-hand": _plan_by_hand,
    "dialog-plan-end": _plan_end,
    "dialog-plan-sheet": _plan_sheet,
    "dialog-interest": _interest(HONGDA),
    "dialog-interest-all": _interest(""),
    "dialog-cost": _cost,
    "dialog-guarantee": _guarantee,
    "dialog-guarantee-step": _guarantee_step,
    "dialog-case": _case,
    "dialog-case-step": _case_step,
    "dialog-proof": _proof,
    "dialog-evidence": _evidence,
    "dialog-write-offs": _write_offs,
    "dialog-dispute-credit": _dispute_end,
}
