"""The scenes of receivables and reports: each tab of the page with and without lines, each report, their papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core.credit.ageing_list import AgeingSort
from app.core.credit.late import LateRule
from app.core.credit.requests import CaseStepKind, MakeAgreement, MakePlan, OpenCase, StepCase
from app.core.money import split
from app.core.owing.terms import Instalment
from app.core.reminder.requests import RecordReview
from app.core.report import ReportName
from tests.gui.shop_book import TODAY, apply
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]

LATE = LateRule(fixed=1_000, free_days=3)
"""Ten per cent a year, which no cap of these years forbids."""


def _fill(stage: Stage) -> None:
    """Give 李海建材 an agreement that runs out and a case with a hearing, 王小明 a plan with an instalment missed."""
    app = stage.app
    if app.cases.running():
        return
    app.agreements.make(
        MakeAgreement(
            id="scene agreement",
            customer="0007",
            agreed_on=date(2026, 1, 1),
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 10),
            late=LATE,
        )
    )
    days = (date(2026, 11, 15), date(2026, 12, 15), date(2027, 1, 15))
    [left] = [line.open for line in app.views.charges("0042") if line.charge == "w5"]
    parts = tuple(map(Instalment, days, split(left, len(days))))  # another scene may have taken some of it
    plan = MakePlan(
        id="scene plan", customer="0042", on=date(2026, 11, 14), charges=("w5",), instalments=parts, missed_most=1
    )
    app.plans.make(plan)
    app.cases.open(OpenCase(id="scene case", customer="0007", on=TODAY))
    step = StepCase(id="scene step", case="scene case", what=CaseStepKind.HEARING, on=TODAY, next_on=date(2026, 12, 3))
    app.cases.step(step)
    for number, months in (("0007", 1), ("0042", 1)):
        apply(app, [{"do": "customer", "id": f"scene rhythm {number}", "no": number, "review_months": months}])
        app.ratings.review(RecordReview(id=f"scene review {number}", customer=number, on=date(2026, 10, 12)))
    stage.shop.changed.emit("")


def _page(stage: Stage) -> Any:
    stage.window.go("receivables")
    page: Any = stage.window.pages["receivables"]
    page.ageing.bar.ask_nothing()
    page.ageing.view.put_away()
    page.show_room("ageing")
    stage.settle()
    return page


def _ageing(stage: Stage) -> QWidget:
    _page(stage)
    return stage.window


def _behind(stage: Stage) -> QWidget:
    _page(stage).ageing.view.show_charges()
    return stage.window


def _by_name(stage: Stage) -> QWidget:
    _page(stage).ageing.bar.sort(AgeingSort.NAME, 0)
    return stage.window


def _nobody(stage: Stage) -> QWidget:
    bar = _page(stage).ageing.bar
    bar.text.setText("nobody of this name")
    bar.now()
    return stage.window


def _buckets(stage: Stage) -> QWidget:
    bar = _page(stage).ageing.bar
    bar.choose_buckets((7, 14, 30, 60, 90, 120, 180, 365))
    stage.settle()
    bar.choose_buckets((30, 60, 90))
    return _opened(stage, _page(stage).ageing.out.choose_buckets)


def _paper(stage: Stage) -> QWidget:
    return _opened(stage, _page(stage).ageing.out.print_list)


def _empty(name: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        _page(stage).show_room(name)
        return stage.window

    return scene


def _room(name: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        _fill(stage)
        _page(stage).show_room(name)
        return stage.window

    return scene


def _report(name: ReportName) -> Scene:
    def scene(stage: Stage) -> QWidget:
        stage.window.go("reports")
        page: Any = stage.window.pages["reports"]
        page.show_named(name)
        return stage.window

    return scene


def _report_paper(stage: Stage) -> QWidget:
    _report(ReportName.TENDERS)(stage)
    page: Any = stage.window.pages["reports"]
    return _opened(stage, page.print_report)


def _opened(stage: Stage, act: Callable[[], object]) -> QWidget:
    """Return the dialog that something opens."""
    act()
    stage.settle()
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert found
    return found[0]


RECEIVABLES: dict[str, Scene] = {
    "receivables": _ageing,
    "receivables-behind": _behind,
    "receivables-by-name": _by_name,
    "receivables-nobody": _nobody,
    "receivables-matters-none": _empty("matters"),
    "receivables-plans-none": _empty("plans"),
    "receivables-matters": _room("matters"),
    "receivables-plans": _room("plans"),
    "receivables-reviews": _room("reviews"),
    "dialog-buckets": _buckets,
    "dialog-ageing-paper": _paper,
    "reports": _report(ReportName.HELD),
    "reports-tenders": _report(ReportName.TENDERS),
    "reports-owed": _report(ReportName.OWED),
    "dialog-report-paper": _report_paper,
}
