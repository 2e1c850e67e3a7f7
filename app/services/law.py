"""The rule packs the program brings along, by the name that stands in a book."""

from app.core.lawpack import LawPack, read_pack
from app.system import paths


def load_pack(name: str) -> LawPack:
    """Return the rules of law of a place; a place there is no file for has none. Raises `BookUnusable` if damaged."""
    path = paths.resources() / "law" / f"{name}.toml"
    if not path.is_file():
        return LawPack(name)
    return read_pack(name, path.read_text(encoding="utf-8", errors="replace"))
