import subprocess
import sys

import pytest

import dev
from devtools import checks, commands
from devtools.commands import COMMANDS
from devtools.environment import ROOT, child_environment


def test_without_a_command_the_help_is_printed(capsys):
    with pytest.raises(SystemExit) as stop:
        dev.main([])
    assert stop.value.code == 0
    assert "setup" in capsys.readouterr().out


def test_every_command_stands_in_the_help():
    assert all(f"\n    {name} " in dev.__doc__ for name in COMMANDS)


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        dev.main(["fly"])
    assert stop.value.code == 2


def test_an_old_python_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    assert dev.main(["setup"]) == 2
    assert "needs Python 3.11 or newer; this is Python 3.10.2" in capsys.readouterr().err


def test_arguments_nobody_asked_for_are_refused(capsys):
    assert dev.main(["check", "--fast"]) == 1
    assert "`check` takes no arguments" in capsys.readouterr().err


def test_the_developer_command_needs_no_package():
    script = ROOT / "packaging" / "dev.py"
    # -S leaves site-packages out.
    done = subprocess.run([sys.executable, "-S", script, "--help"], check=False, capture_output=True)
    assert done.returncode == 0


def test_children_speak_utf8(monkeypatch):
    monkeypatch.setenv("PYTHONUTF8", "0")
    assert child_environment()["PYTHONUTF8"] == "1"


def test_every_check_runs_and_the_failing_one_is_named(monkeypatch, capsys):
    outcomes = {"first": lambda: "line 7 is wrong", "second": lambda: ""}
    monkeypatch.setattr(checks, "_checks", lambda: outcomes)
    failed = checks.run_all()
    assert failed == ["first"]
    assert checks.report(failed) == 1
    output = capsys.readouterr().out
    assert "line 7 is wrong\nfirst: FAILED" in output
    assert "second: ok" in output
    assert output.endswith("failed: first\n")


def test_a_check_that_breaks_has_failed(monkeypatch, capsys):
    def broken():
        raise ValueError("no such file")

    monkeypatch.setattr(checks, "_checks", lambda: {"broken": broken})
    assert checks.run_all() == ["broken"]
    assert "could not be checked" in capsys.readouterr().out


def test_long_findings_are_cut_and_counted():
    text = checks.shorten("\n".join(map(str, range(100))))
    assert text.endswith("59\n... and 40 lines more")


@pytest.fixture
def ran(monkeypatch, tmp_path):
    """The commands that `dev.py run` would run beside a demo shop that is there, on a machine without a screen."""
    book = tmp_path / "shop.cbook"
    book.touch()
    ran = []
    monkeypatch.setattr(commands, "_DEMO_BOOK", book)
    monkeypatch.setattr(commands, "setup", lambda: None)
    monkeypatch.setattr(commands, "has_screen", lambda: False)
    monkeypatch.setattr(commands, "run", lambda _python, *command, **_how: ran.append(command[4:]) or 0)
    return ran


def test_run_opens_the_window(ran, monkeypatch):
    monkeypatch.setattr(commands, "has_screen", lambda: True)
    assert commands.do_run([]) == 0
    assert ran == [()]


def test_without_a_screen_run_says_so_and_prints_the_balances(ran, capsys):
    assert commands.do_run([]) == 0
    assert ran == [("show", "balances")]
    assert "no screen" in capsys.readouterr().out


def test_the_arguments_of_run_go_to_the_program(ran):
    assert commands.do_run(["show", "ageing"]) == 0
    assert ran == [("show", "ageing")]


def test_run_makes_the_demo_shop_first_and_stops_if_that_fails(ran, monkeypatch):
    commands._DEMO_BOOK.unlink()
    assert commands.do_run([]) == 0
    assert ran == [("demo",), ("show", "balances")]
    monkeypatch.setattr(commands, "run", lambda *_command, **_how: 1)
    assert commands.do_run([]) == 1
