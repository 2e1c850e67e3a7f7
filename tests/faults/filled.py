"""A shop's book made step by step, each step one use case, until every table has rows; the clock stands still.

The same steps are walked by the kills, so whoever adds a use case that writes adds its step here: a table without rows
fails a test.
"""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from app import bootstrap
from app.bootstrap import App
from app.core.credit.requests import ApproveWriteOffs
from app.core.incoming_requests import IgnoreIncoming, PostTopUp, TieIncoming
from app.core.outgoing import Outcome, Result
from app.core.privacy.erasing import EraseCustomer
from app.core.reminder.board import Claim
from app.core.reminder.kinds import Way
from app.core.review_requests import NoteFinding, Point, StartReview, Verdict
from app.core.staff.members import AddMember
from app.core.staff.roles import Role
from app.core.statement import month_of
from app.core.statement_run import RunOptions, StartRun
from app.errors import Refused, refuse
from app.services.circumstances import Circumstances
from app.services.customer_events import FILE_READERS
from app.services.day_digests import DayDigests
from app.services.events import READERS, read_request
from app.services.fields import Fields
from app.services.intake import Way as Taking
from app.services.interest import Pick
from app.services.privacy import Privacy
from app.storage.engine import sqlite3
from app.storage.tables import metadata
from tests.documents.helpers_pictures import png
from tests.faults import postings

FEBRUARY = month_of(date(2026, 2, 1))
NAME, CURRENCY = "试 · Shop", "CNY"


class Step(NamedTuple):
    """One use case: what it does to an open book.

    `parts` is one that writes in several transactions on purpose, so that a kill may leave the first of them alone.
    `counts` is one that counts each time it is done, so that doing it again is no retry. `log` are the tables in which
    one of several parts says how far it has got: the rest is written at once, and what was cut off ends, done again,
    as if nothing had happened.
    """

    name: str
    do: Callable[[App], object]
    parts: bool = False
    counts: bool = False
    log: frozenset[str] = frozenset()
    given: Mapping[str, Any] = MappingProxyType({})  # of an event: what it says


def event(do: str, name: str, /, **fields: Any) -> Step:
    """Return the step of one event."""

    def record(app: App) -> object:
        given = Fields({"id": name, **fields}, 2)
        if do in READERS:
            return app.journal.record(read_request(do, given))
        return app.files.record(FILE_READERS[do](given))

    return Step(f"{do} {name}", record, given=MappingProxyType({"id": name, **fields}))


def steps(folder: Path) -> list[Step]:
    """Return the steps from a new book to the full one; `folder` holds the files that are attached."""
    (folder / "signed.png").write_bytes(png(size=(12, 16)))
    (folder / "logo.png").write_bytes(png(size=(10, 4)))
    return [
        *_shop(folder),
        *_people(folder),
        *_counter(),
        *_statements(),
        *_agreed(),
        *_reminders(),
        *_hard_cases(),
        *_corrections(),
        *_arrivals(folder),
        *_taken_in(folder),
        *_safe_keeping(folder),
    ]


def _shop(folder: Path) -> list[Step]:
    on = "2026-01-01"
    return [
        event("settings", "set", address="人民路 1 号\n上海", phone="021 5555 0001", shop_name="试 · Shop"),
        event("settings", "groups", credit_groups=[{"name": "G", "credit_limit": "90000.00"}]),
        event("settings", "rule", write_off_rule={"most": "10.00", "days": 30}),
        event("picture", "logo", kind="logo", file=str(folder / "logo.png")),
        event("offer", "o1", name="充500送50", paid="500.00", bonus="50.00", starts_on=on),
        event("offer", "o2", name="充1000送120", paid="1000.00", bonus="120.00", starts_on=on),
        event("end_offer", "o3", offer="o2", on="2026-02-28"),
        event(
            "price_item", "i1", name="洗车", kind="session_pass", price="300.00", count=10, starts_on=on, covers="洗车"
        ),
        event("price", "i2", item="i1", price="330.00", starts_on="2026-03-01"),
        event("price_item", "i3", name="打蜡", kind="service", price="80.00", starts_on=on),
        event("end_price_item", "i4", item="i3", on="2026-03-31"),
        event("terms", "v1", kind="top_up", language="zh_CN", starts_on=on, text="预付款规则：余额可退。"),
        event(
            "reminder_text", "r1", name="overdue_friendly", language="zh_CN", subject="账款", body="{customer}：您好。"
        ),
        Step("owner pin", lambda app: app.owner_pin.set("7305"), counts=True),
    ]


