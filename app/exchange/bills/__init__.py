"""Bills of payment services and banks: bytes in, incoming payments out. What a file is, is told by its content."""

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from app.core.incoming import Bill, Source
from app.core.journal import canonical
from app.core.plain import plain
from app.errors import refuse
from app.exchange.bills import alipay, bank, camt, mt940, ofx, qif, wechat, wechat_fund
from app.exchange.bills import reading as r
from app.exchange.bills.bank import Layout, NeedsLayout
from app.exchange.bills.packed import BOOKS
from app.exchange.bills.reading import File, Line
from app.i18n.mark import N_

__all__ = ["File", "Layout", "NeedsLayout", "bill_files", "read_bill"]

_WEB_TABLE = re.compile(rb"<(?:html|table|!doctype\s+html)\b", re.IGNORECASE)  # what some banks call a workbook


def bill_files(path: Path) -> list[File]:
    """Return the bills a file holds, one but for archives; raises `Refused` where it cannot be read or unpacked."""
    return r.read_files(path)


def read_bill(source: Path | File, decimals: int, layout: Layout | None = None) -> Bill:
    """Read a bill whatever it is; `layout` says which column of a bank's table is what.

    Raises `Refused` for what is no bill, `NeedsLayout` where somebody must say which column is what.
    """
    file = source if isinstance(source, File) else r.read_file(source)
    r.check_size(file)
    try:
        return _read(file, decimals, layout)
    except r.BadCell as error:  # outside the lines, where there is no bill without it
        text = N_("file: it says “{value}” where it should say a balance or a sum.")
        refuse("file", text, value=error.value)


def _read(file: File, decimals: int, layout: Layout | None) -> Bill:
    if file.content.startswith(BOOKS) or _WEB_TABLE.search(file.content[:4000]):
        return _sealed(_table(_sheet_lines(file), decimals, layout), file, "")
    if camt.is_camt(file.content):
        return _sealed(camt.read_camt(file.content, decimals), file, "xml")
    if ofx.is_ofx(file.content):
        text, encoding = ofx.text_of(file.content)
        return _sealed(ofx.read_ofx(text, decimals), file, encoding)
    text, encoding = r.decoded(file)
    if mt940.is_mt940(text):
        return _sealed(mt940.read_mt940(text, decimals), file, encoding)
    if qif.is_qif(text):
        return _sealed(_table(qif.table_of(text), decimals, layout), file, encoding)
    lines = wechat.ticked_lines(text)
    if not wechat.is_merchant(lines) and not wechat_fund.is_fund(lines):
        lines = r.csv_lines(text, _separator(text))
    return _sealed(_table(lines, decimals, layout), file, encoding)


_SHAPES: tuple[tuple[Callable[[Sequence[Line]], bool], Callable[[Sequence[Line], int], Bill]], ...] = (
    (wechat.is_merchant, wechat.read_merchant),
    (wechat_fund.is_fund, wechat_fund.read_fund),
    (wechat.is_personal, wechat.read_personal),
    (alipay.is_detail, alipay.read_detail),
    (alipay.is_flow, alipay.read_flow),
    (alipay.is_personal, alipay.read_personal),
)


def _table(lines: list[Line], decimals: int, layout: Layout | None) -> Bill:
    for is_it, read in _SHAPES:
        if is_it(lines):
            return read(lines, decimals)
    if alipay.is_summary(lines):
        refuse(
            "file", N_("file: this is Alipay’s summary, which has no single payments; choose the details beside it.")
        )
    table = bank.read_table(lines, decimals, layout)
    return replace(table.bill, layout=canonical(plain(table.layout)), header=table.header, sample=table.sample)


def _sealed(bill: Bill, file: File, encoding: str) -> Bill:
    moved = tuple(each for each in bill.payments if each.amount or each.fee)
    bill = replace(bill, payments=moved, left_out=bill.left_out + len(bill.payments) - len(moved))
    if not bill.payments and not bill.refused and not bill.left_out and bill.first is None:
        refuse("file", N_("file: “{name}” has no lines of payments."), name=file.name)
    cut = next((each for each in bill.payments if _is_cut(each.payment)), None)
    if cut is not None and bill.source in _SERVICES:
        text = N_(
            "file: a spreadsheet program has cut the numbers of the payments (line {line}: {value}); use the bill "
            "as it was downloaded."
        )
        refuse("file", text, line=cut.line, value=cut.payment)
    if cut is not None:  # a bank's own number is worth something only whole; without it the line itself tells
        whole = tuple(each._replace(payment="") if _is_cut(each.payment) else each for each in bill.payments)
        bill = replace(bill, payments=whole)
    return replace(bill, sha256=file.sha256, encoding=encoding)


_SERVICES = (
    Source.WECHAT_MERCHANT,
    Source.WECHAT_FUND,
    Source.WECHAT_PERSONAL,
    Source.ALIPAY_DETAIL,
    Source.ALIPAY_FLOW,
    Source.ALIPAY_PERSONAL,
)
_CUT = re.compile(r"\d(?:\.\d+)?E\+\d+|\d{15}0{3,}", re.IGNORECASE)


def _is_cut(number: str) -> bool:
    """Whether a number is what spreadsheet programs make of one with more than 15 digits: 4.2E+27, or zeros behind."""
    return _CUT.fullmatch(number) is not None


def _separator(text: str) -> str:
    """Return what stands between the cells: of comma, semicolon, tab and bar the one that is in the most lines."""
    lines = text.splitlines()[:200]
    return max(",;\t|", key=lambda each: (sum(each in line for line in lines), each == ","))


def _sheet_lines(file: File) -> list[Line]:
    from app.exchange.bills.sheets import sheet_lines  # the reader of workbooks is loaded where there is one

    if file.path is not None:
        return sheet_lines(file.path)
    with tempfile.TemporaryDirectory() as folder:  # it was packed, and that reader takes files
        path = Path(folder) / f"bill{PurePath(file.name).suffix}"
        path.write_bytes(file.content)
        return sheet_lines(path)
