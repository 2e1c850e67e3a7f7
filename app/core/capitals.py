"""Amounts in Chinese capitals (大写金额), as receipts and cheques write them, and reading them back.

After 支付结算办法 附一: digits 零壹贰…玖, 人民币 directly in front, 整 after 元, none after 分; several zeros in a row
are one 零. Where the rule leaves a choice, the form written is: no 整 after 角, no 零 for a zero at the 万 place, 零
between 元 and 角 where the 元 place is zero. All other permitted forms are read as well.
"""

import operator
import re
from types import MappingProxyType
from typing import NoReturn

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = (("亿", 10**8), ("万", 10**4), ("", 1))
_UNITS = {"拾": 10, "佰": 100, "仟": 1000}
_TRADITIONAL = str.maketrans("贰叁陆万亿圆币", "貳參陸萬億圓幣")
_SIMPLIFIED = str.maketrans("貳參陸萬億圓圆幣正", "贰叁陆万亿元元币整")

_NAMES = MappingProxyType({"CNY": "人民币", "HKD": "港币", "TWD": "新台币"})
_TRADITIONAL_NAMES = MappingProxyType({"CNY": "人民幣", "HKD": "港幣", "TWD": "新臺幣"})
_DECIMALS = 2


def has_capitals(currency: str) -> bool:
    """Whether amounts of a currency are written in Chinese capitals at all."""
    return currency in _NAMES


def capitals(minor: int, currency: str, language: str = "zh_CN") -> str:
    """Write an amount in capitals with the currency in front: 人民币壹佰零壹元整; `zh_TW` in traditional characters.

    `minor` are 分. TypeError for anything but an integer, ValueError below zero (a negative amount is never written in
    words: say in words which side it is on) and for a currency that has no capitals.
    """
    if currency not in _NAMES:
        message = f"{currency!r} has no amounts in capitals"
        raise ValueError(message)
    if language == "zh_TW":
        return _TRADITIONAL_NAMES[currency] + words(minor).replace("元", "圆").translate(_TRADITIONAL)
    return _NAMES[currency] + words(minor)


def words(minor: int) -> str:
    """Write 分 in simplified capitals without the currency: `words(10100) == "壹佰零壹元整"`."""
    amount = operator.index(minor)
    if amount < 0:
        message = "a negative amount is not written in capitals"
        raise ValueError(message)
    yuan, cents = divmod(amount, 10**_DECIMALS)
    jiao, fen = divmod(cents, 10)
    if not cents:
        return (_whole(yuan) or "零") + "元整"
    text = f"{_whole(yuan)}元" if yuan else ""
    if yuan and (not jiao or yuan % 10 == 0):
        text += "零"
    return text + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[fen]}分" if fen else "")


def _whole(number: int) -> str:
    """Write a whole number, nothing for zero; the number above 亿 is written the same way, before its 亿."""
    text, gap = "", False
    for name, size in _GROUPS:
        group, number = divmod(number, size)
        if group:
            # A zero in the thousands of a group, or a whole group of zeros before it, is one 零.
            text += ("零" if text and (gap or group < 1000) else "") + _group(group) + name  # noqa: PLR2004
        gap = not group
    return text


def _group(number: int) -> str:
    """Write up to four digits; 亿 and above are a number of their own."""
    if number >= 10**4:
        return _whole(number)
    text, gap = "", False
    for digit, place in zip(f"{number:04}", _PLACES, strict=True):
        if digit == "0":
            gap = bool(text)
        else:
            text += ("零" if gap else "") + _DIGITS[int(digit)] + place
            gap = False
    return text


# ---- reading --------------------------------------------------------------------------------------------------------

_DIGIT = f"[{_DIGITS[1:]}]"
_AMOUNT = re.compile(rf"(?:(?P<yuan>[^元]+)元)?零?(?:(?P<jiao>{_DIGIT})角)?零?(?:(?P<fen>{_DIGIT})分)?整?")
# Optional where the 元, 万 or 亿 place is zero and the next lower digit is not.
_OPTIONAL_ZERO = re.compile(r"(?<=[拾佰仟万亿]元)零(?=.角)|(?<=[拾佰仟]万)零(?=.仟)|(?<=[拾佰仟]亿)零(?=.仟[^亿元]*万)")
_PREFIX = re.compile(r"^(?:人民币|港币|新[台臺]币)?[¥￥]?")


def read_capitals(text: str) -> int:
    """Read an amount in capitals, in any permitted form, simplified or traditional; return 分.

    ValueError for anything else, other numbers of zeros included: an amount in words is there to catch slips.
    """
    plain = _PREFIX.sub("", text.strip().translate(_SIMPLIFIED))
    match = _AMOUNT.fullmatch(plain)
    if match is None or not plain:
        _unreadable(text)
    yuan = _read_whole(match["yuan"] or "零", text)
    jiao, fen = (_DIGITS.find(match[name] or "零") for name in ("jiao", "fen"))
    minor = yuan * 100 + jiao * 10 + fen
    if _bare(plain) != _bare(words(minor)):
        _unreadable(text)
    return minor


def _read_whole(text: str, whole: str) -> int:
    if "亿" in text:
        high, _, low = text.rpartition("亿")
        return _read_whole(high, whole) * 10**8 + (_read_whole(low, whole) if low else 0)
    total = group = digit = 0
    for character in text:
        if character in _UNITS:
            group += digit * _UNITS[character]
            digit = 0
        elif character == "万":
            total, group, digit = (total + group + digit) * 10**4, 0, 0
        elif character in _DIGITS:
            digit = _DIGITS.index(character)
        else:
            _unreadable(whole)
    return total + group + digit


def _bare(plain: str) -> str:
    """Leave out what may be there or not, so that two permitted forms of one amount look the same."""
    bare = plain.removesuffix("整") if plain.endswith("角整") else plain
    bare = bare.removeprefix("零元") if bare != "零元整" else bare
    return _OPTIONAL_ZERO.sub("", bare.removeprefix("零") if "元" not in bare else bare)


def _unreadable(text: str) -> NoReturn:
    message = f"not an amount in capitals: {text[:40]!r}"
    raise ValueError(message)
