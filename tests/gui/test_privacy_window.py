"""Privacy at the window: giving data out, erasing with what stands in the way, consents, and the settings."""

import json
import zipfile
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel

from app import bootstrap
from app.bootstrap import App
from app.core.settings import ChangeSettings
from app.errors import BookUnusable, Message
from app.gui.dialogs.consent import ConsentDialog
from app.gui.dialogs.erase import EraseDialog
from app.gui.dialogs.person_data import PersonDataDialog
from app.gui.pages.customer_file.consents_card import ConsentsCard
from app.gui.pages.settings.privacy import PrivacyTab
from app.gui.shop import Shop
from app.services.desk import Circumstances
from tests.gui.shop_book import apply

OLD = "O001"


@pytest.fixture
def old(app: App) -> str:
    """A customer nobody has seen since 2019, whose file is closed."""
    then = Circumstances(
        now=lambda: datetime(2019, 3, 2, 6, tzinfo=UTC), today=lambda: date(2019, 3, 2), salt=app.around.salt
    )
    earlier = bootstrap.build(app.store, app.book, then)
    apply(earlier, [{"do": "customer", "id": "old", "no": OLD, "name": "赵老客", "closed": True}])
    return OLD


def shown(dialog: EraseDialog) -> str:
    labels = [dialog.said.itemAt(at).widget() for at in range(dialog.said.count())]
    return " ".join(each.text() for each in labels if hasattr(each, "text"))


def words_in(dialog: EraseDialog) -> str:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return " ".join(each.text() for each in dialog.findChildren(QLabel))


def test_whoever_still_has_money_here_cannot_be_erased_and_it_is_said_what_to_settle(shop, qtbot):
    dialog = EraseDialog(shop, "0042", "王小明")
    qtbot.addWidget(dialog)
    assert "First settle" in shown(dialog)
    assert "still holds" in shown(dialog)
    assert not dialog.primary.isEnabled()
    dialog.submit()
    assert shop.app.files.file("0042").name == "王小明"


def test_too_early_says_until_when_and_sets_the_file_aside(shop, qtbot):
    apply(shop.app, [{"do": "customer", "id": "n", "no": "N1", "name": "孙刚来"}])
    dialog = EraseDialog(shop, "N1", "孙刚来")
    qtbot.addWidget(dialog)
    assert "2029-11-21" in shown(dialog)
    dialog.submit()
    file = shop.app.files.file("N1")
    assert file.closed
    assert file.name == "孙刚来"


def test_the_shops_own_years_count_too(shop, qtbot, old):
    shop.app.settings.change(ChangeSettings(id="y", given={"retention_years": 10}))
    dialog = EraseDialog(shop, old, "赵老客")
    qtbot.addWidget(dialog)
    assert "2029-03-02" in shown(dialog)
    assert shop.app.privacy.due() == []


def test_a_dated_backup_that_has_the_person_is_named_before_and_after(shop, qtbot, old):
    made = shop.app.backups.make(shop.app.store.path.parent)
    dialog = EraseDialog(shop, old, "赵老客")
    qtbot.addWidget(dialog)
    assert made.path.name in words_in(dialog)
    dialog.confirm.setText(old)
    dialog.submit()
    assert made.path.name in words_in(dialog)


def test_what_cannot_be_looked_at_is_said_and_nothing_is_erased(shop, qtbot, old, monkeypatch):
    def gone(*_arguments: object) -> None:
        raise BookUnusable(Message("The drive is gone."))

    monkeypatch.setattr(type(shop.app.privacy), "backups_with", gone)
    dialog = EraseDialog(shop, old, "赵老客")
    qtbot.addWidget(dialog)
    assert "The drive is gone." in words_in(dialog)
    assert "One moment" not in shown(dialog)
    dialog.submit()
    assert shop.app.files.file(old).name == "赵老客"


def test_erased_only_once_the_number_is_typed_and_then_nobody_is_there(shop, qtbot, old):
    dialog = EraseDialog(shop, old, "赵老客")
    qtbot.addWidget(dialog)
    assert not dialog.primary.isEnabled()
    qtbot.keyClicks(dialog.confirm, "O00")
    assert not dialog.primary.isEnabled()
    qtbot.keyClicks(dialog.confirm, "1")
    dialog.submit()
    assert "Erased" in shown(dialog)
    assert [each.called for each in shop.app.privacy.erasures()] == [shop.app.privacy.erasures()[0].called]
    assert "赵老客".encode() not in shop.app.store.path.read_bytes()
    with qtbot.waitSignal(dialog.erased):
        dialog.submit()


def test_data_is_given_out_whole_and_that_is_noted(shop, qtbot, tmp_path):
    dialog = PersonDataDialog(shop, "0042", "王小明")
    qtbot.addWidget(dialog)
    assert dialog.table.rows_model.rowCount() > 3
    assert shop.app.audit.exports() == []
    path = tmp_path / "0042.zip"
    dialog.save_to(path)
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("data.json"))["customer"] == "0042"
    assert [(each.what, each.form) for each in shop.app.audit.exports()] == [("customer", "zip")]


def test_a_consent_is_noted_with_its_source_and_stands_in_the_file(shop, qtbot):
    dialog = ConsentDialog(shop, "0042", "王小明")
    qtbot.addWidget(dialog)
    dialog.purpose.which.setCurrentIndex(dialog.purpose.which.findData("wechat"))
    dialog.source.setCurrentIndex(dialog.source.findData("phone"))
    dialog.submit()
    [consent] = shop.app.privacy.consents("0042")
    assert (consent.purpose, consent.given, consent.source) == ("wechat", True, "phone")
    assert shop.app.files.file("0042").consents["wechat"] == shop.today()
    card = ConsentsCard(shop)
    qtbot.addWidget(card)
    card.show_account(shop.app.counter.card("0042"))
    assert card.table.rows_model.rowCount() == 1


def test_a_signed_paper_must_be_there_before_it_counts(shop, qtbot):
    dialog = ConsentDialog(shop, "0042", "王小明")
    qtbot.addWidget(dialog)
    dialog.source.setCurrentIndex(dialog.source.findData("paper"))
    dialog._source_chosen(0)
    dialog.submit()
    assert "signed paper" in dialog.form.wrong("attachment").text()
    assert shop.app.privacy.consents("0042") == []


def test_the_settings_say_what_the_law_wants_whose_time_is_over_and_who_was_erased(shop, qtbot, old):
    tab = PrivacyTab(shop)
    qtbot.addWidget(tab)
    tab.refresh()
    assert tab.law.lines.count() >= 4
    assert [row.number for row in tab.due.table.rows_model.rows] == [old]
    assert tab.erased.none.isVisibleTo(tab)
    dialog = EraseDialog(shop, old, "赵老客")
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.confirm, old)
    dialog.submit()
    tab.refresh()
    assert tab.due.table.rows_model.rows == []
    assert len(tab.erased.table.rows_model.rows) == 1
    assert tab.erased.band.isHidden()


def test_the_shops_own_years_are_saved(shop: Shop, qtbot):
    tab = PrivacyTab(shop)
    qtbot.addWidget(tab)
    field = tab.form.fields[0].widget
    field.selectAll()
    qtbot.keyClicks(field, "7")
    tab.form.store()
    assert shop.app.settings.current().retention_years == 7
