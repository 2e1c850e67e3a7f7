"""Statements of every kind and the languages they are drawn in, and what must hold of any page."""

import gettext
from dataclasses import replace

from app.core.ageing import AgeingLine
from app.core.journal import EntryKind
from app.core.receipt import Copy, Party
from app.core.statement import (
    AccountLine,
    AccountPart,
    Balances,
    Flow,
    LateEntry,
    PrepaidLine,
    PrepaidPart,
    StatementKind,
)
from app.core.statement_paper import Addressee, Slip
from app.documents.fonts import load_fonts
from app.documents.layout import Dots, Picture, Typesetter
from app.documents.statement import draw_statement, statement_pages
from app.documents.statement_looks import FRAMES
from app.documents.wording import Wording
from app.i18n.catalog import Translator
from tests.documents.helpers_paper import (
    BOTH,
    CHINESE,
    ENGLISH_ONLY,
    FONTS,
    MOMENT,
    TAIWAN,
    places,
)
from tests.documents.helpers_statement import (
    HELD,
    OCTOBER,
    PICTURES,
    SHOP,
    SINCE,
    SOON,
    account,
    ageing,
    paper,
    statement,
)

MOST = 99_999_999_999_99
LONG_NAME = "上海静安人民路洁净汽车服务有限责任公司第二分公司 Anna-Katharina Lindqvist-Hohenzollern & Sons Limited " * 2


