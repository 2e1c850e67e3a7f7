"""The slip at the foot of a letter: whom to pay, how much, and the code to pay by, to be cut off."""

from collections.abc import Iterator, Mapping

from app.core.letter import LetterPaper
from app.documents.layout import Block, beside, space, stacked
from app.documents.letterhead import CUSTOMER_NO
from app.documents.statement_end import HOW_TO_PAY, payment_code
from app.documents.statement_looks import PaperSetter
from app.documents.statement_slips import AMOUNT_DUE, BANK, PAYEE, cut_line, slip_row
from app.i18n import format as fmt
from app.i18n.mark import N_

CUT = N_("Payment slip: please cut here, and bring it along or send it with your payment")
SLIP = N_("Payment slip")
LETTER_NO = N_("Letter no.")
PAY_BY = N_("Please pay by")

_GAP = 18.0
_CODE, _LOW_CODE = 76.0, 56.0
_BANK_LINES = 6


def slips(set_: PaperSetter, paper: LetterPaper, pictures: Mapping[str, bytes]) -> Iterator[Block]:
    """Yield the slip in its forms, the roomiest first."""
    if not set_.frame.low:
        yield _slip(set_, paper, pictures, _CODE, 8.0)
    yield _slip(set_, paper, pictures, _LOW_CODE, 4.0)


def _slip(set_: PaperSetter, paper: LetterPaper, pictures: Mapping[str, bytes], side: float, air: float) -> Block:
    looks, shop = set_.looks, paper.shop
    right = set_.width * 0.38
    parts: list[tuple[float, Block]] = [(set_.width - right, _whose(set_, paper, right))]
    left = set_.width - right - _GAP
    if shop.payment_qr in pictures:
        wide, code = payment_code(set_, pictures, side)
        left -= wide
        parts.append((left, code))
        left -= _GAP
    pay = [set_.label(SLIP, left, looks.section), space(3)]
    pay += [set_.label(PAYEE, left), set_.type.paragraph(shop.name, looks.strong, left, most=2)]
    if shop.bank:
        pay += [space(3), set_.label(BANK, left), set_.type.paragraph(shop.bank, looks.body, left, most=_BANK_LINES)]
    parts.append((0, stacked(pay)))
    return stacked([space(air), cut_line(set_, CUT), space(air), beside(*parts)])


def _whose(set_: PaperSetter, paper: LetterPaper, width: float) -> Block:
    """Return whose payment it is and what for."""
    rows = [(CUSTOMER_NO, paper.customer.number), (LETTER_NO, paper.number or "—")]
    if paper.pay_by is not None:
        rows.append((PAY_BY, fmt.short_date(paper.pay_by)))
    lines = [set_.type.paragraph(paper.customer.name, set_.looks.strong, width, most=2), space(2)]
    lines += [slip_row(set_, label, value, width, strong=False) for label, value in rows]
    lines.append(slip_row(set_, AMOUNT_DUE, set_.money(paper.asked), width, strong=True))
    return stacked(lines)


def how_to_pay(set_: PaperSetter, pictures: Mapping[str, bytes]) -> Block:
    """Return bank and payment code for a letter without a slip; nothing where the shop has set neither."""
    shop, parts, left = set_.shop, list[tuple[float, Block]](), set_.width
    if shop.payment_qr in pictures:
        wide, code = payment_code(set_, pictures, _LOW_CODE)
        left -= wide
        parts.append((left, code))
        left -= _GAP
    if shop.bank:
        bank = [set_.label(HOW_TO_PAY, left), set_.type.paragraph(shop.bank, set_.looks.body, left, most=_BANK_LINES)]
        parts.append((0, stacked(bank)))
    return beside(*parts) if parts else Block(0)
