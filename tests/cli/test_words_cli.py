"""What is said to people of files and bills is said in their language: the program's own words stay in `--json`."""

import json
import re

import pytest

from app.cli.main import console
from app.core.incoming import PayKind, Source
from app.core.intake.findings import Weight
from app.core.intake.targets import COLUMNS, Target
from app.core.intake.values import DayOrder
from app.core.matching import Does
from app.core.requests import Tender
from app.core.review_requests import Point, Verdict

_ENUMS = (PayKind, Source, Weight, Target, DayOrder, Does, Tender, Point, Verdict)
_CHOICES = {"sheet", "encoding", "separator", "header", "decimal", "days", "newest_first", "remembered"}
_OWN = {
    *(each.value for enum in _ENUMS for each in enum),
    *(column.name for columns in COLUMNS.values() for column in columns),
    *_CHOICES,
    *("customer", "incoming", "entry", "step", "payer", "tie", "ignore", "explain"),
}

BALANCES = (
    "卡号;姓名;手机;余额;赠送金额;欠款;到期日;车牌\n"
    "001;王小明;13800001111;100,00;10,00;;;沪A1\n"
    "1;李四;13900002222;;;50,5;05/06/2024;\n"
    "003;张三;13700003333;1.2.3;;;01/02/2024;\n"
    "004;张三;13700003333;1,00;;;01/02/2024;\n"
    "小计;;;;;;;\n"
)
MOVEMENTS = "日期,卡号,充值,消费,余额,支付方式\n2026-05-04,001,100,,100,微信\n2026-05-06,C9999,10,,10,微信\n"
PRICES = "项目,类型,价格,次数\n洗剪吹,服务,35,\n洗剪吹,服务,36,\n年卡,期卡,-5,\n"
BANK = (
    "交易日期,摘要,对方户名,对方账号,交易流水号,金额\n"
    "2026-05-04,充值,王小明,6222,N1,500.00\n"
    "2026-05-12,转账,王小明,6222,N2,20.00\n"
    "2026-05-12,转账,赵六,6223,N3,1O.00\n"
)


@pytest.fixture(name="said")
def said_of(tmp_path, capsys, process_language):
    """Return what says in Chinese what came of a command."""
    del process_language
    book = str(tmp_path / "shop.cbook")

    def said(*words, code=0):
        found = console(["--book", book, "--lang", "zh_CN", *map(str, words)])
        streams = capsys.readouterr()
        text = streams.out + streams.err
        assert found == code, text
        return text

    said("new", "--name", "店", "--currency", "CNY")
    return said


@pytest.fixture(name="file")
def file_of(tmp_path):
    def file(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return file


def own_words(text):
    """Return the program's own words in a text, but for what is typed as it stands (`--map` no=A, `--layout '{…}'`)."""
    told = re.sub(r"--layout '[^']*'", "", text)
    return set(re.findall(r"(?<![\w-])[a-z_0-9]+(?![\w=])", told)) & _OWN


def test_an_import_is_told_in_words_from_its_trial_to_its_end(said, file):
    path = file("x.csv", BALANCES)
    chosen = ("--days", "dmy", "--decimal", "comma", "--no-backup")
    texts = [said("import", path, "--dry-run", code=1), said("import", path, *chosen, code=1)]
    texts += [said("import", path, *chosen, "--good-rows", code=1), said("show", "imports")]
    texts += [said("undo-import", 1, "--reason", "错了"), said("show", "imports")]
    assert [own_words(text) for text in texts] == [set()] * len(texts)
    trial, refused, _done, imports, undone, after = texts
    assert all(
        word in trial for word in ("客户", "分号", "1.234,50", "储值本金", "principal=D")
    )  # the last as it is typed
    assert all(word in refused for word in ("本金", "欠款", "拒绝", "跳过"))
    assert "客户" in imports
    assert "2 份档案" in undone or "3 份档案" in undone
    assert "已撤销" in after


@pytest.mark.parametrize(("text", "target", "words"), [(MOVEMENTS, "movements", "充值"), (PRICES, "prices", "价目表")])
def test_what_the_book_refuses_is_told_by_the_column_not_by_the_request(text, target, words, said, file):
    told = said("import", file("x.csv", text), "--dry-run", code=1)
    assert own_words(told) == set()
    assert words in told
    answer = json.loads(said("--json", "import", file("x.csv", text), "--dry-run", code=1).splitlines()[-1])
    assert answer["findings"][-1]["weight"] == "refused"
    layout = json.loads(said("--json", "import", file("x.csv", text), "--dry-run", code=1).splitlines()[0])["layout"]
    assert (layout["target"], "on" in layout["columns"]) == (target, target == "movements")


def test_bills_matching_and_reviews_are_told_in_words(said, file):
    events = [
        {"do": "customer", "id": "c1", "no": "C001", "name": "王小明"},
        {"do": "top_up", "id": "t1", "on": "2026-05-04", "customer": "C001", "paid": "500.00", "tender": "bank"},
        {"do": "top_up", "id": "t2", "on": "2026-05-04", "customer": "C001", "paid": "300.00", "tender": "bank"},
    ]
    said("apply", file("x.jsonl", "\n".join(map(json.dumps, events))))
    path = file("x.csv", BANK)
    texts = [said("bill", path, "--dry-run", code=1), said("bill", path, code=1), said("show", "bills")]
    texts += [said("match"), said("show", "arrivals")]
    texts += [said("match", "top-up", 2, "C009", code=1), said("match", "pay", 2, "C009", code=1)]
    texts += [said("match", "tie", 1, 99, code=1), said("match", "tie", 1, 1, "--id", "1", "--remember")]
    texts += [said("match", "ignore", 2, "--reason", "错了", "--id", "2"), said("show", "arrivals", "--settled")]
    texts += [said("show", "payers"), said("show", "arrivals", "--payouts"), said("match", "--payouts")]
    texts += [said("prepaid-review", "start", "--on", "2026-05-10", "--id", "3"), said("show", "prepaid-reviews")]
    texts += [said("prepaid-review", "note", "3", "C009", "terms", "wrong", code=1)]
    texts += [said("prepaid-review", "note", "3", "C001", "terms", "wrong", "--text", "没有签字")]
    texts += [said("show", "prepaid-reviews", "3")]
    assert [own_words(text) for text in texts] == [set()] * len(texts)
    assert "收款" in texts[1]
    assert "没有编号为“C009”的客户" in texts[5]
