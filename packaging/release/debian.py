"""The licences of Debian's own libraries that a program frozen for Linux brings along: added to what About shows.

Which they are is known only after freezing. Debian keeps the copyright of each package in its documents; a library
that is no package's came with Python or a wheel, whose licences are there already.
"""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from release.parts import PartsError

DOCUMENTS = Path("/usr/share/doc")
_LIBRARY = re.compile(r"\.so(\.[\d.]+)?$")
_OWNER = re.compile(r"^([a-z0-9.+-]+)(?::\w+)?: .*/([^/]+)$", re.MULTILINE)


def add(frozen: Path) -> int:
    """Add the licences to a frozen program's notices; return how many packages they are of.

    Raises `PartsError` naming a package without a copyright. Where there is no dpkg nothing is known and none is added.
    """
    (path,) = frozen.rglob("resources/about/notices.json")
    libraries = sorted({each.name for each in frozen.rglob("*") if _LIBRARY.search(each.name) and each.is_file()})
    packages = owners(_asked(libraries))
    if packages:
        notices = json.loads(path.read_text(encoding="utf-8"))
        content = json.dumps(joined(notices, packages, DOCUMENTS), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        path.write_text(content, encoding="utf-8", newline="\n")
    return len(packages)


def owners(said: str) -> dict[str, list[str]]:
    """Read dpkg's answer: the libraries asked for, by the packages they are of."""
    found: dict[str, list[str]] = {}
    for package, library in _OWNER.findall(said):
        found.setdefault(package, []).append(library)
    return {package: sorted(set(libraries)) for package, libraries in sorted(found.items())}


def joined(notices: Mapping[str, Any], packages: Mapping[str, list[str]], documents: Path) -> dict[str, Any]:
    """Return the notices with those of Debian's packages, each named for its libraries."""
    texts, components = list(notices["texts"]), list(notices["components"])
    for package, libraries in packages.items():
        source = documents / package / "copyright"
        if not source.is_file():
            raise PartsError(f"{package} ({', '.join(libraries)}) comes without its copyright in {documents}")
        text = source.read_text(encoding="utf-8", errors="replace")
        if text not in texts:
            texts.append(text)
        more = {"version": "", "licence": ", ".join(libraries), "home": ""}
        components.append({"name": package, **more, "texts": [texts.index(text)]})
    components.sort(key=lambda each: each["name"].casefold())
    return {**notices, "texts": texts, "components": components}


def _asked(libraries: list[str]) -> str:
    try:
        command = ["dpkg", "-S", *(f"*/{name}" for name in libraries)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout
    except OSError:  # another Linux
        return ""
