"""What a self-test found: step by step, as one JSON object for whoever helps, and in words for whoever ran it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

_LAST_LINES = 12
"""Of a traceback."""


class Wrong(Exception):
    """Something is not as it must be; the text says what."""


@dataclass(slots=True)
class Step:
    """One thing tried: whether it went well, how long it took, and what it says of itself or of what went wrong."""

    name: str
    ok: bool
    seconds: float
    says: str = ""
    trace: tuple[str, ...] = ()

    def answer(self) -> dict[str, object]:
        """Return the step for JSON."""
        found = {"name": self.name, "ok": self.ok, "seconds": round(self.seconds, 3)}
        return found | ({"says": self.says} if self.says else {}) | ({"trace": self.trace} if self.trace else {})


@dataclass(slots=True)
class Report:
    """All steps in their order. A step that fails stops no other."""

    steps: list[Step] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything tried went well."""
        return all(step.ok for step in self.steps)

    def run(self, name: str, function: Callable[[], str | None]) -> None:
        """Try something; what it returns is what the step says, what it raises is what is wrong."""
        begun = time.perf_counter()
        trace: tuple[str, ...] = ()
        try:
            says, ok = function() or "", True
        except Wrong as wrong:
            says, ok = str(wrong), False
        except Exception as error:  # noqa: BLE001 - whatever fails is the finding
            says, ok = f"{type(error).__name__}: {error}", False
            trace = tuple("".join(traceback.format_exception(error)).splitlines()[-_LAST_LINES:])
        self.steps.append(Step(name, ok, time.perf_counter() - begun, says, trace))

    def answer(self, program: dict[str, str]) -> dict[str, object]:
        """Return all of it for JSON; `program` tells the versions and where it runs."""
        return {"ok": self.ok, "program": program, "steps": [step.answer() for step in self.steps]}


def expect(found: object, what: str) -> None:
    """Stop the step if something is not there, empty or false."""
    if not found:
        raise Wrong(what)
