"""What macOS is told of the program: Info.plist, and the names it shows in each language."""

import plistlib
import re
import shutil
from pathlib import Path
from typing import Any

from freeze import versions

TEXTS = Path(__file__).resolve().parent / "texts"
LANGUAGES = ("en", "zh-Hans", "zh-Hant")

BOOK_TYPE = f"{versions.IDENTIFIER}.book".lower()
"""The name of the kind of file a book is."""

BOOK = "Counterbook book"
"""What a book's file is called; the languages' own words for it stand in `texts`."""

ICON, BOOK_ICON = "counterbook.icns", "counterbook-book.icns"
LEAST_SYSTEM = "13.0"
"""The oldest macOS that Qt runs on; the check compares it with what the libraries themselves ask for."""

_ENTRY = re.compile(r'^\s*(?:"([^"]+)"|(\w+))\s*=\s*"((?:[^"\\]|\\.)*)";\s*$')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def info(made: versions.Release) -> dict[str, Any]:
    """Return what Info.plist holds."""
    return {
        "CFBundleName": versions.PROGRAM,
        "CFBundleDisplayName": versions.PROGRAM,
        "CFBundleIdentifier": versions.IDENTIFIER,
        "CFBundleExecutable": versions.NAME,
        "CFBundlePackageType": "APPL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleShortVersionString": made.version,
        "CFBundleVersion": made.version,
        "CFBundleIconFile": ICON,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": list(LANGUAGES),
        "CFBundleAllowMixedLocalizations": True,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": BOOK,
                "CFBundleTypeRole": "Editor",
                "CFBundleTypeIconFile": BOOK_ICON,
                "LSItemContentTypes": [BOOK_TYPE],
                "LSHandlerRank": "Owner",
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": BOOK_TYPE,
                "UTTypeDescription": BOOK,
                "UTTypeConformsTo": ["public.data", "public.database"],
                "UTTypeIconFile": BOOK_ICON,
                "UTTypeTagSpecification": {"public.filename-extension": ["cbook"]},
            }
        ],
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": LEAST_SYSTEM,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "Free software under the Apache License 2.0",
        "NSPrincipalClass": "NSApplication",
        "NSRequiresAquaSystemAppearance": False,  # it has a dark look of its own
        "NSSupportsAutomaticGraphicsSwitching": True,
    }


def write(made: versions.Release, path: Path) -> None:
    """Write Info.plist."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(plistlib.dumps(info(made)))


def add_names(resources: Path) -> None:
    """Put the names in every language into a bundle's folder of resources."""
    for language in LANGUAGES:
        target = resources / f"{language}.lproj"
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(TEXTS / target.name / "InfoPlist.strings", target / "InfoPlist.strings")


def read_strings(text: str) -> dict[str, str]:
    """Read a file of names: `key = "value";` line by line; raises `ValueError` with a line that is none."""
    found = {}
    for line in _COMMENT.sub("", text).splitlines():
        entry = _ENTRY.match(line)
        if entry:
            found[entry[1] or entry[2]] = entry[3]
        elif line.strip():
            raise ValueError(line)
    return found
