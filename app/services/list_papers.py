"""Lists and charts drawn: as PDF, as SVG for the screen, and as files for spreadsheets; all in one language."""

from datetime import date
from typing import NamedTuple

from app.core.chart import Chart, ChartLook
from app.core.list_file import ListFile
from app.core.list_paper import ListSheet
from app.core.money import Currency
from app.documents.wording import Wording
from app.i18n import catalog
from app.services.list_files import sheet_file
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


def list_file(sheet: ListSheet, shop: ListShop, language: str) -> ListFile:
    """Return a list for `list_files.save_list`, with its heads in a language."""
    return sheet_file(sheet, _wording(shop, language), shop.currency.decimals)


def _wording(shop: ListShop, language: str) -> Wording:
    return Wording((catalog.load(language, paths.catalogues()),), shop.currency)
