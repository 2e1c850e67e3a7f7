"""What the Linux packages say of the program, and how they are laid out."""

import configparser
import os
import shutil
import struct
import subprocess
import tarfile
from xml.etree import ElementTree as ET

import pytest

from app.i18n.catalog import load
from app.storage.store import APPLICATION_ID
from devtools.environment import ROOT
from freeze import build, icons, versions
from linux import deb, layout, tarball

HERE = ROOT / "packaging" / "linux"
MADE = versions.Release("1.2.3", "0" * 40, 1795350564)
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def entry():
    parser = configparser.RawConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(HERE / "counterbook.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_the_entry_names_the_program_as_it_names_itself(entry, language):
    name = load(language, ROOT / "resources" / "locale").gettext("Counterbook")
    assert entry[f"Name[{language}]"] == name
    about = ET.parse(HERE / "counterbook.metainfo.xml").getroot()
    assert name in [each.text for each in about.findall("name") if each.get(LANG) == language]


@pytest.mark.parametrize("key", ["Name", "GenericName", "Comment", "Keywords"])
def test_every_text_of_the_entry_is_in_all_languages(entry, key):
    assert {name for name in entry if name.startswith(key)} == {key, f"{key}[zh_CN]", f"{key}[zh_TW]"}


def test_a_book_is_known_by_what_the_program_writes_into_it(entry):
    kind = ET.parse(HERE / "counterbook.mime.xml").getroot().find(f"{MIME}mime-type")
    assert entry["MimeType"] == f"{kind.get('type')};"
    assert kind.find(f"{MIME}glob").get("pattern") == "*.cbook"
    inner = kind.find(f"{MIME}magic/{MIME}match/{MIME}match")
    assert struct.pack(">I", APPLICATION_ID) == inner.get("value").encode()
    assert inner.get("offset") == "68"  # SQLite's file format, "Application ID"


def test_the_script_is_one_a_plain_shell_reads():
    subprocess.run(["sh", "-n", str(HERE / "install.sh")], check=True)


@pytest.fixture
def project(tmp_path):
    """A frozen program of two files, with icons and papers around."""
    frozen = tmp_path / "build" / "linux" / "counterbook"
    (frozen / "_internal").mkdir(parents=True)
    (frozen / "counterbook").write_text("#!/bin/sh\necho started\n", encoding="utf-8")
    (frozen / "counterbook").chmod(0o700)
    (frozen / "_internal" / "data").write_text("data", encoding="utf-8")
    (frozen / "_internal" / "libx.so.1").write_bytes(b"\0GLIBC_2.4\0GLIBC_2.36\0")
    drawn = tmp_path / build.ICONS
    drawn.mkdir(parents=True)
    for size in icons.PNG_SIZES:
        for name in ("counterbook", "counterbook-book"):
            (drawn / f"{name}-{size}.png").write_bytes(b"png")
    for name in (icons.SOURCE, icons.DOCUMENT, "LICENSE", "CHANGELOG.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


def test_everything_has_a_mode_a_system_wants_and_the_commits_time(project):
    layout.lay(project, project / "build/linux/counterbook", project / "usr", MADE)
    program = project / "usr/lib/counterbook/counterbook"
    assert program.stat().st_mode & 0o777 == 0o755
    assert (project / "usr/lib/counterbook/_internal/data").stat().st_mode & 0o777 == 0o644
    assert {path.lstat().st_mtime for path in (project / "usr").rglob("*")} == {MADE.epoch}
    assert subprocess.run([project / "usr/bin/counterbook"], capture_output=True, check=True).stdout == b"started\n"
    about = (project / "usr/share/metainfo" / f"{versions.IDENTIFIER}.metainfo.xml").read_text(encoding="utf-8")
    assert '<release version="1.2.3" date="2026-11-22"/>' in about
    assert "@" not in about


def test_the_newest_c_library_asked_for_is_found(project):
    assert deb.glibc(project / "build/linux/counterbook") == "2.36"


def test_two_archives_of_one_program_are_the_same(project):
    frozen = project / "build/linux/counterbook"
    first = tarball.make(project, frozen, project / "one", MADE, "x86_64", fast=True)
    (frozen / "counterbook").touch()
    before = os.umask(0o077)  # somebody who shows nothing to others builds the same
    try:
        second = tarball.make(project, frozen, project / "two", MADE, "x86_64", fast=True)
    finally:
        os.umask(before)
    assert first.read_bytes() == second.read_bytes()
    with tarfile.open(first) as archive:
        members = archive.getmembers()
    assert {member.name.split("/")[0] for member in members} == {"counterbook-1.2.3-linux-x86_64"}
    assert {(member.uid, member.gid, member.uname, member.mtime) for member in members} == {(0, 0, "", MADE.epoch)}


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="this machine makes no Debian packages")
def test_two_packages_of_one_program_are_the_same(project):
    frozen = project / "build/linux/counterbook"
    first = deb.make(project, frozen, project / "one", MADE, "x86_64", fast=True)
    (frozen / "counterbook").touch()
    before = os.umask(0o077)
    try:
        second = deb.make(project, frozen, project / "two", MADE, "x86_64", fast=True)
    finally:
        os.umask(before)
    assert first.read_bytes() == second.read_bytes()


def test_the_script_installs_over_an_older_version_and_removes_all_but_books(project, tmp_path):
    archive = tarball.make(project, project / "build/linux/counterbook", project / "out", MADE, "x86_64", fast=True)
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")
    script = tmp_path / "unpacked" / "counterbook-1.2.3-linux-x86_64" / "install.sh"
    home = tmp_path / "某人 的家"
    stale = home / ".local" / "lib" / "counterbook" / "stale"
    book = home / "Documents" / "shop.cbook"
    for path in (stale, book):
        path.parent.mkdir(parents=True)
        path.touch()
    around = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    subprocess.run(["sh", script], env=around, check=True, capture_output=True)
    assert not stale.exists()
    program = home / ".local" / "bin" / "counterbook"
    assert subprocess.run([program], capture_output=True, check=True).stdout == b"started\n"
    desktop = (home / ".local/share/applications/counterbook.desktop").read_text(encoding="utf-8")
    assert f'Exec="{program}" %f' in desktop
    subprocess.run(["sh", script, "--remove"], env=around, check=True, capture_output=True)
    assert book.is_file()
    assert [path for path in (home / ".local").rglob("*counterbook*") if path.is_file()] == []
    assert subprocess.run(["sh", script, "--what"], env=around, check=False, capture_output=True).returncode == 2
