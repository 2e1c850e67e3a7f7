"""Lists and charts drawn: as PDF, as SVG for the screen, and as files for spreadsheets; all in one language."""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from app.core.chart import Chart, ChartLook
from app.core.export import inert
from app.core.list_paper import Cell, ListSheet
from app.core.money import Currency, plain
from app.documents.wording import Wording
from app.i18n import catalog
from app.storage.books import load_book
from app.storage.settings import load_settings
from app.storage.store import Session
from app.system import paths


class ListShop(NamedTuple):
    """Whose list it is, and the currency of its amounts."""

    name: str
    currency: Currency


def shop_of(session: Session) -> ListShop:
    """Return the shop of a book."""
    book = load_book(session)
    return ListShop(load_settings(session).shop_name, Currency(book.currency, book.decimals))


def drawn_chart(chart: Chart, look: ChartLook, shop: ListShop, language: str) -> str:
    """Return a chart as SVG."""
    from app.documents.charts import chart_svg  # reportlab measures its texts: loaded with the first chart

    return chart_svg(chart, look, _wording(shop, language), paths.resources() / "fonts")


def drawn_list(sheet: ListSheet, shop: ListShop, language: str, made_on: date) -> bytes:
    """Return a list as PDF."""
    from app.documents.report import draw_list

    return draw_list(sheet, shop.name, made_on, _wording(shop, language), paths.resources() / "fonts")


def list_csv(sheet: ListSheet, shop: ListShop, language: str) -> Iterator[str]:
    """Yield a list line by line for spreadsheets: heads in a language, amounts in major units, dates ISO; no foot."""
    write: Callable[[Iterable[object]], str] = csv.writer(_Echo(), lineterminator="\r\n").writerow
    wording = _wording(shop, language)
    yield "\N{BYTE ORDER MARK}" + write([wording.first(column.head) for column in sheet.columns])
    for row in sheet.rows:
        yield write([_cell(cell, shop, wording) for cell in row])


def _cell(cell: Cell, shop: ListShop, wording: Wording) -> str:
    if isinstance(cell, int):
        return plain(cell, shop.currency.decimals)
    return inert(cell if isinstance(cell, str) else wording.first(cell))


def _wording(shop: ListShop, language: str) -> Wording:
    return Wording((catalog.load(language, paths.catalogues()),), shop.currency)


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text