def _people(folder: Path) -> list[Step]:
    common: dict[str, Any] = {"credit_limit": None, "terms_days": 30, "language": "zh_CN"}
    address = {"province": "上海市", "city": "上海市", "street": "南京路 5 号", "postcode": "200001"}
    return [
        event("customer", "cA", no="A", name="王小明", phones=["13800004567"], email="wang@example.com", **common),
        event("customer", "cA2", no="A", address=address, tags=["老客户"], consents={"email": "2026-01-01"},
              notes=[{"text": "车内有儿童座椅", "counter": True}], credit_group="G", birthday="1988-11-24"),
        event("customer", "cB", no="B", name="李海建材", kind="company", address=address, **common),
        event("customer", "cC", no="C", name="区美玲", phones=["13500004444"], credit_group="G", **common),
        event("card", "k1", customer="A", no="660001", on="2026-01-02"),
        event("card_lost", "k2", customer="A", no="660001", on="2026-01-05", replaced_by="660002"),
        event("attach", "att1", customer="B", file=str(folder / "signed.png")),
        Step("pin", lambda app: app.pins.set("A", "7305"), counts=True),
    ]  # fmt: skip


def _counter() -> list[Step]:
    a: dict[str, Any] = {"customer": "A"}
    account = [{"with": "account", "due_on": "2026-02-10"}]
    return [
        event("drawer_open", "w1", on="2026-01-05", amount="100.00"),
        event("top_up", "t1", on="2026-01-05", paid="500.00", bonus="50.00", tender="wechat", terms="v1", **a),
        event("pass_sale", "p1", on="2026-01-06", service="洗车", count=10, paid="300.00", tender="cash", **a),
        event("pass_use", "u1", on="2026-01-07", service="洗车", **a),
        event("sale", "s0", on="2026-01-08", amount="66.00", description="剪发",
              lines=[{"text": "剪发", "quantity": "1", "price": "66.00"}], **a),
        event("sale", "s1", on="2026-01-10", amount="400.00", pay=account, note="装修材料", **a),
        event("sale", "s2", on="2026-01-11", customer="B", amount="900.00", pay=account),
        event("sale", "s3", on="2026-01-12", customer="B", amount="700.00", pay=account),
        event("sale", "s4", on="2026-01-13", customer="B", amount="8.00", pay=account),
        event("sale", "s5", on="2026-01-14", customer="B", amount="300.00", pay=account),
        event("sale", "s6", on="2026-01-15", customer="B", amount="200.00", pay=account),
        event("sale", "s7", on="2026-01-16", customer="B", amount="100.00", pay=account),
        event("payment", "m1", on="2026-01-20", amount="80.00", tender="bank", against=["s1"], **a),
        event("settle", "n1", on="2026-01-21", amount="20.00", against=["s1"], **a),
        event("credit", "d1", on="2026-01-22", sale="s1", amount="10.00", reason="退货", **a),
        event("drawer_in", "w2", on="2026-01-22", amount="5.00", reason="零钱"),
        event("drawer_out", "w3", on="2026-01-22", amount="5.00", reason="买水"),
        event("day_end", "w4", on="2026-01-22", counted="100.00"),
        Step("receipt", lambda app: app.receipts.issue("t1"), counts=True),
        Step("receipt again", lambda app: app.receipts.issue("t1"), counts=True),
    ]  # fmt: skip


def _statements() -> list[Step]:
    options = RunOptions(period=FEBRUARY, customers=("A", "B"))
    twice = RunOptions(period=FEBRUARY, customers=("A",))
    last = RunOptions(period=FEBRUARY, customers=("A", "B"), again=True)

    def start(name: str, options: RunOptions) -> Step:
        return Step(
            f"statements start {name}", lambda app: app.statement_runs.start(StartRun(id=name, options=options))
        )

    def issue(run: int) -> Callable[[App], object]:
        return lambda app: app.statement_runs.issue(run, lambda _done, _of: None, lambda: False)

    return [
        start("run", options),
        start("run2", twice),
        Step("statements issue", issue(1), parts=True),
        Step("statements issue to those who have one", issue(2), parts=True),
        start("run3", last),
        Step("statements abandon", lambda app: app.statement_runs.abandon(3)),
        Step("statement copy", lambda app: app.statement_runs.copy(["S000001"]), counts=True),
        event("statement_reply", "q1", statement="S000001", outcome="confirmed", on="2026-03-31", by="王小明"),
        event("statement_reply", "q2", statement="S000002", outcome="disputed", on="2026-03-31",
              claims=[{"charge": "s5", "amount": "50.00", "text": "少送一箱"}]),
        event("end_dispute", "q3", dispute="q2/s5", outcome="rejected", on="2026-03-31", reason="已签收"),
        event("dispute", "q4", customer="B", charge="s6", on="2026-03-07", reason="质量问题"),
    ]  # fmt: skip


