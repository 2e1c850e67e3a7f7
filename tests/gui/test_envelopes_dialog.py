"""Envelopes and labels: who has no address, the first label, a printer's shift remembered, the shop's own sheet."""

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest

from app.bootstrap import App
from app.core.envelope import WindowForm
from app.core.settings import ChangeSettings
from app.gui.dialogs.envelopes import OWN, EnvelopesDialog
from app.gui.shop import Shop
from tests.gui.shop_book import apply

ADDRESS = {"province": "上海", "city": "上海", "district": "徐汇区", "street": "人民路 12 号", "postcode": "200030"}


@pytest.fixture
def dialog(shop: Shop, app: App) -> EnvelopesDialog:
    """For 王小明, who has an address, and 李海建材, who has none."""
    apply(app, [{"do": "customer", "id": "address", "no": "0042", "address": ADDRESS}])
    return opened(shop)


def opened(shop: Shop, *numbers: str) -> EnvelopesDialog:
    made = EnvelopesDialog(shop, numbers or ("0042", "0007"))
    made.open()
    QTest.qWaitForWindowActive(made)
    return made


def choose(dialog: EnvelopesDialog, at: int) -> None:
    dialog.fields.target.setCurrentIndex(at)
    dialog.fields.target.activated.emit(at)


def own_sheet(dialog: EnvelopesDialog) -> int:
    return place_of(dialog, OWN)


def place_of(dialog: EnvelopesDialog, wanted: object) -> int:
    return [target for target, _text in dialog.fields.targets].index(wanted)


def words(path: Path) -> str:
    return PdfDocument(path)[0].get_textpage().get_text_range()


def test_who_has_no_address_is_named(dialog: EnvelopesDialog):
    assert dialog.view.pages() == 1
    assert dialog.note.text() == "1 address.  No address: 李海建材 (0007)."


def test_nobody_with_an_address_is_said_and_nothing_is_printed(shop: Shop):
    dialog = opened(shop, "0007")
    assert "has an address" in dialog.general.text()
    assert dialog.view.pages() == 0


def test_saved_as_shown(dialog: EnvelopesDialog, tmp_path: Path):
    dialog.save_to(tmp_path / "envelopes.pdf")
    assert "王小明" in words(tmp_path / "envelopes.pdf")


def test_only_labels_have_a_first_label_and_only_the_shops_own_sheet_has_measures(dialog: EnvelopesDialog):
    shown = {}
    for at in (0, 3, own_sheet(dialog)):
        choose(dialog, at)
        shown[at] = (dialog.form.has("start"), dialog.form.has("own"))
    assert shown == {0: (False, False), 3: (True, False), own_sheet(dialog): (True, True)}


@pytest.mark.parametrize("typed", ["0", "25", "first"])
def test_a_first_label_that_is_not_there_is_said_at_its_field(dialog: EnvelopesDialog, typed: str):
    choose(dialog, 3)
    dialog.fields.start.setText(typed)
    dialog.draw()
    assert dialog.fields.start.accessibleDescription()
    assert dialog.view.pages() == 0


def test_a_shift_is_remembered_for_each_printer_and_form(dialog: EnvelopesDialog, shop: Shop):
    dialog.fields.choose_printer("Post room")
    dialog.fields.nudge.across.setText("1,5")
    dialog.fields.nudge.down.setText("-2")
    dialog.draw()
    assert shop.preferences.nudge("Post room", "zl") == (1.5, -2)
    dialog.fields.choose_printer("Counter")
    dialog.fields.printer.activated.emit(0)
    assert (dialog.fields.nudge.across.text(), dialog.fields.nudge.down.text()) == ("0", "0")
    choose(dialog, 1)
    dialog.fields.choose_printer("Post room")
    dialog.fields.printer.activated.emit(0)
    assert dialog.fields.nudge.across.text() == "0"
    choose(dialog, 0)
    assert dialog.fields.nudge.across.text() == "1.5"


@pytest.mark.parametrize("typed", ["30", "-21", "left", "1e9", "nan"])
def test_a_shift_nobody_can_mean_is_refused_and_not_remembered(dialog: EnvelopesDialog, shop: Shop, typed: str):
    dialog.fields.nudge.across.setText(typed)
    dialog.draw()
    assert "millimetres" in dialog.fields.nudge.across.accessibleDescription()
    assert shop.preferences.nudges == {}


def test_the_shops_own_sheet_is_kept_and_proposed_again(dialog: EnvelopesDialog, shop: Shop):
    choose(dialog, own_sheet(dialog))
    dialog.fields.own.parts["columns"].setText("3")
    dialog.fields.own.parts["width"].setText("60")
    dialog.draw()
    again = opened(shop)
    assert again.fields.own.text().startswith("3x7,60x38.1,")


def test_labels_that_do_not_fit_are_said_at_the_sheet(dialog: EnvelopesDialog, shop: Shop):
    choose(dialog, own_sheet(dialog))
    dialog.fields.own.parts["width"].setText("150")
    dialog.draw()
    assert "mm across" in dialog.fields.own.accessibleDescription()


def test_the_test_page_instead_of_the_addresses(dialog: EnvelopesDialog, tmp_path: Path):
    dialog.calibrate.click()
    dialog.save_to(tmp_path / "test.pdf")
    assert "王小明" not in words(tmp_path / "test.pdf")
    dialog.calibrate.click()
    dialog.save_to(tmp_path / "envelope.pdf")
    assert "王小明" in words(tmp_path / "envelope.pdf")


def test_for_the_window_of_statements_there_is_a_test_page_only(shop: Shop, app: App):
    shop.settings = app.settings.change(ChangeSettings(id="w", given={"statement_window": "din-b"}))
    dialog = opened(shop)
    choose(dialog, place_of(dialog, WindowForm.DIN_B))
    assert dialog.view.pages() == 1
    assert dialog.calibrate.isHidden()
    dialog.fields.choose_printer("Laser")
    dialog.fields.nudge.down.setText("3")
    dialog.draw()
    assert shop.preferences.nudge("Laser", "din-b") == (0, 3)


def test_another_printer_in_the_systems_dialog_gets_its_own_shift(
    dialog: EnvelopesDialog, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shop.keep_preferences(shop.preferences.with_nudge("Post room", "zl", (4, 5)))
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    monkeypatch.setattr(printer, "printerName", lambda: "Post room", raising=False)
    dialog.print_on(printer)
    assert (dialog.fields.nudge.across.text(), dialog.fields.nudge.down.text()) == ("4", "5")
    assert len(PdfDocument(tmp_path / "out.pdf")) == 1
