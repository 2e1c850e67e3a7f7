"""The scenes of statements: the page empty, filled and with a run that stopped, the assistant, slips, envelopes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core.outgoing import SendReport, SendRow, Sent
from app.core.statement import Period, month_of
from app.core.statement_reply import Claim, Means, Outcome, RecordReply
from app.core.statement_run import IssuedStatement, RunOptions, StartRun
from app.storage.mail import Mailing, save_mailing
from tests.gui.shop_book import TODAY, apply
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]

SEPTEMBER, OCTOBER = month_of(date(2026, 9, 1)), month_of(date(2026, 10, 1))


def _issue(stage: Stage, period: Period, share: float = 1) -> None:
    runs, done = stage.app.statement_runs, [0]
    options = RunOptions(period=period, credit=share < 1)

    def progress(now: int, _of: int) -> None:
        done[0] = now

    run = runs.start(StartRun(id=f"scene {period.start}", options=options))
    most = int(len(runs.plan(options).rows) * share)
    runs.issue(run, progress, lambda: share < 1 and done[0] >= most)


def _issued(stage: Stage) -> list[IssuedStatement]:
    """Return October's statements: one confirmed, one disputed, some printed, an entry recorded since."""
    runs = stage.app.statement_runs
    known = next((each for each in runs.runs() if each.period == OCTOBER and each.planned > 1), None)
    if known is None:
        _issue(stage, OCTOBER)
        statements = runs.issued(OCTOBER)
        runs.copy([each.no for each in statements[:5]], "print")
        for at, each in enumerate(statements[:5]):
            _reply(stage, each, Outcome.DISPUTED if at == 1 else Outcome.CONFIRMED)
        late = {"do": "payment", "on": "2026-10-30", "customer": "0042", "amount": "20.00", "tender": "cash"}
        apply(stage.app, [{"id": "late", **late}])
    return runs.issued(OCTOBER)


def _reply(stage: Stage, statement: IssuedStatement, outcome: Outcome) -> None:
    claims = (Claim(text="10 月 12 日已付"),) if outcome is Outcome.DISPUTED else ()
    request = RecordReply(
        id=f"scene {statement.no}", statement=statement.no, outcome=outcome, on=TODAY, means=Means.SEALED, claims=claims
    )
    stage.app.statement_replies.record(request)


def _own(stage: Stage) -> IssuedStatement:
    return next(each for each in _issued(stage) if each.number == "0042")


def _page(stage: Stage) -> Any:
    stage.window.go("statements")
    page: Any = stage.window.pages["statements"]
    page.list.clear_filter()
    return page


# ---- the page -------------------------------------------------------------------------------------------------------


def _empty(stage: Stage) -> QWidget:
    _page(stage).show_period(month_of(date(2026, 3, 1)))
    return stage.window


def _filled(stage: Stage) -> QWidget:
    _issued(stage)
    _page(stage).show_period(OCTOBER)
    return stage.window


def _unfinished(stage: Stage) -> QWidget:
    if all(each.period != SEPTEMBER for each in stage.app.statement_runs.runs()):
        _issue(stage, SEPTEMBER, 0.1)
    _page(stage).show_period(SEPTEMBER)
    return stage.window


def _unknown_slip(stage: Stage) -> QWidget:
    _filled(stage)
    page = _page(stage)
    page.scan.field.setText("S999999")
    page.scan.ask()
    return stage.window


# ---- the assistant --------------------------------------------------------------------------------------------------


def _assistant(stage: Stage) -> Any:
    from app.gui.dialogs.statement_run import RunDialog

    return stage.dialog(lambda: RunDialog(stage.shop, stage.window))


def _whom(stage: Stage) -> QWidget:
    dialog = _assistant(stage)
    dialog.whom.period.month.setCurrentIndex(dialog.whom.period.month.count() - 1)
    dialog.whom.period.month.activated.emit(dialog.whom.period.month.currentIndex())
    made: QWidget = dialog
    return made


def _look(stage: Stage) -> QWidget:
    _issued(stage)
    dialog = _assistant(stage)
    dialog.whom.also.set_value(["credit", "again"])
    dialog.submit()
    stage.settle()
    dialog.plan.groups.set_value("issued_before")
    dialog.plan.groups.changed.emit()
    made: QWidget = dialog
    return made


def _too_soon(stage: Stage) -> QWidget:
    dialog = _assistant(stage)
    dialog.whom.period.month.setCurrentIndex(0)
    dialog.submit()
    made: QWidget = dialog
    return made


def _report(stage: Stage) -> QWidget:
    from app.gui.dialogs.statement_report import RunReportDialog

    run = max(each.run for each in _issued(stage))
    return stage.dialog(lambda: RunReportDialog.of(stage.shop, run, stage.window))


# ---- slips and papers -----------------------------------------------------------------------------------------------


def _reply_dialog(stage: Stage) -> Any:
    from app.gui.dialogs.statement_reply import ReplyDialog

    return stage.dialog(lambda: ReplyDialog(stage.shop, _own(stage), stage.window))


def _confirmed(stage: Stage) -> QWidget:
    dialog = _reply_dialog(stage)
    dialog.by.setText("王小明")
    made: QWidget = dialog
    return made


