"""Where everything of the program lies under a prefix of a Linux system, `/usr` or `~/.local`."""

import gzip
import os
import shutil
from pathlib import Path

from freeze import build, icons, versions

HERE = Path(__file__).resolve().parent


def lay(root: Path, frozen: Path, prefix: Path, made: versions.Release) -> None:
    """Lay a frozen program out under a prefix, with all by which the system knows it; all times are the commit's."""
    shutil.rmtree(prefix, ignore_errors=True)
    library = prefix / "lib" / versions.NAME
    shutil.copytree(frozen, library, symlinks=True)
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin" / versions.NAME).symlink_to(f"../lib/{versions.NAME}/{versions.NAME}")
    share = prefix / "share"
    _write(share / "applications" / f"{versions.NAME}.desktop", _text("counterbook.desktop"))
    _write(share / "mime" / "packages" / f"{versions.NAME}.xml", _text("counterbook.mime.xml"))
    about = _text("counterbook.metainfo.xml").replace("@VERSION@", made.version).replace("@DATE@", made.day())
    _write(share / "metainfo" / f"{versions.IDENTIFIER}.metainfo.xml", about.replace("@ID@", versions.IDENTIFIER))
    _icons(root, share / "icons" / "hicolor")
    _papers(root, share / "doc" / versions.NAME)
    set_modes(prefix)
    build.smooth_times(prefix, made.epoch)


def _icons(root: Path, theme: Path) -> None:
    drawn = root / build.ICONS
    for name, kind in ((versions.NAME, "apps"), (f"{versions.NAME}-book", "mimetypes")):
        for size in icons.PNG_SIZES:
            _copy(drawn / f"{name}-{size}.png", theme / f"{size}x{size}" / kind / f"{name}.png")
    _copy(root / icons.SOURCE, theme / "scalable" / "apps" / f"{versions.NAME}.svg")
    _copy(root / icons.DOCUMENT, theme / "scalable" / "mimetypes" / f"{versions.NAME}-book.svg")


def _papers(root: Path, folder: Path) -> None:
    """Write what Debian wants of every package; the licences of others are in the program's About."""
    licence = (root / "LICENSE").read_text(encoding="utf-8")
    _write(folder / "copyright", f"Counterbook, by the Counterbook contributors.\n\n{licence}")
    changes = (root / "CHANGELOG.md").read_bytes()
    folder.joinpath("changelog.gz").write_bytes(gzip.compress(changes, 9, mtime=0))


def set_modes(prefix: Path) -> None:
    """Give everything the mode a system wants, whatever the builder's own habits are."""
    for path in [prefix, *prefix.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or os.access(path, os.X_OK)
            path.chmod(0o755 if runs else 0o644)


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
