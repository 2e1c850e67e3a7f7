"""Secrets typed at a terminal, unseen, or read from a file descriptor; none is ever taken from the command line."""

import argparse
import getpass
import os
import sys

from app.errors import BookUnusable, Message
from app.i18n.mark import N_


def secret(options: argparse.Namespace, prompt: str) -> str:
    """Return the next secret: a line of the descriptor named, or what is typed, unseen."""
    if options.secret_fd is not None:
        return _line(options.secret_fd)
    if not sys.stdin.isatty():
        text = N_("A passphrase is needed: type it at a terminal, or name a file descriptor by --secret-fd.")
        raise BookUnusable(Message(text))
    return getpass.getpass(prompt)


def _line(number: int) -> str:
    """Read one line from a descriptor, byte by byte: the next secret stays in it."""
    read = bytearray()
    try:
        while (byte := os.read(number, 1)) not in (b"", b"\n"):
            read += byte
    except OSError:
        raise BookUnusable(Message(N_("There is no file descriptor {number}."), {"number": number})) from None
    return read.decode("utf-8", "replace").rstrip("\r")
