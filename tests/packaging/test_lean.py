"""Code keeps its lines and does what it did when it is made lean."""

import ast
import json
import tarfile
import traceback
from pathlib import Path
from types import CodeType

import pytest

from freeze import lean


def all_code(code):
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from all_code(each)


@pytest.mark.parametrize("module", [ast, json.decoder, tarfile, traceback])
def test_every_instruction_keeps_its_line_and_loses_its_columns(module):
    path = Path(module.__file__)
    code = compile(path.read_bytes(), path.name, "exec")
    made = lean.without_columns(code)
    for before, after in zip(all_code(code), all_code(made), strict=True):
        assert list(after.co_lines()) == list(before.co_lines())
        assert after.co_code == before.co_code
        assert all(start is None and end is None for _line, _last, start, end in after.co_positions())
    assert len(made.co_linetable) < len(code.co_linetable)


def test_a_failure_still_names_its_line():
    source = "def f(x):\n" + "\n" * 400 + "    return 1 / x\n\nf(0)\n"
    with pytest.raises(ZeroDivisionError) as failed:
        exec(lean.without_columns(compile(source, "shop.py", "exec")), {})
    assert [frame.lineno for frame in traceback.extract_tb(failed.tb) if frame.filename == "shop.py"] == [404, 402]


def test_what_is_lean_stays_as_it_is():
    code = lean.without_columns(compile("a = 1\nb = [x for x in 'abc' if x]\n", "shop.py", "exec"))
    assert lean.without_columns(code).co_linetable == code.co_linetable


def test_json_loses_its_blanks_and_nothing_else(tmp_path):
    content = {"一丁不识": [["yī"], ["dīng"]], "n": [1, 2.5, None, True, " a  b "]}
    made = tmp_path / "made.json"
    made.write_text(json.dumps(content, indent=2), encoding="utf-8")
    other = tmp_path / "other.txt"
    other.write_text("a  b")
    [tight, kept] = lean.tight([(str(made), "pypinyin"), (str(other), "x")], tmp_path / "tight")
    assert tight == (str(tmp_path / "tight" / "pypinyin" / "made.json"), "pypinyin")
    assert kept == (str(other), "x")
    text = Path(tight[0]).read_text(encoding="utf-8")
    assert json.loads(text) == content
    assert len(text) < len(made.read_text(encoding="utf-8")) / 1.5
