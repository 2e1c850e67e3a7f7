import pytest

from devtools.environment import ROOT
from freeze import versions
from freeze.build import differences, smooth_times

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', encoding="utf-8")
    for name in ("COUNTERBOOK_COMMIT", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def test_the_program_and_the_project_name_one_version():
    from app import __version__

    assert versions.release(ROOT).version == __version__


def test_a_project_without_git_is_built_of_an_unknown_commit(project):
    assert versions.release(project) == ("1.2.3", versions.UNKNOWN, 0)


def test_what_the_builder_says_comes_before_git(project, monkeypatch):
    monkeypatch.setenv("COUNTERBOOK_COMMIT", COMMIT)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795350564")
    made = versions.release(project)
    assert made == ("1.2.3", COMMIT, 1795350564)
    assert made.day() == "2026-11-22"


@pytest.mark.parametrize("wrong", ["main", "0123", COMMIT + "; rm"])
def test_what_is_no_commit_is_not_taken_for_one(project, monkeypatch, wrong):
    monkeypatch.setenv("COUNTERBOOK_COMMIT", wrong)
    assert versions.release(project).commit == versions.UNKNOWN


def test_the_spec_is_told_what_the_recipe_gives(project, monkeypatch):
    (project / "icon.ico").touch()
    given = versions.environment(versions.release(project), {"icon": "icon.ico", "bare": "1"})
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    told = versions.told(project)
    assert told.icon == project / "icon.ico"
    assert told.bare
    assert told.plist is None
    assert given["PYTHONHASHSEED"] == "1"


def test_a_file_that_is_not_there_is_named(project, monkeypatch):
    monkeypatch.setenv("COUNTERBOOK_ICON", "nowhere.ico")
    with pytest.raises(FileNotFoundError, match=r"nowhere\.ico"):
        versions.told(project)


def test_a_recipe_cannot_give_what_the_spec_does_not_know(project):
    with pytest.raises(ValueError, match="colour"):
        versions.environment(versions.release(project), {"colour": "red"})


def test_trees_are_compared_by_names_contents_modes_and_links_but_not_by_times(tmp_path):
    for side in ("one", "two"):
        folder = tmp_path / side / "inner"
        folder.mkdir(parents=True)
        for name in ("same", "content", "mode"):
            (folder / name).write_text(name, encoding="utf-8")
        (folder / "link").symlink_to("same")
    one, two = tmp_path / "one", tmp_path / "two"
    smooth_times(one, 1)
    smooth_times(two, 2)
    assert differences(one, two) == []
    (two / "inner" / "content").write_text("other", encoding="utf-8")
    (two / "inner" / "mode").chmod(0o755)
    (two / "inner" / "link").unlink()
    (two / "inner" / "link").symlink_to("content")
    (two / "inner" / "more").touch()
    assert differences(one, two) == [f"inner/{name}" for name in ("content", "link", "mode", "more")]
