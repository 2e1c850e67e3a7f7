"""What Windows shows of the program in a file's properties and in the list of running programs: name and version."""

from collections.abc import Mapping
from types import MappingProxyType

from freeze.versions import Release

PUBLISHER = "The Counterbook project"
LICENCE = "Apache-2.0"

NAMES: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        0x0409: ("Counterbook", "Customer accounts for small shops"),
        0x0804: ("掌柜账本", "小店的客户账"),
        0x0404: ("掌櫃帳本", "小店的客戶帳"),
    }
)
"""The program's name and what it is, by Windows' number of the language; the first is for every other language."""

_UNICODE = 1200
_PARTS, _LARGEST = 4, 0xFFFF


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as the four numbers Windows wants; raises ValueError where it is not made of numbers."""
    parts = [int(part) for part in version.split(".")]
    if len(parts) > _PARTS or any(not 0 <= part <= _LARGEST for part in parts):
        raise ValueError(f"{version} is no version Windows can hold: at most four numbers up to 65535")
    return tuple(parts + [0] * (_PARTS - len(parts)))


def resource(made: Release) -> str:
    """Return the version resource as PyInstaller reads it from a file."""
    four = numbers(made.version)
    tables = "".join(_table(language, made) for language in NAMES)
    languages = ", ".join(f"{language}, {_UNICODE}" for language in NAMES)
    return (
        "VSVersionInfo(\n"
        f"  ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1),\n"
        f"  kids=[\n    StringFileInfo([\n{tables}    ]),\n"
        f"    VarFileInfo([VarStruct('Translation', [{languages}])]),\n  ],\n)\n"
    )


def _table(language: int, made: Release) -> str:
    name, what = NAMES[language]
    texts = {
        "Comments": what,
        "CompanyName": PUBLISHER,
        "FileDescription": name,  # the program's name in the list of running programs
        "FileVersion": made.version,
        "InternalName": "Counterbook",
        "LegalCopyright": f"{PUBLISHER}, {LICENCE}",
        "OriginalFilename": "Counterbook.exe",
        "ProductName": name,
        "ProductVersion": f"{made.version} ({made.commit[:12]})",
    }
    rows = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in texts.items())
    return f"      StringTable('{language:04x}{_UNICODE:04x}', [{rows}]),\n"
