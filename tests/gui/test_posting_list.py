"""The list for the post office, in the window: of a run of statements, and of letters."""

from datetime import date
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtWidgets import QWidget

from app.bootstrap import App
from app.core.statement import month_of
from app.core.statement_run import RunOptions, StartRun
from app.gui.dialogs.letter_report import LetterReport
from app.gui.dialogs.posting_list import PostingListDialog
from app.gui.dialogs.statement_show import posting_list_of_run
from app.gui.shop import Shop
from tests.gui.programs import dialogs
from tests.gui.reminder_book import DOOR, fill, find
from tests.gui.shop_book import TODAY, apply

pytestmark = pytest.mark.usefixtures("unhurried")


def text_of(path: Path) -> str:
    with PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def saved(asked: PostingListDialog, path: Path) -> str:
    asked.saver(path)()
    return text_of(path)


def test_of_a_run_it_names_what_goes_by_post(app: App, shop: Shop, tmp_path: Path):
    apply(app, [{"do": "customer", "id": "by post", "no": "0007", "statement": "post"}])
    run = app.statement_runs.start(StartRun(id="run", options=RunOptions(period=month_of(date(2026, 10, 1)))))
    app.statement_runs.issue(run, lambda _done, _of: None, lambda: False)
    over = QWidget()
    asked = posting_list_of_run(shop, run, over)
    assert "李海建材" in saved(asked, tmp_path / "list.pdf")
    assert asked.file_name() == f"Posting list {TODAY}"


def test_of_letters_it_names_each_with_its_number(app: App, shop: Shop, tmp_path: Path):
    fill(tmp_path / "shop.cbook")
    batch = app.letters.issue([find(app, DOOR).id])
    report = LetterReport(shop, batch)
    report.doings.posting_list()
    [asked] = [each for each in dialogs() if isinstance(each, PostingListDialog)]
    found = saved(asked, tmp_path / "list.pdf")
    assert "Blue Door" in found
    assert batch.letters[0].no in found
