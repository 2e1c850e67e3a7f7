"""Whole books of other systems through the assistant: IBM's bills in either style, HighRadius, a shop's sales."""

import csv
import json
import lzma
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app import bootstrap
from app.core.intake.people import By
from app.core.intake.targets import Target
from app.core.intake.values import DayOrder
from app.services.intake import Choices, Way
from tests.real import DATA, highradius, ibm

IBM, HIGHRADIUS = ibm.FILE, highradius.FILE
RETAIL = DATA / "retail" / "online_retail_2010-12_2011-12.csv.xz"
ROOT = Path(__file__).resolve().parents[2]
NEW = {"new_customers": "yes"}

pytestmark = pytest.mark.skipif(not IBM.exists(), reason=f"there is no real data at {IBM}")


def new_book(folder, currency="USD"):
    return bootstrap.new_book(folder / "shop.cbook", name="Trial", currency=currency, language="en", pack="CN")


@pytest.fixture
def app(tmp_path):
    made = new_book(tmp_path)
    yield made
    made.close()


def day_first(path):
    """Write IBM's bills with the day before the month."""
    with IBM.open(encoding="utf-8", newline="") as file, path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.reader(file)
        write = csv.writer(out)
        names = next(rows)
        write.writerow(names)
        dates = [at for at, name in enumerate(names) if name.endswith("Date")]
        for row in rows:
            for at in dates:
                month, day, year = row[at].split("/")
                row[at] = f"{day}/{month}/{year}"
            write.writerow(row)
    return path


# ---- IBM ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", [DayOrder.MDY, DayOrder.DMY])
def test_bills_in_either_style_of_dates_come_to_the_same(style, app, tmp_path):
    source = app.intake.open(IBM if style is DayOrder.MDY else day_first(tmp_path / "dmy.csv"))
    proposal = app.intake.propose(source, None, NEW)
    layout = proposal.layout
    assert (layout.target, layout.days) == (Target.BILLS, style)  # told by the days above 12
    fields = {name: proposal.names[at] for name, at in layout.columns.items()}
    assert fields["due_on"] == "DueDate"
    assert (fields["no"], fields["on"], fields["paid_on"]) == ("customerID", "InvoiceDate", "SettledDate")
    done = app.intake.carry_out(source, layout)
    assert (done.report.rows, done.report.good, done.report.refused) == (2_466, 2_466, 0)
    assert done.report.sums == {"charged": 147_703_18, "paid": 147_703_18}
    bills = ibm.read()
    on = date(2013, 3, 31)
    owed = sum(line.owed for line in app.views.balances(on))
    assert owed == sum(int(bill.amount * 100) for bill in bills if bill.on <= on < bill.settled_on)
    overdue = sum(line.overdue for line in app.views.balances(on))
    assert overdue == sum(
        int(bill.amount * 100) for bill in bills if bill.on <= on < bill.settled_on and bill.due_on < on
    )
    assert app.verify.verify().ok


def test_the_wrong_style_is_refused_row_by_row_and_never_taken_silently(app):
    source = app.intake.open(IBM)
    layout = app.intake.propose(source, Choices(days=DayOrder.DMY, target=Target.BILLS), NEW).layout
    report = app.intake.dry_run(source, layout)
    impossible = [b for b in ibm.read() if max(each.day for each in (b.on, b.due_on, b.settled_on)) > 12]
    assert report.refused >= len(impossible) > 1_000
    assert any("other way round" in finding.reason.text for finding in report.findings)


# ---- HighRadius -----------------------------------------------------------------------------------------------------


def unpacked(path, out):
    with lzma.open(path, "rb") as packed:
        out.write_bytes(packed.read())
    return out


