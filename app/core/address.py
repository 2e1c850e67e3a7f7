"""A customer's address as the post wants it: which line comes first is the custom of the country it goes to.

Written in Chinese, Japanese or Korean it runs from the large to the small, postcode first, addressee last; in any other
script from the small to the large, by the Universal Postal Union's custom. The country is named only abroad.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from app.core.customer import Address

CHINA = "CN"


class _Custom(Enum):
    """What the line with the town looks like in an address in Latin script."""

    TOWN_STATE_CODE = "San Francisco, CA 94105"
    TOWN_CODE = "Shanghai 200040"
    CODE_TOWN = "10115 Berlin"
    CODE_LAST = "LONDON / SW1A 2AA"


class _Country(NamedTuple):
    name: str
    chinese: str
    custom: _Custom
    also: tuple[str, ...] = ()


_S, _T, _C, _L = _Custom.TOWN_STATE_CODE, _Custom.TOWN_CODE, _Custom.CODE_TOWN, _Custom.CODE_LAST

_COUNTRIES: Mapping[str, _Country] = MappingProxyType(
    {
        CHINA: _Country("China", "中国", _T, ("中國", "中华人民共和国", "PRC", "P.R. China", "PR China", "CHN")),
        "HK": _Country("Hong Kong", "香港", _T, ("Hong Kong SAR", "中国香港", "HKG", "HONGKONG")),
        "MO": _Country("Macao", "澳门", _T, ("Macau", "澳門", "中国澳门", "MAC")),
        "TW": _Country("Taiwan", "台湾", _T, ("台灣", "臺灣", "中国台湾", "TWN", "Taiwan R.O.C.")),
        "JP": _Country("Japan", "日本", _T, ("JPN",)),
        "KR": _Country("South Korea", "韩国", _T, ("Korea", "韓國", "Republic of Korea", "한국", "대한민국", "KOR")),
        "SG": _Country("Singapore", "新加坡", _T, ("SGP",)),
        "MY": _Country("Malaysia", "马来西亚", _C, ("馬來西亞", "MYS")),
        "TH": _Country("Thailand", "泰国", _T, ("泰國", "THA")),
        "AU": _Country("Australia", "澳大利亚", _T, ("澳洲", "AUS")),
        "NZ": _Country("New Zealand", "新西兰", _T, ("NZL",)),
        "US": _Country(
            "United States", "美国", _S, ("美國", "USA", "U.S.A.", "U.S.", "United States of America", "America")
        ),
        "CA": _Country("Canada", "加拿大", _T, ("CAN",)),
        "GB": _Country(
            "United Kingdom", "英国", _L, ("英國", "UK", "U.K.", "Great Britain", "England", "Scotland", "Wales")
        ),
        "IE": _Country("Ireland", "爱尔兰", _L, ("IRL",)),
        "DE": _Country("Germany", "德国", _C, ("德國", "Deutschland", "DEU")),
        "AT": _Country("Austria", "奥地利", _C, ("Österreich", "AUT")),
        "CH": _Country("Switzerland", "瑞士", _C, ("Schweiz", "Suisse", "CHE")),
        "FR": _Country("France", "法国", _C, ("法國", "FRA")),
        "NL": _Country("Netherlands", "荷兰", _C, ("Nederland", "Holland", "NLD")),
        "BE": _Country("Belgium", "比利时", _C, ("België", "Belgique", "BEL")),
        "LU": _Country("Luxembourg", "卢森堡", _C, ("LUX",)),
        "IT": _Country("Italy", "意大利", _C, ("Italia", "ITA")),
        "ES": _Country("Spain", "西班牙", _C, ("España", "ESP")),
        "PT": _Country("Portugal", "葡萄牙", _C, ("PRT",)),
        "SE": _Country("Sweden", "瑞典", _C, ("Sverige", "SWE")),
        "NO": _Country("Norway", "挪威", _C, ("Norge", "NOR")),
        "DK": _Country("Denmark", "丹麦", _C, ("Danmark", "DNK")),
        "FI": _Country("Finland", "芬兰", _C, ("Suomi", "FIN")),
        "PL": _Country("Poland", "波兰", _C, ("Polska", "POL")),
        "CZ": _Country("Czechia", "捷克", _C, ("Czech Republic", "Česko", "CZE")),
    }
)

_WITHOUT_STATE = frozenset({"DE", "AT", "CH", "FR", "NL", "BE", "LU", "SE", "NO", "DK", "FI", "PL", "CZ", "GB", "IE"})
"""Where the state or county is no part of an address."""

_READS_CHINESE = frozenset({CHINA, "HK", "MO", "TW", "JP", "SG"})
"""Where the post can read a country's name in Chinese characters."""

