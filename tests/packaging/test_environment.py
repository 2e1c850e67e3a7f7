import os

import pytest

from devtools import environment
from devtools.environment import SetupError


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A Debian machine of a user who is not root, without what Qt needs; what would be installed is noted."""
    installed = []
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "_is_debian", lambda: True)
    monkeypatch.setattr(environment, "_may_install", lambda: False)
    monkeypatch.setattr(environment, "_missing_libraries", lambda: [] if installed else ["libEGL.so.1"])
    monkeypatch.setattr(environment, "_apt_install", lambda packages: installed.extend(packages) or True)
    return installed


def test_a_user_is_told_what_to_type_and_goes_on(machine, capsys):
    assert environment.see_to_qt_libraries() is False
    assert "sudo apt-get install --no-install-recommends libegl1" in capsys.readouterr().out
    assert machine == []


def test_root_gets_the_libraries_installed(machine, monkeypatch):
    monkeypatch.setattr(environment, "_may_install", lambda: True)
    assert environment.see_to_qt_libraries() is True
    assert machine == list(environment.QT_PACKAGES)


def test_another_linux_is_told_which_libraries_it_lacks(machine, monkeypatch, capsys):
    monkeypatch.setattr(environment, "_is_debian", lambda: False)
    assert environment.see_to_qt_libraries() is False
    assert "libEGL.so.1" in capsys.readouterr().out


def test_a_python_without_venv_stops_with_what_to_type(machine):
    with pytest.raises(SetupError, match=r"sudo apt-get install .*python3\.\d+-venv"):
        environment._install_venv_module()


def test_what_succeeded_is_not_done_again_until_the_state_changes(machine):
    done = []
    for state in ("a", "a", "b"):
        environment._once("thing", state, lambda state=state: done.append(state) or True)
    assert done == ["a", "b"]


def test_what_failed_is_tried_again(machine):
    tries = []
    for _ in range(2):
        environment._once("thing", "a", lambda: bool(tries.append(1)))
    assert len(tries) == 2


@pytest.mark.parametrize(("system", "place"), [("nt", "Scripts/python.exe"), ("posix", "bin/python")])
def test_each_system_has_its_place_for_commands(machine, monkeypatch, tmp_path, system, place):
    path = tmp_path / place
    monkeypatch.setattr(os, "name", system)
    found = environment.venv_python()
    monkeypatch.undo()
    assert found == path