def _disputed(stage: Stage) -> QWidget:
    dialog = _reply_dialog(stage)
    dialog.outcome.buttons()[1].click()
    dialog.claims.model.toggle(0)
    made: QWidget = dialog
    return made


def _again(stage: Stage) -> QWidget:
    from app.gui.dialogs.statement_again import SecondRequestDialog

    return stage.dialog(lambda: SecondRequestDialog(stage.shop, _issued(stage), stage.window))


def _changed(stage: Stage) -> QWidget:
    from app.gui.dialogs.statement_changed import ChangedDialog

    _issued(stage)
    changed = stage.app.statement_runs.changed_since()
    return stage.dialog(lambda: ChangedDialog(stage.shop, changed, stage.window))


def _frozen(stage: Stage) -> QWidget:
    from app.gui.dialogs.statement_show import FrozenDialog

    return stage.dialog(lambda: FrozenDialog(stage.shop, _own(stage), stage.window))


def _save(stage: Stage) -> QWidget:
    from app.gui.dialogs.statement_copies import SaveDialog

    nos = [each.no for each in _issued(stage)]
    return stage.dialog(lambda: SaveDialog(stage.shop, nos, stage.window))


def _with_mail(stage: Stage) -> list[str]:
    """Let two customers of October have an address, the second of them mailed before; return all the numbers."""
    statements = _issued(stage)
    people = list(dict.fromkeys(each.number for each in statements))[:2]
    if not stage.app.files.file(people[0]).email:
        made = [
            {"do": "customer", "id": f"scene mail {no}", "no": no, "email": f"kunde{no}@example.com"} for no in people
        ]
        apply(stage.app, made)
        stage.app.statement_runs.copy([each.no for each in statements if each.number == people[1]], "mail")
    return [each.no for each in statements]


def _mails(stage: Stage) -> QWidget:
    from app.gui.dialogs.statement_mails import mail_statements

    mail_statements(stage.shop, _with_mail(stage)[:6], stage.window)
    stage.settle()
    [found] = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    return found


def _mails_report(stage: Stage) -> QWidget:
    dialog: Any = _mails(stage)
    rows = (
        SendRow("S000001", "0042", "王小明", Sent.ACCEPTED),
        SendRow("S000002", "0043", "李海建材", Sent.UNCLEAR, None, "connection lost after DATA"),
        SendRow("S000003", "0044", "Blue Door Café", Sent.REFUSED, None, "550 5.1.1 no such user"),
    )
    dialog.look.hide()
    dialog.cancel.hide()
    dialog._done(SendReport(rows=rows))
    stage.settle()
    made: QWidget = dialog
    return made


def _unclear(stage: Stage) -> list[IssuedStatement]:
    """Let the mails of two statements be unclear: the line broke yesterday."""
    statements = _issued(stage)
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    with stage.app.journal._store.write() as session:
        for each in statements[-2:]:
            save_mailing(session, Mailing(each.id, 1, at, unclear=True))
    return statements


def _unclear_banner(stage: Stage) -> QWidget:
    _unclear(stage)
    return _filled(stage)


def _unclear_mails(stage: Stage) -> QWidget:
    from app.gui.dialogs.statement_mails import UnclearMailsDialog

    _unclear(stage)
    return stage.dialog(lambda: UnclearMailsDialog(stage.shop, stage.window))


def _envelopes(stage: Stage, at: int = 0) -> QWidget:
    from app.gui.dialogs.envelopes import EnvelopesDialog

    address = {"province": "上海", "city": "上海", "district": "徐汇区", "street": "人民路 12 号", "postcode": "200030"}
    if not stage.app.files.file("0042").address.street:
        apply(stage.app, [{"do": "customer", "id": "scene address", "no": "0042", "address": address}])
    numbers = list(dict.fromkeys(each.number for each in _issued(stage)))
    dialog: Any = stage.dialog(lambda: EnvelopesDialog(stage.shop, numbers, stage.window))
    dialog.fields.target.setCurrentIndex(at)
    dialog.fields.target.activated.emit(at)
    made: QWidget = dialog
    return made


def _labels(stage: Stage) -> QWidget:
    return _envelopes(stage, 5)


def _close_month(stage: Stage) -> QWidget:
    from app.gui.dialogs.close_month import offer_to_close

    offer_to_close(stage.shop, SEPTEMBER, stage.window)
    stage.settle()
    [found] = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    return found


STATEMENTS: dict[str, Scene] = {
    "statements-empty": _empty,
    "statements": _filled,
    "statements-unknown-slip": _unknown_slip,
    "statements-unfinished": _unfinished,
    "dialog-run-whom": _whom,
    "dialog-run-look": _look,
    "dialog-run-too-soon": _too_soon,
    "dialog-run-report": _report,
    "dialog-reply": _confirmed,
    "dialog-reply-disputed": _disputed,
    "dialog-second-request": _again,
    "dialog-changed-since": _changed,
    "dialog-statement-frozen": _frozen,
    "dialog-statements-save": _save,
    "dialog-statement-mails": _mails,
    "dialog-statement-mails-report": _mails_report,
    "statements-unclear": _unclear_banner,
    "dialog-unclear-mails": _unclear_mails,
    "dialog-envelopes": _envelopes,
    "dialog-labels": _labels,
    "dialog-close-month": _close_month,
}
"""Every scene of statements, by name."""
