"""What belongs to every release: each part with its licence, the list of parts, checksums; what lacks, by name."""

import hashlib
import json

import pytest

from freeze import tree
from freeze.versions import Release
from release import about, checksums, debian, parts, reproducible, sbom

MADE = Release("1.2.3", "0123456789abcdef0123456789abcdef01234567", 1_790_000_000)

LOCK = """\
alpha==1.0 \\
    --hash=sha256:00
    # via counterbook (pyproject.toml)
beta-b==2.5.1 ; sys_platform == 'win32' \\
    --hash=sha256:00
    # via
    #   -c packaging/lock/dev.txt
    #   alpha
    #   counterbook (pyproject.toml)
"""

COMPONENTS = """\
allowed = ["MIT", "Apache-2.0", "BSD-3-Clause"]
[packages]
"beta-b" = "BSD-3-Clause"
[texts]
[[component]]
name = "Engine"
licence = "MIT"
home = "https://engine.example"
version_of = "alpha"
texts = ["Engine.txt"]
[[component]]
name = "Only there"
licence = "MIT"
home = ""
system = "windows"
texts = []
"""


@pytest.fixture
def made(tmp_path):
    """A folder of packages, a lock, and a folder like that of `release`."""
    here, site = tmp_path / "here", tmp_path / "site"
    (here / "licences").mkdir(parents=True)
    (here / "licences" / "Engine.txt").write_text("engine\r\n\n", encoding="utf-8")
    (here / "components.toml").write_text(COMPONENTS, encoding="utf-8")
    lock = tmp_path / "lock.txt"
    lock.write_text(LOCK, encoding="utf-8")
    package(site, "alpha", "1.0", "License-Expression: MIT", "Home-page: https://alpha.example")
    return Made(site, lock, here)


class Made:
    def __init__(self, site, lock, here):
        self.site, self.lock, self.here = site, lock, here

    def parts(self, system="linux"):
        return parts.parts(self.site, system, self.lock, self.here)


def package(site, name, version, *said, licence="the text of {name}"):
    folder = site / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    lines = [f"Name: {name}", f"Version: {version}", *said]
    (folder / "METADATA").write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    if licence:
        (folder / "licenses").mkdir()
        (folder / "licenses" / "any-name.txt").write_text(licence.format(name=name), encoding="utf-8")


# ---- parts ----------------------------------------------------------------------------------------------------------


def test_a_package_comes_with_its_licence_its_text_and_who_asked_for_it(made):
    package(made.site, "Beta_b", "2.5.1", "License: see the file")
    alpha, beta, engine = made.parts()
    assert alpha == parts.Part(
        "alpha", "1.0", "MIT", "https://alpha.example", ("the text of alpha\n",), "alpha", ("counterbook",)
    )
    assert (beta.licence, beta.package, beta.via) == ("BSD-3-Clause", "beta-b", ("alpha", "counterbook"))
    assert (engine.version, engine.texts, engine.package) == ("1.0", ("engine\n",), "")


def test_what_a_marker_leaves_out_need_not_be_there_and_a_system_has_its_own(made):
    assert [part.name for part in made.parts()] == ["alpha", "Engine"]
    assert [part.name for part in made.parts("windows")] == ["alpha", "Engine", "Only there"]
    with pytest.raises(parts.PartsError, match="amiga"):
        made.parts("amiga")


def test_a_locked_package_that_is_not_there_stops_the_build_by_name(made):
    made.lock.write_text(LOCK + "gamma==1 \\\n    --hash=sha256:00\n", encoding="utf-8")
    with pytest.raises(parts.PartsError, match="gamma is locked, but not in"):
        made.parts()


def test_another_version_than_the_locked_one_stops_the_build(made):
    made.lock.write_text(LOCK.replace("alpha==1.0", "alpha==1.1"), encoding="utf-8")
    with pytest.raises(parts.PartsError, match=r"alpha is locked as 1\.1, but 1\.0"):
        made.parts()


