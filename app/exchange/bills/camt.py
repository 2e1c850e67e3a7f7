"""ISO 20022 CAMT.053 (and .052, .054 of the same shape): booked entries, one line for each payment of a batch.

Read with the standard library; a file with a document type is refused, so that no entity is ever expanded.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NoReturn
from xml.etree import ElementTree as ET

from app.core.incoming import BadRow, Bill, Control, Incoming, PayKind, Source, check_count
from app.core.requests import Tender
from app.errors import Message, refuse
from app.exchange.bills import reading as r
from app.exchange.bills.bank import kind_of
from app.i18n.mark import N_


class _Builder(ET.TreeBuilder):
    """Builds a tree without namespaces, and lets no document type through."""

    def doctype(self, _name: str, _pubid: str | None, _system: str | None) -> NoReturn:
        refuse("file", N_("file: it brings a document type of its own, which no bank statement does."))

    def start(self, tag: str, attrs: dict[str, str]) -> ET.Element:
        return super().start(tag.rpartition("}")[2], attrs)

    def end(self, tag: str) -> ET.Element:
        return super().end(tag.rpartition("}")[2])


def is_camt(content: bytes) -> bool:
    """Whether a file is an account statement of ISO 20022, whatever its encoding."""
    head = content[:4000].replace(b"\x00", b"")
    return b"BkToCstmr" in head or b"camt.05" in head


def read_camt(content: bytes, decimals: int) -> Bill:
    """Read the statements of a file; an entry that cannot be read is refused, entries not booked yet are left out."""
    try:
        parser = ET.XMLParser(target=_Builder())  # noqa: S314 - no document type gets through, so no entity either
        parser.feed(content)
        root = parser.close()
    except ET.ParseError as error:
        line = error.position[0]
        refuse("file", N_("file: line {line} cannot be read."), line=line)
    statements = [each for each in root.iter() if each.tag in ("Stmt", "Rpt", "Ntfctn")]
    if not statements:
        refuse("file", N_("file: it holds no account statement."))
    bad: list[BadRow] = []
    rows: list[Incoming] = []
    controls: list[Control] = []
    left_out = number = 0
    for statement in statements:
        begin = len(rows)
        own = _text(statement, "Acct/Id/IBAN", "Acct/Id/Othr/Id")
        entries = statement.findall("Ntry")
        for entry in entries:
            number += 1
            if _text(entry, "Sts") not in ("", "BOOK") or _text(entry, "Sts/Cd") not in ("", "BOOK"):
                left_out += 1
                continue
            try:
                rows += [each._replace(own=own) for each in _entry(number, entry, decimals)]
            except r.BadCell as error:
                bad.append(BadRow(number, error.column, error.value, error.reason))
        controls += _controls(statement, entries, rows[begin:], decimals)
    first = statements[0]
    first_day, last_day = _days(statements)
    return Bill(
        Source.CAMT053,
        Tender.BANK,
        tuple(rows),
        tuple(bad),
        tuple(controls),
        account=_text(first, "Acct/Id/IBAN") or _text(first, "Acct/Id/Othr/Id"),
        currency=_text(first, "Acct/Ccy") or next((each.get("Ccy", "") for each in first.iter("Amt")), ""),
        first=first_day,
        last=last_day,
        left_out=left_out,
    )


def _text(element: ET.Element | None, *paths: str) -> str:
    if element is None:
        return ""
    return next((text for path in paths if (text := (element.findtext(path) or "").strip())), "")


def _amount(element: ET.Element, path: str, decimals: int) -> int:
    return abs(r.amount(path, _text(element, path), decimals))


def _sign(element: ET.Element) -> int:
    said = _text(element, "CdtDbtInd")
    if said not in ("CRDT", "DBIT"):
        raise r.BadCell("CdtDbtInd", said, Message(N_("this says neither that money came in nor that it went out")))
    return 1 if said == "CRDT" else -1


def _days(statements: Sequence[ET.Element]) -> tuple[date | None, date | None]:
    """Return the days a file says it tells of, where each of its statements does."""
    spans = []
    for each in statements:
        begin = _text(each, "FrToDt/FrDtTm", "FrToDt/FrDt")
        end = _text(each, "FrToDt/ToDtTm", "FrToDt/ToDt")
        if not begin or not end:
            return None, None
        first, last = r.period(begin, end)
        if first is None or last is None:
            return None, None
        spans.append((first, last))
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _controls(
    statement: ET.Element, entries: Sequence[ET.Element], rows: Sequence[Incoming], decimals: int
) -> Iterator[Control]:
    balances = {
        _text(each, "Tp/CdOrPrtry/Cd"): _sign(each) * _amount(each, "Amt", decimals)
        for each in statement.findall("Bal")
    }
    opening = balances.get("OPBD", balances.get("PRCD"))
    if opening is not None and "CLBD" in balances:
        yield Control(N_("Closing balance"), balances["CLBD"], opening + sum(each.amount for each in rows))
    count = _text(statement, "TxsSummry/TtlNtries/NbOfNtries")
    if count.isdigit():
        yield check_count(N_("Lines"), int(count), entries)
    for path, what, sign in (("TtlCdtNtries", N_("Came in"), 1), ("TtlDbtNtries", N_("Went out"), -1)):
        stated = r.amount_or_none(_text(statement, f"TxsSummry/{path}/Sum"), decimals)
        if stated is not None:
            yield Control(what, int(stated), sum(sign * each.amount for each in rows if sign * each.amount > 0))


def _entry(number: int, entry: ET.Element, decimals: int) -> list[Incoming]:
    when = _text(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    on, at = r.day_and_time("BookgDt", when)
    total = _sign(entry) * _amount(entry, "Amt", decimals)
    if not total:
        raise r.BadCell("Amt", _text(entry, "Amt"), Message(N_("this line has no amount")))
    back = _text(entry, "RvslInd") == "true"
    base = Incoming("", number, PayKind.PAYMENT, Tender.BANK, on, total, at, text=_text(entry, "AddtlNtryInf"))
    amount = entry.find("Amt")
    code = "" if amount is None else amount.get("Ccy", "").upper()
    base = base._replace(payment=_text(entry, "AcctSvcrRef", "NtryRef"), currency=code)
    details = [each for group in entry.findall("NtryDtls") for each in group.findall("TxDtls")]
    amounts = [_detail_amount(each, decimals, total) for each in details]
    split = len(details) > 1 and None not in amounts and sum(filter(None, amounts)) == total
    if not split:
        return [_detail(base, details[0] if len(details) == 1 else None, back=back)]
    parts = zip(details, amounts, strict=True)
    shares = [_detail(base._replace(amount=share or 0), each, back=back) for each, share in parts]
    own = base.payment
    return [  # without a number of the entry nothing but what they say tells payments of the same day apart
        each._replace(payment=f"{own}/{nth}" if own and each.payment in ("", own) else each.payment)
        for nth, each in enumerate(shares, 1)
    ]


def _detail_amount(detail: ET.Element, decimals: int, total: int) -> int | None:
    """Return what a payment of a batch moved: as its entry did, where it does not say so itself."""
    text = _text(detail, "Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")
    minor = r.amount_or_none(text, decimals)
    says = _text(detail, "CdtDbtInd")
    came = says == "CRDT" if says in ("CRDT", "DBIT") else total > 0
    return None if minor is None else int(minor) if came else -int(minor)


def _detail(base: Incoming, detail: ET.Element | None, *, back: bool) -> Incoming:
    other = "Dbtr" if (base.amount > 0) != back else "Cdtr"
    parties = None if detail is None else detail.find("RltdPties")
    name = _text(parties, f"{other}/Nm", f"{other}/Pty/Nm", f"Ultmt{other}/Nm", f"Ultmt{other}/Pty/Nm")
    account = _text(parties, f"{other}Acct/Id/IBAN", f"{other}Acct/Id/Othr/Id")
    words = [] if detail is None else [(each.text or "").strip() for each in detail.findall("RmtInf/Ustrd")]
    text = r.joined(*words, _text(detail, "AddtlTxInf"), base.text)
    reference = _text(detail, "RmtInf/Strd/CdtrRefInf/Ref", "Refs/EndToEndId")
    kind = kind_of(base.amount, f"{text} {name}")
    if back:
        kind = PayKind.REFUND if base.amount < 0 else PayKind.SPENT
    own = _text(detail, "Refs/AcctSvcrRef", "Refs/TxId") or base.payment
    raw = (f"{own}", name, account, text)
    return base._replace(
        payment=own,
        kind=kind,
        name=name,
        account=account,
        reference="" if reference.upper() in ("NOTPROVIDED", "NONREF") else reference,
        text=text,
        raw=raw,
    )
