"""What the system refuses is said in the person's language, wherever a file or folder is named."""

import errno
import os

import pytest

from app.cli.text import sentence
from app.errors import Message, Refused, system_reason
from app.gui.errors import words
from app.i18n import catalog
from app.system import paths


def unwritable(code: int) -> Refused:
    reason = system_reason(OSError(code, os.strerror(code)))
    return Refused("out", Message("{path} cannot be written: {reason}.", {"path": "a.pdf", "reason": reason}))


@pytest.fixture(autouse=True)
def chinese():
    before = catalog.current()
    catalog.install(catalog.load("zh_CN", paths.catalogues()))
    yield
    catalog.install(before)


def test_known_reasons_are_translated_on_screen_and_in_the_terminal():
    for say in (words, sentence):
        assert say(unwritable(errno.ENOSPC)) == "无法写入 a.pdf：磁盘已满。"


def test_an_unknown_reason_stays_as_the_system_says_it():
    assert os.strerror(errno.ELOOP) in words(unwritable(errno.ELOOP))


def test_a_system_without_the_number_is_no_trouble():
    assert system_reason(ValueError("embedded null byte")).values["reason"] == "embedded null byte"