@pytest.mark.parametrize("said", ["License-Expression: GPL-3.0-only", "License: whatever", "Summary: none said"])
def test_a_licence_that_may_not_be_passed_on_or_is_not_known_stops_the_build(made, said):
    package(made.site, "beta_b", "2.5.1")
    package(made.site, "gamma", "1", said)
    made.lock.write_text(LOCK + "gamma==1 \\\n    --hash=sha256:00\n", encoding="utf-8")
    with pytest.raises(parts.PartsError, match="gamma: may"):
        made.parts()


def test_a_package_without_a_text_of_its_licence_stops_the_build(made):
    package(made.site, "beta_b", "2.5.1", licence="")
    with pytest.raises(parts.PartsError, match="beta-b brings no text"):
        made.parts()


def test_a_text_of_ours_that_is_not_there_stops_the_build_by_name(made):
    (made.here / "licences" / "Engine.txt").unlink()
    with pytest.raises(parts.PartsError, match=r"Engine\.txt is not there"):
        made.parts()


def test_every_package_the_program_is_locked_to_has_a_licence_that_may_be_passed_on(site_packages):
    found = {part.name for part in parts.parts(site_packages, "linux")}
    assert {"PySide6_Essentials", "Qt", "Python", "SQLite", "OpenSSL", "Noto Sans SC", "SQLAlchemy"} <= found
    assert "pytest" not in found


@pytest.fixture
def site_packages():
    import sqlalchemy

    return parts.Path(sqlalchemy.__file__).parents[1]


# ---- About ----------------------------------------------------------------------------------------------------------


def test_notices_write_a_shared_text_once_and_twice_the_same(made):
    package(made.site, "beta_b", "2.5.1", licence="the text of alpha")
    notices = about.notices(made.parts())
    assert notices == about.notices(made.parts())
    assert notices["texts"] == ["the text of alpha\n", "engine\n"]
    assert [each["texts"] for each in notices["components"]] == [[0], [0], [1]]


def test_the_program_reads_what_is_written_for_it(tmp_path, monkeypatch, made):
    from app.system import paths, release

    found = made.parts()
    monkeypatch.setattr(about.parts, "parts", lambda _site, _system: found)
    monkeypatch.setenv("COUNTERBOOK_COMMIT", MADE.commit)
    monkeypatch.setattr(paths, "about", lambda: tmp_path / "about")
    about.write(parts.ROOT, made.site, "linux", tmp_path / "about")
    assert release.release().commit == MADE.commit
    assert release.release().asks == about.address(parts.ROOT)
    listed = json.loads((tmp_path / "about" / "files.json").read_text(encoding="utf-8"))
    folder = parts.ROOT / "resources"
    assert [folder / name for name in listed] == tree.resources(parts.ROOT)
    assert "fonts/NotoSansSC-Bold.ttf" in listed
    assert [each.name for each in release.notices()] == ["alpha", "Engine"]
    assert release.notices()[1].texts == ("engine\n",)


@pytest.mark.parametrize(("text", "fine"), [('asks = ""', True), ('asks = "https://a.example/b"', True)])
def test_the_address_of_the_version_check_is_nothing_or_encrypted(tmp_path, text, fine):
    folder = tmp_path / "packaging" / "release"
    folder.mkdir(parents=True)
    (folder / "address.toml").write_text(text, encoding="utf-8")
    assert text == f'asks = "{about.address(tmp_path)}"'
    (folder / "address.toml").write_text('asks = "http://a.example/b"', encoding="utf-8")
    with pytest.raises(parts.PartsError, match="not an https address"):
        about.address(tmp_path)


# ---- the list of parts ----------------------------------------------------------------------------------------------


def test_the_list_names_every_part_and_who_needs_it(made):
    package(made.site, "beta_b", "2.5.1")
    bill = sbom.bill(MADE, "windows", made.parts("windows"))
    assert json.dumps(bill) == json.dumps(sbom.bill(MADE, "windows", made.parts("windows")))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    components = {each["name"]: each for each in bill["components"]}
    assert components["alpha"]["purl"] == "pkg:pypi/alpha@1.0"
    assert components["alpha"]["licenses"] == [{"license": {"id": "MIT"}}]
    needs = {each["ref"]: each["dependsOn"] for each in bill["dependencies"]}
    root = bill["metadata"]["component"]["bom-ref"]
    assert set(needs) == {root, *(each["bom-ref"] for each in bill["components"])}
    assert needs[root] == ["part:engine", "part:only-there", "pkg:pypi/alpha@1.0", "pkg:pypi/beta-b@2.5.1"]
    assert needs["pkg:pypi/alpha@1.0"] == ["pkg:pypi/beta-b@2.5.1"]


