"""The first page of a book in a folder: what it is, which files belong to it, by which hashes they are known again."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import refuse
from app.i18n.mark import N_

FORMAT = "counterbook-book"
VERSION = 1
MANIFEST = "manifest.json"
MAX_SIZE = 64 << 20
"""The largest first page that is read, in bytes."""

_FILE = re.compile(r"(data|files/[a-z_]+)/[^/\\:\x00]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a folder says of itself.

    Attributes:
        schema: the version of the book's tables
        program: the version of the program that wrote it
        made_at: when, an ISO instant
        shop: the shop's name
        currency: the book's currency
        decimals: the decimals of its currency
        entries: how many entries the journal has
        head: the hash of the last, in hexadecimal digits
        facts: the hash of business facts
        rows: how many rows each table has
        files: the SHA-256 of every file the book is made of, by its name in the folder
    """

    schema: int
    program: str
    made_at: str
    shop: str
    currency: str
    decimals: int
    entries: int
    head: str
    facts: str
    rows: Mapping[str, int]
    files: Mapping[str, str]


def manifest_json(manifest: Manifest) -> str:
    """Write the first page."""
    content = {name: getattr(manifest, name) for name in manifest.__slots__}
    return json.dumps({"format": FORMAT, "version": VERSION, **content}, ensure_ascii=False, indent=1) + "\n"


def read_manifest(text: str, schema: int) -> Manifest:
    """Read the first page of a folder made for tables of a version; refuses any other, naming what is wrong."""
    try:
        content: dict[str, Any] = json.loads(text)
        version, of, program = int(content["version"]), int(content["schema"]), str(content["program"])
        ours = content["format"] == FORMAT
        manifest = _read(content) if ours and (version, of) == (VERSION, schema) else None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        ours, manifest, version, of, program = False, None, 0, 0, ""
    if manifest is not None:
        return manifest
    if not ours:
        refuse("folder", N_("{file} is not the first page of a book in a folder."), file=MANIFEST)
    if version > VERSION or of > schema:
        refuse("folder", N_("The folder was written by a newer version of the program; update the program first."))
    text = N_("The folder was written by version {program} of the program; import it with that one, then update.")
    refuse("folder", text, program=program)


def _read(content: Mapping[str, Any]) -> Manifest:
    return Manifest(
        schema=int(content["schema"]),
        program=_text(content["program"]),
        made_at=_text(content["made_at"]),
        shop=_text(content["shop"]),
        currency=_text(content["currency"]),
        decimals=int(content["decimals"]),
        entries=int(content["entries"]),
        head=_text(content["head"]),
        facts=_text(content["facts"]),
        rows={_text(name): int(count) for name, count in content["rows"].items()},
        files={_name(name): _text(digest) for name, digest in content["files"].items()},
    )


def _name(value: object) -> str:
    """Return the name of a file of the folder; raises ValueError for one that leads anywhere else."""
    if _FILE.fullmatch(_text(value)) is None:
        raise ValueError(value)
    return _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
