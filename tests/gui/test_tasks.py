"""Lanes: order kept, results in the window's own thread, nothing swallowed, a caller that is gone hears nothing."""

import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.errors import BookUnusable, Message
from app.gui.tasks import Lane, Tasks


@pytest.fixture
def tasks(qtbot: QtBot):
    made = Tasks()
    yield made
    made.end()


def test_jobs_of_a_lane_run_one_after_the_other_and_answer_in_our_thread(qtbot: QtBot, tasks: Tasks):
    workers, answers = set(), []
    for number in range(50):
        tasks.run(
            lambda number=number: (workers.add(threading.get_ident()), number)[1],
            lambda number: answers.append((number, threading.get_ident())),
        )
    qtbot.waitUntil(tasks.idle)
    assert answers == [(number, threading.get_ident()) for number in range(50)]
    assert len(workers) == 1
    assert threading.get_ident() not in workers


def test_a_long_job_in_one_lane_does_not_hold_up_another(qtbot: QtBot, tasks: Tasks):
    gate, answers = threading.Event(), []
    tasks.run(lambda: gate.wait(5), lambda _: answers.append("render"), lane=Lane.RENDER)
    tasks.run(lambda: None, lambda _: answers.append("db"))
    qtbot.waitUntil(lambda: answers == ["db"])
    gate.set()
    qtbot.waitUntil(lambda: answers == ["db", "render"])


def test_an_expected_error_goes_to_the_caller_and_any_other_to_the_last_net(qtbot: QtBot, tasks: Tasks):
    expected, unexpected = [], []
    tasks.unexpected.connect(unexpected.append)

    def fail(error: Exception):
        raise error

    book, bug = BookUnusable(Message("gone")), ZeroDivisionError()
    tasks.run(lambda: fail(book), failed=expected.append)
    tasks.run(lambda: fail(bug), failed=expected.append)
    tasks.run(lambda: fail(book))
    qtbot.waitUntil(tasks.idle)
    assert expected == [book]
    assert unexpected == [bug, book]


def test_a_caller_that_is_gone_hears_nothing(qtbot: QtBot, tasks: Tasks):
    gate, heard = threading.Event(), []
    owner = QObject()
    tasks.run(lambda: gate.wait(5), heard.append, owner=owner)
    owner.deleteLater()
    qtbot.wait(1)
    gate.set()
    qtbot.waitUntil(tasks.idle)
    assert heard == []


def test_a_long_job_tells_how_far_it_is_and_stops_when_asked(qtbot: QtBot, tasks: Tasks):
    steps, ended = [], []

    def count(job):
        for step in range(1_000_000):
            if job.cancelled():
                return step
            job.progress(step, 1_000_000)
            threading.Event().wait(0.001)
        return -1

    tasks.changed.connect(lambda: steps.extend(job.done_steps for job in tasks.long))
    job = tasks.run_long("Counting", count, ended.append)
    qtbot.waitUntil(lambda: max(steps, default=0) > 3)
    job.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert 3 < ended[0] < 1_000_000
    assert tasks.long == []


def test_at_the_end_what_has_not_begun_is_dropped_and_nothing_arrives_any_more(qtbot: QtBot):
    made, gate, ran, heard = Tasks(), threading.Event(), [], []
    made.run(lambda: (gate.wait(5), ran.append(1)), heard.append)
    made.run(lambda: ran.append(2), heard.append)
    threading.Timer(0.05, gate.set).start()
    made.end()
    qtbot.wait(10)
    assert ran == [1]
    assert heard == []
