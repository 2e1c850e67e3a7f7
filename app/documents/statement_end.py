"""What follows the figures of a statement: remarks, the shop's own words, and how to pay."""

from collections.abc import Mapping

from app.core.journal import EntryKind
from app.core.statement import Statement
from app.core.statement_paper import Slip
from app.core.statement_since import since_remark
from app.documents.layout import Align, Block, Rule, Text, beside, moved, space, stacked
from app.documents.letterhead import fitted_picture
from app.documents.statement_balance import headline
from app.documents.statement_looks import PaperSetter, Setter
from app.errors import Message
from app.i18n.mark import N_

PAID_SINCE = N_("Paid or settled after the period, up to {date}: {amount}. It is not in the figures above.")
DISPUTED = N_("You told us that you do not agree with: {documents}. They stay in the balance until this is settled.")
STILL_WAITING = N_("We have not had your reply to this statement yet; please send it now.")
LATE_PAYMENT = N_(
    "This statement confirms the principal only; it does not change what was agreed about payments made late."
)
LATE_LISTED = N_(
    "This statement confirms what is listed only; it does not change what else was agreed about payments made late."
)
HOW_TO_PAY = N_("How to pay")
SCAN_TO_PAY = N_("Scan to pay")
SEAL = N_("For the shop (seal)")

_CODE, _LOW_CODE = 68.0, 54.0
_COARSE = 72 / 60  # points a pixel of a code may take: its edges are straight at any size
_SEAL = 132.0
_BANK_LINES = 6
_GAP = 16.0


def remarks(set_: Setter) -> list[Block]:
    """Return what must be said about the figures, then the shop's own words."""
    paper, looks = set_.paper, set_.looks
    statement = paper.statement
    said: list[Message | str] = []
    if paper.since_last:
        said.append(since_remark(paper.since_last, statement.period.start))
    if statement.paid_since:
        amount = set_.wording.money(statement.paid_since, sign=paper.money_sign)
        said.append(Message(PAID_SINCE, {"date": paper.made_on, "amount": amount}))
    if statement.disputed:
        said.append(Message(DISPUTED, {"documents": ", ".join(_disputed(set_))}))
    if paper.request > 1:
        said.append(STILL_WAITING)
    strong = looks.small._replace(color=looks.body.color)
    blocks = [set_.type.paragraph(each, strong, set_.width) for message in said for each in set_.say(message)]
    own = (paper.shop.footer,) if paper.shop.footer else set_.say(_late_payment(statement))
    for text in own:
        blocks += set_.type.lines(text, looks.small, set_.width)
    return [space(7), *blocks]


def _late_payment(statement: Statement) -> str:
    """Return what waives nothing: where interest or a fee is listed, the figures are more than the principal."""
    listed = any(line.kind is EntryKind.INTEREST for line in statement.account.lines)
    return LATE_LISTED if listed or any(charge.part for charge in statement.charges) else LATE_PAYMENT


def _disputed(set_: Setter) -> list[str]:
    """Return the charges in dispute by their documents, or by their own names where nothing of them is open."""
    charges = {each.charge: each for each in set_.paper.statement.charges}
    documents = []
    for name in set_.paper.statement.disputed:
        charge = charges.get(name)
        documents.append((charge.reference or str(charge.entry)) if charge else name)
    return list(dict.fromkeys(documents))


def pay_panel(set_: Setter, pictures: Mapping[str, bytes], *, tight: bool = False) -> Block:
    """Return where to pay, the code to pay by, and on papers with any Chinese the line for the shop's seal.

    `tight` makes it lower, for a page nearly full.
    """
    tight = tight or set_.frame.low
    shop = set_.paper.shop
    pays = not headline(set_.paper.statement).prepaid
    right = set_.width
    parts: list[tuple[float, Block]] = []
    if set_.wording.chinese:
        right -= _SEAL
        parts.append((right, _seal(set_, tight=tight)))
        right -= _GAP
    if pays and shop.payment_qr in pictures:
        side, code = payment_code(set_, pictures, _LOW_CODE if tight else _CODE)
        right -= side
        parts.append((right, code))
        right -= _GAP
    if pays and shop.bank and set_.paper.slip is not Slip.REMITTANCE:
        bank = [set_.label(HOW_TO_PAY, right)]
        bank.append(set_.type.paragraph(shop.bank, set_.looks.body, right, most=_BANK_LINES))
        parts.append((0, stacked(bank)))
    if not parts:
        return Block(0)
    if set_.wording.chinese:
        height = max(part.height for _, part in parts)
        x, seal = parts[0]
        parts[0] = x, Block(height, moved(seal.marks, 0, height - seal.height))
    return beside(*parts)


def _seal(set_: Setter, *, tight: bool) -> Block:
    style = set_.looks.label
    below = set_.label(SEAL, _SEAL)
    room = 22.0 if tight else 34.0
    return Block(
        room + 3 + below.height,
        (Rule(0, room, _SEAL, room, 0.6, style.color), *moved(below.marks, 0, room + 3)),
    )


def payment_code(set_: PaperSetter, pictures: Mapping[str, bytes], side: float) -> tuple[float, Block]:
    """Return the width of the payment code, and the code with what it is for below it."""
    picture = fitted_picture(set_.shop.payment_qr, pictures, side, side, _COARSE)
    name, style = set_.joined(SCAN_TO_PAY), set_.looks.label
    wide = max(side, set_.type.width(name, style))
    words = Block(style.pitch, (Text(wide / 2, style.baseline, name, style, Align.CENTRE),))
    centred = picture._replace(x=(wide - picture.width) / 2)
    return wide, stacked([Block(picture.height, (centred,)), words])
