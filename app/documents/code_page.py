"""The page that keeps a code on paper, in the upper half of A4, so that it can be folded and put into an envelope."""

from pathlib import Path

from app.core.code_page import CodeKind, CodePage
from app.core.money import Currency
from app.documents.fonts import load_fonts
from app.documents.layout import LINE, Block, Box, Style, Typesetter, moved, space, stacked
from app.documents.pages import About, draw_pdf
from app.documents.plain_sheet import INNER, PlainSheet
from app.documents.wording import Wording
from app.errors import Message
from app.i18n.catalog import Translator
from app.i18n.mark import N_

TITLES = {CodeKind.STAFF: N_("Recovery code of the owner"), CodeKind.BOOK: N_("Recovery key of the book")}

WHAT_FOR = {
    CodeKind.STAFF: (
        N_("With this code the owner signs in when the PIN or password is forgotten. It works once."),
        N_("How to use it: on the sign-in page choose “Forgotten?”, type the code, and choose a new PIN or password."),
        N_("When it is used, or when a new one is made, this page is good for nothing any more: throw it away."),
    ),
    CodeKind.BOOK: (
        N_("With this key the book can be opened when its passphrase is forgotten or the computer is gone."),
        N_("How to use it: open the book or a backup of it, and type the key where the passphrase is asked for."),
        N_(
            "Without the passphrase and without this key nobody can read the book again, not even the program’s makers."
        ),
    ),
}

KEEP = N_("Keep this page outside of the shop, where no one else finds it, and not in the computer.")
_BOOK = N_("Book")
_LARGE = Style(23, bold=True, leading=1.6)
_BODY = Style(11, leading=1.6)
"""Larger than on other papers: it is read years later, in a hurry, perhaps without glasses at hand."""
_AIR = 12.0
_A_LINE = 4
"""So many groups stand in a line."""


def draw_code(page: CodePage, translator: Translator, fonts: Path) -> bytes:
    """Draw the page; `fonts` is the folder of the fonts."""
    loaded = load_fonts(fonts)
    set_ = PlainSheet(Wording((translator,), Currency("", 0)), Typesetter(loaded))
    title = TITLES[page.kind]
    blocks: list[Block] = [
        *set_.title(page.shop, title, [set_.joined(Message(N_("Made on {on}"), {"on": page.made_on}))]),
        space(6),
        _framed(set_.type, lines_of(page.code)),
        space(12),
        *(set_.text(each, _BODY) for each in (*WHAT_FOR[page.kind], KEEP)),
        space(6),
        set_.pairs([(_BOOK, page.book)]),
    ]
    return draw_pdf(set_.pages(blocks), loaded, About(set_.first(title), page.shop.name))


def _framed(type_: Typesetter, lines: list[str]) -> Block:
    """Return lines in large letters with a frame around them."""
    inner = stacked([type_.paragraph(line, _LARGE, INNER - 2 * _AIR) for line in lines])
    height = inner.height + 2 * _AIR
    return Block(height, (Box(0, 0, INNER, height, line=0.8, color=LINE), *moved(inner.marks, _AIR, _AIR)))


def lines_of(code: str) -> list[str]:
    """Return a code in lines of a few groups each, as people read it out."""
    groups = code.split("-")
    return ["  ".join(groups[at : at + _A_LINE]) for at in range(0, len(groups), _A_LINE)]
