"""The journal as a list for people: a row for each posting, in the words of a language, with names and own codes."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from app.core.export import ExportBook, ExportEntry
from app.core.kind_names import ACCOUNTS, KINDS
from app.core.list_file import FileColumn, Kind, ListFile, Value
from app.i18n import catalog
from app.i18n.mark import N_
from app.storage.settings import load_settings
from app.storage.store import Session
from app.storage.views import owners
from app.system import paths

_COLUMNS = (
    (N_("Entry"), Kind.COUNT),
    (N_("Date"), Kind.DAY),
    (N_("Kind"), Kind.TEXT),
    (N_("Text"), Kind.TEXT),
    (N_("Customer"), Kind.TEXT),
    (N_("Name"), Kind.TEXT),
    (N_("Account"), Kind.TEXT),
    (N_("Account code"), Kind.TEXT),
    (N_("Lot or bill"), Kind.TEXT),
    (N_("Debit"), Kind.MONEY),
    (N_("Credit"), Kind.MONEY),
    (N_("Visits"), Kind.COUNT),
    (N_("Reference"), Kind.TEXT),
    (N_("When"), Kind.INSTANT),
)


def journal_list(session: Session, book: ExportBook, entries: Iterable[ExportEntry], language: str) -> ListFile:
    """Return the journal posting by posting; what moves no amount has one row, so that no number is missing."""
    translator = catalog.load(language, paths.catalogues())
    say = translator.gettext
    names = {owner.number: owner.name for owner in owners(session)}
    codes = {each.account: each.code for each in load_settings(session).account_codes}
    accounts = {name: say(words) for name, words in ACCOUNTS.items()}

    def rows() -> Iterator[tuple[Value, ...]]:
        for entry in entries:
            kind = say(KINDS[entry.kind]) if entry.kind in KINDS else entry.kind
            head = (entry.number, entry.on, kind, entry.text)
            ends = (entry.reference, datetime.fromisoformat(entry.recorded_at))
            for line in entry.lines:
                whose = (line.customer, names.get(line.customer, ""))
                what = (accounts[line.account], codes.get(line.account), line.item)
                sides = (max(line.amount, 0) or None, max(-line.amount, 0) or None)
                yield (*head, *whose, *what, *sides, line.units or None, *ends)
            if not entry.lines:
                whose = (entry.customer, names.get(entry.customer, ""))
                yield (*head, *whose, None, None, None, None, None, None, *ends)

    columns = tuple(FileColumn(say(words), kind) for words, kind in _COLUMNS)
    return ListFile(translator.pgettext("export", "All entries"), columns, rows(), book.decimals)
