"""What is said of a file's reading is called, in the language of a translator: on the command line, in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.intake.findings import Weight
from app.core.intake.targets import COLUMNS, Target
from app.core.intake.values import DayOrder, DecimalMark

if TYPE_CHECKING:
    from app.i18n.catalog import Translator


def target_name(target: Target, said: Translator) -> str:
    """Return as what rows are taken in."""
    return {
        Target.CUSTOMERS: said.pgettext("import", "Customers"),
        Target.OPENINGS: said.pgettext("import", "Opening balances"),
        Target.MOVEMENTS: said.pgettext("import", "Movements of prepaid money"),
        Target.BILLS: said.pgettext("import", "Charges and payments"),
        Target.PRICES: said.pgettext("import", "Price list"),
    }[target]


def stored_target(name: str, said: Translator) -> str:
    """Return as what a file was taken in, by the word the book keeps; one it does not know comes back as it is."""
    return target_name(Target(name), said) if name in {each.value for each in Target} else name


def field_label(target: Target, name: str, said: Translator) -> str:
    """Return what a column can be, in words."""
    return next((said.gettext(each.label) for each in COLUMNS[target] if each.name == name), name)


def choice_name(name: str, said: Translator) -> str:
    """Return what of a file's reading was chosen or guessed, blank for what needs no name."""
    return {
        "sheet": said.pgettext("file", "Sheet"),
        "encoding": said.pgettext("file", "Characters"),
        "separator": said.gettext("Between the cells"),
        "header": said.gettext("Names of the columns"),
        "target": said.gettext("Taken as"),
        "decimal": said.gettext("Amounts"),
        "days": said.gettext("Dates"),
        "on": said.gettext("Balances as of"),
    }.get(name, "")


def encoding_name(encoding: str, said: Translator) -> str:
    """Return what people call an encoding."""
    return {
        "utf-8": "UTF-8",
        "utf-8-sig": "UTF-8",
        "utf-16": "UTF-16",
        "utf-16-le": "UTF-16 LE",
        "utf-16-be": "UTF-16 BE",
        "gb18030": said.gettext("Simplified Chinese (GBK, GB 18030)"),
        "big5hkscs": said.gettext("Traditional Chinese (Big5)"),
        "cp1252": said.gettext("Western European (Windows-1252)"),
        "utf-32": "UTF-32",
        "cp932": said.gettext("Japanese (Shift JIS)"),
        "euc-jp": said.gettext("Japanese (EUC-JP)"),
        "euc-kr": said.gettext("Korean (EUC-KR)"),
        "cp1251": said.gettext("Cyrillic (Windows-1251)"),
        "cp1250": said.gettext("Central European (Windows-1250)"),
        "koi8-r": said.gettext("Cyrillic (KOI8-R)"),
        "cp850": said.gettext("Western European (DOS)"),
        "mac-roman": said.gettext("Western European (Mac)"),
    }.get(encoding, encoding)


def separator_name(separator: str, said: Translator) -> str:
    """Return what a character between cells is called."""
    return {
        ",": said.gettext("comma  ,"),
        ";": said.gettext("semicolon  ;"),
        "\t": said.pgettext("separator", "tab"),
        "|": said.gettext("vertical bar  |"),
        "，": said.gettext("Chinese comma  ，"),
        "；": said.gettext("Chinese semicolon  ；"),
    }.get(separator, separator)


def decimal_name(mark: DecimalMark) -> str:
    """Return how decimals are written."""
    return {DecimalMark.POINT: "1,234.50", DecimalMark.COMMA: "1.234,50"}[mark]


def days_name(order: DayOrder, said: Translator) -> str:
    """Return how dates are written."""
    return {
        DayOrder.YMD: said.gettext("year first: 2026-03-05"),
        DayOrder.DMY: said.gettext("day first: 05/03/2026 is 5 March"),
        DayOrder.MDY: said.gettext("month first: 05/03/2026 is 3 May"),
        DayOrder.YY: said.gettext("year first, by two digits: 26-03-05"),
        DayOrder.ROC: said.gettext("years of the Republic of China: 115/03/05"),
        DayOrder.SERIAL: said.gettext("a spreadsheet's numbers: 46086"),
    }[order]


def weight_name(weight: Weight, said: Translator) -> str:
    """Return what becomes of a row."""
    return {
        Weight.REFUSED: said.pgettext("row", "Refused"),
        Weight.WARNED: said.pgettext("row", "Look at this"),
        Weight.SKIPPED: said.pgettext("row", "Passed over"),
    }[weight]


def sum_name(name: str, said: Translator) -> str:
    """Return what an amount of all rows together is."""
    return {
        "principal": said.pgettext("import sum", "Principal"),
        "bonus": said.pgettext("import sum", "Bonus"),
        "owed": said.pgettext("import sum", "Owed"),
        "passes": said.pgettext("import sum", "Passes"),
        "paid_in": said.pgettext("import sum", "Paid in"),
        "taken": said.pgettext("import sum", "Used"),
        "charged": said.pgettext("import sum", "Charged"),
        "paid": said.pgettext("import sum", "Paid"),
        "sold": said.pgettext("import sum", "Sold"),
        "price": said.pgettext("import sum", "Prices"),
    }.get(name, name)


def state_name(state: str, said: Translator) -> str:
    """Return what became of an import."""
    return {
        "done": said.pgettext("import", "Taken in"),
        "cancelled": said.pgettext("import", "Stopped half-way"),
        "undone": said.pgettext("import", "Undone"),
    }.get(state, said.pgettext("import", "Cut off"))