def _agreed() -> list[Step]:
    late = {"rate": "12", "fee": "10.00"}
    return [
        event("agreement", "g1", customer="B", agreed_on="2025-01-01", ends_on="2025-12-31",
              terms={"due": {"days": 30}}),
        event("agreement", "g2", customer="B", agreed_on="2025-12-20", starts_on="2026-01-01", late=late,
              attachment="att1", recourse="逾期六十天停止供货"),
        Step("interest", lambda app: app.interest.charge("late", [Pick("s2", interest=1_00, fee=10_00)])),
        event("agreement", "g3", customer="C", agreed_on="2026-01-01"),
        event("end_agreement", "g4", agreement="g3", on="2026-03-01", reason="客户要求"),
        event("hold", "h1", customer="C", reason="查证", starts_on="2026-03-01"),
        event("end_hold", "h2", customer="C", hold="h1", on="2026-03-02", reason="查清"),
        event("override", "h3", customer="A", credit="good", reason="老客户", on="2026-03-01", until="2026-12-31"),
        event("end_override", "h4", customer="A", on="2026-03-20"),
        event("review", "h5", customer="A", on="2026-03-10", text="看过"),
        event("review", "h6", customer="B", on="2026-03-11", text="看过", credit="at_risk"),
    ]  # fmt: skip


def _reminders() -> list[Step]:
    """Of the customers who owe: B is written a letter, A is called."""

    def reminder(app: App, customer: str) -> int:
        return min(row.id for rows in app.reminder_queue.board(customer=customer).groups.values() for row in rows)

    def claim_and_finish(app: App) -> None:
        claim = app.reminder_queue.claim(reminder(app, "A"), Way.MESSAGE, again=True)
        if isinstance(claim, Claim):
            app.reminder_queue.finish(claim, Result(Outcome.ACCEPTED))

    def letter(app: App) -> None:
        batch = app.letters.issue([reminder(app, "B")])
        if batch.error is not None:  # what stops a batch is told in it, so that what was issued before is known
            raise Refused("letters", batch.error)

    return [
        Step("plan of the day", lambda app: app.reminder_plan.plan(), parts=True),
        Step("letter", letter, parts=True, counts=True),
        Step("message", claim_and_finish, parts=True, counts=True),
        event("contact_step", "x1", contact=1, what="posted", on="2026-03-31", tracking="SF1234567890"),
        event("contact", "x2", customer="A", way="phone", result="promise", text="月底付", amount="100.00",
              due_on="2026-04-10"),
        event("promise", "x3", customer="B", amount="200.00", due_on="2026-04-15", on="2026-03-31"),
        event("end_promise", "x4", promise="x3", reason="改期"),
        event("pause", "x5", customer="A", kind="until", on="2026-03-30", until="2026-04-20", reason="出差"),
        event("end_pause", "x6", pause="x5", on="2026-03-31", reason="回来了"),
        event("note_on", "x7", customer="A", on="2026-04-01", text="生日送礼"),
        event("note_on", "x8", customer="A", on="2026-04-02", text="回访"),
        event("end_note", "x9", dated_note="x8"),
    ]  # fmt: skip


