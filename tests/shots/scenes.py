"""The scenes: each sets the stage and says what of it is the picture."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.config.preferences import Preferences
from app.core.cards import GiveCard
from app.core.customer_list import CustomerFilter, SortKey, State
from app.core.statement import Period
from app.core.statement_reply import OpenDispute
from app.i18n.catalog import _
from app.services.demo import Demo
from tests.gui.shop_book import TODAY, apply, events, open_on
from tests.shots.agreed_scenes import AGREED
from tests.shots.audit_scenes import AUDIT
from tests.shots.credit_settings_scenes import CREDIT_SETTINGS
from tests.shots.intake_scenes import INTAKE
from tests.shots.keeping_scenes import KEEPING
from tests.shots.out_scenes import OUT
from tests.shots.owing_scenes import OWING
from tests.shots.policy_scenes import POLICY
from tests.shots.privacy_scenes import PRIVACY
from tests.shots.receivable_scenes import RECEIVABLES
from tests.shots.reconcile_scenes import RECONCILE
from tests.shots.reminder_scenes import REMINDERS
from tests.shots.staff_scenes import STAFF
from tests.shots.stage import SMALL, Stage, application, staged
from tests.shots.statement_scenes import STATEMENTS

Scene = Callable[[Stage], QWidget]


def _page(name: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        stage.window.go(name)
        return stage.window

    return scene


def _dialog(
    name: str, arguments: Callable[[Stage], tuple[Any, ...]], fill: Callable[[Any], None] | None = None
) -> Scene:
    """Return a scene of a dialog, named as `module.Class`; it is imported when it is drawn."""

    def scene(stage: Stage) -> QWidget:
        module, kind = name.split(".")
        make = getattr(import_module(f"app.gui.dialogs.{module}"), kind)
        dialog = stage.dialog(lambda: make(*arguments(stage)))
        if fill is not None:
            fill(dialog)
            stage.settle()
        preview = getattr(dialog, "preview", None)
        if preview is not None:
            preview()
        return dialog

    return scene


def _counter(stage: Stage) -> QWidget:
    stage.window.show_customer("0042")
    return stage.window


def _search(stage: Stage) -> QWidget:
    stage.window.go("counter")
    stage.window.search.setFocus()
    stage.window.search.setText("wx")
    stage.window.search.asked.emit("wx")
    return stage.window


def _toast(stage: Stage) -> QWidget:
    _counter(stage)
    stage.shop.tell(stage.shop.money(100_000), "↶", lambda: None)
    return stage.window


def _listed(stage: Stage, wanted: CustomerFilter, sort: SortKey = SortKey.OWED) -> QWidget:
    from app.gui.pages.customer_list import ListState

    _customers_page(stage).restore(("list", ListState(wanted, sort, descending=sort is SortKey.OWED)))
    return stage.window


def _customers_page(stage: Stage) -> Any:
    """Return the page of customers, with nothing unsaved on it."""
    stage.window.go("customers")
    page: Any = stage.window.pages["customers"]
    if page.file is not None:
        page.file.editor.discard()
    return page


def _file(tab: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        _customers_page(stage).restore(("file", "0042", tab))
        return stage.window

    return scene


def _papers(stage: Stage) -> QWidget:
    """Show a customer's file with attachments, one of which was removed."""
    from app.core.customer import Attach, RemoveAttachment

    files = stage.app.files
    for number, name in enumerate(
        () if files.attachments("0031") else ("放错的文件.txt", "委托书.txt", "车辆照片.txt")
    ):
        path = stage.path.parent / name
        path.write_text(f"{number}", encoding="utf-8")
        files.record(Attach(id=f"scene paper {number}", customer="0031", file=str(path)))
        if number == 0:
            gone = RemoveAttachment(id="scene gone", customer="0031", attachment="scene paper 0", reason="放错了客户")
            files.record(gone)
    _customers_page(stage).restore(("file", "0031", "attachments"))
    return stage.window


def _attached(stage: Stage) -> tuple[Any, ...]:
    """Return what the dialog needs that removes an attachment; a picture removes none."""
    from app.services.customers import Attachment

    paper = Attachment(
        7, "身份证复印件（王小明）.pdf", "application/pdf", 48_213, "", datetime(2026, 11, 20, 8, tzinfo=UTC)
    )
    return stage.shop, "0042", paper, stage.window


def _customers(stage: Stage) -> QWidget:
    return _listed(stage, CustomerFilter(), SortKey.NO)