def test_another_commit_or_system_is_another_list(made):
    serials = {
        sbom.bill(release, system, made.parts(system))["serialNumber"]
        for release in (MADE, MADE._replace(commit="f" * 40))
        for system in ("linux", "macos")
    }
    assert len(serials) == 4


# ---- checksums ------------------------------------------------------------------------------------------------------


def test_checksums_are_those_of_the_files_and_tell_what_changed(tmp_path, capsys):
    for name in ("setup.exe", "小店 1.dmg", "gone.deb"):
        (tmp_path / name).write_bytes(name.encode())
    listing = checksums.write(tmp_path).read_text(encoding="utf-8")
    assert f"{hashlib.sha256(b'setup.exe').hexdigest()}  setup.exe\n" in listing
    assert checksums.wrong(tmp_path) == []
    assert checksums.main([str(tmp_path), "--check"]) == 0
    (tmp_path / "gone.deb").unlink()
    (tmp_path / "setup.exe").write_bytes(b"other")
    (tmp_path / "new").touch()
    assert checksums.wrong(tmp_path) == ["gone.deb is missing", "new is not listed", "setup.exe has changed"]
    assert checksums.main([str(tmp_path), "--check"]) == 1
    assert "setup.exe has changed" in capsys.readouterr().out


def test_two_builds_are_compared_by_name_content_and_mode(tmp_path, capsys):
    for side in ("a", "b"):
        (tmp_path / side / "in").mkdir(parents=True)
        for name in ("same", "in/other", "in/mode"):
            (tmp_path / side / name).write_text("x", encoding="utf-8")
    one, two = str(tmp_path / "a"), str(tmp_path / "b")
    assert reproducible.main([one, two]) == 0
    (tmp_path / "b" / "in" / "other").write_text("y", encoding="utf-8")
    (tmp_path / "b" / "in" / "mode").chmod(0o755)
    (tmp_path / "a" / "more").touch()
    assert reproducible.main([one, two]) == 1
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if line.startswith("differs")] == [
        "differs: in/mode",
        "differs: in/other",
        "differs: more",
    ]
    assert reproducible.main([one, str(tmp_path / "none")]) == 2


# ---- Debian's own libraries -----------------------------------------------------------------------------------------

SAID = """\
libx11-6:amd64: /usr/lib/x86_64-linux-gnu/libX11.so.6
libglib2.0-0:amd64: /usr/lib/x86_64-linux-gnu/libgio-2.0.so.0
libglib2.0-0:amd64: /usr/lib/x86_64-linux-gnu/libglib-2.0.so.0
diversion by libc6 from: /lib/x
"""


def test_libraries_of_debian_come_with_its_copyright(tmp_path):
    packages = debian.owners(SAID)
    assert packages == {"libglib2.0-0": ["libgio-2.0.so.0", "libglib-2.0.so.0"], "libx11-6": ["libX11.so.6"]}
    for name in packages:
        (tmp_path / name).mkdir()
        (tmp_path / name / "copyright").write_text(f"of {name}", encoding="utf-8")
    before = {"components": [{"name": "Qt", "texts": [0]}], "texts": ["qt"]}
    after = debian.joined(before, packages, tmp_path)
    assert [each["name"] for each in after["components"]] == ["libglib2.0-0", "libx11-6", "Qt"]
    assert [after["texts"][each["texts"][0]] for each in after["components"]] == [
        "of libglib2.0-0",
        "of libx11-6",
        "qt",
    ]
    (tmp_path / "libx11-6" / "copyright").unlink()
    with pytest.raises(parts.PartsError, match=r"libx11-6 \(libX11\.so\.6\) comes without its copyright"):
        debian.joined(before, packages, tmp_path)
