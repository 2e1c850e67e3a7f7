"""The import contracts can list only modules that exist: this check tells which ones they lack.

It reads `pyproject.toml` and looks at the folder `app`; whether the contracts are kept is import-linter's
business.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

_OUTER_WORLDS = frozenset({"storage", "documents", "messaging", "exchange", "system"})
_FRONT_ENDS = frozenset({"gui", "cli"})
_ONLY = re.compile(r"Only (\w+) knows")


def check_contracts(root: Path) -> list[str]:
    """Return one sentence for each module of `app` that a contract should list and does not."""
    config = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    modules = _top_level_modules(root / "app")
    findings = []
    for contract in contracts:
        findings += _check_contract(contract, modules)
    if "gui" in modules and not any(contract["name"] == "GUI layers" for contract in contracts):
        findings.append("pyproject.toml: app.gui exists, so the contract “GUI layers” has to")
    return findings


def _check_contract(contract: dict[str, Any], modules: frozenset[str]) -> list[str]:
    only = _ONLY.match(contract["name"])
    if only:
        # What starts the program, or tries all of it, may import everything, and so knows everything through it.
        starting = {"__main__"} if contract.get("allow_indirect_imports") else {"__main__", "selftest"}
        sources = modules - {only.group(1)} - starting
        return _missing(contract, "source_modules", sources)
    if contract["name"].startswith("gui and cli"):
        front_ends = _missing(contract, "source_modules", modules & _FRONT_ENDS)
        return front_ends + _missing(contract, "forbidden_modules", modules & _OUTER_WORLDS)
    return []


def _missing(contract: dict[str, Any], key: str, wanted: frozenset[str]) -> list[str]:
    listed = set(contract[key])
    missing = sorted(f"app.{name}" for name in wanted if f"app.{name}" not in listed)
    return [f"pyproject.toml: contract “{contract['name']}”: {key} lacks {name}" for name in missing]


def _top_level_modules(folder: Path) -> frozenset[str]:
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    files = {path.stem for path in folder.glob("*.py")}
    return frozenset(packages | files) - {"__init__"}
