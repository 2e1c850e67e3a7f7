"""Statements to be drawn: sound values of any length, as the ledger would have made them, and the shop's pictures."""

import hashlib
import io
from collections.abc import Mapping
from datetime import date, timedelta

from PIL import Image, ImageDraw

from app.core.ageing import AgeingLine
from app.core.envelope import WindowForm
from app.core.journal import EntryKind
from app.core.receipt import Copy, Party
from app.core.statement import (
    AccountLine,
    AccountPart,
    Balances,
    Expiring,
    Flow,
    LateEntry,
    OpenCharge,
    PassPart,
    Period,
    PrepaidLine,
    PrepaidPart,
    SinceLast,
    Statement,
    StatementKind,
)
from app.core.statement_paper import Addressee, Letterhead, Sheet, Slip, StatementPaper
from tests.documents.helpers_paper import CNY, MOMENT

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
MADE = date(2026, 11, 2)
BUCKETS = (30, 60, 90)

GOODS = (
    ("门窗五金配件一批", "SO-20261003"),
    ("精洗打蜡 Full valet and hand wax", ""),
    ("复印纸 A4 80g × 20 包，黑色硒鼓 2 支，白板笔一盒", "XS-1187"),
    ("Coffee beans, 5 kg", "INV 2026/0417"),
    ("月度保洁服务费", "BJ-10"),
)


def picture(width: int = 480, height: int = 160, color: str = "#1B6B50") -> bytes:
    """Return a simple logo as PNG."""
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    pen.ellipse((4, 4, height - 4, height - 4), fill=color)
    if width > height + 80:
        pen.rectangle((height + 16, height * 0.3, width - 4, height * 0.44), fill=color)
        pen.rectangle((height + 16, height * 0.56, width - 60, height * 0.7), fill="#9DB8AC")
    into = io.BytesIO()
    image.save(into, "PNG")
    return into.getvalue()


