"""From a statement to its paper: the shop's letterhead, the customer's address and language, how it shall look.

Single statements and runs make their papers here, so that what was previewed is what is issued.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from app.core import address
from app.core.ageing import BUCKETS
from app.core.customer import CustomerFile
from app.core.envelope import WindowForm
from app.core.money import Currency
from app.core.picture import PictureKind
from app.core.receipt import Copy
from app.core.settings import ReceiptLanguage, Settings
from app.core.statement import Statement
from app.core.statement_paper import Addressee, Letterhead, Sheet, Slip, StatementPaper
from app.i18n import catalog
from app.i18n.catalog import Translator
from app.services.receipts import languages_of
from app.storage.books import Book, load_book
from app.storage.pictures import current_digests, load_picture
from app.storage.settings import load_settings
from app.storage.store import Session
from app.system import paths

if TYPE_CHECKING:
    from app.documents.statement import Drawn


class Look(NamedTuple):
    """How a paper shall look; None means as the shop has set it."""

    sheet: Sheet | None = None
    window: WindowForm | None = None
    slip: Slip | None = None
    language: ReceiptLanguage | None = None


AS_SET = Look()
"""As the shop has set everything."""


class ShopPaper(NamedTuple):
    """All of the shop that its papers show: read once for as many as are made together.

    `pictures` are the SHA-256, in hex, of the logo and the code for paying, as far as there are any.
    """

    settings: Settings
    book: Book
    pictures: Mapping[PictureKind, str]

    @property
    def language(self) -> str:
        """The language the shop works in."""
        return self.settings.language or self.book.language

    @property
    def home_country(self) -> str:
        """The country the shop posts from, blank where its rules of law belong to none."""
        return "" if self.book.pack == "INTL" else self.book.pack


class Marks(NamedTuple):
    """What makes a paper one that was issued: its number, what its slip's code says, the copy, the request.

    A preview has none of them.
    """

    number: str = ""
    code: str = ""
    copy: Copy | None = None
    request: int = 1


PREVIEW = Marks()
"""What a paper has that was not issued."""


def read_shop(session: Session) -> ShopPaper:
    """Read what papers show of the shop."""
    return ShopPaper(load_settings(session), load_book(session), current_digests(session))


def paper_of(
    statement: Statement,
    file: CustomerFile,
    shop: ShopPaper,
    look: Look = AS_SET,
    marks: Marks = PREVIEW,
    *,
    made_on: date,
    reply_days: int | None = None,
) -> StatementPaper:
    """Return the paper of a statement. `reply_days` None means as the shop has set it, 0 asks for no reply."""
    settings = shop.settings
    days = settings.statement_reply_days if reply_days is None else reply_days
    return StatementPaper(
        statement=statement,
        shop=letterhead(shop),
        to=addressee(file, shop, look),
        currency=Currency(shop.book.currency, shop.book.decimals),
        money_sign=settings.money_sign,
        sheet=look.sheet or settings.statement_sheet,
        window=look.window or settings.statement_window,
        slip=look.slip or settings.statement_slip,
        number=marks.number,
        code=marks.code,
        made_on=made_on,
        reply_by=made_on + timedelta(days=days) if days else None,
        buckets=BUCKETS,
        copy=marks.copy,
        request=marks.request,
    )


def letterhead(shop: ShopPaper) -> Letterhead:
    """Return the shop as it stands at the head and foot of its letters."""
    settings = shop.settings
    return Letterhead(
        settings.shop_name,
        settings.address,
        settings.phone,
        settings.bank,
        settings.tax_number,
        settings.statement_footer,
        settings.postcode,
        shop.pictures.get(PictureKind.LOGO, ""),
        shop.pictures.get(PictureKind.PAYMENT_QR, ""),
    )


def addressee(file: CustomerFile, shop: ShopPaper, look: Look = AS_SET) -> Addressee:
    """Return whom a paper goes to: without a street there is nothing to put into a window, so there are no lines."""
    contact = next((each.name for each in file.contacts if each.decides), "")
    contact = contact or next((each.name for each in file.contacts), "")
    if not address.has_address(file.address):
        return Addressee((), contact, file.email, file.address.postcode)
    chinese = paper_languages(file, shop, look)[0].startswith("zh")
    block = address.lines(file.address, file.name, home_country=shop.home_country, chinese=chinese)
    return Addressee(block.lines, contact, file.email, file.address.postcode)


def paper_languages(file: CustomerFile, shop: ShopPaper, look: Look = AS_SET) -> tuple[str, ...]:
    """Return the languages of a customer's paper, the leading one first."""
    wanted = look.language or shop.settings.statement_language
    return languages_of(wanted, file.language or shop.language, shop.language)


def translators(languages: Sequence[str]) -> list[Translator]:
    """Return the translators of a paper; a missing catalogue gives English, once."""
    folder = paths.catalogues()
    found = [catalog.load(each, folder) for each in languages]
    return list({each.language: each for each in found}.values())


def pictures_of(session: Session, head: Letterhead) -> dict[str, bytes]:
    """Return the pictures a letterhead names as papers draw them, by the SHA-256 of what the shop put in.

    One that is gone is left out.
    """
    from app.documents.pictures import for_print  # its library is loaded with the first paper, too

    found = {digest: load_picture(session, digest) for digest in (head.logo, head.payment_qr) if digest}
    return {digest: for_print(content) for digest, content in found.items() if content is not None}


def draw(paper: StatementPaper, languages: Sequence[str], pictures: Mapping[str, bytes]) -> "Drawn":
    """Draw one paper; a run keeps a `StatementPress` instead."""
    from app.documents.statement import draw_statement  # reportlab is loaded with the first paper, not before

    return draw_statement(paper, translators(languages), paths.resources() / "fonts", pictures)
