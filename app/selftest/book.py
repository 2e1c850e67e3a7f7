"""The steps without a window: a book of a small shop, its papers, the keyring, and what lies around the program."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import pkgutil
import stat
import sys
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import app
from app import bootstrap
from app.bootstrap import App
from app.core.list_file import FileColumn, Kind, ListFile
from app.core.statement import Period
from app.documents.reading import texts
from app.exchange.xlsx import xlsx_pieces
from app.i18n import catalog
from app.i18n import format as form
from app.messaging import service
from app.selftest.report import Wrong, expect
from app.services import protection
from app.services.bulk import LineResult
from app.services.handover import take_over
from app.services.protection import Key
from app.storage.engine import sqlite3
from app.system import lunar, paths, pinyin
from app.system.secrets import Secrets

RARE = "𬱖𫖯𪚥"
"""Characters beyond U+FFFF, of names and of a street; the last is in no font of ours and must be said to be missing."""

CUSTOMER = "0001"
_PASSPHRASE = "一本账本 kept safe"
_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
_FOLDERS = ("fonts", "handover", "icons", "law", "locale", "rates", "templates", "vouchers")
_LEAST_SERVICES = 100
_LEAST_ZONES = 300


def modules() -> str:
    """Import every module of the program: one left out of the build is found here and not in the shop."""
    names = [found.name for found in pkgutil.walk_packages(app.__path__, "app.") if not found.name.endswith("__main__")]
    expect(len(names) > 1, "the program cannot list its own modules")
    for name in names:
        importlib.import_module(name)
    return f"{len(names)} modules"


def resources() -> str:
    """Look for what the program brings along, file by file where it was built for others."""
    folder = paths.resources()
    missing = [name for name in _FOLDERS if not any((folder / name).glob("*"))]
    missing += [name for name in _FONTS if not (folder / "fonts" / name).is_file()]
    missing += [
        f"catalogue {language}"
        for language in catalog.LANGUAGES
        if catalog.load(language, paths.catalogues()).language != language
    ]
    missing += _harmed(folder)
    expect(not missing, f"missing or damaged in {folder}: {', '.join(dict.fromkeys(missing))}")
    return str(folder)


def _harmed(folder: Path) -> list[str]:
    """Return which of the files the program was built with are not there any more, or are not as they were."""
    try:
        built = json.loads((paths.about() / "files.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ["about/files.json"] if getattr(sys, "frozen", False) else []  # run from its source it has no list
    return [name for name, sha256 in built.items() if _sha256(folder / name) != sha256]


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def habits() -> str:
    """Write a figure and a day in every language, know time zones, and read a Chinese name and a lunar day."""
    for language in catalog.LANGUAGES:
        expect("1,234.50" in form.money(123450, "CNY", 2, language), f"{language}: amounts are not written")
        expect(form.month(date(2026, 11, 1), language), f"{language}: months have no name")
    expect(pinyin.initials("曾小明")[:1] == ("zxm",), "names are not romanised")
    expect(pinyin.simplify("陳") == "陈", "Traditional characters are not folded")
    expect(lunar.next_day(8, 15, date(2026, 1, 1)) == date(2026, 9, 25), "lunar days are not known")
    zones = available_timezones()
    expect(len(zones) >= _LEAST_ZONES, f"only {len(zones)} time zones are known")
    return f"{len(zones)} time zones; Shanghai is {ZoneInfo('Asia/Shanghai').key}"


def post(path: Path) -> App:
    """Make a book and record a small shop's day in it; return it open."""
    opened = bootstrap.new_book(path, name=f"Probe {RARE[:2]}", currency="CNY", language="zh_CN", pack="CN")
    results: list[LineResult] = []
    opened.bulk.apply((json.dumps(event).encode() for event in _events(opened.today())), results.append)
    refused = [str(result.refused) for result in results if not result.ok]
    if refused:
        raise Wrong("; ".join(refused))
    return opened


def _events(today: date) -> list[dict[str, Any]]:
    day, due = today.isoformat(), (today + timedelta(days=30)).isoformat()
    both = {"on": day, "customer": CUSTOMER}
    on_account = [{"with": "account", "due_on": due}]
    return [
        {"do": "customer", "id": "c1", "no": CUSTOMER, "name": f"王{RARE}", "credit_limit": "900.00", "terms_days": 30},
        {"do": "top_up", "id": "e1", **both, "paid": "500.00", "bonus": "50.00", "tender": "cash"},
        {"do": "sale", "id": "e2", **both, "amount": "88.00", "description": f"精洗 {RARE[:2]}"},
        {"do": "sale", "id": "e3", **both, "amount": "360.00", "description": "补漆", "pay": on_account},
        {"do": "payment", "id": "e4", **both, "amount": "60.00", "tender": "bank", "against": ["e3"]},
    ]


def statement(opened: App, keep: Path | None) -> str:
    """Draw a statement as PDF, read its text back, and look for the rare characters and the figures in it."""
    today = opened.today()
    drawn = opened.statements.preview(CUSTOMER, Period(today, today))
    if keep is not None:
        (keep / "statement.pdf").write_bytes(drawn.pdf)
    read = "".join(texts(drawn.pdf))
    for wanted in (*RARE[:2], "王", "360.00", "300.00"):
        expect(wanted in read, f"the statement does not show {wanted}")
    expect(tuple(drawn.missing) == (RARE[2],), f"said to be missing: {' '.join(drawn.missing)}")
    pages = opened.receipts.page_count(drawn.pdf)
    [*pictures] = opened.receipts.some_pages(drawn.pdf, 50, range(pages))
    expect(any(picture.rgba.strip(b"\xff") for picture in pictures), "the statement's picture is empty")
    return f"{pages} pages, {len(drawn.pdf):,} bytes, {len(read)} characters read back"


