"""Letters to be drawn: the texts the program brings along, filled in for a company, with charges of any number."""

from datetime import date, timedelta

from app.core.envelope import WindowForm
from app.core.letter import LetterCharge, LetterPaper, parted
from app.core.receipt import Copy, Party
from app.core.reminder.filling import filled
from app.core.reminder.kinds import RuleKind, Tone
from app.core.reminder.template import Template, read_template
from app.core.statement_paper import Sheet
from app.documents.fonts import load_fonts
from app.documents.layout import Typesetter
from app.documents.letter import draw_letter, letter_pages
from app.documents.wording import Wording
from app.i18n import format as fmt
from app.system import paths
from tests.documents.helpers_paper import CHINESE, CNY, ENGLISH_ONLY, FONTS, MOMENT, TAIWAN
from tests.documents.helpers_statement import GOODS, PICTURES, SHOP, TO

TODAY = date(2026, 11, 24)
PAY_BY = TODAY + timedelta(days=7)
TRANSLATORS = {"zh_CN": (CHINESE,), "zh_TW": (TAIWAN,), "en": ENGLISH_ONLY}


def charges(count):
    """Return overdue charges, the first due first: parts of them paid, some instalments, one without a text."""
    found = []
    for n in range(count):
        text, reference = GOODS[n % len(GOODS)]
        on = TODAY - timedelta(days=40 + count - n)
        due, open_ = on + timedelta(days=30), 86_450 + 101 * n
        nth, of = (2, 3) if n % 5 == 3 else (1, 1)
        amount = open_ * 2 if n % 3 == 0 else open_
        found.append(LetterCharge(on, reference or str(100 + n), text, due, (TODAY - due).days, amount, open_, nth, of))
    return tuple(found)


def letter(language="zh_CN", tone=Tone.FIRM, count=3, **changed):
    """Return a letter in one of the texts the program brings along, some of it changed."""
    owed = changed.pop("charges", charges(count))
    total = sum(charge.open for charge in owed)
    shop = changed.get("shop", SHOP)
    customer = changed.get("customer", Party("C001", "华东贸易有限公司"))
    path = paths.resources() / "templates" / "reminders" / language / f"overdue_{tone}_letter.txt"
    parts = parted(read_template(path.read_text(encoding="utf-8")))
    values = {
        "customer": customer.name,
        "shop": shop.name,
        "today": fmt.long_date(TODAY, language),
        "overdue": fmt.money(total, "CNY", 2, language),
        "oldest_days": "12",
        "due_on": fmt.long_date(TODAY - timedelta(days=12), language),
        "pay_by": fmt.long_date(PAY_BY, language),
    }
    before = filled(parts.before, values).text
    fields = {
        "customer": customer,
        "shop": shop,
        "to": TO,
        "currency": CNY,
        "money_sign": True,
        "sheet": Sheet.A4,
        "window": WindowForm.NONE,
        "number": "L000012",
        "made_on": TODAY,
        "language": language,
        "rule": RuleKind.OVERDUE,
        "tone": tone,
        "subject": before.subject,
        "before": before.body,
        "after": parts.lead + filled(Template("-", parts.after), values).text.body,
        "charges": owed,
        "asked": total,
        "pay_by": None if tone is Tone.GENTLE else PAY_BY,
        "copy": Copy(1, MOMENT),
    }
    return LetterPaper(**{**fields, **changed})


def pages_of(value, pictures=PICTURES):
    """Return the measured pages of a letter and what measured them."""
    typesetter = Typesetter(load_fonts(FONTS))
    return letter_pages(value, Wording(TRANSLATORS[value.language], value.currency), typesetter, pictures), typesetter


def drawn(value, pictures=PICTURES):
    """Draw a letter."""
    return draw_letter(value, TRANSLATORS[value.language], FONTS, pictures)
