"""What came back of a statement: confirmed, disputed line by line, taken back; the scan; and what is refused."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import App
from app.core.customer import Attach
from app.core.statement import month_of
from app.core.statement_reply import Claim, Means, Outcome, RecordReply
from app.core.statement_run import IssuedStatement, RunOptions, StartRun
from app.gui.dialogs.statement_claims import lines_of
from app.gui.dialogs.statement_reply import ReplyDialog
from app.gui.shop import Shop
from tests.gui.shop_book import TODAY

pytestmark = pytest.mark.usefixtures("unhurried")

Key = Qt.Key
OCTOBER = month_of(date(2026, 10, 1))
PNG = bytes.fromhex("89504e470d0a1a0a")


@pytest.fixture
def statement(app: App) -> IssuedStatement:
    """王小明's for October: 360.00 charged on the 15th, 240.00 paid on the 28th, 120.00 open."""
    runs = app.statement_runs
    runs.issue(
        runs.start(StartRun(id="run", options=RunOptions(period=OCTOBER))), lambda _done, _of: None, lambda: False
    )
    [found] = runs.issued(customer="0042")
    return found


@pytest.fixture
def dialog(shop: Shop, statement: IssuedStatement) -> ReplyDialog:
    return opened(shop, statement)


def opened(shop: Shop, statement: IssuedStatement) -> ReplyDialog:
    made = ReplyDialog(shop, statement)
    made.open()
    QTest.qWaitForWindowActive(made)
    return made


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, times: int = 1) -> None:
    for _again in range(times):
        QTest.keyClick(focus(), key)
        QApplication.processEvents()


def dispute(dialog: ReplyDialog) -> None:
    dialog.outcome.set_value(Outcome.DISPUTED)
    dialog.outcome.changed.emit()


# ---- confirmed ------------------------------------------------------------------------------------------------------


def test_confirmed_by_one_key(dialog: ReplyDialog, app: App, statement: IssuedStatement, shop: Shop):
    changed: list[str] = []
    shop.changed.connect(changed.append)
    assert dialog.outcome.value() == Outcome.CONFIRMED
    press(Key.Key_Return)
    [reply] = app.statement_replies.replies(statement.no)
    assert (reply.outcome, reply.on, reply.means) == (Outcome.CONFIRMED, TODAY, Means.SIGNED)
    assert changed == ["0042"]


def test_a_second_enter_of_the_scanner_confirms_nothing(
    shop: Shop, app: App, statement: IssuedStatement, dressed: QApplication
):
    dressed.setDoubleClickInterval(400)
    made = opened(shop, statement)
    press(Key.Key_Return)
    made.primary.click()
    assert made.isVisible()
    assert app.statement_replies.replies(statement.no) == []
    QTest.qWait(450)
    press(Key.Key_Return)
    [found] = app.statement_replies.replies(statement.no)
    assert found.outcome == Outcome.CONFIRMED


def test_what_is_disputed_is_not_confirmed_by_a_stray_enter(shop: Shop, app: App, statement: IssuedStatement):
    request = RecordReply(
        id="said", statement=statement.no, outcome=Outcome.DISPUTED, on=TODAY, claims=(Claim(text="未送到"),)
    )
    app.statement_replies.record(request)
    [now] = app.statement_runs.issued(customer="0042")
    made = opened(shop, now)
    assert made.outcome.value() == Outcome.DISPUTED
    press(Key.Key_Return)
    assert made.isVisible()
    assert len(app.statement_replies.replies(statement.no)) == 1


def test_the_figures_to_compare_with_the_slip(dialog: ReplyDialog):
    words = {each.accessibleName() for each in dialog.figures.findChildren(QWidget) if each.accessibleName()}
    assert any(text.startswith("Owed 120.00") for text in words)
    assert any("October 2026" in text for text in words)


def test_who_how_and_when(dialog: ReplyDialog, app: App, statement: IssuedStatement):
    dialog.by.setText("王小明（本人）")
    dialog.means.set_value(Means.BOTH)
    dialog.note_text.setPlainText("寄回的原件在文件夹")
    dialog.submit()
    [reply] = app.statement_replies.replies(statement.no)
    assert (reply.by, reply.means, reply.note) == ("王小明（本人）", Means.BOTH, "寄回的原件在文件夹")


@pytest.mark.parametrize(("typed", "where"), [("2026-02-30", "on"), ("2026-11-01", "on"), ("2027-01-01", "on")])
def test_a_day_that_cannot_be_is_said_at_the_day(
    dialog: ReplyDialog, app: App, statement: IssuedStatement, typed: str, where: str
):
    dialog.on.setText(typed)  # no day; before it was issued; still to come
    dialog.submit()
    assert dialog.isVisible()
    wrong = dialog.findChild(QWidget, where)
    assert wrong is not None
    assert wrong.accessibleDescription()
    assert app.statement_replies.replies(statement.no) == []


# ---- the scan -------------------------------------------------------------------------------------------------------


def test_the_scan_is_kept_with_the_customer(dialog: ReplyDialog, app: App, statement: IssuedStatement, tmp_path: Path):
    slip = tmp_path / "回执.png"
    slip.write_bytes(PNG)
    dialog.scan.take(str(slip))
    dialog.submit()
    [kept] = app.files.attachments("0042")
    [reply] = app.statement_replies.replies(statement.no)
    assert (kept.name, reply.attachment) == ("回执.png", kept.id)


