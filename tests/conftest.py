"""What all tests share; a fixture that only one folder needs lives in that folder's conftest."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from app.i18n import catalog


def pytest_configure() -> None:
    """Draw windows nowhere, and let no busy machine fail a property by the clock."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    settings.register_profile("counterbook", deadline=None)
    settings.load_profile("counterbook")


@pytest.fixture
def process_language() -> Iterator[None]:
    """Let a test change the language of the process, and change it back afterwards."""
    before = catalog.current()
    yield
    catalog.install(before)
