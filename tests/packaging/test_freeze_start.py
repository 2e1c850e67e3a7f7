import json
import time

import pytest

from freeze import start
from freeze.start import Figures


def starter(**after):
    """A program that is there after so many seconds, by the clock it is measured by."""

    def begin(report):
        begun = time.time()
        report.write_text(json.dumps({what: begun + seconds for what, seconds in after.items()}), encoding="utf-8")

    return begin


def test_ratios_are_to_the_bare_windows_first_frame(tmp_path):
    found = start.measure(starter(frame=3.0, usable=5.0), starter(frame=2.0), tmp_path, rounds=3)
    assert found.frame_ratio == pytest.approx(1.5, abs=0.1)
    assert found.usable_ratio == pytest.approx(2.5, abs=0.1)


def test_a_round_in_which_the_machine_was_busy_does_not_count(tmp_path):
    seconds = iter([9.0, 4.0, 2.0, 3.0])

    def ours(report):
        starter(frame=next(seconds), usable=5.0)(report)

    found = start.measure(ours, starter(frame=1.0), tmp_path, rounds=3)
    assert found.frame_s == pytest.approx(2.0, abs=0.1)


def test_a_program_that_tells_nothing_is_no_figure(tmp_path):
    with pytest.raises(FileNotFoundError):
        start.measure(lambda _report: None, starter(frame=1.0), tmp_path, rounds=1)


def test_each_start_slower_than_it_was_is_named():
    assert Figures(1, start.FRAME_MOST, start.USABLE_MOST).wrong() == []
    said = Figures(1, start.FRAME_MOST + 0.1, start.USABLE_MOST + 0.1).wrong()
    assert len(said) == 2
    assert "2.10 x" in said[0]
    assert "5.60 x" in said[1]
