"""Secrets are in the keyring, else in memory, and nowhere else."""

import sys

import pytest

from app.system import secrets
from app.system.secrets import Secrets, system_keyring
from tests.system.helpers_keyring import LockedKeyring, MemoryKeyring


def test_a_secret_is_kept_by_book_and_name():
    keyring = MemoryKeyring()
    one, other = Secrets("a", lambda: keyring), Secrets("b", lambda: keyring)
    assert one.put("mail x@y", "s3cret") is None
    assert one.trouble() is None
    assert Secrets("a", lambda: keyring).get("mail x@y") == "s3cret"
    assert (one.get("mail z@y"), other.get("mail x@y")) == (None, None)
    one.put("mail x@y", "another")
    assert one.get("mail x@y") == "another"
    one.drop("mail x@y")
    one.drop("mail x@y")
    assert one.get("mail x@y") is None
    assert keyring.kept == {}


@pytest.mark.parametrize("keyring", [None, LockedKeyring()])
def test_what_no_keyring_takes_lasts_until_the_end_and_is_said_so(keyring):
    kept = Secrets("a", lambda: keyring)
    said = kept.put("mail", "s3cret")
    assert said is not None
    assert "s3cret" not in f"{said} {vars(kept).keys()} {kept!r}"
    assert kept.get("mail") == "s3cret"
    assert Secrets("a", lambda: keyring).get("mail") is None
    kept.drop("mail")
    assert kept.get("mail") is None
    assert (kept.trouble() is not None) is (keyring is None)


def test_the_keyring_is_looked_for_once_and_only_when_asked():
    looks = []
    kept = Secrets("a", lambda: looks.append(1))
    assert looks == []
    kept.get("mail")
    kept.put("mail", "x")
    assert looks == [1]


def test_no_keyring_that_keeps_secrets_in_the_open_is_ever_taken(monkeypatch):
    """Not even one that somebody made the system's own: only those named here are."""
    for platform in ("win32", "darwin", "linux"):
        monkeypatch.setattr(secrets, "_platform", lambda name=platform: name)
        found = system_keyring()
        assert found is None or type(found).__module__.startswith("keyring.backends.")
        assert "fail" not in type(found).__module__
        assert "plaintext" not in type(found).__name__.lower()


def test_the_library_is_not_loaded_with_the_program():
    assert "keyring" not in vars(secrets)
    assert not any(name == "apprise" for name in vars(sys.modules["app.system.secrets"]))
