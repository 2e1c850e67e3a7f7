"""The rule packs the program brings along, by the name that stands in a book."""

from functools import lru_cache
from pathlib import Path

from app.core.lawpack import LawPack, read_pack
from app.system import paths


def load_pack(name: str) -> LawPack:
    """Return the rules of law of a place; a place there is no file for has none. Raises `BookUnusable` if damaged."""
    path = paths.resources() / "law" / f"{name}.toml"
    if not path.is_file():
        return LawPack(name)
    return _read(name, path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(name: str, path: Path, _changed_at: int) -> LawPack:
    """Read a pack once for as long as its file stays the same: reading it takes longer than planning a customer."""
    return read_pack(name, path.read_text(encoding="utf-8", errors="replace"))
