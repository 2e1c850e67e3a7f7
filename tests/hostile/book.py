"""The full book of the fault tests with a hostile text wherever one may be typed; whatever is refused stays as it was.

What one step calls by a name another has given keeps its name.
"""

import contextlib
from pathlib import Path
from typing import Any

from app.errors import Refused
from tests.faults import filled, postings
from tests.hostile.test_fields import Where, leaves, with_text
from tests.hostile.texts import all_texts

NAMES = frozenset({"file", "service", "covers", "credit_group", "id", "no", "customer", "do", "item", "language"})
"""Fields that name what stands elsewhere."""


def make(folder: Path, turn: int) -> tuple[Path, list[str]]:
    """Make a book, beginning with a text of all; return it and the texts it took, for customers' names first."""
    path, taken = folder / "shop.cbook", list[str]()
    texts = all_texts()
    filled.bootstrap.new_book(path, name=filled.NAME, currency=filled.CURRENCY, language="zh_CN", pack="CN").close()
    for step in filled.steps(folder):
        app = postings.opened(path)
        try:
            places = [where for where in leaves(step.given) if not NAMES & {where[0], where[-1]}]
            if not places:
                step.do(app)
                continue
            wanted = {where: texts[(turn + nth) % len(texts)] for nth, where in enumerate(places)}
            turn += len(places)
            kept = _done(app, step, wanted)
            taken += kept
        finally:
            app.close()
    return path, taken


def _done(app: Any, step: filled.Step, wanted: dict[Where, str]) -> list[str]:
    """Do a step with as many of the texts as it takes; return those."""
    while wanted:
        given: dict[str, Any] = dict(step.given)
        for where, text in wanted.items():
            given = with_text(given, where, text)
        try:
            filled.event(step.name.split()[0], given.pop("id"), **given).do(app)
        except Refused as refused:
            blamed = [where for where in wanted if where[0] == refused.field.split(".")[0].split("[")[0]]
            for where in blamed or list(wanted)[-1:]:
                del wanted[where]
        else:
            return list(wanted.values())
    with contextlib.suppress(Refused):
        step.do(app)
    return []
