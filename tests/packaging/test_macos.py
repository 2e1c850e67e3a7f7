"""What is made for macOS and can be proved without a Mac: what the Finder is told, libraries, icons, image, signing."""

import os
import plistlib
import struct
from pathlib import Path

import pytest

from devtools.environment import ROOT, SetupError
from freeze.versions import Release
from macos import check, image, machos, plist, rehearsal, sign, udif

MADE = Release("1.2.3", "0" * 40, 1_790_000_000)
ARM, INTEL = 0x0100000C, 0x01000007
NEEDS, PLACE, BUILT_FOR = 0xC, 0x8000001C, 0x32


# ---- program files --------------------------------------------------------------------------------------------------


def command(kind, text):
    content = text.encode() + b"\0"
    content += b"\0" * (-(12 + len(content)) % 8)
    return struct.pack("<III", kind, 12 + len(content), 12) + content


def program(*, processor=ARM, needs=(), places=(), least=(13, 0), more=b""):
    """Write a program file that has nothing in it but what it says of itself."""
    commands = [command(NEEDS, each) for each in needs] + [command(PLACE, each) for each in places]
    commands.append(struct.pack("<IIIIII", BUILT_FOR, 24, 1, least[0] << 16 | least[1] << 8, 0, 0))
    body = b"".join(commands)
    head = struct.pack("<4sIIIIIII", b"\xcf\xfa\xed\xfe", processor, 0, 6, len(commands), len(body), 0, 0)
    return head + body + more


def several(*parts):
    at, heads, bodies = 8 + 20 * len(parts), b"", b""
    for part in parts:
        (kind,) = struct.unpack_from("<I", part, 4)
        heads += struct.pack(">5I", kind, 0, at + len(bodies), len(part), 0)
        bodies += part
    return struct.pack(">4sI", b"\xca\xfe\xba\xbe", len(parts)) + heads + bodies


@pytest.fixture
def app(tmp_path):
    """A bundle with a program and two libraries that find each other."""
    made = tmp_path / "Counterbook.app"
    write(made, "Contents/MacOS/counterbook", program(places=["@executable_path/../Frameworks"]), mode=0o755)
    write(
        made, "Contents/Frameworks/libone.dylib", program(needs=["@rpath/libtwo.dylib", "/usr/lib/libSystem.B.dylib"])
    )
    write(made, "Contents/Frameworks/in/libtwo.dylib", program(needs=["@loader_path/../libone.dylib"]))
    (made / "Contents" / "Frameworks" / "libtwo.dylib").symlink_to("in/libtwo.dylib")
    resources = made / "Contents" / "Resources"
    plist.add_names(resources)
    (made / "Contents" / "Info.plist").write_bytes(plistlib.dumps(plist.info(check.versions.release(ROOT))))
    for name in (plist.ICON, plist.BOOK_ICON):
        (resources / name).write_bytes(icon(b"ic07", b"ic08", b"ic09", b"ic10"))
    return made


def write(app, name, content, mode=0o644):
    path = app / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)


def icon(*kinds):
    body = b"".join(struct.pack(">4sI", kind, 12) + b"data" for kind in kinds)
    return struct.pack(">4sI", b"icns", 8 + len(body)) + body


def test_a_program_file_says_what_it_is_for_and_needs():
    (said,) = machos.images(program(needs=["@rpath/a"], places=["@loader_path/.."], least=(14, 2)))
    assert said == machos.Image("arm64", ("@rpath/a",), ("@loader_path/..",), (14, 2), signed=False)


