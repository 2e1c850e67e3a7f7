"""Proving that the book is whole, and making its derived tables anew."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.customer import Change
from app.core.staff.rights import Act
from app.services.circumstances import Circumstances
from app.services.rights import check_act
from app.storage.customers import Author
from app.storage.settings import log_changes
from app.storage.store import Store
from app.storage.verify import Problem, examine, rebuild

__all__ = ["Problem", "Report", "Verify"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a proof found: `ok` only if everything was looked at and nothing is wrong.

    `head` is the hash of the last entry: noted elsewhere, it proves later that nothing was cut off the end.
    """

    ok: bool
    entries: int
    head: str
    problems: tuple[Problem, ...]
    cancelled: bool = False


class Verify:
    """The proof of a book. It only reads, so it may run beside other work."""

    def __init__(self, store: Store, around: Circumstances | None = None) -> None:
        self._store = store
        self._around = around

    def verify(
        self,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Report:
        """Prove the chain, every sum, every derived row, every digest and the file itself.

        Once anything is found, this open book takes no more entries: what is written to a damaged file may make it
        worse, and would be missing from the backup that is put in its place.

        Whatever is damaged comes out as a problem, never as an exception. `progress` gets the entries done and all
        there are; once `cancelled` says so, the report is unfinished and not ok.
        """
        with self._store.read() as session:
            found = examine(session, progress, cancelled)
        if found.problems:
            self._store.damaged = True
        ok = not found.problems and not found.cancelled
        return Report(ok, found.entries, found.head, found.problems, found.cancelled)

    def rebuild(self) -> None:
        """Make the balances, the end of the chain and the table of cards anew, in one transaction.

        What a proof found may have been just those, so the book takes entries again until the next one.
        """
        self._store.damaged = False
        with self._store.write() as session:
            check_act(session, self._around, Act.REBUILD)
            rebuild(session)
            if self._around is not None:
                author = Author(self._around.staff, self._around.now(), "")
                log_changes(session, [Change("file.rebuilt", "", "yes")], author)
