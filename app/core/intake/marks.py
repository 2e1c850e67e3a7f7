"""Signs and codes of currencies as files write them beside amounts, and of which currencies they are."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_SIGNS = "¥$€£₩₹₽₫฿₱₺₪"
MARK = (
    r"NT\$|HK\$|US\$|NZ\$|AU\$|CA\$|MOP\$|S\$|A\$|C\$|R\$|JP¥|CN¥|RMB|Fr\.|人民币|人民幣|美元|港币|港幣|欧元|歐元|"
    rf"日元|日圓|新台币|新臺幣|[{_SIGNS}]|"
    r"(?:CNY|USD|EUR|GBP|HKD|TWD|JPY|KRW|MOP|SGD|AUD|CAD|CHF|INR|KWD|BHD|THB|MYR|VND|RUB|NZD|CNH|SEK|NOK|DKK|PLN|CZK|"
    r"HUF|IDR|PHP|TRY|ILS|BRL|MXN|ZAR|SAR|AED|kr|zł|Kč|Rp|RM)(?![A-Z])"
)
"""A sign or a code, as a pattern; case does not matter."""

_WITHIN = re.compile(rf"(?<![A-Z])(?:{MARK})|[{_SIGNS}]", re.IGNORECASE)
_DOLLARS = frozenset({"USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MXN", "CLP", "COP", "ARS"})
_MEANT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "¥": frozenset({"CNY", "CNH", "JPY"}),
        "$": _DOLLARS,
        "KR": frozenset({"SEK", "NOK", "DKK", "ISK"}),
        **dict.fromkeys(("RMB", "CN¥", "CNH", "人民币", "人民幣"), frozenset({"CNY", "CNH"})),
        **{
            mark: frozenset({code})
            for mark, code in (
                *(("NT$", "TWD"), ("HK$", "HKD"), ("US$", "USD"), ("S$", "SGD"), ("A$", "AUD"), ("C$", "CAD")),
                *(("NZ$", "NZD"), ("AU$", "AUD"), ("CA$", "CAD"), ("MOP$", "MOP"), ("R$", "BRL"), ("JP¥", "JPY")),
                *(("FR.", "CHF"), ("€", "EUR"), ("£", "GBP"), ("₩", "KRW"), ("₹", "INR"), ("₽", "RUB"), ("₫", "VND")),
                *(("฿", "THB"), ("₱", "PHP"), ("₺", "TRY"), ("₪", "ILS"), ("ZŁ", "PLN"), ("KČ", "CZK")),
                *(("RP", "IDR"), ("RM", "MYR"), ("美元", "USD"), ("港币", "HKD"), ("港幣", "HKD"), ("欧元", "EUR")),
                *(("歐元", "EUR"), ("日元", "JPY"), ("日圓", "JPY"), ("新台币", "TWD"), ("新臺幣", "TWD")),
            )
        },
    }
)
"""Of which currencies a sign is; a code is of its own."""


def mark_in(text: str) -> str:
    """Return the first sign or code of a currency that stands anywhere in a text, blank where none does."""
    found = _WITHIN.search(unicodedata.normalize("NFKC", text))
    return found.group() if found else ""


def is_of(mark: str, currency: str) -> bool:
    """Whether a sign or a code may be a currency's; ¥ is that of two."""
    return currency in _MEANT.get(mark.upper(), {mark.upper()})
