"""Papers and lists saved at the window: by the services, which note them, and never over the book."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.core.audit import ROUTINE_PAPERS
from app.gui.dialogs.credit_papers import EvidenceDialog, PlanSheetDialog
from app.gui.dialogs.envelopes import EnvelopesDialog
from app.gui.dialogs.vouchers_out import VouchersDialog
from app.gui.models.rows import Column
from app.gui.pages.audit.words import export_words
from app.gui.pages.counter_view import AccountView
from app.gui.pages.customer_file.history import EntriesTab, TimelineTab
from app.gui.pages.customer_file.items import ItemsTab
from app.gui.pages.customer_file.view import CustomerFileView
from app.gui.shop import Shop
from app.gui.widgets import save_table
from app.gui.widgets.small_table import SmallTable
from app.gui.widgets.table import Table
from tests.gui.shop_book import apply
from tests.shots.agreed_scenes import HONGDA, YIXIN, owe, plan

WANG = "0042"
KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(params=["evidence", "plan", "labels"])
def paper(request: Any, shop: Shop) -> Any:
    """Open a paper's dialog, with what the log shall say of it and of whom."""
    if request.param == "plan":
        made = PlanSheetDialog(shop, plan(shop.app), "怡馨花店"), "plan", YIXIN
    elif request.param == "evidence":
        owe(shop.app)
        made = EvidenceDialog(shop, shop.app.counter.card(HONGDA), ("h1", "h2")), "evidence", HONGDA
    else:
        address = {"province": "浙江省", "city": "临江市", "street": "滨江大道 88 号", "postcode": "320001"}
        apply(shop.app, [{"do": "customer", "id": "address", "no": WANG, "address": address}])
        made = EnvelopesDialog(shop, [WANG]), "addresses", ""
    made[0].open()
    return made


def test_a_paper_saved_at_the_window_is_noted(paper: Any, shop: Shop, tmp_path: Path):
    dialog, what, customer = paper
    dialog.save_to(tmp_path / "paper.pdf")
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    [new] = shop.app.audit.known_file(tmp_path / "paper.pdf")
    assert (new.out.what, new.out.form, new.customer) == (what, "pdf", customer)


def test_a_paper_is_never_saved_over_the_book(paper: Any, shop: Shop):
    dialog, _what, _customer = paper
    book = shop.app.store.path
    before, log = book.read_bytes(), shop.app.audit.exports()
    dialog.save_to(book)
    assert book.read_bytes() == before
    assert shop.app.audit.exports() == log
    assert dialog.isVisible()


@pytest.mark.parametrize("made", [EntriesTab, TimelineTab, ItemsTab])
def test_a_list_of_one_customer_is_noted_under_their_number(shop: Shop, qtbot, tmp_path, monkeypatch, made):
    tab = made(shop, WANG)
    qtbot.addWidget(tab)
    tab.refresh()
    tables = [table for table in tab.findChildren(Table) if table.model().rowCount()]
    assert tables
    for count, table in enumerate(tables):
        path = tmp_path / f"{count}.csv"
        monkeypatch.setattr(save_table, "file_to_save", lambda *_all, path=path: path)
        qtbot.keyClick(table, Qt.Key.Key_E, KEYS)
        assert shop.app.audit.outgoes()[0].customer == WANG
        assert "screen" not in export_words(shop.app.audit.outgoes()[0].out.what)


def test_the_counter_forgets_whose_list_it_was(shop: Shop, qtbot):
    view = AccountView(shop)
    qtbot.addWidget(view)
    view.show_card(shop.app.counter.card(WANG), fresh=True)
    assert view.entries.whose == WANG
    view.clear()
    assert view.entries.whose == ""


@pytest.mark.parametrize(
    "what", sorted(ROUTINE_PAPERS | {"addresses", "journal", "evidence", "vouchers", "list.bills"})
)
def test_the_log_says_what_went_out_in_words(english: None, what: str):
    assert export_words(what) not in (what, "A list on the screen")


def test_a_list_without_a_name_in_a_file_is_noted_under_the_customer(shop: Shop, qtbot, tmp_path, monkeypatch):
    view = CustomerFileView(shop, WANG)
    qtbot.addWidget(view)
    table = SmallTable("Cards", [Column("code", "Card", lambda code: code)])
    view.layout().addWidget(table)
    table.show_rows(["0042"])
    monkeypatch.setattr(save_table, "file_to_save", lambda *_all: tmp_path / "cards.csv")
    qtbot.keyClick(table, Qt.Key.Key_E, KEYS)
    [new] = shop.app.audit.known_file(tmp_path / "cards.csv")
    assert (new.out.what, new.customer) == ("list.file", WANG)
    assert export_words(new.out.what) != export_words("list.shown")


def test_a_list_of_which_only_the_beginning_is_shown_does_not_go_out(shop: Shop, qtbot, monkeypatch):
    asked: list[object] = []
    monkeypatch.setattr(save_table, "file_to_save", lambda *_all: asked.append(_all))
    dialog = VouchersDialog(shop)
    dialog.table.show_rows([])
    assert dialog.table.place() is None
    dialog.table.export()
    assert asked == []