def _hard_cases() -> list[Step]:
    parts = [{"due_on": "2026-04-10", "amount": "350.00"}, {"due_on": "2026-05-10", "amount": "350.00"}]
    return [
        event("plan", "y1", customer="B", on="2026-03-15", charges=["s3"], instalments=parts),
        event("end_plan", "y2", plan="y1", on="2026-03-20", reason="未履行"),
        event("guarantee", "y3", customer="B", kind="person", who="周宏达", reach="139 0000 6161", on="2026-01-01",
              terms="连带责任保证", amount="10000.00"),
        event("guarantee_step", "y4", guarantee="y3", what="claimed", on="2026-03-20", amount="900.00"),
        event("proof", "y5", customer="B", about="guarantee", of="y3", what="signed", on="2026-01-01",
              attachment="att1"),
        event("case", "y6", customer="B", on="2026-03-21", charges=["s2"]),
        event("case_step", "y7", case="y6", what="filed", on="2026-03-22", next_on="2026-04-22", amount="900.00"),
        Step("write-offs", lambda app: app.write_offs.approve(_WRITE_OFFS)),
    ]  # fmt: skip


_WRITE_OFFS = ApproveWriteOffs(id="y8", charges=("s4",), on=date(2026, 3, 31), reason="小额")


def _corrections() -> list[Step]:
    a: dict[str, Any] = {"customer": "A"}
    return [
        event("refund", "z1", on="2026-03-20", amount="5.00", tender="cash", reason="退款", **a),
        event("transfer", "z2", on="2026-03-20", to="C", amount="11.00", **a),
        event("extend", "z3", on="2026-03-21", lot="t1", expires_on="2028-01-31", reason="延期"),
        event("reschedule", "z4", on="2026-03-21", charge="s1", due_on="2026-04-30", reason="商定"),
        event("write_off", "z5", on="2026-03-22", charge="s7", amount="1.00", reason="尾数"),
        event("top_up", "z6", on="2026-03-22", paid="1.00", tender="cash", **a),
        event("reverse", "z7", on="2026-03-23", entry="z6", reason="录错"),
        event("customer", "cD", no="D", name="新客", phones=["13300005555"]),
        event("opening", "z8", on="2026-03-23", customer="D", principal="10.00", bonus="1.00"),
        event("merge", "z9", on="2026-03-24", customer="D", into="C", reason="重复"),
        event("close_month", "zz1", month="2026-01"),
        event("reopen_month", "zz2", month="2026-01", reason="补录"),
        event("close_month", "zz3", month="2026-01"),
    ]


def _arrivals(folder: Path) -> list[Step]:
    """A bank's bill read, a payment tied, another recorded by it with its payer, one put aside; a review begun."""
    path = folder / "bank.csv"
    rows = (
        "2026-02-10,充值,王小明,62220001,N1,1.50",
        "2026-03-25,转账,王小明,62220001,N2,20.00",
        "2026-03-26,利息,,,N3,0.10",
    )
    path.write_text("交易日期,摘要,对方户名,对方账号,交易流水号,金额\n" + "\n".join(rows) + "\n", encoding="utf-8")
    finding = {"review": "review1", "customer": "A", "point": Point.TERMS, "verdict": Verdict.OPEN}
    return [
        Step("bill", lambda app: app.incoming.read(path)),
        event("top_up", "ar1", on="2026-02-10", customer="A", paid="1.50", tender="bank"),
        Step("tie", lambda app: app.incoming.record(TieIncoming(id="ar2", incoming=1, entry=_last(app)))),
        Step("post", lambda app: app.incoming.record(_POSTED)),
        Step("aside", lambda app: app.incoming.record(IgnoreIncoming(id="ar4", incoming=3, reason="银行利息"))),
        Step("review", lambda app: app.prepaid_review.record(StartReview(id="review1", on=date(2026, 3, 30)))),
        Step(
            "finding",
            lambda app: app.prepaid_review.record(
                NoteFinding(id="ar5", text="王小明没有签字", follow_on=date(2026, 4, 9), **finding)
            ),
        ),
    ]


_POSTED = PostTopUp(id="ar3", incoming=2, customer="A", remember=True, note="王小明补录")


def _last(app: App) -> int:
    return next(each.entry for each in app.views.ledger("A", None, None) if each.id == "ar1")