class Stretched(gettext.NullTranslations):
    """Texts of a language whose words are half as long again."""

    def gettext(self, message: str) -> str:
        return message + " " + "lorem ipsum dolor " * (len(message) // 30) + "x" * (len(message) % 30 // 2)


STRETCHED = Translator("en", Stretched())
LANGUAGES = {
    "zh": (CHINESE,),
    "tw": (TAIWAN,),
    "en": ENGLISH_ONLY,
    "both": BOTH,
    "turned": BOTH[::-1],
    "long": (STRETCHED,),
    "long both": (CHINESE, STRETCHED),
}


def changed(value, **fields):
    """Return a paper with some of its fields changed."""
    return replace(value, **fields)


def pages_of(value, languages="zh", pictures=PICTURES):
    typesetter = Typesetter(load_fonts(FONTS))
    wording = Wording(LANGUAGES[languages], value.currency)
    return statement_pages(value, wording, typesetter, pictures), typesetter


def drawn(value, languages="zh", pictures=PICTURES):
    return draw_statement(value, LANGUAGES[languages], FONTS, pictures)


def solids(page):
    """Yield the pictures and codes of a page by their corners, a code with what must stay free around it."""
    for left, top, block in page.blocks:
        for mark in block.marks:
            if isinstance(mark, Picture):
                yield left + mark.x, top + mark.y, left + mark.x + mark.width, top + mark.y + mark.height
            elif isinstance(mark, Dots):
                x, y = left + mark.x, top + mark.y
                yield x, y, x + mark.side, y + mark.side


def check_page(page, typesetter, frame):
    texts = list(places(page, typesetter))
    for text in texts:
        assert text.left >= frame.side - 0.1, text
        assert text.right <= page.width - frame.side + 0.1, text
        assert frame.top - 1 < text.top < text.bottom < page.height - frame.bottom + 2, text
    for left, top, right, bottom in solids(page):
        assert left >= frame.side - 0.1
        assert right <= page.width - frame.side + 0.1
        assert frame.top - 1 < top < bottom < page.height - frame.bottom
        for text in texts:
            assert not (min(right, text.right) - max(left, text.left) > 0.1 and text.overlaps_rows(top, bottom)), text
    texts.sort(key=lambda text: text.top)
    for index, text in enumerate(texts):
        for other in texts[index + 1 :]:
            if other.top > text.bottom:
                break
            assert not text.overlaps(other), (text, other)


def check(value, languages="zh", pictures=PICTURES):
    """Prove that nothing runs over an edge or over something else; return the pages."""
    pages, typesetter = pages_of(value, languages, pictures)
    frame = FRAMES[value.sheet]
    for page in pages:
        check_page(page, typesetter, frame)
    return pages


RICH = {"prepaid": HELD, "expiring": SOON, "paid_since": 50_000, "disputed": ("s1/2", "s99")}
BIG = AccountPart(
    MOST // 2,
    (
        AccountLine(100, "a", OCTOBER.start, EntryKind.SALE, "大额货款 Large goods", "SO-1", MOST, 0, MOST + MOST // 2),
        AccountLine(101, "b", OCTOBER.start, EntryKind.PAYMENT, "", "", 0, MOST, MOST // 2),
    ),
    MOST // 2,
)
BIG_HELD = PrepaidPart(
    principal=Flow(*[MOST] * 7),
    bonus=Flow(*[MOST] * 7),
    lines=(
        PrepaidLine(201, "t", OCTOBER.start, EntryKind.TOP_UP, LONG_NAME, "R" * 60, 0, MOST, MOST, 0, MOST, MOST),
        PrepaidLine(202, "u", OCTOBER.start, EntryKind.SALE, "", "", MOST, 0, -MOST, MOST, 0, -MOST),
    ),
)
MOST_BALANCES = Balances(-MOST, MOST, MOST)
MUCH_SINCE = SINCE._replace(
    no="S" * 60,
    ended=MOST_BALANCES,
    stands=Balances(MOST),
    late=5,
    entries=tuple(
        LateEntry(10**9 + n, "x", OCTOBER.start, kind, LONG_NAME, "R" * 60 if n % 2 else "", MOST_BALANCES)
        for n, kind in enumerate((EntryKind.SALE, EntryKind.REVERSE, EntryKind.CREDIT, EntryKind.REVERSE) * 2)
        if n < 5
    ),
)
STATEMENTS = {
    "plain": statement(),
    "rich": statement(12, ageing=ageing(account(12, 100_000).closing, 44_000), **RICH),
    "rich, open items": statement(12, StatementKind.OPEN_ITEM, **RICH),
    "nothing": statement(0, account=AccountPart(), ageing=ageing(0)),
    "prepaid only": statement(0, account=AccountPart(), ageing=ageing(0, 44_000), prepaid=HELD, expiring=SOON),
    "no movement": statement(0, account=AccountPart(5_000, (), 5_000), ageing=ageing(5_000)),
    "credit": statement(0, account=AccountPart(0, (BIG.lines[1]._replace(credit=500, balance=-500),), -500)),
    "big": statement(
        2, account=BIG, prepaid=BIG_HELD, ageing=AgeingLine("", "", -MOST, MOST, (MOST,) * 4, MOST), paid_since=MOST
    ),
}
PAPERS = {
    **{name: paper(value) for name, value in STATEMENTS.items()},
    "preview": paper(number="", code="", copy=None),
    "reprint": paper(copy=Copy(12, MOMENT), request=2),
    "third request": paper(request=3, reply_by=None),
    "changed since": paper(STATEMENTS["rich"], since_last=SINCE, request=2),
    "much changed since": paper(STATEMENTS["rich"], since_last=MUCH_SINCE, request=2),
    "without a slip": paper(STATEMENTS["rich"], slip=Slip.NONE),
    "remittance": paper(STATEMENTS["rich"], slip=Slip.REMITTANCE),
    "remittance, big": paper(STATEMENTS["big"], slip=Slip.REMITTANCE),
    "bare shop": paper(shop=SHOP._replace(address="", phone="", bank="", tax_number="", logo="", payment_qr="")),
    "long names": paper(
        statement(4, customer=Party("C-2026-000017" * 3, LONG_NAME * 2)),
        shop=SHOP._replace(
            name=LONG_NAME, address=LONG_NAME * 3, bank="\n".join([LONG_NAME] * 6), footer=LONG_NAME * 9
        ),
        to=Addressee((LONG_NAME,) * 7, LONG_NAME, "x" * 120),
        number="S" * 60,
    ),
    "full settings": paper(
        statement(2, customer=Party("号" * 40, "名" * 200)),
        shop=SHOP._replace(
            name="店" * 200,
            address="址" * 1000,
            phone="电" * 200,
            tax_number="税" * 200,
            bank="银" * 1000,
            footer="谢" * 1000,
        ),
        slip=Slip.REMITTANCE,
    ),
}
