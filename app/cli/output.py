"""Where answers go: JSON lines or text on stdout, reasons on stderr, in the book's language and currency."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from app.cli.text import fill, harmless, harmless_json, table
from app.core.money import plain
from app.errors import CounterbookError, Message
from app.i18n import format as fmt


@dataclass(slots=True)
class Output:
    """How this run answers; currency and decimals are known once a book is open."""

    json: bool
    language: str
    currency: str = ""
    decimals: int = 2
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)

    def answer(self, value: object, *, at_once: bool = False) -> None:
        """Print one JSON value as one line; `at_once` hands it to whoever may be waiting for it."""
        line = harmless_json(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        print(line, file=self.out, flush=at_once)

    def say(self, text: str) -> None:
        """Print a line of text for a person."""
        print(harmless(text), file=self.out)

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
        """Print rows as a table."""
        print(table(headers, rows, right=frozenset(right)), file=self.out)

    def complain(self, error: CounterbookError) -> None:
        """Print why something was refused or could not be used."""
        print(self.sentence(error.message), file=self.err)

    def sentence(self, message: Message) -> str:
        """Return a message as a sentence in the language spoken."""
        return fill(message, self.currency, self.decimals, self.language)

    def major(self, minor: int) -> str:
        """Return an amount for JSON: major units as plain text."""
        return plain(minor, self.decimals)

    def money(self, minor: int) -> str:
        """Return an amount for people, grouped, without the currency's sign."""
        return fmt.amount(minor, self.decimals, self.language)


@contextmanager
def counted(output: Output) -> Iterator[Callable[[int, int], None]]:
    """Give what says on the screen how far something is, and end its line; silent where nobody looks on.

    It takes how many are done and how many there are, 0 where nobody knows.
    """
    show, told = output.err.isatty() and not output.json, False

    def tell(done: int, planned: int) -> None:
        nonlocal told
        if show:
            told = True
            print(f"\r{done:,} / {planned:,}" if planned else f"\r{done:,}", end="", file=output.err, flush=True)

    try:
        yield tell
    finally:
        if told:
            print(file=output.err)
