"""Codes on paper: the page bears the code as it is to be typed, the shop, the book and the day, and nothing is kept."""

from pathlib import Path

import pypdfium2
import pytest

from app.core.code_page import CodeKind
from app.core.staff.recovery import read_written
from app.errors import Refused
from tests.gui.shop_book import new_shop


def text_of(pdf: bytes) -> str:
    """Return what stands on the only page."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return str(document[0].get_textpage().get_text_range())


@pytest.mark.parametrize("kind", CodeKind)
@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_a_page_bears_the_code_to_be_typed(tmp_path: Path, kind: CodeKind, language: str):
    app = new_shop(tmp_path / "shop.cbook")
    code = app.staff.switch_on("on", name="王老板", secret="7391")
    text = text_of(app.code_pages.pdf(kind, code, language))
    printed = next(line for line in text.splitlines() if line.startswith(code[:5]))
    assert read_written(printed) == read_written(code)
    assert "shop.cbook" in text
    assert "2026-11-21" in text
    kept = (tmp_path / "shop.cbook").read_bytes() + (tmp_path / "shop.cbook-wal").read_bytes()
    assert code.encode() not in kept
    app.close()


def test_a_page_is_not_written_over_the_book(tmp_path: Path):
    app = new_shop(tmp_path / "shop.cbook")
    before = (tmp_path / "shop.cbook").read_bytes()
    with pytest.raises(Refused):
        app.code_pages.save(CodeKind.STAFF, "7H2KD-M4RXQ", tmp_path / "shop.cbook", "en")
    assert (tmp_path / "shop.cbook").read_bytes() == before
    app.code_pages.save(CodeKind.STAFF, "7H2KD-M4RXQ", tmp_path / "code.pdf", "en")
    assert "7H2KD" in text_of((tmp_path / "code.pdf").read_bytes())
    app.close()