def _narrowed(stage: Stage) -> QWidget:
    return _listed(stage, CustomerFilter(owing=True, overdue=True, state=State.ALL))


def _nobody(stage: Stage) -> QWidget:
    return _listed(stage, CustomerFilter(text="nobody of this name"))


def _all_customers(stage: Stage) -> QWidget:
    window = _listed(stage, CustomerFilter())
    _customers_page(stage).list.table.selectAll()
    return window


def _changed_file(stage: Stage) -> QWidget:
    window = _file("contact")(stage)
    page = _customers_page(stage)
    page.file.type_in({"email": "wang.example.com", "address.city": "上海"})
    page.file.store()
    return window


def _settings(tab: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        stage.window.go("settings")
        stage.window.pages["settings"].restore(tab)
        return stage.window

    return scene


def _welcome(stage: Stage) -> QWidget:
    from app.gui.pages.welcome import WelcomePage

    page = WelcomePage(stage.tasks, Preferences(recent=()))
    page.questions.place.setText(str(Path("/Users/wang/Documents/shop.cbook")))
    stage.window.show_welcome(page)
    return stage.window


def _other_days(dialog: Any) -> None:
    dialog.fields.choose_days(Period(date(2026, 10, 1), date(2026, 11, 30)))  # past the stage's day: refused
    dialog.submit()


def _issue(dialog: Any) -> None:
    dialog.submit()
    dialog.back.click()
    dialog.earlier.show_it.click()
    assert dialog.issued is not None


def _sample(stage: Stage) -> tuple[Any, ...]:
    from app.gui.dialogs.statement_sample import find_sample

    return stage.shop, find_sample(stage.shop), stage.shop.settings, stage.window


def _own(stage: Stage, number: str = "0042") -> tuple[Any, ...]:
    return stage.shop, stage.card(number), stage.window


def _own_none(stage: Stage) -> tuple[Any, ...]:
    return stage.shop, stage.card(), None, stage.window


def _disputed(stage: Stage) -> tuple[Any, ...]:
    if not stage.card().disputed:
        charge = stage.card().charges[0].charge
        request = OpenDispute(id="a dispute", customer="0042", charge=charge, on=TODAY, reason="只洗了一次")
        stage.app.disputes.open(request)
    return _own_none(stage)


def _with_card(stage: Stage) -> tuple[Any, ...]:
    if stage.app.search.by_card("88000042") is None:
        stage.app.cards.give(GiveCard(id="a card", customer="0042", no="88000042", on=TODAY))
    return _own(stage)


SCENES: dict[str, Scene] = {
    "welcome": _welcome,
    "counter-empty": _page("counter"),
    "counter": _counter,
    "search": _search,
    "toast": _toast,
    "customers": _customers,
    "customers-narrowed": _narrowed,
    "customers-all": _all_customers,
    "customers-nobody": _nobody,
    "file-changed": _changed_file,
    **AUDIT,
    **PRIVACY,
    **STATEMENTS,
    **REMINDERS,
    **POLICY,
    **STAFF,
    **AGREED,
    **OWING,
    **CREDIT_SETTINGS,
    **KEEPING,
    **INTAKE,
    **OUT,
    **RECEIVABLES,
    **RECONCILE,
    "day-end": _page("day_end"),
    "dialog-top-up": _dialog("top_up.TopUpDialog", _own, lambda d: d.paid.setText("1000")),
    "dialog-sale": _dialog("sale.SaleDialog", _own),
    "dialog-pass-use": _dialog("pass_use.PassUseDialog", _own),
    "dialog-pass-sale": _dialog("pass_sale.PassSaleDialog", _own),
    "dialog-payment": _dialog("payment.PaymentDialog", _own),
    "dialog-refund": _dialog("refund.RefundDialog", _own),
    "dialog-settle": _dialog("settle.SettleDialog", _own),
    "dialog-return": _dialog("returns.ReturnDialog", _own_none, lambda d: d.amount.setText("40")),
    "dialog-transfer": _dialog("transfer.TransferDialog", _own),
    "dialog-extend": _dialog("lots.ExtendDialog", _own_none, lambda d: d.expires_on.setText("2027-12-31")),
    "dialog-expire": _dialog("lots.ExpireDialog", _own_none),
    "dialog-opening": _dialog("opening.OpeningDialog", lambda s: _own(s, "0031")),
    "dialog-reverse": _dialog("reverse.ReverseDialog", lambda s: (s.shop, s.card(), s.card().lines[0], s.window)),
    "dialog-write-off": _dialog("write_off.WriteOffDialog", _own_none),
    "dialog-reschedule": _dialog("write_off.RescheduleDialog", _own_none),
    "dialog-dispute": _dialog("dispute.DisputeDialog", _own_none),
    "dialog-dispute-end": _dialog("dispute.EndDisputeDialog", _disputed),
    "dialog-card": _dialog("cards.GiveCardDialog", _own),
    "dialog-card-lost": _dialog("cards.LostCardDialog", _with_card),
    "dialog-attachment-remove": _dialog("attachment_remove.RemoveAttachmentDialog", _attached),
    "dialog-pin-set": _dialog("pin.SetPinDialog", _own),
    "dialog-pin-ask": _dialog("pin.AskPinDialog", lambda s: (s.shop, "0042", "王小明", print, s.window)),
    "dialog-receipt": _dialog("receipt.ReceiptDialog", lambda s: (s.shop, s.card().lines[0].entry, s.window)),
    "dialog-statement": _dialog("statement.StatementDialog", lambda s: (s.shop, "0042", s.window)),
    "dialog-statement-days": _dialog("statement.StatementDialog", lambda s: (s.shop, "0007", s.window), _other_days),
    "dialog-statement-issued": _dialog("statement.StatementDialog", lambda s: (s.shop, "0042", s.window), _issue),
    "dialog-statement-sample": _dialog("statement_sample.SampleDialog", _sample),
    "dialog-customer": _dialog("customer.NewCustomerDialog", lambda s: (s.shop, s.window)),
    "dialog-merge": _dialog("merge.MergeDialog", lambda s: (s.shop, "0024", s.window, "0023")),
    "dialog-duplicates": _dialog("duplicates.DuplicatesDialog", lambda s: (s.shop, s.window)),
    "dialog-save-filter": _dialog(
        "save_filter.SaveFilterDialog",
        lambda s: (s.shop, CustomerFilter(owing=True), SortKey.OWED, [], s.window),
    ),
    "dialog-unsaved": _dialog("unsaved.UnsavedDialog", lambda s: ("王小明", s.window)),
    "dialog-report": _dialog("report.ReportDialog", lambda s: (s.window, Path("/Users/wang/Logs/report.txt"))),
    "dialog-question": _dialog(
        "ask.Question",
        lambda s: (
            s.window,
            _("Something is still under way"),
            _("“{work}” has not finished. If you close now it stops; what was recorded so far stays recorded.").format(
                work=_("Making the demo shop")
            ),
            _("Stop it and close"),
            _("Keep working"),
        ),
    ),
}
for _tab in ("details", "contact", "account", "own", "items", "entries", "timeline", "attachments"):
    SCENES[f"file-{_tab}"] = _file(_tab)
SCENES["file-attachments-kept"] = _papers
for _tab in ("shop", "counter", "prices", "offers", "terms", "receipts", "statements", "days", "looks", "about"):
    SCENES[f"settings-{_tab}"] = _settings(_tab)

NARROW = ("counter", "customers", "statements", "reminders", "receivables", "reports", "reconcile", "day-end", "audit")
"""Pages also drawn in the smallest window."""


def make_books(folder: Path) -> Path:
    """Make the shop the pictures are of: the demo shop with the small shop's people in it."""
    path = folder / "made" / "shop.cbook"
    path.parent.mkdir()
    Demo(240, 4000, TODAY).make(path, lambda _done: None)
    app = open_on(path)
    reopen = {"do": "reopen_month", "id": "reopened", "month": "2026-09", "reason": "the small shop's people move in"}
    apply(app, [reopen, *events()])
    app.close()
    return path


def draw(
    out: Path, folder: Path, names: Sequence[str], languages: Sequence[str], looks: Sequence[str], scale: int
) -> int:
    """Draw scenes; return 1 when one of the names is none."""
    unknown = [name for name in names if name not in SCENES]
    if unknown:
        sys.stderr.write(f"no such scene: {', '.join(unknown)}\n")
        return 1
    application()
    book = make_books(folder)
    for language in languages:
        for look in looks:
            for name in names or SCENES:
                with staged(book, folder, language, look) as stage:
                    stage.picture(SCENES[name](stage), out / f"{name}-{language}-{look}-{scale}00.png")
            for name in NARROW if not names else ():
                with staged(book, folder, language, look, SMALL) as stage:
                    stage.picture(SCENES[name](stage), out / f"{name}-small-{language}-{look}-{scale}00.png")
    return 0
