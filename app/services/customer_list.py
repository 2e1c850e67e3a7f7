"""The list of all customers: narrowed, sorted and exported as it is shown, a hundred thousand as lightly as fifty.

What sorting needs and the tables do not hold ready (numbers as people count, names by their sound, last visits) is
kept in memory and brought up to date at each question, so an answer is never behind the book.
"""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType

from app.core.customer_list import (
    Column,
    CustomerFilter,
    CustomerRow,
    SavedFilter,
    SortKey,
    arranged,
    check_name,
    filters_as_json,
    filters_from_json,
    number_order,
    with_filter,
)
from app.core.list_file import FileColumn, Kind, ListFile, Value
from app.core.search import fold
from app.core.settings import Settings
from app.core.staff.rights import Act
from app.i18n import catalog
from app.i18n.catalog import Translator
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.export_log import NewExport, note_export
from app.services.exports import ExportCancelled
from app.services.list_files import save_list
from app.services.rights import allow
from app.services.search import Search
from app.storage import customer_list as stored
from app.storage.customers import last_change
from app.storage.families import merged
from app.storage.journal import load_head
from app.storage.settings import load_settings, load_values, save_value
from app.storage.store import Session, Store
from app.system import paths, pinyin

__all__ = ["HEADERS", "Column", "CustomerFilter", "CustomerList", "CustomerRow", "SavedFilter", "SortKey"]

FEW_COPIED = 20
"""So many rows are copied in a day's work; more of them leave the shop as by an export."""

_SAVED = "filters.customers"
_EXPORTED_AT_ONCE = 500

HEADERS: Mapping[Column, str] = MappingProxyType(
    {
        Column.NO: N_("No."),
        Column.NAME: N_("Name"),
        Column.PHONE: N_("Phone"),
        Column.TIER: N_("Tier"),
        Column.TAGS: N_("Tags"),
        Column.PRINCIPAL: N_("Principal"),
        Column.BONUS: N_("Bonus"),
        Column.VISITS: N_("Visits left"),
        Column.OWED: N_("Owed"),
        Column.OVERDUE: N_("Overdue"),
        Column.LAST_VISIT: N_("Last visit"),
        Column.EXPIRES_ON: N_("Expires"),
        Column.CLOSED: N_("Closed"),
    }
)
"""What each column is called."""


