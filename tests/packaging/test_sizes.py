import pytest

from devtools.sizes import MAX_FILE_LINES, MAX_FUNCTION_LINES, MAX_METHODS, check_sizes


@pytest.fixture
def write(tmp_path):
    """Write the one module of a small program."""

    def write_module(source):
        path = tmp_path / "app" / "core" / "thing.py"
        path.parent.mkdir(parents=True)
        path.write_text(source, encoding="utf-8")
        return check_sizes(tmp_path)

    return write_module


def function(lines):
    return "def work():\n" + "    pass\n" * (lines - 1)


def class_of(names):
    return "class Thing:\n" + "".join(f"    def {name}(self): ...\n" for name in names)


def test_a_function_may_reach_the_limit(write):
    assert write(function(MAX_FUNCTION_LINES)) == []


def test_a_longer_function_is_named_with_its_place(write):
    assert write("\n" + function(MAX_FUNCTION_LINES + 1)) == [
        "app/core/thing.py:2: work has 71 lines, 70 are the limit"
    ]


def test_a_function_inside_a_class_counts_too(write):
    source = "class Thing:\n" + function(MAX_FUNCTION_LINES + 1).replace("def", " def").replace(
        "    pass", "      pass"
    )
    assert len(write(source)) == 1


def test_a_file_may_reach_the_limit(write):
    assert write("x = 1\n" * MAX_FILE_LINES) == []


def test_a_longer_file_is_named(write):
    assert write("x = 1\n" * (MAX_FILE_LINES + 1)) == ["app/core/thing.py: the file has 601 lines, 600 are the limit"]


def test_special_methods_do_not_count(write):
    names = [f"m{n}" for n in range(MAX_METHODS)]
    assert write(class_of([*names, "__init__", "__eq__"])) == []


def test_private_methods_count(write):
    names = [f"m{n}" for n in range(MAX_METHODS)]
    assert write(class_of([*names, "_one_more"])) == ["app/core/thing.py:1: Thing has 16 methods, 15 are the limit"]


def test_the_recipes_are_measured_like_the_program(tmp_path):
    path = tmp_path / "packaging" / "linux" / "thing.py"
    path.parent.mkdir(parents=True)
    path.write_text(function(MAX_FUNCTION_LINES + 1), encoding="utf-8")
    assert check_sizes(tmp_path) == ["packaging/linux/thing.py:1: work has 71 lines, 70 are the limit"]
