"""A frozen program that lacks something, or holds something strange, is refused with its name."""

import json
import struct

import pytest

from freeze import tree
from freeze.build import Failed

ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HH", 3, 0x3E) + bytes(44)
ARM_ELF = ELF[:18] + struct.pack("<H", 0xB7) + ELF[20:]
PE = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", 0x8664) + bytes(20)
MACHO = b"\xcf\xfa\xed\xfe" + struct.pack("<I", 0x0100000C) + bytes(24)
FAT = b"\xca\xfe\xba\xbe" + struct.pack(">I", 2) + struct.pack(">5I", 0x01000007, 3, 0, 0, 0)
FAT += struct.pack(">5I", 0x0100000C, 0, 0, 0, 0)

LIBRARIES = (
    "PySide6/Qt/lib/libQt6{}.so.6",
    "PySide6/Qt{}.abi3.so",
)
FILES = [
    *(each.format(part) for each in LIBRARIES for part in ("Core", "Gui", "Widgets", "PrintSupport", "Network", "Svg")),
    *(f"PySide6/Qt/plugins/platforms/libq{name}.so" for name in ("xcb", "offscreen")),
    *(f"PySide6/Qt/plugins/imageformats/libq{name}.so" for name in ("svg", "jpeg", "ico")),
    "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
    "pypdfium2_raw/libpdfium.so",
    "python_calamine/_python_calamine.cpython-313-x86_64-linux-gnu.so",
]
DATA = [
    *(f"PySide6/Qt/translations/qtbase_{name}.qm" for name in ("zh_CN", "zh_TW")),
    *(f"babel/locale-data/{name}.dat" for name in ("root", "en_US", "zh_Hans_CN", "zh_Hant_TW")),
    *("opencc/config/t2s.json", "opencc/dictionary/TSCharacters.txt"),
    *("pypinyin/pinyin_dict.json", "pypinyin/phrases_dict.json"),
    *(f"resources/about/{name}.json" for name in ("build", "notices", "files")),
    "certifi/cacert.pem",
    *(f"apprise/plugins/service{number}" for number in range(120)),
]
FONT, CATALOGUE = "fonts/NotoSansSC-Bold.ttf", "locale/zh_TW/LC_MESSAGES/app.mo"


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A project folder with fonts and catalogues; half a kilobyte is whole here."""
    monkeypatch.setattr(tree, "LEAST_BYTES", {"fonts": 500, "locale": 500})
    names = [FONT, FONT.replace("Bold", "Regular"), CATALOGUE, CATALOGUE.replace("zh_TW", "zh_CN"), "law/CN.toml"]
    for name in names:
        write(tmp_path / "project" / "resources" / name, name.encode() * 40)
    write(tmp_path / "project" / "resources" / "pictures" / "shop.png", b"not for the program")
    write(tmp_path / "project" / "app" / "core" / "money.py", b"")
    return tmp_path / "project"


@pytest.fixture
def frozen(tmp_path, root):
    """A frozen program as it should be."""
    inner = tmp_path / "counterbook" / "_internal"
    write(tmp_path / "counterbook" / "counterbook", ELF)
    for name in FILES:
        write(inner / name, ELF)
    for name in DATA:
        write(inner / name, b"")
    for path in tree.resources(root):
        write(inner / path.relative_to(root), path.read_bytes())
    return tmp_path / "counterbook"


def refused(frozen, root, system="linux", modules=None):
    with pytest.raises(Failed) as failed:
        tree.require(frozen, system, "x86_64", root, modules)
    return str(failed.value)


def test_a_whole_program_is_not_refused(frozen, root):
    tree.require(frozen, "linux", "x86_64", root)


@pytest.mark.parametrize("name", [*FILES, *(name for name in DATA if not name.startswith("apprise"))])
def test_each_thing_left_out_is_named(frozen, root, name):
    (frozen / "_internal" / name).unlink()
    said = refused(frozen, root)
    assert (
        name.rsplit("/", 1)[1].partition(".")[0].removeprefix("libQt6").removeprefix("libq").removeprefix("lib") in said
    )


@pytest.mark.parametrize("name", [FONT, CATALOGUE, "law/CN.toml"])
def test_a_resource_left_out_is_named(frozen, root, name):
    (frozen / "_internal" / "resources" / name).unlink()
    assert f"resources/{name} is missing" in refused(frozen, root)


def test_a_font_that_was_cut_off_is_named(frozen, root):
    path = frozen / "_internal" / "resources" / FONT
    whole = path.read_bytes()
    for harmed in (b"half", bytes(len(whole))):
        path.write_bytes(harmed)
        assert f"resources/{FONT} is not the one" in refused(frozen, root)


@pytest.mark.parametrize("name", [FONT, CATALOGUE])
def test_what_set_up_did_not_make_is_named_although_the_program_is_like_the_project(frozen, root, name):
    (root / "resources" / name).unlink()
    (frozen / "_internal" / "resources" / name).unlink()
    assert f"resources/{name} was not made" in refused(frozen, root)


def test_services_that_are_lost_are_counted(frozen, root):
    for path in (frozen / "_internal" / "apprise" / "plugins").iterdir():
        path.unlink()
    assert "only 0 services" in refused(frozen, root)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt6Quick.dll",
        "PySide6/Qt/lib/libQt6WebEngineCore.so.6",
        "opengl32sw.dll",
        "icuuc.dll",
        "resources/pictures/shop.png",
        "app/main.py",
        "reportlab/tests/data",
        "shop.cbook",
        "shop.cbook-wal",
        "secret.p12",
    ],
)
def test_what_does_not_belong_there_is_named(frozen, root, name):
    write(frozen / "_internal" / name, b"")
    assert f"{name} does not belong there" in refused(frozen, root)


def test_a_library_for_another_processor_is_named(frozen, root):
    write(frozen / "_internal" / "libstrange.so", ARM_ELF)
    assert "libstrange.so is for arm64, not for x86_64" in refused(frozen, root)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (ELF, {"x86_64"}),
        (ARM_ELF, {"arm64"}),
        (PE, {"x86_64"}),
        (MACHO, {"arm64"}),
        (FAT, {"x86_64", "arm64"}),
        (ELF[:18] + struct.pack("<H", 0xF3) + ELF[20:], {"processor 0xf3"}),
        (b"MZ", set()),
        (b"\x7fELF", set()),
        (b"", set()),
        (b"a text", set()),
    ],
)
def test_processors_are_read_from_headers(tmp_path, content, found):
    write(tmp_path / "file", content)
    assert tree.processors(tmp_path / "file") == found


def test_a_program_too_large_is_told(frozen, root):
    with (frozen / "_internal" / "large").open("wb") as file:
        file.truncate(tree.MOST_MB["linux"] * tree.MEGABYTE)
    assert "more than" in refused(frozen, root)


def test_modules_left_out_of_the_archive_are_named(frozen, root, tmp_path):
    work = tmp_path / "work" / "counterbook"
    entries = [("app", "", "PYMODULE"), ("app.core", "", "PYMODULE")]
    write(work / "PYZ-00.toc", repr(("PYZ-00.pyz", entries, {})).encode())
    modules = tree.archived(tmp_path / "work")
    assert json.dumps(modules) == '["app", "app.core"]'
    said = refused(frozen, root, modules=modules)
    assert "module app.core.money is missing" in said
    assert "module keyring.backends.SecretService is missing" in said
