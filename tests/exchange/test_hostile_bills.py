"""Bills that are no shop's: small when they are packed, more lines or tags than are ever read at once."""

import gzip

import pytest

from app.errors import Refused
from app.exchange.bills import read_bill

_HEADS = "交易日期,摘要,对方户名,对方账号,交易流水号,金额\n"
_CAMT = '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'

BOMBS = {
    "lines.csv": _HEADS + "2026-01-02,a,b,c,n,1.00\n" * 200_001,
    "lines.sta": ":20:S\n:25:1/2\n:60F:C260101EUR0,\n" + ":86:x\n" * 200_001,
    "cells.csv": _HEADS + "," * 6_000_001,
    "tags.xml": _CAMT + "<Ntry/>" * 6_000_001,
    "tags.ofx": "OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1>" + "<STMTTRN>" * 6_000_001,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bill_of_more_than_a_shop_takes_is_refused_before_it_is_read(name, tmp_path, monkeypatch):
    path = tmp_path / f"{name}.gz"
    path.write_bytes(gzip.compress(BOMBS[name].encode(), 1))
    assert path.stat().st_size < 3_000_000
    with monkeypatch.context() as patched:
        patched.setattr("app.exchange.bills._read", lambda *_given: pytest.fail("it is read"))
        with pytest.raises(Refused, match="fewer days"):
            read_bill(path, 2)
