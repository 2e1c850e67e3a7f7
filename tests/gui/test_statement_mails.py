"""Statements by e-mail from the window: looked at, sent to a real server on loopback, reported, the unclear settled."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from app.bootstrap import App
from app.core.mail import ChangeMail
from app.core.outgoing import Sent
from app.core.statement_run import RunOptions
from app.gui.dialogs.statement_mails import StatementMailsDialog, UnclearMailsDialog
from app.gui.dialogs.statement_report import RunReportDialog
from app.gui.pages.statements import StatementsPage
from app.gui.shop import Shop
from tests.gui.shop_book import apply
from tests.gui.test_statements_page import OCTOBER, issue
from tests.messaging.smtp_server import Behaviour, serving

pytestmark = pytest.mark.usefixtures("unhurried")

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def server() -> Iterator[Behaviour]:
    behaviour = Behaviour()
    with serving(behaviour) as port:
        behaviour.lines = port
        yield behaviour


@pytest.fixture
def issued(app: App) -> list[str]:
    """October's statements; both customers have an address and get theirs by e-mail."""
    people = [row.number for row in app.statement_runs.plan(RunOptions(period=OCTOBER)).rows]
    apply(
        app,
        [
            {"do": "customer", "id": f"mail {no}", "no": no, "email": f"c{at}@example.com", "statement": "email"}
            for at, no in enumerate(people)
        ],
    )
    issue(app)
    owners = {each.number: each.no for each in app.statement_runs.issued()}
    return [owners[no] for no in people]


@pytest.fixture
def account(app: App, server: Behaviour) -> None:
    given = {"host": "127.0.0.1", "port": server.lines, "security": "none", "sender_address": "shop@example.com"}
    app.mail.change(ChangeMail(id="account", given=given))


@pytest.fixture
def page(shop: Shop, issued: list[str]) -> Iterator[StatementsPage]:
    made = StatementsPage(shop)
    made.resize(1000, 760)
    shop.changed.connect(made.on_changed)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.arrive()
    yield made
    made.close()
    made.deleteLater()


def dialogs() -> list[QDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]


def opened(page: StatementsPage, *nos: str) -> StatementMailsDialog:
    """Choose statements and open their mails by the key."""
    page.list.table.setFocus()
    page.list.table._choose(set(nos), nos[0])
    QTest.keyClick(page.list.table, Key.Key_E, CTRL)
    [dialog] = dialogs()
    assert isinstance(dialog, StatementMailsDialog)
    dialog._unseen.stop()
    return dialog


@pytest.mark.usefixtures("account")
def test_those_with_an_address_are_ticked_shown_sent_and_counted(
    page: StatementsPage, app: App, server: Behaviour, issued: list[str]
):
    owner = app.statement_runs.find(issued[1]).number
    apply(app, [{"do": "customer", "id": "moved", "no": owner, "email": ""}])
    dialog = opened(page, *issued)
    assert [each.no for each in dialog.chosen()] == issued[:1]
    dialog.show_one(next(row for row in dialog.rows if row.no == issued[1]))
    assert "e-mail address" in dialog.body.text()
    dialog.show_one(dialog.chosen()[0])
    assert issued[0] in dialog.subject.text()
    assert issued[0] in dialog.file.text()
    dialog.submit()
    assert server.recipients == ["c0@example.com"]
    assert dialog.done_all
    dialog.submit()
    assert dialogs() == []
    assert app.statement_runs.find(issued[0]).last_made_as == "mail"
    shown = {row.no: row for row in page.list.table.rows.rows}
    told = next(each for each in page.list.table.rows.columns if each.key == "printed").text
    assert told(shown[issued[0]]).startswith("mailed ")
    assert not told(shown[issued[1]]).startswith("mailed ")
    again = opened(page, *issued)
    assert again.chosen() == []
    assert not again.primary.isEnabled()
    again.model.toggle([row.no for row in again.rows].index(issued[0]))
    again.submit()
    assert server.recipients == ["c0@example.com"] * 2


def test_without_an_account_it_is_said_before_and_nothing_goes(page: StatementsPage, app: App, issued: list[str]):
    dialog = opened(page, issued[0])
    assert "mail account" in dialog.trouble.text()
    dialog.submit()
    dialog.submit()
    assert app.statement_runs.find(issued[0]).copies == 0
    assert app.sending.unclear_statements() == []


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("arrived", [True, False])
def test_an_unclear_one_stands_over_the_list_until_a_person_says_whether_it_arrived(
    page: StatementsPage, app: App, server: Behaviour, issued: list[str], arrived
):
    assert page.banners.unclear.isHidden()
    server.drop = "after"
    dialog = opened(page, issued[0])
    dialog.submit()
    dialog.submit()
    server.drop = ""
    assert page.banners.unclear.isVisible()
    kept = opened(page, issued[0])
    assert kept.chosen() == []
    kept.reject()
    page.banners.settle.click()
    [asked] = dialogs()
    assert isinstance(asked, UnclearMailsDialog)
    (asked.arrived if arrived else asked.lost).click()
    assert not asked.arrived.isEnabled()
    asked.submit()
    assert page.banners.unclear.isHidden()
    assert app.statement_runs.find(issued[0]).copies == arrived
    assert [each.mailed_on is not None for each in app.sending.mailable_statements(issued[:1])] == [arrived]


@pytest.mark.usefixtures("account")
def test_the_report_of_a_run_mails_those_who_get_theirs_that_way(
    page: StatementsPage, app: App, server: Behaviour, issued: list[str]
):
    run = app.statement_runs.runs()[0].run
    report = RunReportDialog.of(page.shop, run, page)
    report.panel.view.mail.click()
    dialog = next(each for each in dialogs() if isinstance(each, StatementMailsDialog))
    assert {row.no for row in dialog.rows} == set(issued)
    dialog._unseen.stop()
    dialog.submit()
    assert len(server.taken) == 2
    assert [row.sent for row in app.sending.send_statements(issued, lambda *_: None, lambda: False).rows] == [
        Sent.KEPT,
        Sent.KEPT,
    ]