_ONE_LINE = 20  # characters; a longer place is parted before the street
_POSTCODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
_CALLED = re.compile(r"[收启啟][)）]?$|(?:様|御中|殿)$|귀하$")
_FIRM = re.compile(r"会社|法人|組合|協会|銀行")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBlock:
    """An address to be written: all its lines in order.

    `country` is the two letters of the country it goes to, as typed where it is not known, blank where nothing says.
    `abroad` says that it leaves the shop's own. `recipient` is how the addressee is written.
    """

    lines: tuple[str, ...]
    recipient: str
    postcode: str
    country: str
    abroad: bool

    @property
    def without_postcode(self) -> tuple[str, ...]:
        """The lines for an envelope that has the postcode in boxes of its own."""
        return tuple(line for line in self.lines if line != self.postcode)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the shop's name, its address line by line without the postcode, and the postcode if it has one.

    `country` is the shop's own in two letters, blank if it is not known.
    """

    name: str
    lines: tuple[str, ...] = ()
    postcode: str = ""
    country: str = ""

    @property
    def text(self) -> str:
        """Name, address and postcode, line by line; the postcode first in Chinese, last in other scripts."""
        written = list(self.lines)
        if self.postcode and not any(self.postcode in line for line in written):
            if any(map(_is_eastern, written)):
                written[0] = f"{self.postcode} {written[0]}"
            else:
                written[-1:] = [_spaced(*written[-1:], self.postcode)]
        return "\n".join(part for part in (self.name, *written) if part)

    @property
    def text_abroad(self) -> str:
        """The same with the shop's country, in capitals."""
        known = _COUNTRIES.get(self.country)
        name = (known.name if known else self.country).upper()
        return self.text if not name or name in self.text.upper() else f"{self.text}\n{name}"


def sender(name: str, address: str, postcode: str = "", *, home_country: str = "") -> Sender:
    """Return the sender from the shop's own address, as typed; a Chinese postcode in it is taken out of it."""
    written = [_plain(line) for line in address.splitlines()]
    code, country = _code(postcode), country_code(home_country)
    if country == CHINA:
        found = {code} if code else set(_POSTCODE.findall(" ".join(written)))
        if len(found) == 1:
            code = found.pop()
            told = re.compile(rf"(?:邮编|邮政编码)?[:：]?\s*(?<![0-9]){re.escape(code)}(?![0-9])[\s,，]*")
            written = [_plain(told.sub(" ", line)) for line in written]
    return Sender(_plain(name), tuple(line for line in written if line), code, country)


def has_address(address: Address) -> bool:
    """Whether it can be posted at all: there is a street, or whatever stands for it where the customer lives."""
    return any(c.isalnum() for c in address.street)


def country_code(country: str) -> str:
    """Return the two letters of a country however it was typed, or what was typed if it is not known."""
    return _CODES.get(_folded(country), _plain(country))


def lines(address: Address, name: str, *, home_country: str = "", chinese: bool) -> AddressBlock:
    """Return an address as it is written to somebody; without a recipient it goes to the customer by `name`.

    `home_country` is the shop's own, in two letters or words, blank if it is not known. `chinese` says that the
    customer reads Chinese: it counts where the address itself does not show its script.
    """
    address = Address(*(_plain(part) for part in _parts(address)))
    country = country_code(address.country) or country_code(home_country)
    abroad = bool(address.country) and country != country_code(home_country)
    place = address.province + address.city + address.district + address.street
    eastern = _is_eastern(place) if any(c.isalpha() for c in place) else chinese
    recipient = address.recipient or _plain(name)
    if eastern:
        recipient = _called(recipient, country)
        found = [_eastern_code(address.postcode, country), *_large_to_small(address), recipient]
    else:
        found = [recipient, *_small_to_large(address, country)]
    if abroad:
        found = _with_country(found, address, country, country_code(home_country), eastern=eastern)
    return AddressBlock(
        lines=tuple(line for line in found if line),
        recipient=recipient,
        postcode=_eastern_code(address.postcode, country) if eastern else address.postcode,
        country=country,
        abroad=abroad,
    )


