"""The benchmarks as a program: makes the book where there is none of that size yet, and prints one table."""

import argparse
import sys
from pathlib import Path

from tests.bench.books import CACHE, benchmark_book
from tests.bench.lines import LINES, Size
from tests.bench.measure import Line, busy, say, table

USUAL = (10_000, 100_000)
FULL = (100_000, 1_000_000)


def main(arguments: list[str]) -> int:
    """Measure what is asked for; return 0 whatever comes out: speed is a figure, not a test."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of: {', '.join(LINES)} (default all)")
    parser.add_argument("--customers", type=int, default=None)
    parser.add_argument("--entries", type=int, default=None)
    parser.add_argument("--full", action="store_true", help="100,000 customers and 1,000,000 entries")
    parser.add_argument("--rounds", type=int, default=Size().rounds)
    parser.add_argument("--postings", type=int, default=Size().postings)
    parser.add_argument("--events", type=int, default=Size().events, help="events of one round in bulk")
    parser.add_argument("--questions", type=int, default=Size().questions, help="questions to the search")
    parser.add_argument("--statements", type=int, default=Size().statements, help="statements drawn to see memory grow")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the books are kept")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in LINES]
    if unknown:
        parser.error(f"there is no {unknown[0]}; choose from {', '.join(LINES)}")
    usual = FULL if options.full else USUAL
    customers, entries = options.customers or usual[0], options.entries or usual[1]
    book = benchmark_book(customers, entries, options.cache)
    size = Size(options.postings, options.events, options.questions, options.rounds, options.statements)
    found: list[Line] = []
    for name in options.names or LINES:
        say(f"{name} …", aside=True)
        found += LINES[name](book, size)
    say(f"{customers:,} customers, {entries:,} entries, {book.stat().st_size / 2**20:,.0f} MB")
    say(table(found))
    if busy():
        say("The machine was busy with other work: ratios hold roughly, milliseconds do not.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
