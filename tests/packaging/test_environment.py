import os
import sys

import pytest

from devtools import environment
from devtools.environment import SetupError


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A Debian machine of a user who is not root, without what the window needs; what would be installed is noted."""
    installed = []
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "is_debian", lambda: True)
    monkeypatch.setattr(environment, "may_install", lambda: False)
    monkeypatch.setattr(environment, "missing_of_system", lambda: [] if installed else ["libEGL.so.1", "Xvfb"])
    monkeypatch.setattr(environment, "apt_install", lambda packages: installed.extend(packages) or True)
    return installed


def test_a_user_is_told_what_to_type_and_goes_on(machine, capsys):
    assert environment.see_to_system_packages() is False
    told = capsys.readouterr().out
    assert "sudo apt-get install --no-install-recommends libegl1" in told
    assert told.endswith(" xvfb openbox xdotool\n")
    assert machine == []


def test_root_gets_the_packages_installed(machine, monkeypatch):
    monkeypatch.setattr(environment, "may_install", lambda: True)
    assert environment.see_to_system_packages() is True
    assert machine == [*environment.QT_PACKAGES, *environment.SCREEN_PACKAGES.values()]


def test_another_linux_is_told_what_it_lacks(machine, monkeypatch, capsys):
    monkeypatch.setattr(environment, "is_debian", lambda: False)
    assert environment.see_to_system_packages() is False
    assert "libEGL.so.1, Xvfb" in capsys.readouterr().out


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_windows_and_macos_lack_nothing(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    assert environment.missing_of_system() == []


@pytest.mark.parametrize(
    ("system", "variables", "there"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("linux", {"QT_QPA_PLATFORM": "vnc"}, True),
        ("win32", {}, True),
        ("win32", {"QT_QPA_PLATFORM": "offscreen"}, False),
    ],
)
def test_a_screen_is_where_a_person_can_see_a_window(monkeypatch, system, variables, there):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", system)
    assert environment.has_screen() is there


def test_windows_are_drawn_nowhere_unless_they_are_to_be_seen(monkeypatch):
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    assert environment.child_environment()["QT_QPA_PLATFORM"] == "offscreen"
    assert "QT_QPA_PLATFORM" not in environment.child_environment(on_screen=True)


def test_a_python_without_venv_stops_with_what_to_type(machine):
    with pytest.raises(SetupError, match=r"sudo apt-get install .*python3\.\d+-venv"):
        environment._install_venv_module()


def test_what_succeeded_is_not_done_again_until_the_state_changes(machine):
    done = []
    for state in ("a", "a", "b"):
        environment.once("thing", lambda state=state: state, lambda state=state: done.append(state) or True)
    assert done == ["a", "b"]


def test_what_failed_is_tried_again(machine):
    tries = []
    for _ in range(2):
        environment.once("thing", lambda: "a", lambda: bool(tries.append(1)))
    assert len(tries) == 2


@pytest.mark.parametrize(("system", "place"), [("nt", "Scripts/python.exe"), ("posix", "bin/python")])
def test_each_system_has_its_place_for_commands(machine, monkeypatch, tmp_path, system, place):
    path = tmp_path / place
    monkeypatch.setattr(os, "name", system)
    found = environment.venv_python()
    monkeypatch.undo()
    assert found == path
