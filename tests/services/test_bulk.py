"""Recording in bulk: however little fits a batch, every line is answered once, in order, and recorded once."""

import json

import pytest

from app import bootstrap
from app.services import bulk

PEOPLE = 60


@pytest.fixture
def app(tmp_path):
    made = bootstrap.new_book(tmp_path / "shop.cbook", name="Shop", currency="CNY", language="en", pack="CN")
    yield made
    made.close()


def events():
    for n in range(PEOPLE):
        yield json.dumps({"do": "customer", "id": f"c{n}", "no": f"{n:03}", "name": f"N{n}"}).encode()
    for n in range(PEOPLE):
        paid = "0.00" if n == 7 else "10.00"
        event = {"do": "top_up", "id": f"t{n}", "on": "2026-01-05", "customer": f"{n:03}", "paid": paid}
        yield json.dumps({**event, "tender": "cash"}).encode()


@pytest.mark.parametrize("seconds", [0.0, 0.2], ids=["one line a batch", "many"])
@pytest.mark.parametrize("most", [3, 500])
def test_every_line_is_answered_once_whatever_fits_a_batch(seconds, most, app, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH_S", seconds)
    monkeypatch.setattr(bulk, "BATCH_EVENTS", most)
    monkeypatch.setattr(bulk, "_BREATH_S", 0)
    answers = []
    assert not app.bulk.apply(events(), answers.append)
    assert [each.line for each in answers] == list(range(1, 2 * PEOPLE + 1))
    assert [each.id for each in answers if not each.ok] == ["t7"]
    assert sum(line.principal for line in app.views.balances(app.today())) == (PEOPLE - 1) * 1_000
    assert app.verify.verify().ok


def test_what_is_read_beforehand_is_for_the_lines_that_fit(app, monkeypatch):
    read = []
    before = bulk._prefetch
    monkeypatch.setattr(bulk, "BATCH_S", 0.0)
    monkeypatch.setattr(bulk, "_BREATH_S", 0)
    monkeypatch.setattr(
        bulk, "_prefetch", lambda desk, files, lines: (read.append(len(lines)), before(desk, files, lines))
    )
    app.bulk.apply(events(), lambda _answer: None)
    assert read[0] == 2 * PEOPLE
    assert max(read[1:]) <= bulk.LEAST_EVENTS
