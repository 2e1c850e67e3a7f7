import ast
from pathlib import Path

from app.i18n import mark


def test_a_marked_text_is_the_text_itself():
    assert mark.N_("owed") == "owed"


def test_marking_imports_nothing():
    tree = ast.parse(Path(mark.__file__).read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
