"""In what units a file writes its amounts: told by the name of a column, a line under it, or one above the table."""

import re
import unicodedata
from collections.abc import Sequence

from app.core.cells import Figure, Value, is_filled
from app.core.intake.marks import MARK

_TENS = {"": 0, "十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "百万": 6, "百萬": 6, "亿": 8, "億": 8}
_SMALL = {"元": 0, "圆": 0, "圓": 0, "角": -1, "分": -2, "cents": -2, "cent": -2}
_ENGLISH = {"in thousands": 3, "thousands": 3, "'000": 3, "000s": 3, "'000s": 3, "in millions": 6, "millions": 6}
_UNIT = re.compile(
    r"(?:(?:金额)?[单單]位)?[: ]*(?:人民[币幣]|RMB|CNY|[¥￥])?[ ]*(百[万萬]|[十百千万萬亿億])?(元|圆|圓|角|分|cents?)?",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_AFTER = re.compile(r".+[/_]([^/_]+)")
_ABOVE = re.compile(
    r"(?:[单單]位|units?) ?: ?(?:人民[币幣])? ?((?:百[万萬]|[十百千万萬亿億])?[元圆圓角分])", re.IGNORECASE
)
STROKE = "-"
"""What stands for no unit in a line of units."""

_WORDS = frozenset({"元", "次", "天", "个", "個", "张", "張", "人", "岁", "歲", "%", "￥", "¥", "RMB", "CNY", "USD"})
_CODE = re.compile(r"USD|EUR|GBP|HKD|TWD|JPY|CNY|RMB|SGD|KRW|MOP|CHF|AUD|CAD|INR|KWD")
_NAMED = {"美元": "USD", "港币": "HKD", "港幣": "HKD", "欧元": "EUR", "歐元": "EUR", "日元": "JPY", "台币": "TWD"}


def unit_of(name: str) -> str:
    """Return the unit a column's name says its amounts are in (余额（万元）); blank where it says none."""
    for text in _said(name):
        found = _UNIT.fullmatch(text)
        if (found is not None and any(found.groups())) or text.casefold() in _ENGLISH:
            return text
    return ""


def tens_of(unit: str) -> int:
    """Return by which power of ten amounts in a unit are written short: 4 for 万元, -2 for 分."""
    text = unicodedata.normalize("NFKC", unit).strip()
    if text.casefold() in _ENGLISH:
        return _ENGLISH[text.casefold()]
    found = _UNIT.fullmatch(text)
    return _TENS[found.group(1) or ""] + _SMALL[(found.group(2) or "元").casefold()] if found is not None else 0


def currency_of(name: str) -> str:
    """Return the currency a column's name says its amounts are in; blank where it says none."""
    for text in _said(name):
        found = _NAMED.get(text, text.upper())
        if _CODE.fullmatch(found):
            return "CNY" if found == "RMB" else found
    return ""


def currency_said(text: str) -> str:
    """Return the currency a cell consists of, by its code or its sign (USD, 美元, US$); blank for any other word."""
    small = unicodedata.normalize("NFKC", text).strip()
    if small.casefold() in _IN_ENGLISH:
        return _IN_ENGLISH[small.casefold()]
    found = _NAMED.get(small, "") or (small.upper() if re.fullmatch(r"[A-Za-z]{3}", small) else "")
    return found or (small if re.fullmatch(MARK, small, re.IGNORECASE) else "")


_IN_ENGLISH = {
    "us dollar": "USD",
    "u.s. dollar": "USD",
    "euro": "EUR",
    "pound sterling": "GBP",
    "british pound": "GBP",
    "canadian dollar": "CAD",
    "australian dollar": "AUD",
    "chinese yuan": "CNY",
    "japanese yen": "JPY",
}


def unit_above(texts: Sequence[str]) -> str:
    """Return the unit a line above the table says all amounts are in (单位：万元); blank where none does."""
    for text in texts:
        found = _ABOVE.search(unicodedata.normalize("NFKC", text))
        if found is not None:
            return found.group(1)
    return ""


def is_units(values: Sequence[Value]) -> bool:
    """Whether a line says nothing but in what units the columns are."""
    found = False
    for value in values:
        if is_filled(value):
            text = unit_in(value) if isinstance(value, str) else ""
            if not text:
                return False
            found = found or text != STROKE
    return found


def unit_in(value: str) -> str:
    """Return the unit a cell consists of, without its brackets; `-` for a stroke, blank for anything else."""
    if isinstance(value, Figure):
        return ""
    text = unicodedata.normalize("NFKC", value).strip().strip("()[]【】").strip()
    if text in {"-", "--", "/", "—"}:
        return STROKE
    found = _UNIT.fullmatch(text)
    return text if text and (text.upper() in _WORDS or (found is not None and any(found.groups()))) else ""


def _said(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", name).strip()
    after = _AFTER.fullmatch(text)
    return [found.strip() for found in (*_BRACKETS.findall(text), *(after.groups() if after else ()))]
