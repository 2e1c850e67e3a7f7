"""What stays in the frozen program: the rules by the names files really have in the wheels of each system."""

import subprocess
import sys

import pytest

from devtools.environment import ROOT
from freeze import keep

KEPT = [
    ("win32", "PySide6\\plugins\\platforms\\qwindows.dll"),
    ("win32", "PySide6\\plugins\\imageformats\\qjpeg.dll"),
    ("win32", "PySide6\\plugins\\iconengines\\qsvgicon.dll"),
    ("win32", "PySide6\\translations\\qtbase_zh_CN.qm"),
    ("win32", "PySide6\\Qt6Core.dll"),
    ("win32", "PySide6\\Qt6Network.dll"),
    ("win32", "tzdata\\zoneinfo\\Asia\\Shanghai"),
    ("darwin", "PySide6/Qt/plugins/platforms/libqcocoa.dylib"),
    ("darwin", "PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore"),
    ("linux", "PySide6/Qt/plugins/platforms/libqxcb.so"),
    ("linux", "PySide6/Qt/plugins/platforms/libqoffscreen.so"),
    ("linux", "PySide6/Qt/lib/libQt6Svg.so.6"),
    ("linux", "cryptography/hazmat/bindings/_rust.abi3.so"),
    ("linux", "babel/locale-data/root.dat"),
    ("linux", "babel/locale-data/zh_Hant_TW.dat"),
    ("linux", "babel/global.dat"),
    ("linux", "opencc/config/t2s.json"),
    ("linux", "opencc/dictionary/TSCharacters.txt"),
    ("linux", "pypinyin/phrases_dict.json"),
    ("linux", "keyring-25.7.0.dist-info/entry_points.txt"),
    ("linux", "resources/fonts/NotoSansSC-Bold.ttf"),
    ("linux", "resources/style.qss"),
    ("linux", "apprise/plugins/dingtalk"),
]

DROPPED = [
    ("win32", "PySide6\\plugins\\styles\\qmodernwindowsstyle.dll"),
    ("win32", "PySide6\\opengl32sw.dll"),
    ("win32", "PySide6\\Qt6Quick.dll"),
    ("win32", "PySide6\\Qt6Pdf.dll"),
    ("win32", "PySide6\\plugins\\platforms\\qminimal.dll"),
    ("win32", "PySide6\\plugins\\sqldrivers\\qsqlite.dll"),
    ("win32", "PySide6\\translations\\qtbase_de.qm"),
    ("win32", "PySide6\\translations\\qt_help_zh_CN.qm"),
    ("darwin", "PySide6/Qt/lib/QtQml.framework/Versions/A/QtQml"),
    ("darwin", "tzdata/zoneinfo/Asia/Shanghai"),
    ("linux", "PySide6/Qt/plugins/platforms/libqeglfs.so"),
    ("linux", "PySide6/Qt/plugins/tls/libqopensslbackend.so"),
    ("linux", "PySide6/Qt/lib/libQt6Quick.so.6"),
    ("linux", "tzdata/zoneinfo/Asia/Shanghai"),
    ("linux", "babel/locale-data/fr.dat"),
    ("linux", "babel/locale-data/en_GB.dat"),
    ("linux", "opencc/dictionary/STPhrases.txt"),
    ("linux", "PIL/_avif.cpython-311-x86_64-linux-gnu.so"),
    ("linux", "keyring-25.7.0.dist-info/RECORD"),
    ("linux", "libgtk-3.so.0"),
]


@pytest.mark.parametrize(("system", "name"), KEPT)
def test_what_the_program_needs_stays(system, name):
    assert keep.keeps(name, system)


@pytest.mark.parametrize(("system", "name"), DROPPED)
def test_what_nobody_uses_is_left_out(system, name):
    assert not keep.keeps(name, system)


def test_what_is_kept_comes_in_the_order_of_names_whatever_order_it_came_in():
    entries = [(name, f"/from/{name}", "DATA") for name in ("resources/b", "resources/a", "libgtk-3.so.0")]
    assert [name for name, _path, _kind in keep.kept(entries, "linux")] == ["resources/a", "resources/b"]


def test_services_are_the_modules_of_the_folder_itself():
    modules = ["apprise.plugins", "apprise.plugins.base", "apprise.plugins._x", "apprise.plugins.email.base"]
    services = [*modules, "apprise.plugins.email", "apprise.plugins.dingtalk", "apprise.plugins.dbus", "apprise.url"]
    assert keep.services_of_apprise(services) == ["dingtalk", "email"]


@pytest.mark.parametrize("system", ["win32", "darwin", "linux"])
def test_what_is_hidden_is_not_left_out_again(system):
    assert not set(keep.hidden(system)) & set(keep.EXCLUDES)


WITHOUT = """
import importlib, pkgutil, sys
from freeze import keep

class Wall:
    def find_spec(self, name, path=None, target=None):
        if any(name == each or name.startswith(each + ".") for each in keep.EXCLUDES):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Wall())
import app
for found in pkgutil.walk_packages(app.__path__, "app."):
    importlib.import_module(found.name)
for name in keep.WHOLE:
    importlib.import_module(name)
from app.messaging.service import services
print(*services().lost)
"""


def test_the_program_loads_without_what_is_left_out():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'packaging'}", "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
