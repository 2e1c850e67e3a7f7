import re
import tomllib

import pytest

from devtools.environment import BENCH_LOCK, BUILD_LOCK, LOCK, ROOT, RUNTIME_LOCK
from devtools.fonts import FONTS_LOCK

ALL = pytest.mark.parametrize(
    "lock", [LOCK, RUNTIME_LOCK, BUILD_LOCK, BENCH_LOCK, FONTS_LOCK], ids=lambda lock: lock.stem
)

REQUIREMENT = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def pins(lock):
    return dict(REQUIREMENT.findall(lock.read_text(encoding="utf-8")))


def wanted(requirements):
    names = (re.split(r"[^A-Za-z0-9._-]", text)[0] for text in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@ALL
def test_a_lock_names_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert " @ " not in text
    assert not re.search(r"^-(?!-hash)", text, re.MULTILINE)


@ALL
def test_every_package_has_a_version_and_a_hash(lock):
    lines = lock.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line and not line.startswith((" ", "#")):
            assert REQUIREMENT.match(line), line
            assert lines[number + 1].strip().startswith("--hash=sha256:"), line


def test_everything_the_project_asks_for_is_locked(project):
    assert wanted(project["project"]["dependencies"]) <= pins(RUNTIME_LOCK).keys()
    assert wanted(project["dependency-groups"]["dev"]) <= pins(LOCK).keys()
    assert wanted(project["dependency-groups"]["build"]) <= pins(BUILD_LOCK).keys()
    assert wanted(project["dependency-groups"]["bench"]) <= pins(BENCH_LOCK).keys()


def test_what_only_a_benchmark_needs_is_not_set_up_for_anything_else():
    assert "scikit-learn" not in pins(LOCK)


def test_all_locks_name_the_same_versions():
    assert pins(RUNTIME_LOCK).items() <= pins(LOCK).items()
    for lock in (BUILD_LOCK, BENCH_LOCK):
        both = pins(lock).keys() & pins(LOCK).keys()
        assert all(pins(lock)[name] == pins(LOCK)[name] for name in both)


@pytest.mark.parametrize("package", ["colorama", "pywin32-ctypes", "secretstorage"])
def test_the_lock_holds_for_windows_and_linux_too(package):
    assert package in pins(LOCK)
