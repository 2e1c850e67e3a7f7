"""OFX, versions 1 (SGML, tags that are never closed) and 2 (XML), as far as movements of an account go.

Read by its tags alone: no document type, no entity but the five of XML, so that nothing in a file can be expanded.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.core.incoming import BadRow, Bill, Incoming, PayKind, Source
from app.core.requests import Tender
from app.errors import Message, refuse
from app.exchange.bills import reading as r
from app.exchange.bills.bank import decimal_points, kind_of
from app.i18n.mark import N_

_TAG = re.compile(r"<(/?)([A-Za-z0-9.]+)>([^<]*)")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&nbsp;", " "), ("&amp;", "&"))


def is_ofx(content: bytes) -> bool:
    """Whether a file is OFX."""
    head = content[:2000].upper()
    return b"OFXHEADER" in head or b"<OFX>" in head


def text_of(content: bytes) -> tuple[str, str]:
    """Return the text of a file by what its own header says: UTF-8, or the code page it names."""
    head = content[:1000].decode("ascii", "replace").upper()
    page = re.search(r"CHARSET:\s*(\d+)", head)
    named = re.search(r'ENCODING\s*[:=]\s*"?([A-Z0-9-]+)', head)
    wanted = ["utf-8"]
    if page:
        wanted.append({"936": "gb18030", "950": "big5"}.get(page[1], f"cp{page[1]}"))
    elif named and named[1] not in ("USASCII", "UNICODE", "NONE"):
        wanted.append(named[1])
    for encoding in (*wanted, "gb18030", "cp1252"):
        try:
            return content.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    refuse("file", N_("file: the characters of “{name}” cannot be read; save it as UTF-8."), name="OFX")


def read_ofx(text: str, decimals: int) -> Bill:
    """Read the movements of an OFX file; one that cannot be read is refused by its line."""
    found = list(_transactions(text))
    head = {name: value for name, value, _ in _values(text) if name in ("DTSTART", "DTEND")}
    bad: list[BadRow] = []
    rows = []
    point = (decimal_points([fields["TRNAMT"] for _, fields, _ in found if fields.get("TRNAMT")]) or ["."])[0]
    for line, fields, whose in found:
        try:
            rows.append(_movement(line, fields, decimals, point)._replace(own=whose.account, currency=whose.currency))
        except r.BadCell as error:
            bad.append(BadRow(line, error.column, error.value, error.reason))
    if not found and "STMTTRN" not in text.upper() and "BANKTRANLIST" not in text.upper():
        refuse("file", N_("file: this OFX file holds no movements of an account."))
    first, last = r.period(*(head.get(name, "")[:8] for name in ("DTSTART", "DTEND")))
    return Bill(
        Source.OFX,
        Tender.BANK,
        tuple(rows),
        tuple(bad),
        account=found[0][2].account if found else "",
        first=first,
        last=last,
        currency=found[0][2].currency if found else "",
    )


def _values(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield each tag with its value and its line; a closing tag begins with a slash."""
    line, before = 1, 0
    for found in _TAG.finditer(text):
        line += text.count("\n", before, found.start())
        before = found.start()
        value = found[3].strip()
        for entity, character in _ENTITIES:
            value = value.replace(entity, character)
        yield found[1] + found[2].upper(), value, line


class _Whose(NamedTuple):
    """The shop's own account, and the currency of the movements below it; a file may hold several."""

    account: str = ""
    currency: str = ""


def _transactions(text: str) -> Iterator[tuple[int, dict[str, str], _Whose]]:
    fields: dict[str, str] | None = None
    whose = _Whose()
    begin = 0
    for name, value, line in _values(text):
        if name == "STMTTRN":
            if fields is not None:
                yield begin, fields, whose
            fields, begin = {}, line
        elif name == "/STMTTRN" or (name == "/BANKTRANLIST" and fields is not None):
            if fields is not None:
                yield begin, fields, whose
            fields = None
        elif fields is not None and value:
            fields.setdefault(name, value)
        elif name == "CURDEF":
            whose = _Whose("", value.upper())
        elif name == "ACCTID":  # within a movement it is that of the other side
            whose = whose._replace(account=value)
    if fields is not None:
        refuse("file", N_("file: it ends in the middle of the movement in line {line}."), line=begin)


def _movement(line: int, fields: dict[str, str], decimals: int, point: str) -> Incoming:
    posted = fields.get("DTPOSTED", "")
    on, _ = r.day_and_time("DTPOSTED", posted[:8])
    moved = r.amount("TRNAMT", fields.get("TRNAMT", ""), decimals, point)
    if not moved:
        raise r.BadCell("TRNAMT", fields.get("TRNAMT", ""), Message(N_("this line has no amount")))
    sort = fields.get("TRNTYPE", "")
    words = r.joined(fields.get("MEMO", ""))
    kind = (
        PayKind.FEE if sort in ("FEE", "SRVCHG") and moved < 0 else kind_of(moved, f"{words} {fields.get('NAME', '')}")
    )
    return Incoming(
        payment=fields.get("FITID", ""),
        line=line,
        kind=kind,
        way=Tender.BANK,
        on=on,
        amount=moved,
        at=r.time_in(posted[8:14]),
        name=fields.get("NAME", ""),
        account=fields.get("ACCTID", ""),
        reference=fields.get("REFNUM", "") or fields.get("CHECKNUM", ""),
        text=words,
        raw=tuple(f"{name}={value}" for name, value in fields.items()),
    )
