"""What making installers takes is looked for, installed where that may be, and named to a person where it may not."""

import pytest

from devtools import programs
from devtools.environment import SetupError
from linux import build

WANTED = {"sh": "dash", "no-such-maker": "maker", "no-such-twin": "maker", "/no/such/file": "files"}


@pytest.fixture
def asked(monkeypatch):
    """A machine of Debian's whose user may install packages; what was installed is listed, and nothing comes of it."""
    installed = []
    monkeypatch.setattr(programs, "is_debian", lambda: True)
    monkeypatch.setattr(programs, "may_install", lambda: True)
    monkeypatch.setattr(programs, "apt_install", lambda packages: installed.append(packages) or True)
    return installed


def test_only_what_is_missing_is_installed_each_package_once(asked):
    with pytest.raises(SetupError, match="files maker"):  # as nothing came of it
        programs.see_to(WANTED, "the test")
    assert asked == [["files", "maker"]]


def test_nothing_is_installed_where_nothing_is_missing(asked):
    programs.see_to({"sh": "dash"}, "the test")
    assert asked == []


def test_who_may_not_install_is_told_what_to_type(asked, monkeypatch):
    monkeypatch.setattr(programs, "may_install", lambda: False)
    with pytest.raises(SetupError, match=r"sudo apt-get install .*files maker"):
        programs.see_to(WANTED, "the test")
    assert programs.why_not(WANTED).startswith("this machine has no /no/such/file, no no-such-maker, no no-such-twin;")
    assert asked == []


def test_there_is_no_reason_against_what_can_be_installed(asked):
    assert programs.why_not(WANTED) == ""


def test_debians_python_has_its_library_in_a_package_of_its_own(monkeypatch):
    told = {"MULTIARCH": "x86_64-linux-gnu", "INSTSONAME": "libpython3.11.so.1.0"}
    monkeypatch.setattr(build.sysconfig, "get_config_var", told.get)
    assert build.python_library("/usr") == {"/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0": "libpython3.11"}
    assert build.python_library("/opt/python") == {}