def receipt(opened: App) -> str:
    """Draw a receipt and read it back."""
    pdf = opened.receipts.preview("e2")
    expect(RARE[0] in "".join(texts(pdf)), f"the receipt does not show {RARE[0]}")
    return f"{len(pdf):,} bytes"


def find(opened: App) -> str:
    """Find the customer as typed at the till."""
    expect(any(hit.no == CUSTOMER for hit in opened.search.find("wang")), "wang does not find 王")
    return ""


def tables(opened: App, folder: Path) -> str:
    """Write a list as a workbook, try to take it in, and read it by what reads the older kinds of workbooks."""
    path = folder / "清单.xlsx"
    columns = (FileColumn("卡号", Kind.TEXT), FileColumn("姓名", Kind.TEXT), FileColumn("余额", Kind.MONEY))
    path.write_bytes(b"".join(xlsx_pieces(ListFile("清单", columns, [["0002", f"李{RARE}", 1250]], 2))))
    source = opened.intake.open(path)
    report = opened.intake.dry_run(source, opened.intake.propose(source).layout)
    expect(report.good == 1, "; ".join(str(finding.reason) for finding in report.findings))
    expect(report.sums == {"principal": 1250}, f"12.50 is read as {report.sums}")
    older = importlib.import_module("python_calamine")  # what reads XLS and XLSB reads these too
    cells = older.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    expect([f"李{RARE}" in row for row in cells] == [False, True], f"the reader of older workbooks finds {cells}")
    return f"{path.stat().st_size:,} bytes"


def carry(opened: App, folder: Path) -> str:
    """Take the whole book out as a folder of tables and make a book of it again: it must be the same by its facts."""
    out = opened.handover.save(folder / "全部", "zh_CN")
    again = take_over(folder / "全部", folder / "again.cbook", opened.around)
    expect(again.facts == out.facts, "the book made of the folder is another one")
    layouts = opened.vouchers.layouts()
    expect(layouts, "there are no layouts of vouchers")
    return f"{out.rows} rows in {out.files} files, {len(layouts)} layouts of vouchers"


def verify(opened: App) -> str:
    """Prove the book."""
    report = opened.verify.verify()
    expect(report.ok, "; ".join(str(problem) for problem in report.problems))
    return f"{report.entries} entries"


def keep_safe(opened: App, folder: Path) -> str:
    """Copy the open book away, encrypt the copy, look for clear text in it, open it, and take the encryption off."""
    copy = opened.backups.make(folder / "备份.cbook").path
    key = protection.new_key(_PASSPHRASE)
    copy.chmod(stat.S_IRUSR | stat.S_IWUSR)  # a backup is read-only
    _ask_both(copy, None, encrypted=False)
    protection.encrypt(copy, None, key, keep=False)
    _ask_both(copy, protection.unlock(copy, _PASSPHRASE), encrypted=True)
    _ask_both(copy, protection.unlock(copy, protection.recovery_key(key)), encrypted=True)
    protection.decrypt(copy, key)
    _ask_both(copy, None, encrypted=False)
    return f"{copy.stat().st_size:,} bytes"


def _ask_both(path: Path, key: Key | None, *, encrypted: bool) -> None:
    """Ask the file for the customer's name byte by byte, then the book for the customer."""
    clear = RARE[0].encode() in path.read_bytes()
    expect(clear is not encrypted, "the name stands in the encrypted file" if clear else "the name is not in the file")
    opened = bootstrap.open_app(path, key)
    try:
        expect(any(hit.no == CUSTOMER for hit in opened.search.find("wang")), f"{path} has lost its customer")
    finally:
        opened.close()


def one_database() -> str:
    """See that the program has one SQLite only, where it was built for others: two on one book would lose its locks."""
    if getattr(sys, "frozen", False):
        expect(importlib.util.find_spec("_sqlite3") is None, "Python's own database is in the program as well")
    connection = sqlite3.connect(":memory:")
    try:
        [(cipher,)] = connection.execute("PRAGMA cipher_version").fetchall()
    finally:
        connection.close()
    return f"SQLite {sqlite3.sqlite_version}, SQLCipher {cipher}"


def keyring() -> str:
    """Write a secret into the system's keyring, read it, delete it; a system without one is told, and is not wrong."""
    book = f"self-test {uuid.uuid4()}"
    secrets, again = Secrets(book), Secrets(book)
    why = secrets.put("probe", "秘密")
    if why is not None:
        return why.text
    try:
        expect(again.get("probe") == "秘密", "the keyring gives back something else")
    finally:
        secrets.drop("probe")
    expect(Secrets(book).get("probe") is None, "the keyring does not forget")
    return "written, read, deleted"


def services() -> str:
    """Load the services messages can go out by."""
    found = service.services()
    expect(not found.lost, f"these services do not load: {', '.join(found.lost)}")
    expect(found.known >= _LEAST_SERVICES, f"only {found.known} services are known")
    return f"{found.known} services"
