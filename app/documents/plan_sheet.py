"""The sheet of a payment plan: charges, instalments, what was agreed, and lines to sign on, on A4."""

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from app.core.capitals import capitals, has_capitals
from app.core.credit.plan_sheet import PlanSheet
from app.documents.fonts import load_fonts
from app.documents.layout import Align, Block, Typesetter, space, stacked
from app.documents.pages import About, draw_pdf
from app.documents.plain_sheet import Column, PlainSheet, address_line
from app.documents.press import Drawn
from app.documents.wording import Wording
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.catalog import Translator
from app.i18n.mark import N_

TITLE = N_("Payment plan")
DRAFT = N_("Draft: not agreed on yet")
MADE = N_("Agreed on {on}")
CUSTOMER = N_("Customer")
NUMBER = N_("Customer no.")
ADDRESS = N_("Address")
IN_WORDS = N_("In words")
PAY_TO = N_("Pay to")

_OWES = N_("{customer} owes {shop} {amount} for the charges below, and agrees to pay it by the instalments below.")
_CHARGES = N_("What is owed")
_INSTALMENTS = N_("How it is paid")
_AGREED = N_("What else is agreed")
_TERMS = (
    N_("Each payment counts for the earliest instalment that is not paid yet. Paying sooner is always possible."),
    N_("An instalment counts as missed when it has not come in full {days} days after its day."),
    N_("With more than {missed} instalments missed the plan ends, and what is open is due on the charges’ own dates."),
    N_("The charges themselves stay as they are; this plan only changes when they are due."),
    N_("By signing, the customer admits this debt; the time within which it can be claimed starts anew that day."),
)
_NONE_MISSED = N_("With an instalment missed the plan ends, and what is open is due on the charges’ own dates.")
_SIGN_CUSTOMER = N_("Customer: signature or seal, date")
_SIGN_SHOP = N_("Shop: signature or seal, date")
_TOTAL = N_("Total")

_CHARGE_COLUMNS = (
    Column(N_("Date"), 0.14),
    Column(N_("Document"), 0.16),
    Column(N_("What for"), 0.38),
    Column(N_("Was due"), 0.14),
    Column(N_("Open"), 0.18, Align.RIGHT),
)
_PART_COLUMNS = (
    Column(N_("#"), 0.08, Align.RIGHT),
    Column(N_("Due"), 0.2),
    Column(N_("Amount"), 0.2, Align.RIGHT),
    Column(N_("Left after it"), 0.2, Align.RIGHT),
    Column(N_("Paid on, initials"), 0.32),
)


def draw_plan_sheet(sheet: PlanSheet, translators: Sequence[Translator], fonts: Path) -> Drawn:
    """Draw the sheet in one language or two; `fonts` is the folder of the fonts."""
    loaded = load_fonts(fonts)
    typesetter = Typesetter(loaded)
    wording = Wording(tuple(translators), sheet.currency)
    setter = PlainSheet(wording, typesetter)
    pages = setter.pages([*_head(setter, sheet), *_tables(setter, sheet), *_foot(setter, sheet)])
    about = About(wording.first(TITLE), sheet.shop.name)
    return Drawn(draw_pdf(pages, loaded, about), tuple(typesetter.missing), len(pages))


def _head(set_: PlainSheet, sheet: PlanSheet) -> list[Block]:
    wording = set_.wording
    amount = wording.money(sheet.total, sign=sheet.money_sign)
    made = Message(MADE, {"on": sheet.plan.made_on})
    below = [set_.joined(made), *([set_.joined(DRAFT)] if sheet.draft else [])]
    values = {"customer": sheet.customer.name, "shop": sheet.shop.name, "amount": amount}
    address = address_line(sheet.to, sheet.customer.name)
    rows = [(CUSTOMER, sheet.customer.name), (NUMBER, sheet.customer.number), (ADDRESS, address)]
    chinese = wording.chinese
    words = capitals(sheet.total, sheet.currency.code, chinese) if chinese and _has_words(sheet) else ""
    return [
        *set_.title(sheet.shop, TITLE, below),
        set_.pairs(rows),
        space(4),
        set_.text(Message(_OWES, values)),
        *([set_.pairs([(IN_WORDS, words)])] if words else []),
    ]


def _has_words(sheet: PlanSheet) -> bool:
    return has_capitals(sheet.currency.code)


def _tables(set_: PlainSheet, sheet: PlanSheet) -> list[Block]:
    amount = set_.wording.amount
    charges = [
        [fmt.short_date(each.on), each.document, each.text, fmt.short_date(each.due_on), amount(each.amount)]
        for each in sheet.charges
    ]
    left = list(accumulate((-each.amount for each in sheet.plan.instalments), initial=sheet.total))[1:]
    parts = [
        [str(nth), fmt.short_date(each.due_on), amount(each.amount), amount(rest), ""]
        for nth, (each, rest) in enumerate(zip(sheet.plan.instalments, left, strict=True), start=1)
    ]
    total = set_.first(_TOTAL)
    return [
        set_.heading(_CHARGES),
        *set_.table(_CHARGE_COLUMNS, charges, [total, "", "", "", amount(sheet.total)]),
        set_.heading(_INSTALMENTS),
        *set_.table(_PART_COLUMNS, parts, ["", total, amount(sheet.total), "", ""]),
    ]


def _foot(set_: PlainSheet, sheet: PlanSheet) -> list[Block]:
    plan = sheet.plan
    values = {"days": plan.grace_days, "missed": plan.missed_most}
    texts = [_NONE_MISSED if text == _TERMS[2] and not plan.missed_most else text for text in _TERMS]
    said = [Message(text, {name: v for name, v in values.items() if f"{{{name}}}" in text}) for text in texts]
    agreed = [set_.text(Message(N_("{n}. {text}"), {"n": n, "text": each})) for n, each in enumerate(said, start=1)]
    bank = [set_.pairs([(PAY_TO, " ".join(sheet.shop.bank.split()))])] if sheet.shop.bank else []
    ends = stacked([space(6), set_.signatures((_SIGN_CUSTOMER, _SIGN_SHOP))])
    return [set_.heading(_AGREED), *agreed, *bank, ends]
