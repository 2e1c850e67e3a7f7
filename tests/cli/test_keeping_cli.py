"""The commands that keep a book safe, by the command line: keys that differ, places that are none."""

import os
import shutil

import pytest

from app import bootstrap
from app.cli.main import console
from app.services import protection

FIRST, SECOND = "four horses eat 草", "three cows eat 草"


@pytest.fixture(name="book")
def made(tmp_path):
    path = tmp_path / "shop.cbook"
    bootstrap.new_book(path, name="Shop", currency="CNY", language="en", pack="CN").close()
    return path


@pytest.fixture(name="run")
def program(book, capsys, process_language):
    def command(*arguments, secrets=(), path=None):
        reading, writing = os.pipe()
        os.write(writing, "".join(f"{secret}\n" for secret in secrets).encode())
        os.close(writing)
        try:
            where = str(book if path is None else path)
            code = console(["--book", where, "--lang", "en", "--secret-fd", str(reading), *arguments])
        finally:
            os.close(reading)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_a_backup_of_an_earlier_passphrase_is_held_against_the_book_by_both(run, book, tmp_path):
    first, second = protection.new_key(FIRST), protection.new_key(SECOND)
    protection.encrypt(book, None, first, keep=False)
    backup = tmp_path / "shop-2026-11-20-120000.cbackup"
    shutil.copy(book, backup)
    protection.encrypt(book, first, second, keep=False)
    code, out, err = run("restore", str(backup), secrets=[FIRST, SECOND])
    assert (code, err) == (0, "")
    assert "Lost would be 0 entries" in out
    assert "will be opened by that one" in out
    code, out, err = run("restore", str(backup), secrets=[FIRST, ""])  # the present one is lost: still a way
    assert (code, err) == (0, "")
    assert "it is opened by its passphrase" in out
    assert run("restore", str(backup), secrets=[FIRST, "wrong"])[0] == 1


@pytest.mark.parametrize("nameless", ["", "/"])
def test_a_book_without_a_name_is_told_of_in_a_sentence(run, book, nameless):
    backup = book.with_name("shop-2026-11-20-120000.cbackup")
    shutil.copy(book, backup)
    for command in (("verify",), ("backups",), ("restore", str(backup)), ("restore", str(backup), "--yes")):
        code, _out, err = run(*command, path=nameless)
        assert "unexpected" not in err, (command, err)
        assert command[0] == "backups" or code != 0
