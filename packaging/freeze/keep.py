"""What stays in the frozen program and what does not, by the name a file or module has in it. Pure functions.

A name is that of PyInstaller's lists: relative, with the separators of the system built for. What is dropped here was
found to be in the program's folder and in nobody's use; `tree.py` says what must be there, should a rule be too wide.
"""

import re
from collections.abc import Iterable, Sequence

Entry = tuple[str, str, str]
"""An entry of PyInstaller's lists: the name in the program, the file it is made of, its kind."""

NOT_RESOURCES = frozenset({"pictures"})
"""Folders of `resources` that the program never reads: the pictures are the README's."""

HIDDEN = (
    "app.cli.main",
    "app.gui.app",
    "app.selftest.run",
    # Named in a string, or chosen by the system at run time.
    "reportlab.pdfbase._cidfontdata",
    "reportlab.pdfbase._fontdata",
    "sqlalchemy.dialects.sqlite",
    "alembic.ddl.sqlite",
    "keyring.backends.fail",
)
"""Modules no import statement leads to on every system."""

WHOLE = ("app", "reportlab.graphics.barcode")
"""Packages collected with all their modules: ours, and one that imports its own by text."""

OPEN_ON_WINDOWS = ("app",)
"""Packages whose modules lie uncompressed in the program for Windows.

The setup program packs those by a fifth to a third of what they take more on the disk; others gain less by it, and the
disk has a limit too (see `tree.MOST_MB`).
"""

SHUT_ON_WINDOWS = ("app.gui.dialogs",)
"""What of them is compressed all the same: no first window needs it."""

KEYRINGS = {
    "win32": ("keyring.backends.Windows", "win32ctypes.pywin32", "win32ctypes.core"),
    "darwin": ("keyring.backends.macOS", "keyring.backends.macOS.api"),
    "linux": ("keyring.backends.SecretService", "secretstorage", "jeepney"),
}
"""The keyrings `app.system.secrets` knows, by system, with what they load by themselves."""

PLUGINS_OF_APPRISE = "apprise.plugins"
"""Lists its own folder to find its services: all of them are collected, and an empty file stands there for each."""

_SCHEMAS_NOT_FOR_SHOPS = ("dbus", "glib", "gnome", "growl", "macosx", "syslog", "windows")

_OTHER_PICTURES = (
    *("Blp", "BufrStub", "Cur", "Dcx", "Dds", "Eps", "Fits", "Fli", "Ftex", "Gbr", "GribStub", "Hdf5Stub", "Icns"),
    *("Im", "Imt", "Iptc", "Jpeg2K", "McIdas", "Mpeg", "Msp", "Palm", "Pcd", "Pcx", "Pdf", "Pixar", "Psd", "Qoi"),
    *("Sgi", "Spider", "Sun", "Tga", "Wmf", "XVThumb", "Xbm", "Xpm"),
)
"""Kinds of pictures the program does not take: it takes PNG and JPEG, which need some of the others."""

EXCLUDES = (
    *("tkinter", "_tkinter", "turtle", "idlelib", "unittest", "pydoc", "pydoc_data", "doctest", "test", "lib2to3"),
    *("xmlrpc", "curses", "_curses", "readline", "ensurepip", "venv", "distutils", "pdb", "bdb", "cProfile", "profile"),
    *("setuptools", "pkg_resources", "pip", "wheel", "mypy", "pytest", "_pytest", "hypothesis", "IPython", "numpy"),
    *("PIL.ImageTk", "PIL.ImageQt", "PIL.AvifImagePlugin", "PIL._avif", "PIL.WebPImagePlugin", "PIL._webp"),
    *("PIL.FpxImagePlugin", "PIL.MicImagePlugin", "PIL._imagingtk", "PIL._imagingcms", "PIL.ImageCms"),
    *(f"PIL.{name}ImagePlugin" for name in _OTHER_PICTURES),
    # Alembic loads what it knows of PostgreSQL, and so that dialect stays.
    *("sqlalchemy.dialects.oracle", "sqlalchemy.dialects.mysql", "sqlalchemy.dialects.mssql", "sqlalchemy.testing"),
    *("sqlalchemy.ext.mypy", "sqlalchemy.ext.asyncio", "alembic.testing"),
    *("aiosqlite", "greenlet", "psycopg2", "MySQLdb", "pymysql", "oracledb", "pyodbc", "pysqlcipher3"),
    *("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtDesigner"),
    *("PySide6.QtHelp", "PySide6.QtSql", "PySide6.QtTest", "PySide6.QtUiTools", "PySide6.QtXml", "PySide6.QtDBus"),
    *("PySide6.QtConcurrent", "PySide6.QtSvgWidgets", "PySide6.scripts", "PySide6.support.deprecated"),
    *("reportlab.graphics.testshapes", "reportlab.graphics.samples", "reportlab.graphics.testdrawings"),
    *("reportlab.graphics.widgets", "reportlab.graphics.renderPM", "reportlab.graphics.renderPS"),
    *("reportlab.graphics.renderSVG", "reportlab.graphics.charts.axes", "reportlab.graphics.charts.textlabels"),
    *("reportlab.graphics.charts.utils", "reportlab.graphics.charts.utils3d", "reportlab.graphics.charts.markers"),
    *("rlPyCairo", "cairo", "freetype", "_rl_renderPM", "rl_accel", "uharfbuzz", "pyaes", "fontTools", "hyphen"),
    *("gi", "dbus", "win32gui", "win32con", "win32api", "smpplib", "slixmpp", "paho", "pika", "nacl", "hid", "gntp"),
    # What writes programs and parses them again, of packages that do so only for those who write programs.
    *("mako.ext", "mako.cmd", "mako.testing", "babel.messages", "markdown.test_tools", "click.testing"),
    # Of Python what others would use only for what no shop does: second processes, archives, configuration in YAML.
    *("multiprocessing", "_multiprocessing", "concurrent.futures.process", "tarfile", "bz2", "_bz2", "lzma", "_lzma"),
    *("_pydecimal", "_pydatetime", "yaml", "_yaml"),
    *("urllib3.contrib.emscripten", "urllib3.contrib.pyopenssl", "urllib3.http2.connection"),
    *("sqlite3", "_sqlite3"),  # Python's own database: the program has SQLCipher's, and only that one
    *("keyring.cli", "keyring.devpi_client", "apprise.cli", "shtab.main", "pypinyin.runner", "pypinyin.legacy"),
)
"""Modules that are not in the program though something names them."""