def payment_code() -> bytes:
    """Return something like a payment code as PNG."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData("https://pay.example/f2f0a1b2c3d4e5f6a7b8")
    code.make()
    rows = [list(row) for row in code.modules]
    image = Image.new("L", (len(rows) + 4, len(rows) + 4), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + 2, y + 2), 0)
    into = io.BytesIO()
    image.resize((image.width * 8, image.height * 8), Image.Resampling.NEAREST).save(into, "PNG")
    return into.getvalue()


def named(*contents: bytes) -> dict[str, bytes]:
    """Return pictures by their SHA-256."""
    return {hashlib.sha256(content).hexdigest(): content for content in contents}


LOGO, CODE = picture(), payment_code()
PICTURES: Mapping[str, bytes] = named(LOGO, CODE)
LOGO_NAME, CODE_NAME = PICTURES

SHOP = Letterhead(
    name="洁净洗车 Clean Car",
    address="上海市静安区人民路 88 号 1 楼",
    phone="021-5555 8888",
    bank="开户名：上海洁净汽车服务有限公司\n开户行：中国工商银行上海静安支行\n账号：1001 2345 0920 0123 456",
    tax_number="91310000MA1K00000X",
    logo=LOGO_NAME,
    payment_qr=CODE_NAME,
)
TO = Addressee(
    ("200040", "上海市静安区南京西路 1266 号恒隆广场 1 座 3201 室", "华东贸易有限公司 收"), "张经理", "", "200040"
)


def account(count: int, opening: int = 0, step: int = 12_345) -> AccountPart:
    """Return an account that moves `count` times: a payment after every third charge."""
    lines: list[AccountLine] = []
    balance = opening
    for n in range(count):
        on = OCTOBER.start + timedelta(days=n * 30 // max(count, 1))
        paid = n % 4 == 3
        amount = (step + 101 * n) * (3 if paid else 1)
        amount = min(amount, balance) if paid else amount
        text, reference = ("", "") if paid else GOODS[n % len(GOODS)]
        balance += -amount if paid else amount
        kind = EntryKind.PAYMENT if paid else EntryKind.SALE
        debit, credit = (0, amount) if paid else (amount, 0)
        due = None if paid else on + timedelta(days=30)
        lines.append(AccountLine(100 + n, f"e{n}", on, kind, text, reference, debit, credit, balance, due))
    return AccountPart(opening, tuple(lines), balance)


def charges(count: int, total: int) -> tuple[OpenCharge, ...]:
    """Return `count` open charges that sum up to a total, every fifth an instalment."""
    if not count:
        return ()
    part = total // count
    found = []
    for n in range(count):
        amount = total - part * (count - 1) if n == count - 1 else part
        on = OCTOBER.end - timedelta(days=3 * n + 2)
        text, reference = GOODS[n % len(GOODS)]
        nth, of = (2, 3) if n % 5 == 1 else (1, 1)
        name = f"s{n}/2" if of > 1 else f"s{n}"
        due = on + timedelta(days=30)
        found.append(OpenCharge(name, 100 + n, on, due, text, reference, amount + 1000, amount, nth, of))
    return tuple(found)


def ageing(total: int, held: int = 0) -> AgeingLine:
    """Return how a total is aged: half of it not due, the rest in three buckets."""
    half, third = total // 2, total // 6
    overdue = (total - half - 2 * third, third, 0, third) if total else (0, 0, 0, 0)
    return AgeingLine("C001", "华东贸易有限公司", -held, half, overdue, total - held)


NOTHING = PrepaidPart()
HELD = PrepaidPart(
    principal=Flow(20_000, 50_000, 26_000, 0, 0, 0, 44_000),
    bonus=Flow(0, 5_000, 500, 100, 0, 0, 4_400),
    lines=(
        PrepaidLine(201, "t1", date(2026, 10, 5), EntryKind.TOP_UP, "", "R000017", 0, 50_000, 70_000, 0, 5_000, 5_000),
        PrepaidLine(207, "s7", date(2026, 10, 9), EntryKind.SALE, "精洗 2 次", "", 26_000, 0, 44_000, 500, 0, 4_500),
        PrepaidLine(209, "x7", date(2026, 10, 31), EntryKind.EXPIRE, "", "", 0, 0, 44_000, 100, 0, 4_400),
    ),
    passes=(
        PassPart("p1", "普洗次卡", date(2026, 8, 1), date(2027, 7, 31), Flow(6, 10, 3, 0, 0, 0, 13)),
        PassPart("p2", "月卡", date(2026, 10, 1), date(2026, 10, 31), None, 8, date(2026, 10, 1)),
    ),
)
SOON = (
    Expiring("t1", "", date(2026, 12, 1), 20_000, 1_000),
    Expiring("p1", "普洗次卡", date(2026, 12, 31), 0, 0, 3),
)
SEPTEMBER_ENDED = date(2026, 9, 30)
PAID_LATE = LateEntry(99, "m9", date(2026, 9, 28), EntryKind.PAYMENT, "", "", Balances(-20_000))
SINCE = SinceLast("S000012", SEPTEMBER_ENDED, Balances(120_000), Balances(100_000), 1, (PAID_LATE,))


def statement(count: int = 5, kind: StatementKind = StatementKind.BALANCE_FORWARD, **changed: object) -> Statement:
    """Return a sound statement with so many lines, some of it changed."""
    moved = account(count, 100_000 if count else 0)
    open_charges = charges(count, moved.closing)
    fields: dict[str, object] = {
        "customer": Party("C001", "华东贸易有限公司"),
        "period": OCTOBER,
        "kind": kind,
        "account": moved,
        "charges": open_charges,
        "prepaid": NOTHING,
        "ageing": ageing(moved.closing),
    }
    return Statement(**{**fields, **changed})  # type: ignore[arg-type]


def paper(what: Statement | None = None, **changed: object) -> StatementPaper:
    """Return a statement as a paper, some of it changed."""
    fields: dict[str, object] = {
        "statement": what or statement(),
        "shop": SHOP,
        "to": TO,
        "currency": CNY,
        "money_sign": True,
        "sheet": Sheet.A4,
        "window": WindowForm.NONE,
        "slip": Slip.REPLY,
        "number": "S000123",
        "code": "CBS-123-1A2B3C4D",
        "made_on": MADE,
        "reply_by": MADE + timedelta(days=14),
        "buckets": BUCKETS,
        "copy": Copy(1, MOMENT),
    }
    return StatementPaper(**{**fields, **changed})  # type: ignore[arg-type]
