"""`envelopes`, `labels` and `calibration`, by commands alone."""

import pytest

from app.cli.main import console
from tests.cli.test_cases_cli import CommandLine
from tests.documents.helpers_paper import read_pages, sizes, squeezed

MM = 72 / 25.4
LONG = dict.fromkeys(("province", "district", "street"), "路" * 200)


@pytest.fixture(name="shop")
def shop_by_commands(tmp_path, capsys):
    shop = CommandLine(tmp_path, capsys)
    address = {"city": "上海市", "street": "人民路10号", "postcode": "200040"}
    shop.apply(
        {"do": "customer", "id": "c1", "no": "C001", "name": "王小明", "address": address},
        {"do": "customer", "id": "c2", "no": "C002", "name": "Anna"},
        {"do": "customer", "id": "c3", "no": "C003", "name": "שלום", "address": address | LONG},
    )
    return shop


def test_envelopes(shop, tmp_path):
    out = tmp_path / "e.pdf"
    code, [answer] = shop.run("envelopes", "C001", "C002", "C003", "--form", "zl", "--out", str(out))
    assert code == 0
    assert answer == {
        "out": str(out),
        "customers": ["C001", "C003"],
        "without_address": ["C002"],
        "cut": [],
        "missing": "שלום",
    }
    assert sizes(out.read_bytes()) == [pytest.approx((230 * MM, 120 * MM), abs=0.01)] * 2
    code, _ = shop.run("envelopes", "C001", "--form", "zl", "--out", str(out), "--preprinted", "--nudge-x", "-1.5")
    assert code == 0
    assert "王小明收" in squeezed(read_pages(out.read_bytes())[0])


def test_labels(shop, tmp_path):
    out = tmp_path / "l.pdf"
    code, [answer] = shop.run("labels", "C001", "--out", str(out), "--start", "24", "--sheet", "2x12,99x24")
    assert (code, answer["customers"]) == (0, ["C001"])
    assert "王小明收" in squeezed(read_pages(out.read_bytes())[0])


@pytest.mark.parametrize("of", [("--form", "din-b"), ("--form", "c5"), ("--sheet", "us-5160")])
def test_calibration(shop, tmp_path, of):
    out = tmp_path / "c.pdf"
    assert shop.run("calibration", "--out", str(out), *of)[0] == 0
    assert len(read_pages(out.read_bytes())) == 1


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_in_words(shop, tmp_path, capsys, language):
    book = ["--book", str(shop.book), "--lang", language]
    out = str(tmp_path / "e.pdf")
    assert console([*book, "envelopes", "C001", "C002", "C003", "--form", "dl", "--out", out]) == 0
    said = capsys.readouterr().out
    assert "C002 Anna" in said
    assert "ש ל ו ם" in said
    assert out in said
    assert console([*book, "labels", "C003", "--sheet", "4x20,25x12", "--out", out]) == 0
    assert "C003" in capsys.readouterr().out
    assert console([*book, "calibration", "--form", "dl", "--out", out]) == 0
    assert out in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("envelopes", "C002", "--form", "zl"),
        ("envelopes", "C999", "--form", "zl"),
        ("envelopes", "C001", "--form", "zl", "--nudge-y", "21"),
        ("envelopes", "C001", "--form", "zl", "--nudge-y", "nan"),
        ("labels", "C001", "--sheet", "4x8,70x37"),
        ("labels", "C001", "--start", "25"),
        ("calibration", "--sheet", "nonsense"),
    ],
)
def test_what_cannot_be_is_refused_in_words(shop, tmp_path, capsys, arguments):
    out = tmp_path / "x.pdf"
    assert console(["--book", str(shop.book), *arguments, "--out", str(out)]) == 1
    assert len(capsys.readouterr().err.strip()) > 20
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("envelopes", "--form", "zl"),
        ("envelopes", "C001", "--form", "c4"),
        ("envelopes", "C001", "--form", "zl", "--nudge-x", "wide"),
        ("calibration",),
        ("calibration", "--form", "none"),
        ("calibration", "--form", "zl", "--sheet", "3x8"),
    ],
)
def test_unusable_arguments(shop, tmp_path, arguments):
    with pytest.raises(SystemExit) as left:
        console(["--book", str(shop.book), *arguments, "--out", str(tmp_path / "x.pdf")])
    assert left.value.code == 2
