"""The shop's letterhead and how its statements look: pictures kept at once, settings saved, a sample that follows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog

from app.bootstrap import App
from app.core.envelope import WindowForm
from app.core.picture import PictureKind, SetPicture
from app.core.settings import ReceiptLanguage
from app.core.statement import StatementKind
from app.core.statement_paper import Sheet, Slip
from app.gui.dialogs.statement_sample import SampleDialog, find_sample
from app.gui.pages.settings import SettingsPage
from app.gui.pages.settings.statements import StatementsTab, usual_wording
from app.gui.shop import Shop
from app.gui.tasks import Tasks
from tests.documents.helpers_paper import read_text, squeezed
from tests.documents.helpers_pictures import bomb, encoded, png
from tests.gui.programs import CTRL, Key, go_to, press, settle, type_
from tests.gui.shop_book import new_shop


@pytest.fixture
def page(shop: Shop) -> Iterator[SettingsPage]:
    made = SettingsPage(shop)
    made.resize(1000, 700)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.arrive()
    made.restore("statements")
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def tab(page: SettingsPage) -> StatementsTab:
    return page.statements


@pytest.fixture
def logo(tmp_path: Path) -> str:
    """A file with a logo."""
    path = tmp_path / "标志.png"
    path.write_bytes(png("RGBA", (120, 40)))
    return str(path)


def sample(tab: StatementsTab) -> str:
    """Return what the sample says now."""
    tab.sample.draw()
    assert tab.sample.pane.looked is not None
    return read_text(tab.sample.pane.looked.pdf)


def choose(tab: StatementsTab, name: str, value: object) -> None:
    """Choose something as a person does."""
    field = next(each for each in tab.form.fields if each.name == name)
    if isinstance(field.widget, QComboBox):
        at = field.widget.findData(value)
        field.widget.setCurrentIndex(at)
        field.widget.activated.emit(at)
    else:
        field.show(value)
        field.widget.changed.emit()  # type: ignore[attr-defined]


# ---- pictures -------------------------------------------------------------------------------------------------------


def test_a_picture_is_chosen_shown_and_on_the_sample_at_once(tab: StatementsTab, app: App, logo: str, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (logo, ""))
    without = tab.sample.pane.looked
    tab.logo.choose.click()
    assert app.pictures.current()[PictureKind.LOGO] is not None
    assert not tab.logo.image.pixmap().isNull()
    assert tab.logo.facts.text() == "PNG, 120 × 40 pixels"
    assert tab.sample.pane.looked != without


def test_a_picture_is_taken_away(tab: StatementsTab, app: App, logo: str):
    tab.code.take(logo)
    assert not tab.code.remove.isHidden()
    tab.code.remove.click()
    assert app.pictures.current() == {PictureKind.LOGO: None, PictureKind.PAYMENT_QR: None}
    assert tab.code.image.text() == "None"
    assert tab.code.remove.isHidden()


def test_a_file_may_be_dropped_on_it(tab: StatementsTab, app: App, logo: str):
    tab.code.dropped.emit([logo])
    assert app.pictures.current()[PictureKind.PAYMENT_QR] is not None


def test_a_photograph_lying_on_its_side_is_shown_upright(tab: StatementsTab, tmp_path: Path):
    held = Image.Exif()
    held[0x0112] = 6  # Exif 2.3, 4.6.4: turned by a quarter
    (tmp_path / "code.jpg").write_bytes(encoded("JPEG", size=(90, 30), exif=held))
    tab.code.take(str(tmp_path / "code.jpg"))
    assert tab.code.image.pixmap().height() > tab.code.image.pixmap().width()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("letter.png", b"Dear all", "is no picture"),
        ("logo.svg", b"<svg/>", "is SVG"),
        ("photo.heic", b"\0\0\0\x18ftypheic", "is HEIC"),
        ("half.jpg", encoded("JPEG", size=(300, 300))[:900], "damaged"),
        ("huge.png", bomb(30_000, 30_000), "30000 × 30000 pixels"),
    ],
)
def test_what_is_no_picture_is_said_where_it_was_chosen(
    tab: StatementsTab, app: App, logo: str, tmp_path: Path, name: str, content: bytes, says: str
):
    tab.logo.take(logo)
    (tmp_path / name).write_bytes(content)
    tab.logo.take(str(tmp_path / name))
    assert says in tab.logo.wrong.text()
    assert name in tab.logo.wrong.text()
    assert not tab.logo.wrong.text().startswith("file:")
    assert tab.code.wrong.isHidden()
    kept = app.pictures.current()[PictureKind.LOGO]
    assert kept is not None
    assert (kept.width, kept.height) == (120, 40)
    tab.logo.take(logo)
    assert tab.logo.wrong.isHidden()


def test_the_book_itself_is_no_picture(tab: StatementsTab, tmp_path: Path):
    tab.logo.take(str(tmp_path / "shop.cbook"))
    assert "this book itself" in tab.logo.wrong.text()


# ---- settings -------------------------------------------------------------------------------------------------------


def test_everything_is_saved_as_it_was_chosen(tab: StatementsTab, app: App, qtbot):
    choose(tab, "statement_kind", StatementKind.OPEN_ITEM)
    choose(tab, "statement_sheet", Sheet.FORM_140)
    choose(tab, "statement_window", WindowForm.UK_DL)
    choose(tab, "statement_slip", Slip.REMITTANCE)
    choose(tab, "statement_language", ReceiptLanguage.BOTH)
    for label, text in (("Postcode", "325000"), ("Reply within (days)", "0"), ("Numbers begin with", "对")):
        go_to(label)
        press(Key.Key_A, CTRL)
        type_(text)
    press(Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: app.settings.current().postcode == "325000")
    found = app.settings.current()
    assert (found.statement_kind, found.statement_sheet, found.statement_window) == (
        StatementKind.OPEN_ITEM,
        Sheet.FORM_140,
        WindowForm.UK_DL,
    )
    assert (found.statement_slip, found.statement_language) == (Slip.REMITTANCE, ReceiptLanguage.BOTH)
    assert (found.statement_reply_days, found.statement_prefix) == (0, "对")
    assert not tab.form.save.isEnabled()


def test_what_is_wrong_is_said_at_its_field(tab: StatementsTab, app: App):
    go_to("Reply within (days)")
    press(Key.Key_A, CTRL)
    type_("999")
    tab.form.store()
    assert "0 to 366" in tab.form.form._errors["statement_reply_days"].text()
    assert app.settings.current().statement_reply_days == 14


def test_the_usual_wording_comes_before_what_the_shop_wrote(tab: StatementsTab, app: App):
    footer = next(each for each in tab.form.fields if each.name == "statement_footer")
    footer.show("谢谢惠顾")
    footer.widget.usual.click()  # type: ignore[attr-defined]
    footer.widget.usual.click()  # type: ignore[attr-defined]
    tab.form.store()
    assert app.settings.current().statement_footer == f"{usual_wording()}\n谢谢惠顾"


def test_what_is_typed_survives_another_page_of_settings(page: SettingsPage, shop: Shop):
    footer = next(each for each in page.statements.form.fields if each.name == "statement_footer")
    footer.show("谢谢")
    assert page.unsaved()
    other = SettingsPage(shop)
    other.restore(page.state())
    assert other.tabs.name() == "statements"
    assert other.statements.form.typed()["statement_footer"] == "谢谢"
    other.deleteLater()


# ---- the sample -----------------------------------------------------------------------------------------------------


def test_the_sample_is_who_owes_most_and_follows_what_is_typed(tab: StatementsTab, app: App):
    assert "李海建材" in tab.sample.whose.text()
    assert "8,420.00" in sample(tab)
    footer = next(each for each in tab.form.fields if each.name == "statement_footer")
    footer.show("货款请汇公户")
    assert "货款请汇公户" in sample(tab)
    with_slip = sample(tab)
    choose(tab, "statement_slip", Slip.NONE)
    assert len(sample(tab)) < len(with_slip)
    assert app.settings.current().statement_footer == ""
    assert app.statement_runs.issued() == []


def test_while_something_typed_is_wrong_the_sample_before_stays(tab: StatementsTab):
    before = sample(tab)
    go_to("Reply within (days)")
    press(Key.Key_A, CTRL)
    type_("999")
    assert sample(tab) == before
    tab.sample.larger.click()
    assert not tab.form.form._errors["statement_reply_days"].isHidden()


def test_the_sample_is_shown_large_and_saved(tab: StatementsTab, page: SettingsPage, tmp_path: Path):
    footer = next(each for each in tab.form.fields if each.name == "statement_footer")
    footer.show("货款请汇公户")
    tab.sample.larger.click()
    (large,) = page.window().findChildren(SampleDialog)
    assert large.view.pages() == 1
    large.save_to(tmp_path / "sample.pdf")
    assert "货款请汇公户" in squeezed(read_text((tmp_path / "sample.pdf").read_bytes()))
    large.close()
    settle()


def test_a_shop_without_customers_is_told_what_will_show_here(english: None, tmp_path: Path):
    from app.config.preferences import Preferences

    app, tasks = new_shop(tmp_path / "new.cbook"), Tasks(inline=True)
    shop = Shop(app, tasks, app.settings.current(), Preferences())
    tab = StatementsTab(shop)
    tab.show()
    tab.refresh()
    assert find_sample(shop) is None
    assert "As soon as there is a customer" in tab.sample.whose.text()
    assert not tab.sample.larger.isEnabled()
    app.pictures.record(SetPicture(id="x", kind=PictureKind.LOGO))
    tab.close()
    tab.deleteLater()
    tasks.end()
    app.close()
