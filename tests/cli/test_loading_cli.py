"""A command loads what it needs, and no other one's."""

import subprocess
import sys

import pytest

from app.cli.main import ON_OPEN_BOOKS, carried_out_by
from devtools.environment import ROOT


@pytest.mark.parametrize("command", ON_OPEN_BOOKS)
def test_every_command_has_what_carries_it_out(command):
    assert callable(carried_out_by(command))
    assert carried_out_by(command).__module__ == f"app.cli.{ON_OPEN_BOOKS[command].split('.')[0]}"


def test_what_takes_files_in_waits_until_it_is_asked_for():
    looking = "import sys, app.cli.main; print(*sorted(name for name in sys.modules if name.startswith('app.')))"
    loaded = subprocess.run([sys.executable, "-c", looking], cwd=ROOT, capture_output=True, text=True, check=True)
    names = set(loaded.stdout.split())
    assert "app.cli.work" in names
    assert not names & {"app.cli.show", "app.cli.intake", "app.cli.arrivals", "app.services.intake"}
