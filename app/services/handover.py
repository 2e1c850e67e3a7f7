"""Handing the whole book over: into a folder of plain files that anybody can read, and from there into a new book.

Whole or not at all, either way: the folder gets its name when all of it is written, the book when all of it is proved.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from app import __version__
from app.core.customer import Change
from app.core.customer_list import Column, CustomerFilter, SortKey
from app.core.export import ExportBook, Format, export
from app.core.handover.facts import facts_hash
from app.core.handover.kinds import Kinds, read_kinds
from app.core.handover.manifest import MANIFEST, MAX_SIZE, Manifest, manifest_json, read_manifest
from app.core.handover.shapes import Stored, TableShape, row_schema
from app.core.items import ItemKind
from app.core.list_file import FileColumn, Kind, ListFile, Value
from app.core.staff.rights import Act
from app.errors import BookUnusable, Message, refuse, system_reason
from app.exchange.book_folder import FolderIn, FolderOut
from app.exchange.csv_list import csv_pieces
from app.i18n import catalog
from app.i18n.catalog import Translator
from app.i18n.mark import N_
from app.services.circumstances import Circumstances
from app.services.closed_books import check
from app.services.customer_list import CustomerList
from app.services.export_log import NewExport, note_export
from app.services.exports import ExportCancelled
from app.services.rights import allow
from app.services.search import Search
from app.storage import handover as stored
from app.storage import views
from app.storage.backup import prove
from app.storage.books import OWNER_ID, load_book
from app.storage.customers import Author
from app.storage.journal import instant, load_head
from app.storage.moving import unused
from app.storage.own_files import belongs_to
from app.storage.settings import load_settings, log_changes
from app.storage.staff import load_members
from app.storage.store import Session, Store, create_store, explained, open_store
from app.storage.swapping import PART, free_name, remove
from app.storage.tables import SCHEMA_VERSION
from app.system import paths

__all__ = ["HandedOver", "Handover", "Manifest", "TakenOver", "look", "take_over"]

_COLUMNS = tuple(Column)

Progress = Callable[[int, int], None]
"""Told how many rows are done and how many there are."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A book that was written into a folder: rows of tables, files beside them, entries, the hash of the facts."""

    rows: int
    files: int
    entries: int
    facts: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A book that was made from a folder.

    `aside` is where the empty book is kept that stood in its place; `staff_off` says that it told its staff apart and
    does so no more, because their PINs and passwords were not handed over.
    """

    path: Path
    shop: str
    entries: int
    rows: int
    facts: str
    aside: Path | None
    staff_off: bool


# ---- out ------------------------------------------------------------------------------------------------------------


class Handover:
    """The door to handing the book over."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def facts(self) -> str:
        """Return the hash of business facts (`core.handover.facts`)."""
        with self._store.read() as session:
            return facts_hash(stored.facts(session))

    def open_items(self, language: str) -> ListFile:
        """Return what is open, lot by lot and charge by charge, as a list on its way into a file."""
        with self._store.read() as session:
            return _open_list(session, language, load_book(session).decimals)

    def save(
        self,
        folder: Path,
        language: str,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> HandedOver:
        """Write the whole book into a new folder, and note that; lists for people are in a language.

        Refused when there is anything in the folder, and when it cannot be written. Raises `ExportCancelled` when
        `cancelled` says so; then there is nothing.
        """
        allow(self._store, self._around, Act.EXPORT_BOOK, str(folder))
        folder = _new_folder(folder, self._store.path)
        part = free_name(folder.with_name(f".{folder.name}{PART}"))
        try:
            part.mkdir(mode=0o700)
            out = FolderOut(part)
            with self._store.read() as session:
                done = self._write(session, out, _watching(progress, cancelled, stored.count(session)))
            self._lists(out, language)
            with suppress(FileNotFoundError):
                folder.rmdir()
            part.replace(folder)
        except OSError as error:
            _unwritable(folder, error)
        except ValueError:
            text = N_("A row of the book is damaged; run “verify”, and restore a backup.")
            raise BookUnusable(Message(text)) from None
        finally:
            shutil.rmtree(part, ignore_errors=True)
        first_page = hashlib.sha256((folder / MANIFEST).read_bytes()).digest()
        note_export(self._store, self._around, NewExport("book", "folder", done.rows, first_page))
        return done

    def _write(self, session: Session, out: FolderOut, told: Callable[[int], None]) -> HandedOver:
        kinds, shapes = _kinds(), stored.shapes()
        counts: dict[str, int] = {}
        for shape in shapes:
            done = sum(counts.values())
            counts[shape.name] = out.table(shape, _counted(stored.rows(session, shape), done, told))
        for name, content in stored.contents(session):
            out.write(name, [content])
        hashes = dict(out.hashes)
        for shape in shapes:
            schema = row_schema(shape, kinds.tables[shape.name], kinds.columns)
            out.write(f"schema/{shape.name}.json", [json.dumps(schema, ensure_ascii=False, indent=1) + "\n"])
        book, head = load_book(session), load_head(session)
        manifest = Manifest(
            schema=SCHEMA_VERSION,
            program=__version__,
            made_at=instant(self._around.now()),
            shop=load_settings(session).shop_name or book.name,
            currency=book.currency,
            decimals=book.decimals,
            entries=head.entry,
            head=head.hash.hex(),
            facts=facts_hash(stored.facts(session)),
            rows=counts,
            files=hashes,
        )
        out.write("README.md", [_readme(manifest, kinds)])
        out.write(MANIFEST, [manifest_json(manifest)])
        return HandedOver(sum(counts.values()), len(hashes) - len(shapes), head.entry, manifest.facts)

    def _lists(self, out: FolderOut, language: str) -> None:
        """Write what people read: the customers, what is open, the journal for spreadsheets and for hledger."""
        today = self._around.today
        with self._store.read() as session:
            book, head = load_book(session), load_head(session)
            out.write("lists/open.csv", csv_pieces(_open_list(session, language, book.decimals)))
            about = ExportBook(book.currency, book.decimals, head.first_on)
            out.write("lists/journal.csv", export(Format.CSV, about, views.journal_entries(session)))
            out.write("lists/journal.hledger", export(Format.HLEDGER, about, views.journal_entries(session)))
        customers = CustomerList(self._store, Search(self._store), today, book.decimals)
        listed = customers.listed(CustomerFilter(), SortKey.NO, _COLUMNS, language)
        out.write("lists/customers.csv", csv_pieces(listed))


def _new_folder(folder: Path, book: Path) -> Path:
    """Return where a folder is in full; refused where there is anything already but an empty folder."""
    if belongs_to(folder, book):
        refuse("out", N_("{path} is the book itself, or belongs to it; choose another file."), path=folder)
    try:
        folder = folder.resolve()
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        _unwritable(folder, error)
    if taken:
        refuse("out", N_("There is something at {path} already; name a new folder."), path=folder)
    return folder


def _unwritable(path: Path, error: OSError) -> NoReturn:
    refuse("out", N_("{path} cannot be written: {reason}."), path=path, reason=system_reason(error))


def _watching(progress: Progress | None, cancelled: Callable[[], bool] | None, total: int) -> Callable[[int], None]:
    """Return what is told of rows done: it tells on, and stops the work when it is called off."""

    def told(done: int) -> None:
        if cancelled is not None and cancelled():
            raise ExportCancelled
        if progress is not None:
            progress(done, total)

    return told


def _counted(rows: Iterator[list[Stored]], done: int, told: Callable[[int], None]) -> Iterator[list[Stored]]:
    for count, row in enumerate(rows):
        if count % 500 == 0:
            told(done + count)
        yield row


def _kinds() -> Kinds:
    return read_kinds((paths.resources() / "handover" / "kinds.toml").read_text(encoding="utf-8", errors="replace"))


def _readme(manifest: Manifest, kinds: Kinds) -> str:
    said = [kinds.withheld[name] for name in sorted(kinds.withheld)]
    lines = (
        f"| data/{name}.csv | {count} | {kinds.tables[name][0]} | {kinds.tables[name][1]} |"
        for name, count in sorted(manifest.rows.items())
    )
    template = (paths.resources() / "handover" / "README.md").read_text(encoding="utf-8")
    return template.format(
        shop=" ".join(manifest.shop.split()),
        made_at=manifest.made_at,
        program=manifest.program,
        currency=manifest.currency,
        decimals=manifest.decimals,
        withheld="; ".join(english for english, _ in said),
        withheld_zh="；".join(chinese for _, chinese in said),
        tables="\n".join(lines),
    )


_OPEN = (
    (N_("No."), Kind.TEXT),
    (N_("Name"), Kind.TEXT),
    (N_("Kind"), Kind.TEXT),
    (N_("Lot or bill"), Kind.TEXT),
    (N_("Day"), Kind.DAY),
    (N_("Service"), Kind.TEXT),
    (N_("Amount"), Kind.MONEY),
    (N_("Bonus"), Kind.MONEY),
    (N_("Visits left"), Kind.COUNT),
    (N_("Expires on"), Kind.DAY),
    (N_("Due on"), Kind.DAY),
)


def _kind_words(translator: Translator) -> Mapping[ItemKind, str]:
    return {
        ItemKind.LOT: translator.gettext(N_("Prepaid money")),
        ItemKind.PASS: translator.pgettext("price list", "Session pass"),
        ItemKind.PERIOD: translator.pgettext("price list", "Period pass"),
        ItemKind.CHARGE: translator.gettext(N_("Charge")),
    }


def _open_list(session: Session, language: str, decimals: int) -> ListFile:
    """Return what is open: the lots and passes held and the charges owed, customer by customer."""
    translator = catalog.load(language, paths.catalogues())
    say, kinds = translator.gettext, _kind_words(translator)
    owners = {owner.id: owner for owner in views.owners(session)}
    last_on = load_head(session).last_on
    found = [] if last_on is None else list(views.holdings(session, last_on))

    def cells() -> Iterator[tuple[Value, ...]]:
        for each in sorted(found, key=lambda holding: (owners[holding.customer].number, holding.item)):
            owner = owners[each.customer]
            what = (owner.number, owner.name, kinds[each.kind], each.name, each.on, each.service)
            yield (*what, each.amount, each.bonus or None, each.units or None, each.expires_on, each.due_on)

    return ListFile("open", tuple(FileColumn(say(head), kind) for head, kind in _OPEN), cells(), decimals)


# ---- in -------------------------------------------------------------------------------------------------------------


def look(folder: Path) -> Manifest:
    """Return what a folder says of itself; refused where it is none that `take_over` could take."""
    return read_manifest(FolderIn(folder).text(MANIFEST, MAX_SIZE), SCHEMA_VERSION)


def take_over(
    folder: Path,
    book: Path,
    around: Circumstances,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> TakenOver:
    """Make a book of a folder that was written by `Handover.save`, and prove it before it gets its name.

    At `book` there must be nothing, or a book in which nothing was recorded yet: that one is kept beside it. Raises
    `Refused` (which file, line and column), `BookUnusable` and `ExportCancelled`; then nothing has changed.
    """
    source, manifest = FolderIn(folder), look(folder)
    rows = sum(manifest.rows.values())
    told = _watching(progress, cancelled, rows)
    part = book.with_name(book.name + PART)
    with explained(book):
        aside = _aside(book, around)
        _check_files(source, manifest, told)
        try:
            remove(part)  # what a try that was cut short has left
            staff_off = _fill(part, source, manifest, around, told)
            proved = prove(part, None, named=book)
            if proved.head != manifest.head:
                refuse("folder", N_("What was read is not what was written: the end of the chain differs."))
            if not stored.put_in_place_of_empty(part, book, aside):
                _not_empty(book)
        finally:
            remove(part)
    return TakenOver(book, manifest.shop, proved.entry, rows, manifest.facts, aside, staff_off)


def _fill(part: Path, source: FolderIn, manifest: Manifest, around: Circumstances, told: Callable[[int], None]) -> bool:
    """Write a new file of what the folder holds; return whether the staff are told apart no more."""
    store = create_store(part)
    try:
        stored.fill(store, lambda shape: _checked_rows(source, shape, manifest), told)
        with store.read() as session:
            facts = facts_hash(stored.facts(session))
        if facts != manifest.facts:
            refuse("folder", N_("What was read is not what was written: the hash of the business facts differs."))
        staff_off = stored.switch_staff_off(store)
        _note(store, source, manifest, around)
        stored.fold_log(store)
    finally:
        store.dispose()
    return staff_off


def _note(store: Store, source: FolderIn, manifest: Manifest, around: Circumstances) -> None:
    """Log in the new book out of which folder it was made, by the SHA-256 of its first page, which names all others."""
    first_page = hashlib.sha256(source.text(MANIFEST, MAX_SIZE).encode()).hexdigest()
    with store.write() as session:
        known = any(each.id == around.staff for each in load_members(session))
        author = Author(around.staff if known else OWNER_ID, around.now(), "")
        log_changes(session, [Change("file.taken_over", first_page, str(manifest.entries))], author)


def _aside(book: Path, around: Circumstances) -> Path | None:
    """Return where an empty book goes that stands in the new one's place, None where nothing stands there."""
    if not book.exists():
        return None
    store = open_store(book)
    try:
        with store.read() as session:
            empty = stored.is_empty(session)
    finally:
        store.dispose()
    if not empty:
        _not_empty(book)
    with unused(book, None):
        pass  # told before the work, not after it; asked again when the book is about to make way
    check(book, None, Act.RESTORE, around)
    return free_name(book.with_stem(f"{book.stem}-before-import"))


def _not_empty(book: Path) -> NoReturn:
    refuse("book", N_("{path} has entries or customers already; import into a new book."), path=book)


def _check_files(source: FolderIn, manifest: Manifest, told: Callable[[int], None]) -> None:
    for shape in stored.shapes():
        if f"data/{shape.name}.csv" not in manifest.files or shape.name not in manifest.rows:
            refuse("folder", N_("{file} is missing from the folder."), file=f"data/{shape.name}.csv")
    for name, digest in manifest.files.items():
        told(0)
        source.check(name, digest)


def _checked_rows(source: FolderIn, shape: TableShape, manifest: Manifest) -> Iterator[list[Stored]]:
    count = 0
    for row in source.rows(shape):
        count += 1
        yield row
    if count != manifest.rows[shape.name]:
        text = N_("{file} has {count} rows, where there must be {wanted}.")
        refuse("folder", text, file=f"data/{shape.name}.csv", count=count, wanted=manifest.rows[shape.name])
