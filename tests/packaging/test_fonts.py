import sys
from pathlib import Path

import pytest

from devtools import environment, fonts
from devtools.environment import SetupError
from devtools.fonts import FACES, FILES, LICENCE


@pytest.fixture
def clone(monkeypatch, tmp_path):
    """Step into a fresh clone on a machine with a cache folder; what is built is noted instead of built."""
    built = []

    def take_out(work, made):
        (made / LICENCE).write_text("OFL", encoding="utf-8")
        return work / "variable.ttf"

    def cut(_variable, weight, target):
        built.append(weight)
        target.write_text(f"glyphs of {weight}", encoding="utf-8")
        return ""

    def step_into(name):
        (tmp_path / name).mkdir(exist_ok=True)
        monkeypatch.setattr(environment, "VENV", tmp_path / name)
        monkeypatch.setattr(fonts, "FONTS", tmp_path / name / "fonts")
        return tmp_path / name / "fonts"

    monkeypatch.setattr(fonts, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(fonts, "_take_out_of_package", take_out)
    monkeypatch.setattr(fonts, "_cut", cut)
    step_into.built = built
    return step_into


def kept(tmp_path):
    (folder,) = (tmp_path / "cache").iterdir()
    return folder


def test_every_face_and_the_licence_are_there(clone):
    folder = clone("first")
    fonts.see_to_fonts()
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert sorted(clone.built) == [400, 700]


def test_what_is_there_is_not_built_again(clone):
    clone("first")
    fonts.see_to_fonts()
    fonts.see_to_fonts()
    assert len(clone.built) == len(FACES)


def test_another_clone_takes_them_from_the_cache(clone):
    clone("first")
    fonts.see_to_fonts()
    folder = clone("second")
    fonts.see_to_fonts()
    assert (folder / "NotoSansSC-Bold.ttf").read_text(encoding="utf-8") == "glyphs of 700"
    assert len(clone.built) == len(FACES)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["gone", "cut off"])
def test_a_harmed_file_is_put_back(clone, harm):
    face = clone("first") / "NotoSansSC-Regular.ttf"
    fonts.see_to_fonts()
    harm(face)
    fonts.see_to_fonts()
    assert face.read_text(encoding="utf-8") == "glyphs of 400"


@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda path: path.write_bytes(b"glyphs of 4oo")], ids=["gone", "changed"]
)
def test_a_harmed_cache_is_built_anew(clone, tmp_path, harm):
    clone("first")
    fonts.see_to_fonts()
    harm(kept(tmp_path) / "NotoSansSC-Regular.ttf")
    face = clone("second") / "NotoSansSC-Regular.ttf"
    fonts.see_to_fonts()
    assert face.read_text(encoding="utf-8") == "glyphs of 400"
    assert len(clone.built) == 2 * len(FACES)


def test_another_recipe_is_another_build(clone, tmp_path, monkeypatch):
    clone("first")
    fonts.see_to_fonts()
    lock = tmp_path / "lock.txt"
    lock.write_text("fonttools==99.0 \\\n", encoding="utf-8")
    monkeypatch.setattr(fonts, "LOCK", lock)
    fonts.see_to_fonts()
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_a_failed_build_says_why_and_leaves_nothing_behind(clone, tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "_cut", lambda *_: "no room on the disk")
    folder = clone("first")
    with pytest.raises(SetupError, match="no room on the disk"):
        fonts.see_to_fonts()
    assert list((tmp_path / "cache").iterdir()) == []
    assert not folder.exists()


@pytest.mark.parametrize(
    ("system", "variables", "place"),
    [
        ("linux", {"XDG_CACHE_HOME": "/c"}, "/c/counterbook"),
        ("linux", {}, "/home/wang/.cache/counterbook"),
        ("darwin", {}, "/home/wang/Library/Caches/counterbook"),
    ],
)
def test_each_system_has_its_place_for_caches(monkeypatch, system, variables, place):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(Path, "home", lambda: Path("/home/wang"))
    assert fonts.cache_folder().as_posix() == place