class CustomerList:
    """The list of customers, for use by one thread; `today` gives the local date, `decimals` are the currency's."""

    def __init__(
        self,
        store: Store,
        search: Search,
        today: Callable[[], date],
        decimals: int,
        around: Circumstances | None = None,
    ) -> None:
        self._store = store
        self._around = around
        self._search = search
        self._today = today
        self._decimals = decimals
        self._numbers = _Numbers()
        self._names = _Names()
        self._visits = _Visits()

    # ---- asking -----------------------------------------------------------------------------------------------------

    def find(
        self,
        wanted: CustomerFilter = CustomerFilter(),  # noqa: B008 - a frozen value
        sort: SortKey = SortKey.NO,
        descending: bool = False,  # noqa: FBT001, FBT002 - as the list's header gives it
    ) -> list[int]:
        """Return the internal ids of all customers that match, sorted; those with nothing to sort by stand last.

        Equal ones stand in the order of their numbers, either way.
        """
        with self._store.read() as session:
            return self._find(session, wanted, sort, descending=descending)

    def rows(self, ids: Sequence[int]) -> list[CustomerRow]:
        """Return the lines of some customers, in the order asked for."""
        with self._store.read() as session:
            return stored.rows(session, ids, self._today())

    def tiers(self) -> list[str]:
        """Return the tiers that customers have, by their sound."""
        with self._store.read() as session:
            return sorted(stored.tiers(session), key=_said)

    def tags(self) -> list[str]:
        """Return the tags that customers have, by their sound."""
        with self._store.read() as session:
            return sorted(stored.tags(session), key=_said)

    def _find(self, session: Session, wanted: CustomerFilter, sort: SortKey, *, descending: bool) -> list[int]:
        ids = self._matching(session, wanted, load_settings(session))
        match sort:
            case SortKey.NO:
                return ids[::-1] if descending else ids
            case SortKey.NAME:
                return arranged(ids, self._names.places(session), descending=descending)
            case SortKey.TIER:
                tiers = stored.tiers_of(session)
                places = {tier: place for place, tier in enumerate(sorted(set(tiers.values()), key=_said))}
                by_tier = {customer: places[tier] for customer, tier in tiers.items()}
                return arranged(ids, by_tier, descending=descending)
            case SortKey.LAST_VISIT:
                return arranged(ids, self._visits.days(session), descending=descending)
            case SortKey.EXPIRES:
                return arranged(ids, stored.next_expiry(session, self._today()), descending=descending)
            case SortKey.OVERDUE:
                amounts = stored.overdue(session, self._today())
            case _:
                amounts = stored.balances(session, sort)
        return arranged(ids, _Zero(amounts), descending=descending)

    def _matching(self, session: Session, wanted: CustomerFilter, settings: Settings) -> list[int]:
        """Return who matches, in the order of the numbers."""
        ids = self._numbers.ordered(session)
        without = stored.customers_but(session, wanted)
        if without is None:
            files = stored.customers_with(session, wanted)
            ids = [id_ for id_ in ids if id_ in files]
        elif without:
            ids = [id_ for id_ in ids if id_ not in without]
        for found in self._conditions(session, wanted, settings):
            ids = [id_ for id_ in ids if id_ in found]
        return ids

    def _conditions(
        self, session: Session, wanted: CustomerFilter, settings: Settings
    ) -> Iterator[set[int] | Mapping[int, object]]:
        """Yield for each thing asked for the customers who have it."""
        today = self._today()
        if wanted.text.strip():
            yield set(self._search.matching(session, wanted.text))
        if wanted.owing:
            yield stored.owing(session)
        if wanted.overdue:
            yield stored.overdue(session, today)
        if wanted.holding:
            yield stored.holding(session, today)
        if wanted.expiring:
            last = today + timedelta(days=settings.expiring_days)
            yield {customer for customer, on in stored.next_expiry(session, today).items() if on <= last}
        if wanted.sleeping:
            yield self._sleeping(session, today - timedelta(days=settings.sleeping_days))

    def _sleeping(self, session: Session, since: date) -> set[int]:
        """Return the customers who have not been there since a day, and whose files are older than that."""
        awake = {customer for customer, on in self._visits.days(session).items() if on >= since.isoformat()}
        return stored.made_before(session, since) - awake

    # ---- saved filters ----------------------------------------------------------------------------------------------

    def saved(self) -> list[SavedFilter]:
        """Return the saved filters in the order they were saved."""
        with self._store.read() as session:
            return _saved(session)

    def save(self, new: SavedFilter) -> None:
        """Keep a filter under its name, in place of the one of that name; refuses a name that is none."""
        cleaned = SavedFilter(check_name(new.name), new.filter, new.sort, new.descending)
        with self._store.write() as session:
            _save(session, with_filter(_saved(session), cleaned))

    def forget(self, name: str) -> None:
        """Forget a saved filter; nothing happens when there is none of the name."""
        with self._store.write() as session:
            _save(session, [each for each in _saved(session) if each.name != name])

    # ---- export -----------------------------------------------------------------------------------------------------

    def export(  # noqa: PLR0913 - what is shown, where to, and how it is going
        self,
        which: CustomerFilter | Sequence[int],
        sort: SortKey,
        columns: Sequence[Column],
        path: Path,
        language: str,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        *,
        descending: bool = False,
    ) -> int:
        """Write what is shown to a file for spreadsheets, replacing one of that name; return the number of lines.

        A file called `.xlsx` becomes a workbook, any other CSV.

        `which` is a filter, sorted as asked, or the ids shown, in their order. Headers are in a language, amounts in
        major units, dates ISO. Refused when the file cannot be written; when `cancelled` says so, `ExportCancelled` is
        raised and nothing is written.
        """
        allow(self._store, self._around, Act.EXPORT_LIST, str(path))
        with self._store.read() as session:
            ids = (
                self._find(session, which, sort, descending=descending) if isinstance(which, CustomerFilter) else which
            )
            today = self._today()
            chunks = (ids[start : start + _EXPORTED_AT_ONCE] for start in range(0, len(ids), _EXPORTED_AT_ONCE))
            lines = (row for chunk in chunks for row in stored.rows(session, chunk, today))
            watched = _watched(lines, len(ids), progress, cancelled)
            translator = catalog.load(language, paths.catalogues())
            save_list(self._store, self._around, path, self._list(watched, columns, translator), "customers")
        return len(ids)

    def listed(self, which: CustomerFilter, sort: SortKey, columns: Sequence[Column], language: str) -> ListFile:
        """Return the customers that match as a list on its way into a file, all of them read; asks for no right."""
        with self._store.read() as session:
            ids = self._find(session, which, sort, descending=False)
            rows = stored.rows(session, ids, self._today())
        return self._list(rows, columns, catalog.load(language, paths.catalogues()))

    def note_copy(self, ids: Sequence[int]) -> None:
        """Note that customers are copied to be pasted elsewhere: beyond a few it is an export. Raises `Refused`."""
        if len(ids) > FEW_COPIED and self._around is not None:
            allow(self._store, self._around, Act.EXPORT_LIST, f"copy of {len(ids)}")
            note_export(self._store, self._around, NewExport("customers", "copy", len(ids)))

    def _list(self, rows: Iterable[CustomerRow], columns: Sequence[Column], translator: Translator) -> ListFile:
        heads = tuple(FileColumn(translator.gettext(HEADERS[each]), _KINDS.get(each, Kind.TEXT)) for each in columns)
        cells = ([_value(row, column, translator) for column in columns] for row in rows)
        return ListFile(translator.gettext(N_("Customers")), heads, cells, self._decimals)


