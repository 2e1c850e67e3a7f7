"""Names of files made out of what people typed: names that every system takes, Windows the strictest of them.

Sources: "Naming Files, Paths, and Namespaces" of Microsoft Learn for what Windows refuses; 255 bytes is the most a
name may have on Linux, 255 UTF-16 units on Windows and macOS.
"""

import unicodedata
from collections.abc import Container

_REFUSED = frozenset('<>:"/\\|?*')
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{port}{n}" for port in ("COM", "LPT") for n in (*"0123456789", "¹", "²", "³")}
)
_MOST_BYTES = 150  # so that a long folder, and a number behind it, still have room


def safe_name(text: str) -> str:
    """Return a text as a file's name without its ending; never blank, hidden, reserved or too long.

    What a system refuses becomes a low line; controls and marks of direction, which could make a name look like
    another, are left out.
    """
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    kept = "".join("_" if c in _REFUSED else c for c in composed if unicodedata.category(c)[0] != "C")
    kept = _cut(kept.strip(" .")).strip(" .")
    if kept.split(".")[0].rstrip().upper() in _RESERVED:
        kept = f"_{kept}"
    return kept or "_"


def new_name(text: str, ending: str, taken: Container[str]) -> str:
    """Return a safe name with its ending that is none of those taken; (2), (3) … tell equal ones apart.

    `taken` holds names as `same_file` writes them.
    """
    stem = safe_name(text)
    name, number = f"{stem}{ending}", 1
    while same_file(name) in taken:
        number += 1
        name = f"{stem} ({number}){ending}"
    return name


def same_file(name: str) -> str:
    """Return what is alike of names that are one file to systems that know no case."""
    return unicodedata.normalize("NFC", name).casefold()


def _cut(text: str) -> str:
    """Return as much of a text as a file's name may have, whole characters with their marks."""
    if len(text.encode()) <= _MOST_BYTES:
        return text
    kept = text.encode()[:_MOST_BYTES].decode(errors="ignore")
    while kept and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept
