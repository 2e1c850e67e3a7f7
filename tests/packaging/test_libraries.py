"""Which libraries of the build machine go into the program for Linux."""

import shutil

import pytest

from freeze import libraries, versions
from linux import deb

MADE = versions.Release("1.2.3", "0" * 40, 1795350564)

ASKS = {
    "/wheel/QtNetwork.so": ["libQt6Network.so.6", "libstdc++.so.6"],
    "/wheel/libQt6Network.so.6": ["libgssapi_krb5.so.2", "libglib-2.0.so.0", "libc.so.6"],
    "/wheel/libcups.so": ["libcups.so.2"],
    "/python/_ssl.so": ["libcrypto.so.3"],
    "/usr/libgssapi_krb5.so.2": ["libkrb5.so.3"],
    "/usr/libkrb5.so.3": ["libgssapi_krb5.so.2"],  # a ring must not be walked for ever
    "/usr/libcups.so.2": ["libgnutls.so.30"],
}
WHEELS = [
    ("PySide6/QtNetwork.abi3.so", "/wheel/QtNetwork.so", "EXTENSION"),
    ("PySide6/Qt/lib/libQt6Network.so.6", "/wheel/libQt6Network.so.6", "BINARY"),
    ("PySide6/Qt/plugins/printsupport/libcupsprintersupport.so", "/wheel/libcups.so", "BINARY"),
    ("libQt6Network.so.6", "PySide6/Qt/lib/libQt6Network.so.6", "SYMLINK"),
    ("_cffi_backend.cpython-311-x86_64-linux-gnu.so", "/wheel/cffi.so", "EXTENSION"),
    ("python3.11/lib-dynload/_ssl.so", "/python/_ssl.so", "EXTENSION"),
    ("libpython3.11.so.1.0", "/python/libpython3.11.so.1.0", "BINARY"),
]
ASKED = ["libcrypto.so.3", "libgssapi_krb5.so.2", "libkrb5.so.3"]
OF_THE_SYSTEM = ["libcups.so.2", "libglib-2.0.so.0", "libstdc++.so.6"]
OF_NOBODY = ["libcairo.so.2", "libgnutls.so.30"]


def asks(path):
    return ASKS.get(path, [])


def test_only_what_is_asked_for_and_no_desktop_has_is_brought_along():
    loose = [(name, f"/usr/{name}", "BINARY") for name in (*ASKED, *OF_THE_SYSTEM, *OF_NOBODY)]
    kept = libraries.asked_for([*WHEELS, *loose], asks)
    assert kept[: len(WHEELS)] == WHEELS
    assert [name for name, _path, _kind in kept[len(WHEELS) :]] == ASKED


@pytest.fixture
def frozen(tmp_path):
    """A program with a library and a text beside it."""
    for name in ("counterbook", "_internal/libx.so.1"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"\x7fELF and so on")
    (tmp_path / "_internal" / "text").write_text("libz", encoding="utf-8")
    return tmp_path


def test_a_library_nobody_brings_is_named_with_who_asks_for_it(frozen):
    told = {"counterbook": ["libx.so.1", "libc.so.6", "ld-linux-x86-64.so.2"], "libx.so.1": ["libz.so.1", "liby.so.2"]}
    [finding] = libraries.lacking(frozen, lambda path: told[path.rpartition("/")[2]])
    assert finding.startswith("_internal/libx.so.1 needs liby.so.2,")


@pytest.mark.skipif(shutil.which("objdump") is None, reason="this machine has no objdump")
def test_what_a_program_asks_for_is_read_from_it():
    assert "libc.so.6" in libraries.needs(shutil.which("sh"))


def test_the_package_asks_for_what_is_left_to_the_system():
    [needs] = [line for line in deb.control(MADE, "amd64", 1, "2.36").splitlines() if line.startswith("Depends: ")]
    listed = needs.removeprefix("Depends: ").split(", ")
    assert listed[0] == "libc6 (>= 2.36)"
    assert set(libraries.OF_SYSTEM.values()) < set(listed)
    assert len(listed) == len(set(listed))