def test_a_scan_that_is_in_the_file_already_is_used(
    dialog: ReplyDialog, app: App, statement: IssuedStatement, tmp_path: Path
):
    slip = tmp_path / "slip.png"
    slip.write_bytes(PNG)
    app.files.record(Attach(id="before", customer="0042", file=str(slip)))
    dialog.scan.take(str(slip))
    dialog.submit()
    [kept] = app.files.attachments("0042")
    assert app.statement_replies.replies(statement.no)[0].attachment == kept.id


def test_a_scan_that_cannot_be_read_is_said_at_the_scan_and_nothing_is_recorded(
    dialog: ReplyDialog, app: App, statement: IssuedStatement, tmp_path: Path
):
    dialog.scan.take(str(tmp_path / "gone.png"))
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.scan.accessibleDescription()
    assert app.statement_replies.replies(statement.no) == []


def test_a_scan_put_in_before_something_else_was_refused_is_put_in_once(
    dialog: ReplyDialog, app: App, statement: IssuedStatement, tmp_path: Path
):
    slip = tmp_path / "slip.png"
    slip.write_bytes(PNG)
    dialog.scan.take(str(slip))
    dialog.on.setText("2026-11-01")
    dialog.submit()
    dialog.on.setText(TODAY.isoformat())
    dialog.submit()
    assert not dialog.isVisible()
    assert len(app.files.attachments("0042")) == 1
    assert len(app.statement_replies.replies(statement.no)) == 1


# ---- disputed -------------------------------------------------------------------------------------------------------


def test_a_charge_is_disputed_by_keys(dialog: ReplyDialog, app: App, statement: IssuedStatement):
    dispute(dialog)
    dialog.claims.table.setFocus()
    charges = [row for row in dialog.claims.model.rows if row.charge]
    assert [(row.text, row.amount) for row in charges] == [("补漆", 12000)]
    press(Key.Key_Home)
    press(Key.Key_Down, times=dialog.claims.model.rows.index(charges[0]))
    QTest.keyClicks(focus(), "1")
    QTest.keyClicks(focus(), "00")
    press(Key.Key_Return)
    dialog.claims.words.setText("只补了一块")
    dialog.submit()
    [reply] = app.statement_replies.replies(statement.no)
    assert reply.outcome == Outcome.DISPUTED
    [claim] = reply.claims
    assert (claim.entry, claim.charge, claim.amount, claim.text) == (
        charges[0].entry,
        charges[0].charge,
        10000,
        "只补了一块",
    )
    assert [each.charge for each in app.disputes.of_customer("0042")] == [charges[0].charge]


def test_the_whole_may_be_disputed_in_words(dialog: ReplyDialog, app: App, statement: IssuedStatement):
    dispute(dialog)
    dialog.claims.words.setText("对不上")
    dialog.submit()
    [claim] = app.statement_replies.replies(statement.no)[0].claims
    assert (claim.entry, claim.charge, claim.text) == (0, "", "对不上")


def test_disputed_without_saying_what_is_refused(dialog: ReplyDialog, app: App, statement: IssuedStatement):
    dispute(dialog)
    dialog.submit()
    assert dialog.isVisible()
    assert app.statement_replies.replies(statement.no) == []


def test_an_amount_that_is_none_is_said(dialog: ReplyDialog, app: App, statement: IssuedStatement):
    dispute(dialog)
    model = dialog.claims.model
    model.setData(model.index(0, model.typing_column()), "a lot")
    dialog.submit()
    assert dialog.isVisible()
    assert "a lot" in dialog.claims.table.accessibleDescription()
    assert app.statement_replies.replies(statement.no) == []


def test_every_line_of_the_statement_may_be_disputed_once(app: App, statement: IssuedStatement):
    figures = app.statement_runs.paper(statement.no).statement
    lines = lines_of(figures)
    assert len({(line.entry, line.charge) for line in lines}) == len(lines)
    offered = {line.entry for line in lines}
    assert offered == {
        *(line.entry for line in figures.account.lines),
        *(line.entry for line in figures.prepaid.lines),
        *(charge.entry for charge in figures.charges),
    }
    assert lines == sorted(lines, key=lambda line: line.on)


# ---- taken back -----------------------------------------------------------------------------------------------------


def test_nothing_can_be_taken_back_before_something_came(dialog: ReplyDialog):
    assert Outcome.NONE not in [dialog.outcome._values[at] for at in range(len(dialog.outcome.buttons()))]


def test_a_reply_recorded_by_mistake_is_taken_back_and_stays_listed(
    dialog: ReplyDialog, app: App, statement: IssuedStatement, shop: Shop
):
    dialog.submit()
    again = opened(shop, app.statement_runs.issued(customer="0042")[0])
    assert "Confirmed" in again.earlier.text()
    again.outcome.set_value(Outcome.NONE)
    again.outcome.changed.emit()
    again.submit()
    assert [reply.outcome for reply in app.statement_replies.replies(statement.no)] == [Outcome.CONFIRMED, Outcome.NONE]
    assert app.statement_replies.month(OCTOBER).confirmed == 0
    third = opened(shop, app.statement_runs.issued(customer="0042")[0])
    assert len(third.earlier.text().splitlines()) == 3
