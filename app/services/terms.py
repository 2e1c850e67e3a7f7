"""The shop's own texts of terms: which are in force, what the law has against one, and a good text to begin with."""

import re
from datetime import date
from typing import Protocol

from app.core import clauses, terms_text
from app.core.clauses import Finding
from app.core.lawpack import LawPack
from app.core.terms_text import NewTerms, TermsKind, TermsText
from app.services.desk import Circumstances, Desk
from app.services.file_desk import Filed, FileDesk
from app.services.law import load_pack
from app.storage.entries import entry_by
from app.storage.store import Store
from app.storage.terms import load_terms
from app.system import paths

_PLACE = re.compile(r"\{([a-z_]+)\}")
_BLANK = "________"  # filled in by hand where neither the shop nor the law has said
_FIGURES = ("cooling_off_days", "cooling_off_refund_days", "refund_days", "notice_days", "record_years")
"""The figures of a starting text that a rule pack gives; where it has none they are for the shop to say."""


class Shop(Protocol):
    """What a starting text says of the shop; its settings know it."""

    @property
    def shop_name(self) -> str:
        """The shop's name."""

    @property
    def address(self) -> str:
        """Where it is; may be blank."""

    @property
    def phone(self) -> str:
        """How it is reached; may be blank."""


class TermsDesk:
    """The door to the shop's terms. They are made and replaced, never changed; a lot keeps those it was sold by."""

    def __init__(self, store: Store, around: Circumstances, pack: str) -> None:
        self._store = store
        self._around = around
        self._name = pack
        self._pack: LawPack | None = None

    def all(self) -> list[TermsText]:
        """Return every text ever made, in the order made."""
        with self._store.read() as session:
            return load_terms(session)

    def current(self, kind: TermsKind, language: str, on: date) -> TermsText | None:
        """Return the text in force on a day, if the shop has one of that kind in that language."""
        return terms_text.current(self.all(), kind, language, on)

    def record(self, request: NewTerms) -> Filed:
        """Put a text in force from its day on; raises `Refused`, then nothing has changed.

        What stands in it is the shop's business: `findings` warns, nothing is refused for it.
        """
        with self._store.write() as session:
            desk = Desk(session, self._around)
            filed = FileDesk(desk, self._store.path).record(request)
            desk.flush()
            return filed

    def findings(self, text: str) -> list[Finding]:
        """Return the clauses of a text that are void by today's rules of the book's place, as hints to whoever writes.

        Raises `BookUnusable` when the rules cannot be read.
        """
        return clauses.check(text, self._rules().clauses, self._around.today())

    def of_entry(self, entry: int | str) -> TermsText | None:
        """Return the text an entry (by number or request id) was recorded with, whatever has come after it."""
        with self._store.read() as session:
            found = entry_by(session, entry)
            sha256 = found.facts.get("terms") if found is not None else None
            if found is None or not isinstance(sha256, str):
                return None
            return terms_text.of_digest(load_terms(session), sha256, found.kind, found.on)

    def starter(self, kind: TermsKind, language: str, shop: Shop) -> str:
        """Return a text a shop may begin with: what is sold, how it is used, how long, refunds, loss, disputes.

        It ends with a line for the customer's signature. What the shop has not said, and figures today's rules of
        law do not have for its place, are left to be filled in. It is a proposal, no legal advice.
        """
        return starter(kind, language, shop, self._rules(), self._around.today())

    def _rules(self) -> LawPack:
        if self._pack is None:
            self._pack = load_pack(self._name)
        return self._pack


def starter(kind: TermsKind, language: str, shop: Shop, rules: LawPack, on: date) -> str:
    """Return the text of `TermsDesk.starter` by the rules in force on a day."""
    folder = paths.resources() / "templates" / "terms"
    path = folder / f"{kind.value}.{language}.txt"
    if not path.is_file():
        path = folder / f"{kind.value}.en.txt"
    rows = {name: rules.value(name, on) for name in _FIGURES}
    values = {
        "shop": shop.shop_name or _BLANK,
        "address": " ".join(shop.address.split()) or _BLANK,
        "phone": shop.phone or _BLANK,
        **{name: _BLANK if row is None else str(row.value) for name, row in rows.items()},
    }
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), path.read_text(encoding="utf-8")).strip()
