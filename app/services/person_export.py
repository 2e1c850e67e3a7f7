"""A customer's own data, given out to them: everything the shop has, readable, as JSON, with papers and attachments."""

import html
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.core.money import plain
from app.core.privacy.person_export import COLUMNS, SECTIONS, WITHHELD, Cell, PersonData, Section, as_json, check_data
from app.core.privacy.person_words import said
from app.core.staff.rights import Act
from app.i18n import catalog
from app.i18n import format as fmt
from app.i18n.catalog import Translator
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.known import family_of, living
from app.services.rights import allow
from app.storage import person_rows as stored
from app.storage.books import load_book
from app.storage.person_rows import PaperOf
from app.storage.settings import load_settings
from app.storage.store import Store
from app.system import paths

__all__ = ["Contents", "Exported", "PersonExport"]

JSON_NAME, HTML_NAME = "data.json", "data.html"

_TITLE = N_("What {shop} has about you")
_INTRO = N_("Customer {number}, as of {on}. The same stands in {file} for programs to read.")
_EMPTY = N_("The shop has nothing of this kind.")
_NOT_OUT = N_("What is not given out")
_YES, _NO = N_("yes"), N_("no")
_NO_LIMIT = N_("no limit")
_AMOUNTS = frozenset({"credit_limit", "overdue_limit"})
"""The fields of a file that hold amounts, null where there is no limit."""

_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;width:100%;font-size:13px}"
    "th,td{border-bottom:1px solid #ccc;padding:4px 8px;text-align:left;vertical-align:top}"
    "th{color:#555}td.n{text-align:right;white-space:nowrap}h2{margin-top:2em;font-size:17px}"
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was given out: whose (number), how many rows, how many papers and attachments."""

    number: str
    rows: int
    files: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What is given out to a customer: marked titles with how many rows each, how many papers, and what stays."""

    number: str
    name: str
    sections: tuple[tuple[str, int], ...]
    files: int
    withheld: tuple[str, ...]


class PersonExport:
    """The door to giving out a customer's data."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def contents(self, number: str) -> Contents:
        """Return what would be given out, without noting anything: nothing goes out yet."""
        allow(self._store, self._around, Act.EXPORT_CUSTOMER, number)
        with self._store.read() as session:
            family = family_of(session, number)
            customer = living(session, min(family))
            rows = stored.sections(session, family)
            files = sum(1 for _paper in stored.papers(session, family))
            counts = tuple((section.title, len(rows.get(section.name, ()))) for section in SECTIONS)
            return Contents(customer.file.no, customer.file.name, counts, files, tuple(WITHHELD.values()))

    def save(self, number: str, path: Path, language: str) -> Exported:
        """Write everything about a customer into one archive (ZIP), and note that it went out.

        In it are `data.html` in a language, `data.json`, and the papers and attachments. Files merged into theirs are
        part of it. Raises `Refused`.
        """
        allow(self._store, self._around, Act.EXPORT_CUSTOMER, number)
        with self._store.read() as session:
            family = family_of(session, number)
            customer = living(session, min(family))
            book, settings = load_book(session), load_settings(session)
            data = PersonData(
                shop=settings.shop_name or book.name,
                number=customer.file.no,
                made_at=self._around.now(),
                currency=book.currency,
                decimals=book.decimals,
                rows=stored.sections(session, family),
            )
            check_data(data)
            translator = catalog.load(language, paths.catalogues())
            papers = list(stored.papers(session, family))
        rows = sum(len(each) for each in data.rows.values())
        said = NewExport("customer", "zip", rows, b"", customer.id)
        write_noted(self._store, self._around, path, [_archive(data, papers, translator)], lambda: said)
        return Exported(customer.file.no, rows, len(papers))


def _archive(data: PersonData, papers: Sequence[PaperOf], translator: Translator) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        made = data.made_at.astimezone().timetuple()[:6]
        for name, content in (
            (HTML_NAME, "".join(_page(data, translator)).encode()),
            (JSON_NAME, as_json(data).encode()),
            *papers,
        ):
            archive.writestr(zipfile.ZipInfo(name, made), content, zipfile.ZIP_DEFLATED)
    return found.getvalue()


# ---- readable -------------------------------------------------------------------------------------------------------


def _page(data: PersonData, translator: Translator) -> Iterator[str]:
    """Yield the data as one page of HTML that needs nothing else; whatever people wrote stands in it as text."""
    say = translator.gettext
    title = html.escape(say(_TITLE).format(shop=data.shop))
    on = fmt.short_date(data.made_at.astimezone().date())
    intro = html.escape(say(_INTRO).format(number=data.number, on=on, file=JSON_NAME))
    language = html.escape(translator.language.replace("_", "-"))
    yield f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1><p>{intro}</p>\n"
    for section in SECTIONS:
        yield f"<h2>{html.escape(say(section.title))}</h2>\n"
        rows = data.rows.get(section.name, ())
        yield from _table(section, rows, data, translator) if rows else (f"<p>{html.escape(say(_EMPTY))}</p>\n",)
    yield f"<h2>{html.escape(say(_NOT_OUT))}</h2>\n<ul>"
    yield from (f"<li>{html.escape(say(text))}</li>" for text in WITHHELD.values())
    yield "</ul></body></html>\n"


def _table(section: Section, rows: Sequence[Sequence[Cell]], data: PersonData, translator: Translator) -> Iterator[str]:
    yield "<table><tr>"
    yield from (f"<th>{html.escape(translator.gettext(COLUMNS[name]))}</th>" for name in section.columns)
    yield "</tr>\n"
    for row in rows:
        yield "<tr>"
        for name, cell in zip(section.columns, row, strict=True):
            kind = ' class="n"' if isinstance(cell, int) and not isinstance(cell, bool) else ""
            text = _told(row, name, cell, data, translator) if isinstance(cell, str) else None
            text = _shown(name, cell, section, data, translator) if text is None else text
            yield f"<td{kind}>{html.escape(text)}</td>"
        yield "</tr>\n"
    yield "</table>\n"


def _told(row: Sequence[Cell], name: str, text: str, data: PersonData, translator: Translator) -> str:
    """Return a text as people read it; what a file and its log hold of amounts is in minor units."""
    if name in ("value", "old", "new") and not _AMOUNTS.isdisjoint(row):
        if text.isdecimal():
            return plain(int(text), data.decimals)
        return translator.gettext(_NO_LIMIT) if text == "null" else text
    return said(name, text, translator.gettext)


def _shown(name: str, cell: Cell, section: Section, data: PersonData, translator: Translator) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return translator.gettext(_YES if cell else _NO)
        case datetime():
            return fmt.date_time(cell.astimezone())
        case date():
            return fmt.short_date(cell)
        case int() if name in section.money:
            return plain(cell, data.decimals)
        case _:
            return str(cell)