def _taken_in(folder: Path) -> list[Step]:
    """Files of another program taken in: all of one, the good rows of another, which is undone.

    The copy before and the file to mend, which stand beside the book, are left out.
    """
    members, moves = folder / "members.csv", folder / "moves.csv"
    members.write_text("卡号,姓名,余额\nI1,外来客,12.50\nI2,外来客二,\n", encoding="utf-8", newline="")
    lines = ("A,2026-03-02,40,充值", "I3,2026-03-03,30,充值", "I3,2026-03-04,7.50,消费", "I3,2026-03-05,没有,消费")
    moves.write_text("卡号,日期,金额,类型\n" + "\n".join(lines) + "\n", encoding="utf-8", newline="")

    def take_in(path: Path, way: Taking, app: App) -> None:
        source = app.intake.open(path)
        given = {"new_customers": "yes"} if way is Taking.GOOD_ROWS else {}
        layout = app.intake.propose(source, given=given).layout
        if not app.intake.carry_out(source, layout, way).report.good:
            refuse("file", "nothing came in")  # by a clock set back its days are yet to come: it is done again later

    def undo(app: App) -> object:
        return app.intake.undo(max(each.run for each in app.intake.imports()), "拿错了文件")

    return [
        Step("import", partial(take_in, members, Taking.ALL), parts=True, counts=True, log=_LOG),
        Step("import good rows", partial(take_in, moves, Taking.GOOD_ROWS), parts=True, counts=True, log=_LOG),
        Step("undo import", undo, counts=True),
    ]


_LOG = frozenset({"import_run", "import_step", "import_layout", "row_count"})


def _safe_keeping(folder: Path) -> list[Step]:
    """Staff who take two for a refund, a day's digest, a person's data handed out, and a person erased."""

    def on(app: App) -> None:
        app.staff.switch_on("staff-on", name="店主", secret="8260-secret")
        app.staff.add(AddMember(id="staff-add", name="小陈", role=Role.CASHIER), "7305")

    def refund_by_two(app: App) -> None:
        app.staff.sign_in("小陈", "7305")
        app.staff.sit_beside("店主", "8260-secret")
        event("refund", "two", on="2026-03-31", customer="A", amount="1.00", tender="cash", reason="两人").do(app)

    def off(app: App) -> None:
        app.staff.sign_in("店主", "8260-secret")
        app.staff.switch_off("staff-off")

    def at(app: App, day: date) -> Circumstances:
        return app.around._replace(today=lambda: day, now=lambda: datetime.combine(day, time(9), UTC))

    def digest(app: App) -> object:
        return DayDigests(app.store, at(app, date(2026, 4, 1))).make()

    def erase(app: App) -> object:
        """Long after: what the law has kept until then need not be kept any more."""
        day = date(2030, 1, 1)
        request = EraseCustomer(id="erase", customer="E", confirm="E", asked=True, on=day)
        return Privacy(app.store, at(app, day)).erase(request)

    return [
        Step("staff on", on, parts=True, counts=True),
        Step("refund by two", refund_by_two, parts=True, counts=True),
        Step("staff off", off, parts=True, counts=True),
        Step("digest", digest),
        Step(
            "person's data", lambda app: app.person_export.save("A", folder / "A.zip", "zh_CN"), parts=True, counts=True
        ),
        event("attach", "att2", customer="C", file=str(folder / "signed.png")),
        event("remove_attachment", "att3", customer="C", attachment="att2", reason="传错了人"),
        event("consent", "consent", customer="A", purpose="wechat", given=True, on="2026-03-01", source="counter"),
        event("customer", "cE", no="E", name="将被删除", phones=["13100009999"]),
        Step("erase", erase, parts=True),
    ]


# ---- making it ------------------------------------------------------------------------------------------------------


def make(path: Path, before: Callable[[int, Step], None] | None = None) -> None:
    """Make the full book; `before` is told of each step while the book stands closed, and may copy it."""
    bootstrap.new_book(path, name=NAME, currency=CURRENCY, language="zh_CN", pack="CN").close()
    for number, step in enumerate(steps(path.parent)):
        if before is not None:
            before(number, step)
        app = postings.opened(path)
        try:
            step.do(app)
        except Exception as error:
            error.add_note(f"in the step “{step.name}”")
            raise
        finally:
            app.close()


def rows(path: Path) -> dict[str, list[str]]:
    """Return what every table holds, as text and in an order of its own, whatever order it was written in."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        return {
            table.name: sorted(map(repr, connection.execute(f"SELECT * FROM {table.name}")))
            for table in metadata.sorted_tables
        }
    finally:
        connection.close()


def empty_tables(path: Path) -> list[str]:
    """Return the tables no step has written to."""
    return [name for name, found in rows(path).items() if not found]


def copy(path: Path, to: Path) -> Path:
    """Copy a closed book, without whatever stood beside the one before."""
    for old in to.parent.glob(to.name + "*"):
        old.unlink()
    shutil.copyfile(path, to)
    return to
