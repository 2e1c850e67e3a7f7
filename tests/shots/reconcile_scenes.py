"""The scenes of the page that holds bills of payments against the book, and looks through prepaid accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core.incoming import Source
from app.core.matching import Does
from app.core.review_requests import NoteFinding, Point, Scope, StartReview, Verdict
from app.gui.alerts import Alerts
from app.gui.dialogs.entry_detail import EntryDialog
from app.gui.keeper import Keeper
from tests.gui.bill_book import MISLEADING, ODD, PAID, bank_bill, day, recorded, several, wechat_bill
from tests.gui.shop_book import TODAY, apply
from tests.shots.stage import Stage

Scene = Callable[[Stage], QWidget]


def fill(stage: Stage) -> None:
    """Let there be a bill with payments that prove something, that nobody recorded, and entries nothing proves."""
    if not stage.app.incoming.bills():  # the demo shop has one of its own
        bring(stage)


def bring(stage: Stage) -> None:
    """Read a bank's bill, with a payout of WeChat Pay in it, and that of WeChat Pay."""
    app = stage.app
    apply(app, recorded())
    folder = Path(stage.path).parent
    app.incoming.read(bank_bill(folder, PAID))
    app.incoming.read(wechat_bill(folder, ("120.00", "80.00"), 3, "210.00"))
    stage.shop.changed.emit("")


def page(stage: Stage, room: str) -> Any:
    """Show a tab of the page."""
    fill(stage)
    stage.window.go("reconcile")
    found: Any = stage.window.pages["reconcile"]
    found.refresh()
    found.show_room(room)
    stage.settle()
    return found


def opened(stage: Stage, act: Callable[[], object]) -> Any:
    """Return the dialog that something opens."""
    act()
    stage.settle()
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert found
    return found[0]


