"""46,997 movements of 1,229 real accounts through `apply`: every running balance, and two outside judges."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from app import bootstrap
from tests.real import berka, judges
from tests.real.berka import Movement
from tests.real.program import Answer, Program, new_book

pytestmark = [
    pytest.mark.xdist_group("berka"),
    pytest.mark.skipif(not berka.FILE.exists(), reason=f"there is no real data at {berka.FILE}"),
]


class Replay(NamedTuple):
    program: Program
    movements: list[Movement]
    answer: Answer
    took_s: float


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Replay:
    program = new_book(tmp_path_factory.mktemp("berka") / "berka.cbook", "CZK")
    movements = berka.read()
    began = time.monotonic()
    answer = program.apply(berka.events(movements))
    return Replay(program, movements, answer, time.monotonic() - began)


@pytest.fixture(scope="module")
def app(replay: Replay) -> Iterator[bootstrap.App]:
    opened = bootstrap.open_app(Path(replay.program.book))
    yield opened
    opened.close()


def by_account(movements: list[Movement]) -> dict[str, list[Movement]]:
    found: dict[str, list[Movement]] = {}
    for movement in movements:
        found.setdefault(movement.account, []).append(movement)
    return found


def test_the_file_is_the_one_meant(replay: Replay) -> None:
    assert len(replay.movements) == 46_997
    assert len(by_account(replay.movements)) == 1_229
    assert sum(movement.balance < 0 for movement in replay.movements) == 88


def test_every_event_is_recorded_and_answered_in_its_order(replay: Replay, record_property) -> None:
    record_property("apply_s", round(replay.took_s, 1))
    assert (replay.answer.code, replay.answer.err) == (0, "")
    answers = replay.answer.lines()
    events = list(berka.events(replay.movements))
    assert [answer["id"] for answer in answers] == [event["id"] for event in events]
    assert all(answer["ok"] for answer in answers)
    assert [answer["line"] for answer in answers] == list(range(1, len(events) + 1))
    entries = [answer["entry"] for answer in answers if answer["id"].startswith("b")]
    assert entries == list(range(1, 46_998))


def test_principal_less_owed_is_the_banks_balance_after_every_row(replay: Replay, app: bootstrap.App) -> None:
    rows = negative = 0
    for account, movements in by_account(replay.movements).items():
        lines = app.views.ledger(account)
        assert [line.id for line in lines] == [movement.id for movement in movements]
        assert [line.principal_after - line.owed_after for line in lines] == [m.balance for m in movements]
        assert [line.principal - line.owed for line in lines] == [m.cents for m in movements]
        assert all(line.principal_after >= 0 and line.owed_after >= 0 for line in lines)
        assert not any(line.principal_after and line.owed_after for line in lines)  # a payment pays what is owed first
        rows += len(lines)
        negative += sum(line.owed_after > 0 for line in lines)
    assert (rows, negative) == (46_997, 88)


def test_the_command_line_shows_the_same_ledger(replay: Replay) -> None:
    accounts = by_account(replay.movements)
    overdrawn = [number for number, movements in accounts.items() if any(m.balance < 0 for m in movements)]
    longest = max(accounts, key=lambda number: len(accounts[number]))
    for number in {longest, overdrawn[0], overdrawn[-1]}:
        lines = replay.program.show("ledger", number)
        after = [cents(line["principal_after"]) - cents(line["owed_after"]) for line in lines]
        assert after == [movement.balance for movement in accounts[number]]


@pytest.mark.parametrize("day", ["1993-12-31", "1995-06-30", "1998-12-31"])
def test_balances_as_of_a_day_are_the_banks_of_that_evening(replay: Replay, app: bootstrap.App, day: str) -> None:
    evening = {movement.account: movement.balance for movement in replay.movements if movement.on <= day}
    found = {b.customer: b.principal - b.owed for b in app.views.balances(date.fromisoformat(day))}
    assert {customer: balance for customer, balance in found.items() if balance} == {
        account: balance for account, balance in evening.items() if balance
    }


def test_the_book_is_whole(replay: Replay) -> None:
    found = replay.program.verify()
    assert (found["ok"], found["entries"], found["problems"]) == (True, 46_997, [])


def test_hledger_adds_the_export_up_to_our_trial_balance(replay: Replay, tmp_path: Path) -> None:
    ours = trial_balance(replay)
    theirs = judges.hledger(exported(replay, "hledger", tmp_path), "CZK")
    assert theirs == {account.replace(".", ":"): amount for account, amount in ours.items()}


def test_beancount_adds_the_export_up_to_our_trial_balance(replay: Replay, tmp_path: Path) -> None:
    ours = trial_balance(replay)
    theirs = judges.beancount(exported(replay, "beancount", tmp_path), "CZK")
    assert theirs == {judges.BEANCOUNT_NAMES[account]: amount for account, amount in ours.items()}


def trial_balance(replay: Replay) -> dict[str, int]:
    """Our trial balance, which must also follow from the file alone."""
    found = judges.trial_balance(replay.program.show("trial-balance"))
    final = {movement.account: movement.balance for movement in replay.movements}
    expected = {
        "tender.bank": sum(movement.cents for movement in replay.movements if movement.cents > 0),
        "sales": sum(movement.cents for movement in replay.movements if movement.cents < 0),
        "prepaid.principal": -sum(balance for balance in final.values() if balance > 0),
        "receivable": -sum(balance for balance in final.values() if balance < 0),
    }
    assert found == {account: amount for account, amount in expected.items() if amount}
    return found


def exported(replay: Replay, form: str, folder: Path) -> Path:
    path = folder / f"berka.{form}"
    answer = replay.program.run("--json", "export", "journal", "--format", form, "--out", str(path))
    assert (answer.code, answer.err) == (0, ""), answer
    assert answer.json()["entries"] == 46_997
    return path


def cents(amount: str) -> int:
    return int(amount.replace(".", ""))
