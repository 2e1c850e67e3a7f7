"""What was kept to prove something: signed papers, evidence, receipts, debts admitted."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from app.core.credit.requests import KeepProof, ProofKind, ProofOf
from app.services.desk import Circumstances
from app.services.file_desk import Filed
from app.services.known import family_of
from app.services.recording import record
from app.storage import proof as stored
from app.storage.proof import StoredProof
from app.storage.store import Session, Store

__all__ = ["KeepProof", "ProofKind", "ProofLine", "ProofOf", "Proofs"]


class ProofLine(NamedTuple):
    """A proof (`id`: its request) of what `of` names; `attachment` is its id, `file` its name, if it has one."""

    id: str
    about: ProofOf
    of: str
    what: ProofKind
    on: date
    attachment: int | None
    file: str
    text: str
    who: str


class Proofs:
    """The door to what proves something, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def keep(self, request: KeepProof) -> Filed:
        """Keep a paper, or note that a debt was admitted; the same request again changes nothing. Raises `Refused`."""
        return record(self._store, self._around, request)

    def of_customer(self, number: str) -> list[ProofLine]:
        """Return all proof kept of a customer and of files merged into theirs, in the order recorded."""
        with self._store.read() as session:
            return proof_lines(session, stored.proof_of(session, family_of(session, number)))

    def of(self, about: ProofOf, of: str) -> list[ProofLine]:
        """Return the proof of one thing, by the request that made it or the name of a charge; none is an empty list."""
        with self._store.read() as session:
            row = stored.row_named(session, about, of)
            return [] if row is None else list(proof_about(session, about, [row[0]]).get(row[0], ()))


def proof_about(session: Session, about: ProofOf, rows: Iterable[int]) -> Mapping[int, tuple[ProofLine, ...]]:
    """Return the proof of rows of one kind, by row."""
    found = stored.proof_about(session, about, rows)
    return {row: tuple(proof_lines(session, each)) for row, each in found.items()}


def proof_lines(session: Session, found: Iterable[StoredProof]) -> list[ProofLine]:
    """Return proof as people read it, in the order given."""
    every = list(found)
    names = {about: stored.names_of(session, about, [x.row for x in every if x.about is about]) for about in ProofOf}
    return [
        ProofLine(x.request, x.about, names[x.about][x.row], x.what, x.on, x.attachment, x.file, x.text, x.who)
        for x in every
    ]