def route_key(address: Address) -> tuple[bool, str, str, str, str, str]:
    """Return the key by which letters are sorted for the post: postcode, province, city, district, street.

    Those without a postcode come last; numbers in streets count as numbers.
    """
    code = _sortable("".join(c for c in _folded(address.postcode) if c.isalnum()))
    rest = (_sortable(_folded(each)) for each in (address.province, address.city, address.district, address.street))
    return (not code, code, *rest)  # type: ignore[return-value]  # four of them


# ---- from the large to the small ------------------------------------------------------------------------------------


def _large_to_small(address: Address) -> list[str]:
    """Return province, city, district and street in one line, or in two where that is long.

    What is said twice is written once: 上海市 is a province and a city, and many type all of it into the street.
    """
    parts = [part for part in (address.province, address.city, address.district) if part]
    said = next((n for n, part in enumerate(parts) if _says(address.street, part)), len(parts))
    kept = parts[:said]
    region = "".join(part for n, part in enumerate(kept) if not any(_says(later, part) for later in kept[n + 1 :]))
    if said < len(parts) or len(region + address.street) <= _ONE_LINE:
        return [region + address.street]
    return [region, address.street]


def _says(text: str, part: str) -> bool:
    """Whether a text is a province, city or district, or begins with it by its full name: not 吉林大街 with 吉林."""
    stem = part.rstrip("省市")
    if stem == part:
        in_full = text.startswith((f"{part}省", f"{part}市"))
        return text == part or in_full or (part[-1] in "区區县縣" and text.startswith(part))
    return text.startswith(part) or text == stem


def _eastern_code(postcode: str, country: str) -> str:
    return f"〒{postcode}" if country == "JP" and postcode and not postcode.startswith("〒") else postcode


def _called(name: str, country: str) -> str:
    """Return an addressee as letters call them."""
    if not name or _CALLED.search(name) or country == "KR":
        return name
    if country == "JP":
        return f"{name} {'御中' if _FIRM.search(name) else '様'}"
    return f"{name} 收"


# ---- from the small to the large ------------------------------------------------------------------------------------


def _small_to_large(address: Address, country: str) -> list[str]:
    known = _COUNTRIES.get(country)
    custom = known.custom if known else _Custom.TOWN_CODE
    code = address.postcode
    town = address.city or address.province
    state = address.province if town != address.province and country not in _WITHOUT_STATE else ""
    above = [address.street, address.district]
    match custom:
        case _Custom.TOWN_STATE_CODE:
            return [*above, ", ".join(part for part in (town, _spaced(state, code)) if part)]
        case _Custom.CODE_TOWN:
            return [address.district, address.street, _spaced(code, town), state]
        case _Custom.CODE_LAST:
            return [*above, town.upper(), code.upper()]
        case _:
            return [*above, _spaced(town, state, code)]


def _with_country(found: Sequence[str], address: Address, country: str, home: str, *, eastern: bool) -> list[str]:
    """Return the lines with the country: first in Chinese where the shop's own post reads it, else last in capitals."""
    known = _COUNTRIES.get(country)
    if eastern and home in _READS_CHINESE:
        name = address.country if _is_eastern(address.country) else known.chinese if known else address.country
        return [name, *found]
    return [*found, (known.name if known else address.country).upper()]


# ---- texts ----------------------------------------------------------------------------------------------------------


def _parts(address: Address) -> tuple[str, ...]:
    return (
        address.recipient,
        address.country,
        address.province,
        address.city,
        address.district,
        address.street,
        _code(address.postcode),
    )


def _plain(text: str) -> str:
    """Return a text in one line without blanks to spare."""
    return " ".join(text.split())


def _code(postcode: str) -> str:
    """Return a postcode with plain digits, as machines read them and the boxes on an envelope take them."""
    return _plain(unicodedata.normalize("NFKC", postcode))


def _spaced(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _folded(text: str) -> str:
    return _plain(unicodedata.normalize("NFKC", text)).casefold()


def _is_eastern(text: str) -> bool:
    return any(unicodedata.east_asian_width(c) == "W" and unicodedata.category(c) == "Lo" for c in text)


def _sortable(text: str) -> str:
    """Return a text in which 9 comes before 10."""
    return re.sub(r"[0-9]+", lambda match: match[0].zfill(8), text)


_CODES: Mapping[str, str] = MappingProxyType(
    {
        _folded(name): code
        for code, country in _COUNTRIES.items()
        for name in (code, country.name, country.chinese, *country.also)
    }
)
"""The two letters of every name a country is known by."""
