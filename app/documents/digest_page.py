"""The page of a daily digest: a day's figures and the code by which any later change of them shows, on A4."""

from collections.abc import Iterator
from pathlib import Path

from app.core.audit import LABELS, Doing
from app.core.audit_digest import code, digest
from app.core.digest_page import DigestPage
from app.core.receipt_rows import TENDER_NAMES
from app.core.requests import Tender
from app.documents.fonts import load_fonts
from app.documents.layout import Align, Block, Style, Typesetter, space
from app.documents.pages import About, draw_pdf
from app.documents.plain_sheet import Column, PlainSheet
from app.documents.wording import Wording
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.catalog import Translator
from app.i18n.mark import N_

TITLE = N_("Daily digest")
DAY = N_("Day: {on}")
CODE = N_("The code of this day")
WHAT_FOR = N_(
    "Keep this page, or mail the code, outside of the shop’s computer. Made again from the book, the code comes out "
    "differently as soon as anybody has changed anything up to that day: an amount, a date, an entry taken out."
)
FOLLOWS = N_("It contains the digests of all days before it, so the last page proves all earlier ones.")

MAIL_SUBJECT = N_("Daily digest of {on}, {shop}")
MAIL_LAST = N_("The last entry is number {number}.")

_RECORDED = N_("What was recorded")
_FIGURES = (
    N_("Entries recorded on the day"),
    N_("Changes of files and settings on the day"),
    N_("Number of the last entry"),
)
_TENDERS = N_("What came in less what went out")
_SUMS = N_("What the shop holds and is owed")
_DOINGS = N_("What is worth a second look")
_NOTHING = N_("Nothing of this kind was recorded.")
_PROOF = N_("For whoever compares it with the book")
_HASH, _DIGEST, _BEFORE, _BOOK = N_("Mark of the last entry"), N_("Whole code"), N_("Whole code before"), N_("Book")

_SUM_LABELS = {
    "principal": N_("Customers’ prepaid principal"),
    "bonus": N_("Customers’ prepaid bonus"),
    "passes": N_("Customers’ passes"),
    "owed": N_("Owed by customers"),
}
_LARGE = Style(20, bold=True, leading=1.5)
_WHAT = Column(N_("What"), 0.7)
_COUNTS = (_WHAT, Column(N_("Count"), 0.3, Align.RIGHT))
_AMOUNTS = (_WHAT, Column(N_("Amount"), 0.3, Align.RIGHT))


def digest_text(page: DigestPage, translator: Translator) -> tuple[str, str]:
    """Return subject and text of the mail by which a day's code leaves the shop; nothing in it names a customer."""
    say, day = translator.gettext, page.day
    subject = say(MAIL_SUBJECT).format(on=fmt.short_date(day.on), shop=page.shop.name)
    last = say(MAIL_LAST).format(number=fmt.number(day.head, translator.language))
    return subject, "\n".join((code(day), "", last, "", say(WHAT_FOR), say(FOLLOWS), "", digest(day), ""))


def draw_digest(page: DigestPage, translator: Translator, fonts: Path) -> bytes:
    """Draw the page; `fonts` is the folder of the fonts."""
    loaded = load_fonts(fonts)
    wording = Wording((translator,), page.currency)
    set_ = PlainSheet(wording, Typesetter(loaded))
    pages = set_.pages([*_head(set_, page), *_figures(set_, page), *_proof(set_, page)])
    return draw_pdf(pages, loaded, About(wording.first(TITLE), page.shop.name))


def _head(set_: PlainSheet, page: DigestPage) -> list[Block]:
    on = set_.joined(Message(DAY, {"on": page.day.on}))
    return [
        *set_.title(page.shop, TITLE, [on]),
        set_.heading(CODE),
        set_.plain(code(page.day), _LARGE),
        set_.text(WHAT_FOR),
        set_.text(FOLLOWS),
        space(4),
    ]


def _figures(set_: PlainSheet, page: DigestPage) -> Iterator[Block]:
    day, money, language = page.day, set_.wording.amount, set_.wording.language
    numbers = (day.entries, day.changes, day.head)
    recorded = [(set_.first(text), fmt.number(n, language)) for text, n in zip(_FIGURES, numbers, strict=True)]
    yield from _table(set_, _RECORDED, _COUNTS, recorded)
    tenders = [(_tender(set_, name), money(amount)) for name, amount in sorted(day.tenders.items())]
    yield from _table(set_, _TENDERS, _AMOUNTS, tenders)
    sums = [(set_.first(label), money(day.sums.get(name, 0))) for name, label in _SUM_LABELS.items()]
    yield from _table(set_, _SUMS, _AMOUNTS, sums)
    doings = [(set_.first(LABELS[Doing(name)]), fmt.number(count, language)) for name, count in day.doings.items()]
    yield from _table(set_, _DOINGS, _COUNTS, doings)


def _tender(set_: PlainSheet, account: str) -> str:
    return set_.first(TENDER_NAMES[Tender(account.removeprefix("tender."))])


def _table(set_: PlainSheet, title: str, columns: tuple[Column, Column], rows: list[tuple[str, str]]) -> list[Block]:
    if not rows:
        return [set_.heading(title), set_.text(_NOTHING)]
    return [set_.heading(title), *set_.table(columns, rows)]


def _proof(set_: PlainSheet, page: DigestPage) -> list[Block]:
    day = page.day
    rows = [(_DIGEST, digest(day)), (_HASH, day.head_hash), (_BEFORE, day.previous), (_BOOK, day.book)]
    return [space(4), set_.heading(_PROOF), set_.pairs(rows)]