@pytest.mark.slow
def test_numbers_are_kept_as_written_and_joined_only_when_accepted(app, tmp_path):
    source = app.intake.open(unpacked(HIGHRADIUS, tmp_path / "open.csv"))
    layout = app.intake.propose(source, None, NEW).layout
    assert layout.target is Target.BILLS
    columns = {**layout.columns}
    columns.pop("paid_on", None)  # what they expected, not what was paid
    layout = app.intake.propose(source, Choices(target=Target.BILLS, columns=columns), NEW).layout
    report = app.intake.dry_run(source, layout)
    zeros = [pair for pair in report.pairs if pair.by is By.NUMBER]
    assert (report.rows, report.counts["customer"], len(zeros)) == (9_681, 694, 141)
    assert app.views.balances(app.today()) == []
    joined = app.intake.join(zeros)
    done = app.intake.carry_out(source, replace(layout, joined=joined), Way.GOOD_ROWS)
    assert done.report.counts["customer"] == 553
    assert len(app.views.balances(app.today())) == 553
    bills = highradius.read()
    assert done.report.good + done.report.refused == len(bills)
    assert done.report.refused == 0
    assert sum(line.owed for line in app.views.balances(app.today())) == sum(int(b.amount * 100) for b in bills)


# ---- a shop's sales -------------------------------------------------------------------------------------------------

_CHILD = """
import json, resource, sys, time
from pathlib import Path
from app import bootstrap
from app.core.intake.targets import Target
from app.services.intake import Choices, Way
folder, file, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
app = bootstrap.new_book(folder / "shop.cbook", name="T", currency="GBP", language="en", pack="CN")
source = app.intake.open(file)
given = {"new_customers": "yes", "mode": "sold", "tender": "card"}
layout = app.intake.propose(source, Choices(target=Target.BILLS), given).layout
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
told, start = [], time.monotonic()
stop = [False]
def progress(done, total):
    told.append((done, total))
    stop[0] = bool(most) and total > 0 and done >= most
done = app.intake.carry_out(source, layout, Way.GOOD_ROWS, progress=progress, cancelled=lambda: stop[0])
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
report = done.report
print(json.dumps({"grown": grown, "seconds": time.monotonic() - start, "told": len(told), "last": told[-1],
  "rows": report.rows, "good": report.good, "refused": report.refused, "skipped": report.skipped,
  "sums": report.sums, "counts": report.counts, "cancelled": report.cancelled,
  "states": [each.state for each in app.intake.imports()]}))
app.close()
"""


def in_child(tmp_path, file, most=0):
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(tmp_path), str(file), str(most)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=3000,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_half_a_million_sales_come_in_by_batches_in_bounded_memory(tmp_path):
    file = unpacked(RETAIL, tmp_path / "retail.csv")
    found = in_child(tmp_path, file)
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    good = [row for row in rows if row["CustomerID"] and int(row["Quantity"]) > 0 and float(row["UnitPrice"]) >= 0.0005]
    assert found["rows"] == len(rows) == 541_909
    assert found["good"] + found["refused"] + found["skipped"] == found["rows"]
    assert found["grown"] < 400
    assert found["told"] > 1_000
    assert abs(found["good"] - len(good)) < 100
    assert found["states"] == ["done"]


def test_called_off_it_stands_where_it_was_and_goes_on_from_there(tmp_path):
    file = tmp_path / "retail.csv"
    with lzma.open(RETAIL, "rt", encoding="utf-8", newline="") as packed, file.open("w", encoding="utf-8") as out:
        for _ in range(6_001):
            out.write(packed.readline())
    found = in_child(tmp_path, file, 2_000)
    assert found["cancelled"]
    assert 1_000 <= found["good"] <= 2_500
    assert found["states"] == ["cancelled"]
    assert found["grown"] < 200
    app = bootstrap.open_app(tmp_path / "shop.cbook")
    try:
        source = app.intake.open(file)
        layout = app.intake.propose(
            source, Choices(target=Target.BILLS), {**NEW, "mode": "sold", "tender": "card"}
        ).layout
        whole = app.intake.carry_out(source, layout, Way.GOOD_ROWS)
        entries = app.verify.verify()
        assert entries.ok
        assert entries.entries == whole.report.counts["sale"]
        assert [each.state for each in app.intake.imports()] == ["done"]
    finally:
        app.close()