def test_of_a_file_for_several_processors_the_part_for_one_can_be_left(tmp_path):
    arm, intel = program(least=(13, 0)), program(processor=INTEL, least=(12, 0))
    both = several(arm, intel)
    assert [each.processor for each in machos.images(both)] == ["arm64", "x86_64"]
    assert machos.thin(both, "x86_64") == intel
    path = tmp_path / "lib.dylib"
    path.write_bytes(both)
    (tmp_path / "link.dylib").symlink_to("lib.dylib")
    assert machos.thin_all(tmp_path, "arm64") == 1
    assert path.read_bytes() == arm
    with pytest.raises(ValueError, match=r"lib\.dylib: nothing for x86_64"):
        machos.thin_all(tmp_path, "x86_64")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x7fELF" + b"\0" * 60, b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 60, several(b"!<arch>\n" + b"\0" * 60)],
    ids=["empty", "Linux", "Java", "object files"],
)
def test_what_is_no_program_file_is_left_alone(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    assert machos.programs(tmp_path) == []


def test_libraries_are_found_as_macos_finds_them(app):
    assert machos.unresolved(app) == []
    assert check.libraries(app, "arm64") == []


@pytest.mark.parametrize(
    "needed", ["@rpath/libgone.dylib", "@loader_path/libgone.dylib", "/opt/local/lib/libz.dylib", "libz.dylib"]
)
def test_a_library_nobody_has_is_named_with_who_needs_it(app, needed):
    write(app, "Contents/Frameworks/libthree.dylib", program(needs=[needed]))
    (said,) = machos.unresolved(app)
    assert "libthree.dylib needs" in said
    assert needed in said


def test_a_library_outside_the_bundle_does_not_count(app, tmp_path):
    (tmp_path / "libout.dylib").write_bytes(program())
    (app / "Contents" / "Frameworks" / "libout.dylib").symlink_to(tmp_path / "libout.dylib")
    write(app, "Contents/Frameworks/libthree.dylib", program(needs=["@rpath/libout.dylib"]))
    assert len(machos.unresolved(app)) == 1


def test_another_processor_and_a_newer_macos_are_named(app):
    write(app, "Contents/Frameworks/intel.dylib", program(processor=INTEL))
    write(app, "Contents/Frameworks/both.dylib", several(program(), program(processor=INTEL)))
    write(app, "Contents/Frameworks/new.dylib", program(least=(26, 0)))
    said = "\n".join(check.libraries(app, "arm64"))
    for words in ("intel.dylib is for x86_64", "both.dylib is for arm64, x86_64", "new.dylib needs macOS 26.0"):
        assert words in said


# ---- what macOS is told ---------------------------------------------------------------------------------------------


def test_the_finder_knows_the_program_its_files_and_its_name_in_three_languages(app):
    assert check.names(app) == []
    told = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    assert told["UTExportedTypeDeclarations"][0]["UTTypeTagSpecification"] == {"public.filename-extension": ["cbook"]}
    assert told["CFBundleDocumentTypes"][0]["LSItemContentTypes"] == ["org.counterbook.counterbook.book"]
    names = {language: plist.read_strings((plist.TEXTS / f"{language}.lproj" / "InfoPlist.strings").read_text("utf-8"))
             for language in plist.LANGUAGES}  # fmt: skip
    assert {each["CFBundleDisplayName"] for each in names.values()} == {"Counterbook", "掌柜账本", "掌櫃帳本"}
    assert len({frozenset(each) for each in names.values()}) == 1


def test_what_it_is_told_wrongly_is_named(app):
    path = app / "Contents" / "Info.plist"
    told = plistlib.loads(path.read_bytes())
    del told["NSHighResolutionCapable"]
    path.write_bytes(plistlib.dumps(told))
    (app / "Contents" / "Resources" / "zh-Hant.lproj" / "InfoPlist.strings").unlink()
    (app / "Contents" / "MacOS" / "counterbook").chmod(0o644)
    said = "\n".join(check.names(app))
    for words in ("NSHighResolutionCapable", "zh-Hant", "cannot be run"):
        assert words in said


def test_a_line_that_is_no_name_is_refused():
    assert plist.read_strings('/* a\n b */\n"A b" = "c";\nD = "\\"e\\"";') == {"A b": "c", "D": '\\"e\\"'}
    with pytest.raises(ValueError, match="oops"):
        plist.read_strings('A = "b";\noops')


def test_icons_have_all_sizes_or_what_they_lack_is_named(app):
    assert check.icons(app) == []
    (app / "Contents" / "Resources" / plist.ICON).write_bytes(icon(b"ic07", b"ic10"))
    (app / "Contents" / "Resources" / plist.BOOK_ICON).write_bytes(icon(b"ic07", b"ic08", b"ic09", b"ic10")[:-1])
    assert check.icons(app) == [
        "counterbook.icns lacks the sizes [256, 512]",
        "counterbook-book.icns lacks the sizes [128, 256, 512, 1024]",
    ]


# ---- the disk image -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fast", [True, False])
def test_a_disk_image_gives_back_what_was_put_in_and_is_the_same_twice(tmp_path, fast):
    raw = os.urandom(700_001) + bytes(5_000_000) + b"book" * 200_000
    (tmp_path / "raw").write_bytes(raw)
    for name in ("one.dmg", "two.dmg"):
        udif.write(tmp_path / "raw", tmp_path / name, fast=fast)
    assert (tmp_path / "one.dmg").read_bytes() == (tmp_path / "two.dmg").read_bytes()
    assert (tmp_path / "one.dmg").stat().st_size < 800_000
    image_ = udif.read(tmp_path / "one.dmg")
    assert image_[: len(raw)] == raw
    assert len(image_) % udif.SECTOR == 0


@pytest.mark.parametrize("place", [10, 100_500, -1000, -512, -14])
def test_a_damaged_disk_image_is_found_out(tmp_path, place):
    (tmp_path / "raw").write_bytes(os.urandom(100_000))
    udif.write(tmp_path / "raw", tmp_path / "x.dmg", fast=True)
    content = bytearray((tmp_path / "x.dmg").read_bytes())
    content[place] ^= 0xFF
    (tmp_path / "x.dmg").write_bytes(content)
    with pytest.raises(ValueError, match=r"x\.dmg is damaged"):
        udif.read(tmp_path / "x.dmg")
    assert check.in_image(tmp_path / "x.dmg") != []


def test_the_picture_shows_where_the_icons_stand():
    from macos import background

    assert background.SIZE == image.WINDOW


# ---- signing --------------------------------------------------------------------------------------------------------


def test_what_lies_deepest_is_signed_first_and_the_whole_last(app):
    steps = sign.commands(app, sign.Signer("Developer ID Application: Shop", "profile"))
    signed = [Path(step[-1]).name for step in steps]
    assert signed == ["libtwo.dylib", "libone.dylib", "Counterbook.app", "Counterbook.app"]
    assert all("--timestamp" in step and "runtime" in step for step in steps[:-1])
    assert "--entitlements" in steps[-2]
    assert steps[-1][:2] == ["codesign", "--verify"]
    assert plistlib.loads(sign.ENTITLEMENTS.read_bytes()) != {}


def test_without_an_identity_it_is_signed_for_this_mac_and_not_notarised(app, tmp_path):
    who = sign.signer({})
    assert all("--timestamp" not in step for step in sign.commands(app, who))
    assert sign.notary_commands(tmp_path / "x.dmg", who) == []
    with pytest.raises(SetupError, match=sign.IDENTITY):
        sign.signer({sign.NOTARY: "profile"})


def test_a_disk_image_is_signed_notarised_stapled_and_judged(tmp_path):
    given = {sign.IDENTITY: "Developer ID Application: Shop", sign.NOTARY: "profile", sign.KEYCHAIN: "/k"}
    steps = sign.notary_commands(tmp_path / "x.dmg", sign.signer(given))
    assert [step[1] if step[0] == "xcrun" else step[0] for step in steps] == [
        "codesign",
        "notarytool",
        "stapler",
        "spctl",
    ]
    assert steps[1][steps[1].index("--keychain") :][:2] == ["--keychain", "/k"]


# ---- the rehearsal --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("PySide6/QtWidgets.abi3.so", True),
        ("PySide6/libpyside6.abi3.6.11.dylib", True),
        ("PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/QtDesigner.abi3.so", False),
        ("PySide6/libpyside6qml.abi3.6.11.dylib", False),
        ("PySide6/Designer.app/Contents/MacOS/Designer", False),
        ("PySide6/lupdate", False),
        ("PySide6/Qt/qml/QtCore/x.dylib", False),
        ("sqlalchemy/engine/base.py", True),
        ("sqlalchemy/testing/suite.py", False),
        ("uv-0.13.9.dist-info/METADATA", False),
    ],
)
def test_the_rehearsal_holds_what_the_program_would(name, stays):
    assert rehearsal._stays(name) is stays
