"""The sizes beyond which code is cut up: lines of a function, lines of a file, methods of a class.

Only the hard limits are checked here; the aims (40 lines, 400 lines) are a reader's business.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

MAX_FUNCTION_LINES = 70
MAX_FILE_LINES = 600
MAX_METHODS = 15

CHECKED = ("app", "packaging")
"""The folders whose code is measured."""


def check_sizes(root: Path) -> list[str]:
    """Return one sentence for each thing in `<root>/app` and `<root>/packaging` that is too large."""
    findings = []
    for path in sorted(path for name in CHECKED for path in (root / name).rglob("*.py")):
        where = path.relative_to(root).as_posix()
        findings += [f"{where}{finding}" for finding in _check_source(path.read_text(encoding="utf-8"))]
    return findings


def _check_source(source: str) -> Iterator[str]:
    lines = len(source.splitlines())
    if lines > MAX_FILE_LINES:
        yield f": the file has {lines} lines, {MAX_FILE_LINES} are the limit"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _check_function(node)
        elif isinstance(node, ast.ClassDef):
            yield from _check_class(node)


def _check_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if lines > MAX_FUNCTION_LINES:
        yield f":{node.lineno}: {node.name} has {lines} lines, {MAX_FUNCTION_LINES} are the limit"


def _check_class(node: ast.ClassDef) -> Iterator[str]:
    # A property with a setter is two functions of one name and counts once.
    methods = {part.name for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)}
    counted = [name for name in methods if not (name.startswith("__") and name.endswith("__"))]
    if len(counted) > MAX_METHODS:
        yield f":{node.lineno}: {node.name} has {len(counted)} methods, {MAX_METHODS} are the limit"
