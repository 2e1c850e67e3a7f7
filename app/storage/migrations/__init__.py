"""The changes of the tables from one schema version to the next, each in a module of its own, in order.

A step is never edited once a book was made with it, and never imports `storage.tables`: it knows the tables as they
were then. Guards are not its business; `storage.migrate` makes them anew after the last step.
"""

from collections.abc import Callable

from alembic.operations import Operations

from app.storage.migrations import to_2, to_3, to_4, to_5, to_6, to_7

STEPS: tuple[tuple[int, Callable[[Operations], None]], ...] = (
    (2, to_2.upgrade),
    (3, to_3.upgrade),
    (4, to_4.upgrade),
    (5, to_5.upgrade),
    (6, to_6.upgrade),
    (7, to_7.upgrade),
)
"""The version each step leads to, and the step."""
