"""The workflows: what others made is pinned, no more is allowed than is needed, no text becomes a command."""

import re

import pytest
import yaml

from devtools.environment import ROOT
from linux import build

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"^\s*(?:- )?uses: [\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
SET_BY_OTHERS = re.compile(r"\$\{\{\s*(github\.(event|head_ref|ref_name|actor)|inputs|steps|needs|secrets|vars)\b")

ALL = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def jobs(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]


def steps(path):
    return [step for job in jobs(path).values() for step in job["steps"]]


def test_there_is_one_for_changes_and_one_for_releases():
    assert [path.stem for path in WORKFLOWS] == ["ci", "release"]


@ALL
def test_every_action_is_pinned_by_a_commit_with_its_version_beside_it(path):
    used = [line for line in path.read_text(encoding="utf-8").splitlines() if re.match(r"^\s*(?:- )?uses:", line)]
    assert used
    assert [line for line in used if not PINNED.match(line)] == []


@ALL
def test_by_itself_a_workflow_may_only_read(path):
    whole = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert whole["permissions"] == {"contents": "read"}
    writing = [name for name, job in whole["jobs"].items() if "write" in str(job.get("permissions", ""))]
    assert writing in ([], ["draft"])


@ALL
def test_what_others_can_set_is_never_pasted_into_a_command(path):
    assert [step["run"] for step in steps(path) if "run" in step and SET_BY_OTHERS.search(step["run"])] == []


@ALL
def test_no_checkout_leaves_its_token_behind_and_every_job_ends_in_time(path):
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    assert all(job["timeout-minutes"] <= 120 for job in jobs(path).values())


def test_only_the_protected_environment_knows_a_certificate():
    for path in WORKFLOWS:
        for name, job in jobs(path).items():
            assert ("secrets." in str(job)) <= (job.get("environment") == "release"), name


def test_a_change_that_anybody_proposes_is_never_signed():
    (checks,) = [path for path in WORKFLOWS if path.stem == "ci"]
    text = checks.read_text(encoding="utf-8")
    assert "secrets." not in text
    assert "pull_request_target" not in text


def test_what_checking_on_linux_takes_is_installed_where_nobody_is_root():
    (checks,) = [path for path in WORKFLOWS if path.stem == "ci"]
    installed = " ".join(step.get("run", "") for step in jobs(checks)["package"]["steps"]).split()
    brought_by_the_runner = {"dpkg"}
    assert {*build.MAKING.values(), *build.CHECKING.values()} - brought_by_the_runner <= set(installed)


def test_a_release_takes_nothing_from_a_cache():
    (release,) = [path for path in WORKFLOWS if path.stem == "release"]
    assert "cache:" not in release.read_text(encoding="utf-8")


def test_a_release_is_built_and_tried_on_every_system_and_a_person_publishes_it():
    (release,) = [path for path in WORKFLOWS if path.stem == "release"]
    found = jobs(release)
    for name in ("linux", "wine", "windows", "macos"):
        commands = " ".join(step.get("run", "") for step in found[name]["steps"])
        assert "dev.py package" in commands
        assert "--check" in commands
        assert found[name]["needs"] == "test"
    assert found["macos"]["strategy"]["matrix"]["runner"] == ["macos-15", "macos-15-intel"]
    assert set(found["draft"]["needs"]) == {"linux", "wine", "windows", "macos"}
    assert any("--draft" in step.get("run", "") for step in found["draft"]["steps"])