_SLASHES = re.compile(r"[\\/]+")

_LOCALES = re.compile(r"babel/locale-data/(root|en(_001|_US)?|zh(_Hans(_CN)?|_Hant(_TW)?)?)\.dat$")
_QT_WORDS = re.compile(r"translations/qtbase_(en|zh_CN|zh_TW)\.qm$")
_QT_PLUGINS = re.compile(
    r"plugins/("
    r"platforms/(lib)?q(windows|cocoa|xcb|wayland|offscreen)\b"
    r"|platforminputcontexts/(lib)?(compose|ibus|fcitx)\w*"
    r"|platformthemes/libqxdgdesktopportal\b"
    r"|styles/(lib)?qmac"
    r"|imageformats/(lib)?q(svg|jpeg|gif|ico)\b"
    r"|iconengines/"
    r"|printsupport/"
    r"|wayland-decoration-client/"
    r"|wayland-shell-integration/libxdg-shell\b"
    r"|wayland-graphics-integration-client/libqt-plugin-wayland-egl\b"
    r"|xcbglintegrations/libqxcb-(egl|glx)\b"
    r")"
)
_QT_LIBRARIES = re.compile(
    r"(^|/)(lib)?Qt6?(Qml|Quick|Pdf|VirtualKeyboard|3D|Designer|Help|Labs|Lottie|Sql|Test|UiTools|Web|Xml|Concurrent"
    r"|EglF[Ss]|WlShell|Multimedia|WaylandCompositor|SvgWidgets)\w*"
)
_OTHERS = re.compile(
    r"(^|/)(opengl32sw|d3dcompiler_\d+|libgtk-3|libgdk|libgdk_pixbuf|libatk|libsystemd|libtcl|libtk|_tkinter|libavif"
    r"|libwebp\w*|libdav1d|libaom|liblcms2|_avif|_webp|_imagingtk|_imagingcms|libreadline|libncurses\w*|libtinfo)\b",
    re.IGNORECASE,
)
_DATA_LEFT_OUT = re.compile(
    r"(^|/)(apprise/(i18n|assets|cli)|borax/(data/)?(calendars/)?(ui|tests?)|reportlab/(fonts/(?!README)|graphics)"
    r"|alembic/(templates|testing)|sqlalchemy/testing|PySide6/(examples|glue|include|typesystems|resources)"
    r"|__pyinstaller|__pycache__|licenses?/tests?)(/|$)"
    r"|\.(pyi|pxd|pyx|h|hpp|typed|cpp|c)$"
)
_RECORDS = re.compile(r"\.dist-info/(?!METADATA$|entry_points\.txt$)")
_OPENCC = re.compile(r"opencc/(config/(?!t2s\.)|dictionary/(?!TS))")


def lies_open(module: str, system: str) -> bool:
    """Tell whether a module lies uncompressed in the program: on Windows some, elsewhere all."""
    return system != "win32" or (_is_of(OPEN_ON_WINDOWS, module) and not _is_of(SHUT_ON_WINDOWS, module))


def _is_of(packages: Iterable[str], module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in packages)


def slashed(name: str) -> str:
    """Return a name with slashes, whatever the system separates folders with."""
    return _SLASHES.sub("/", name)


def keeps(name: str, system: str) -> bool:
    """Tell whether a file stays in the program for `system` (`sys.platform`'s word)."""
    plain = slashed(name)
    if "/locale-data/" in plain:
        return bool(_LOCALES.search(plain))
    if "/translations/" in plain and "PySide6" in plain:
        return bool(_QT_WORDS.search(plain))
    if "PySide6" in plain and "/plugins/" in plain:
        return bool(_QT_PLUGINS.search(plain))
    if plain.startswith("tzdata/"):
        return system == "win32"  # every other system keeps the time zones itself
    if system != "linux" and plain.startswith(("cryptography", "secretstorage", "jeepney")):
        return False  # the keyring of Linux is what needs it
    left_out = (_QT_LIBRARIES, _OTHERS, _DATA_LEFT_OUT, _RECORDS, _OPENCC)
    return not any(rule.search(plain) for rule in left_out)


def kept(entries: Iterable[Entry], system: str) -> list[Entry]:
    """Return the entries that stay, in the order of their names: the order decides what the program's folder holds."""
    return sorted(entry for entry in entries if keeps(entry[0], system))


def services_of_apprise(modules: Iterable[str]) -> list[str]:
    """Return the names an empty file stands for in the folder of Apprise's services, of all its modules."""
    start = f"{PLUGINS_OF_APPRISE}."
    own = (name.removeprefix(start) for name in modules if name.startswith(start))
    services = {name for name in own if "." not in name and not name.startswith(("_", "base"))}
    return sorted(name for name in services if name not in _SCHEMAS_NOT_FOR_SHOPS)


def hidden(system: str) -> Sequence[str]:
    """Return the modules to collect although nothing names them, for `system`."""
    return (*HIDDEN, *KEYRINGS.get(system, KEYRINGS["linux"]))
