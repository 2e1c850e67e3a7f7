"""The tables of rates the program brings along, read once, with the rows the shop has added to them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from app.core.credit.late import RateTable, extended, read_table
from app.core.credit.rates import OwnRate, own_tables
from app.storage.settings import load_settings
from app.storage.store import Session
from app.system import paths

LPR = "CN-LPR-1Y"
"""China's loan prime rate for one year, by which the law measures late interest."""


def tables_of(session: Session) -> dict[str, RateTable]:
    """Return all tables by name, with the shop's own rows. Raises `BookUnusable` where a file of ours is damaged."""
    return with_own(shipped(), load_settings(session).own_rates)


def with_own(tables: Mapping[str, RateTable], own: Iterable[OwnRate]) -> dict[str, RateTable]:
    """Return tables with the shop's own rows, and last the tables there are only such rows of."""
    rows = own_tables(own)
    found = {name: extended(table, rows.get(name, ())) for name, table in tables.items()}
    return found | {name: extended(RateTable(name, ()), rates) for name, rates in rows.items() if name not in found}


def shipped() -> dict[str, RateTable]:
    """Return the tables the program brings along, by name. Raises `BookUnusable` naming one that is damaged."""
    files = sorted((paths.resources() / "rates").glob("*.toml"))
    return {file.stem: _read(file, file.stat().st_mtime_ns) for file in files}


@lru_cache(maxsize=16)
def _read(file: Path, _changed_at: int) -> RateTable:
    """Read a table once for as long as its file stays the same."""
    return read_table(file.stem, file.read_text(encoding="utf-8", errors="replace"))
