"""What a build for one system consists of: the locked packages that lie in its site-packages, and what is no package.

Standard library only: it may run before any environment is there, and for a system other than this one.
"""

import re
import tomllib
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
RUNTIME_LOCK = ROOT / "packaging" / "lock" / "runtime.txt"
SYSTEMS = ("windows", "macos", "linux")

_PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;]+)\s*(?:;\s*(.*?))?\s*\\?$")
_VIA = re.compile(r"^\s+#\s+(?:via\s+)?(?!via$)([A-Za-z0-9_.-]+)(?:\s+\(pyproject\.toml\))?$")
_LICENCE_FILE = re.compile(r"(?i)^(?:licen[cs]e|copying|notice|authors)")
_ELSEWHERE = frozenset({"android", "cibw_musl", "pbin_musl"})
"""Folders of pypdfium2's licences for builds that are not ours."""


class PartsError(Exception):
    """Something of what goes into the program is not as it should be; the text names it."""


class Locked(NamedTuple):
    """A package of the lock: `everywhere` unless a marker limits it, `via` names those that asked for it."""

    name: str
    version: str
    everywhere: bool
    via: tuple[str, ...]


class Part(NamedTuple):
    """One thing inside the program: its licence in SPDX's words, and the texts that must come along.

    `package` is its name in the package index, "" for what is no package; `via` names who asked for it.
    """

    name: str
    version: str
    licence: str
    home: str
    texts: tuple[str, ...]
    package: str = ""
    via: tuple[str, ...] = ()


def plain(name: str) -> str:
    """Return a package's name as the index spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock(text: str) -> list[Locked]:
    """Read a lock: what is pinned, and who asked for it."""
    found: list[Locked] = []
    for line in text.splitlines():
        pin, via = _PIN.match(line), _VIA.match(line)
        if pin:
            found.append(Locked(plain(pin[1]), pin[2], not pin[3], ()))
        elif via and found:
            found[-1] = found[-1]._replace(via=(*found[-1].via, plain(via[1])))
    return found


def parts(site: Path, system: str, lock: Path = RUNTIME_LOCK, here: Path = HERE) -> list[Part]:
    """Return everything inside the program for a system; raises `PartsError` naming what is missing or unclear.

    `site` is the folder of the packages the program is frozen from.
    """
    if system not in SYSTEMS:
        raise PartsError(f"{system} is none of the systems: {', '.join(SYSTEMS)}")
    known = tomllib.loads((here / "components.toml").read_text(encoding="utf-8"))
    installed = _installed(site)
    found = []
    for locked in read_lock(lock.read_text(encoding="utf-8")):
        folder = installed.get(locked.name)
        if folder is None and locked.everywhere:
            raise PartsError(f"{locked.name} is locked, but not in {site}")
        if folder is not None:
            found.append(_package(locked, folder, known, here))
    versions = {part.package: part.version for part in found}
    for each in known["component"]:
        if each.get("system", system) == system:
            texts = tuple(_text(here / "licences" / name) for name in each["texts"])
            version = versions.get(each.get("version_of", ""), "")
            found.append(Part(each["name"], version, each["licence"], each["home"], texts))
    _refuse_unclear(found, known["allowed"])
    return sorted(found, key=lambda part: part.name.casefold())


def _installed(site: Path) -> dict[str, Path]:
    """Return the folders in which packages tell of themselves, by the packages' names."""
    return {plain(path.name.partition("-")[0]): path for path in sorted(site.glob("*.dist-info"))}


def _package(locked: Locked, folder: Path, known: dict[str, Any], here: Path) -> Part:
    said = HeaderParser().parsestr((folder / "METADATA").read_text(encoding="utf-8"))
    if said["Version"] != locked.version:
        raise PartsError(f"{locked.name} is locked as {locked.version}, but {said['Version']} lies in {folder.parent}")
    licence = known["packages"].get(locked.name) or said["License-Expression"] or said["License"] or ""
    files = [path for path in sorted(folder.rglob("*")) if _is_licence(path.relative_to(folder)) and path.is_file()]
    own = [here / "licences" / name for name in known["texts"].get(locked.name, ())]
    texts = tuple(dict.fromkeys(_text(path) for path in [*own, *files]))
    if not texts:
        raise PartsError(f"{locked.name} brings no text of its licence; put one into licences and components.toml")
    return Part(said["Name"], locked.version, licence, _home(said), texts, locked.name, locked.via)


def _is_licence(path: Path) -> bool:
    if _ELSEWHERE & set(path.parts):
        return False
    inside = path.parts[0] in {"licenses", "license_files"}
    return inside or bool(_LICENCE_FILE.match(path.name))


def _home(said: Message) -> str:
    links = [text.partition(",") for text in said.get_all("Project-URL") or []]
    by_name = {name.strip().casefold(): address.strip() for name, _comma, address in links}
    for name in ("homepage", "home", "source", "source code", "repository", "code", "documentation"):
        if name in by_name:
            return by_name[name]
    return str(said["Home-page"] or "") or next(iter(by_name.values()), "")


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise PartsError(f"the text {path} is not there; set-up makes what is not committed") from None
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n"


def _refuse_unclear(found: list[Part], allowed: list[str]) -> None:
    for part in found:
        if part.licence in allowed:
            continue
        words = [word.strip(" ()") for word in re.split(r"\bOR\b|\bAND\b|,", part.licence)]
        if not all(word in allowed for word in words):
            raise PartsError(f"{part.name}: may “{part.licence}” be passed on? See components.toml")