def _page(room: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        found = page(stage, room)
        if room == "arrivals":
            found.arrivals.which.set_value("open")
            found.arrivals._turned()
        stage.settle()
        return stage.window

    return scene


def _empty(stage: Stage) -> QWidget:
    """Show the page as it is before any bill was read: of days no bill tells of."""
    found = page(stage, "arrivals").arrivals
    old = TODAY.replace(year=2001)
    found.bar.show_days(old, old)
    stage.settle()
    stage.struck.append(lambda: found.bar.show_days(None, None))
    return stage.window


def _settled(stage: Stage) -> QWidget:
    found = page(stage, "arrivals").arrivals
    if not stage.app.arrival_steps.done():
        line = next(each for each in found.proposals.values() if each.proposal.does is Does.TIE)
        stage.app.incoming.accept(line.proposal, "scene tie")
        found.refresh()
    found.which.set_value("done")
    found._turned()
    stage.settle()
    stage.struck.append(lambda: found.which.set_value("open"))
    return stage.window


def _unknown(stage: Stage) -> QWidget:
    found = page(stage, "arrivals").arrivals
    known = found.proposals
    at = next(n for n, each in enumerate(found.payments.rows.rows) if each.id not in known and each.amount > 0)
    found.payments.go_to(at)
    stage.settle()
    return stage.window


def _current(stage: Stage, does: Does | None) -> Any:
    """Make a payment current of which something is proposed, or nothing."""
    found = page(stage, "arrivals").arrivals
    found.which.set_value("open")
    found._turned()

    def fits(each: Any) -> bool:
        line = found.proposals.get(each.id)
        return each.amount > 0 and (line.proposal.does if line is not None else None) is does

    rows = found.payments.rows.rows
    found.payments.go_to(next((n for n, each in enumerate(rows) if fits(each)), 0))
    return found


def _record(stage: Stage) -> QWidget:
    found = _current(stage, Does.TOP_UP)
    dialog = opened(stage, found.acts.accept_proposal)
    dialog.preview()
    return dialog


def _payment(stage: Stage) -> QWidget:
    found = _current(stage, None)
    dialog = opened(stage, lambda: found.acts.posting.record(found.acts.payment, Does.PAYMENT, "0007", remember=False))
    dialog.preview()
    return dialog


def _other(stage: Stage) -> QWidget:
    return opened(stage, _current(stage, Does.TOP_UP).acts.choose_other)


def _aside(stage: Stage) -> QWidget:
    return opened(stage, _current(stage, None).acts.put_aside)


def _explain(stage: Stage) -> QWidget:
    found = _current(stage, None)
    found.entries.go_to(0)
    return opened(stage, found.acts.explain_entry)


def _proven(stage: Stage) -> QWidget:
    """Show an entry with the payment that proves it."""
    _settled(stage)
    line = next(each for each in stage.app.arrival_steps.done() if each.step.entry is not None)
    card = stage.app.counter.card(line.customer, lines=1000)
    entry = next(each for each in card.lines if each.entry == line.step.entry)
    return stage.dialog(lambda: EntryDialog(stage.shop, card, entry, stage.window))


def _due(stage: Stage) -> QWidget:
    """Show the counter when a month is over and nobody has looked through the prepaid accounts."""
    stage.window.show_customer("0042")
    keeper = Keeper(stage.app, stage.tasks, lambda: stage.shop.preferences, stage.window)
    alerts = Alerts(keeper, stage.shop, stage.window)
    alerts._is_new = lambda: False  # type: ignore[method-assign]
    alerts.look_at_reviews()
    stage.struck.append(alerts.leave)
    return stage.window


def _undo(stage: Stage) -> QWidget:
    _settled(stage)
    found: Any = stage.window.pages["reconcile"]
    found.arrivals.done.table.go_to(0)
    return opened(stage, found.arrivals.done.undo_step)


def _payers(stage: Stage) -> QWidget:
    _settled(stage)
    found: Any = stage.window.pages["reconcile"]
    return opened(stage, found.arrivals.done.show_payers)


def _payout(stage: Stage) -> QWidget:
    if Source.BANK_TABLE not in {each.source for each in stage.app.incoming.bills()}:
        bring(stage)
    found = page(stage, "arrivals").arrivals
    found.which.set_value("open")
    found._turned()
    found.payments.go_to_key(next(iter(found.paid_out)))
    stage.settle()
    return stage.window


def _wrong(stage: Stage) -> QWidget:
    path = wechat_bill(Path(stage.path).parent, ("12.00", "88.00"), 1, "101.00")
    return opened(stage, lambda: page(stage, "bills").bills.look_at(path))


def _read(stage: Stage) -> QWidget:
    rows = (*PAID[:3], (day(1), "10:00:00", "坏的一行", "某人", "N9", "十二元"))
    path = bank_bill(Path(stage.path).parent, rows, "第二份账单.csv")
    return opened(stage, lambda: page(stage, "bills").bills.look_at(path))


def _layout(stage: Stage) -> QWidget:
    path = Path(stage.path).parent / "Volksbank.csv"
    path.write_text(ODD, encoding="utf-8")
    return opened(stage, lambda: page(stage, "bills").bills.look_at(path))


def _layout_told(stage: Stage) -> QWidget:
    dialog: Any = _layout(stage)
    form = dialog.layout_form
    for name, head in (("date", "Posted"), ("amount", "In EUR-style"), ("name", "Party"), ("text", "Narrative text")):
        form.columns[name].setCurrentText(head)
    form.dates.set_value("dmy")
    form.point.set_value(".")
    dialog.look()
    stage.settle()
    return dialog


def _anew(stage: Stage) -> QWidget:
    path = Path(stage.path).parent / "农商行.csv"
    path.write_text(MISLEADING, encoding="utf-8")
    stage.app.incoming.read(path)
    dialog: Any = opened(stage, lambda: page(stage, "bills").bills.look_at(path))
    dialog.view.explain.click()
    dialog.layout_form.columns["amount"].setCurrentText("实际到账")
    dialog.look()
    stage.settle()
    return dialog


def _several(stage: Stage) -> QWidget:
    folder = Path(stage.path).parent
    bank, wechat = bank_bill(folder, PAID[:3]), wechat_bill(folder, ("12.00", "88.00"), 1, "100.00")
    files = (("银行.csv", bank.read_bytes()), ("微信.csv", wechat.read_bytes()), ("说明.txt", b"hello"))
    return opened(stage, lambda: page(stage, "bills").bills.look_at(several(folder, *files)))


def _damaged(stage: Stage) -> QWidget:
    path = Path(stage.path).parent / "photo.csv"
    path.write_bytes(b"\x00\x01nothing of a bill")
    return opened(stage, lambda: page(stage, "bills").bills.look_at(path))


# ---- reviews --------------------------------------------------------------------------------------------------------


def review(stage: Stage) -> Any:
    """Begin a round, a sample, with a finding that is followed up."""
    app = stage.app
    if not app.prepaid_review.rounds():
        last = TODAY.replace(day=1) - timedelta(days=1)
        begun = app.prepaid_review.start(
            StartReview(id="scene review", on=last, scope=Scope.SAMPLE, size=8, seed=f"{last:%Y-%m}")
        )
        first = begun.picks[0]
        app.prepaid_review.record(
            NoteFinding(
                id="scene finding",
                review="scene review",
                customer=first.customer,
                point=Point.TERMS,
                verdict=Verdict.WRONG,
                text="没有签字的协议，下次来店补签",
                follow_on=TODAY + timedelta(days=7),
            )
        )
    return page(stage, "reviews").reviews


def _review(stage: Stage) -> QWidget:
    room = review(stage)
    room.narrow.set_value("")
    room._narrowed()
    room.picks.go_to(0)
    stage.settle()
    return stage.window


def _review_dialog(act: Callable[[Any], Callable[[], object]]) -> Scene:
    def scene(stage: Stage) -> QWidget:
        return opened(stage, act(review(stage)))

    return scene


def _round(stage: Stage) -> QWidget:
    dialog = opened(stage, page(stage, "reviews").reviews.bar.begin)
    dialog.scope.set_value(Scope.SAMPLE)
    dialog.scope.changed.emit()
    stage.settle()
    return dialog


RECONCILE: dict[str, Scene] = {
    "reconcile-due": _due,
    "reconcile-no-bills": _empty,
    "reconcile": _page("arrivals"),
    "reconcile-unknown": _unknown,
    "reconcile-payout": _payout,
    "reconcile-settled": _settled,
    "reconcile-bills": _page("bills"),
    "reconcile-no-review": _page("reviews"),
    "reconcile-review": _review,
    "dialog-arrived-top-up": _record,
    "dialog-arrived-payment": _payment,
    "dialog-arrival-other": _other,
    "dialog-arrival-aside": _aside,
    "dialog-arrival-explain": _explain,
    "dialog-arrival-undo": _undo,
    "dialog-entry-proven": _proven,
    "dialog-payers": _payers,
    "dialog-bill": _read,
    "dialog-bill-wrong": _wrong,
    "dialog-bill-columns": _layout,
    "dialog-bill-told": _layout_told,
    "dialog-bill-anew": _anew,
    "dialog-bill-several": _several,
    "dialog-bill-none": _damaged,
    "dialog-review-round": _round,
    "dialog-review-finding": _review_dialog(lambda room: room.checklist.note_finding),
    "dialog-review-paper": _review_dialog(lambda room: room.bar.print_round),
}