_KINDS = {
    **dict.fromkeys((Column.PRINCIPAL, Column.BONUS, Column.OWED, Column.OVERDUE), Kind.MONEY),
    **dict.fromkeys((Column.LAST_VISIT, Column.EXPIRES_ON), Kind.DAY),
    Column.VISITS: Kind.COUNT,
}


def _value(row: CustomerRow, column: Column, translator: Translator) -> Value:
    match column:
        case Column.TAGS:
            return translator.gettext(N_(", ")).join(row.tags)
        case Column.CLOSED:
            return translator.gettext(N_("closed")) if row.closed else ""
        case _:
            value: Value = getattr(row, column.value)
            return value


def _watched(
    rows: Iterable[CustomerRow],
    total: int,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[CustomerRow]:
    """Hand lines on, telling how far it has got and asking whether to go on."""
    for done, row in enumerate(rows):
        if done % _EXPORTED_AT_ONCE == 0:
            if cancelled is not None and cancelled():
                raise ExportCancelled
            if progress is not None:
                progress(done, total)
        yield row
    if progress is not None:
        progress(total, total)


def _saved(session: Session) -> list[SavedFilter]:
    text = load_values(session, _SAVED).get("", "")
    try:
        return filters_from_json(json.loads(text)) if text else []
    except (ValueError, RecursionError):  # `verify` names the damage; the list itself still opens
        return []


def _save(session: Session, saved: Sequence[SavedFilter]) -> None:
    save_value(session, _SAVED, json.dumps(filters_as_json(saved), ensure_ascii=False, sort_keys=True))


def _said(text: str) -> str:
    """Return what a word is sorted by: how it is said."""
    return pinyin.spoken(text) or fold(text)


# ---- what is kept in memory -----------------------------------------------------------------------------------------


class _Zero(dict[int, int]):
    """Amounts by customer, nothing where none is known."""

    def __contains__(self, customer: object) -> bool:
        return True

    def __missing__(self, customer: int) -> int:
        return 0


class _Numbers:
    """All customers in the order of their numbers; a number never changes and no file is ever removed."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._keys: list[str] = []  # where the numbers are not all alike
        self._last = 0

    def ordered(self, session: Session) -> list[int]:
        """Return the internal ids of all customers; the list itself is not to be changed."""
        last = stored.last_customer(session)
        if last == self._last:
            return self._ids
        alike = None if self._keys else stored.by_alike_numbers(session)
        if alike is None:
            return self._with_new(session)
        self._ids, self._last = alike, last
        return alike

    def _with_new(self, session: Session) -> list[int]:
        if not self._keys:
            self._ids, self._last = [], 0
        new = [(number_order(no), id_) for id_, no in stored.numbers_after(session, self._last)]
        self._last = max(id_ for _, id_ in new)
        if len(new) > len(self._ids):
            new = sorted([*new, *zip(self._keys, self._ids, strict=True)])
            self._keys, self._ids = [key for key, _ in new], [id_ for _, id_ in new]
            return self._ids
        keys, ids = self._keys.copy(), self._ids.copy()
        for key, id_ in new:
            place = bisect_left(keys, key)
            keys.insert(place, key)
            ids.insert(place, id_)
        self._keys, self._ids = keys, ids
        return ids


class _Names:
    """Where every customer's name stands by its sound; equal names have one place."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._seen = -1

    def places(self, session: Session) -> Mapping[int, int]:
        """Return each customer's place."""
        last = last_change(session)
        if self._seen < 0 or stored.names_changed_after(session, self._seen):
            groups = groupby(stored.names_in_order(session), key=itemgetter(1))
            self._places = {id_: place for place, (_, group) in enumerate(groups) for id_, _ in group}
        self._seen = last
        return self._places


class _Visits:
    """The day of every customer's last visit, as ISO text."""

    def __init__(self) -> None:
        self._days: dict[int, str] = {}
        self._entry = 0

    def days(self, session: Session) -> Mapping[int, str]:
        """Return the last visits, those in files merged away counted for the file that lives on."""
        last = load_head(session).entry
        if last > self._entry:
            undone = stored.undone_after(session, self._entry) if self._entry else []
            for customer, on in stored.visits_after(session, self._entry).items():
                self._days[customer] = max(on, self._days.get(customer, ""))
            for customer in undone:
                self._days.pop(customer, None)
            self._days.update(stored.last_visits(session, undone))
            self._entry = last
        into = merged(session)
        return stored.with_merged(self._days, into) if into else self._days
