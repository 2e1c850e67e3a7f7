"""Vouchers for the accountant: what each day came to by account, in the layout of their package."""

from datetime import date, timedelta
from pathlib import Path

from app.core.staff.rights import Act
from app.core.vouchers import MAX_DAYS, Layout, Voucher, laid_out, read_layout, vouchers
from app.errors import refuse
from app.exchange.voucher_files import voucher_pieces
from app.i18n.mark import N_
from app.services.circumstances import Circumstances
from app.services.export_log import NewExport
from app.services.exports import check_name, write_noted
from app.services.rights import allow
from app.storage.books import load_book
from app.storage.journal import load_head
from app.storage.settings import load_settings
from app.storage.store import Store
from app.storage.views import day_sums
from app.system import paths

__all__ = ["Layout", "Voucher", "Vouchers"]

OWN = "vouchers"
"""The folder of layouts: of the program's in its resources, of the shop's own beside the book."""


class Vouchers:
    """The door to the vouchers."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def layouts(self) -> tuple[Layout, ...]:
        """Return the layouts the program brings along and those of the shop, by name.

        The shop's own are files like those in `resources/vouchers`, in a folder `vouchers` beside the book; one that
        has the name of another takes its place. Raises `BookUnusable` naming one that is damaged.
        """
        files = {file.stem: file for folder in self._folders() for file in folder.glob("*.toml")}
        return tuple(
            read_layout(name, files[name].read_text(encoding="utf-8-sig", errors="replace")) for name in sorted(files)
        )

    def _folders(self) -> tuple[Path, Path]:
        return paths.resources() / OWN, self._store.path.parent / OWN

    def made(self, first: date, last: date, *, one_sided: bool = False) -> tuple[Voucher, ...]:
        """Return the vouchers of a period, one for each day on which anything moved (`core.vouchers.vouchers`).

        Refused where an account that moved has no code in the settings (`account_codes`), naming all of them. It is
        a report as long as it is only looked at; `save` asks for the right to let it go out.
        """
        allow(self._store, self._around, Act.SEE_REPORTS, "vouchers")
        return self._made(first, last, one_sided=one_sided)

    def _made(self, first: date, last: date, *, one_sided: bool) -> tuple[Voucher, ...]:
        if last < first:
            refuse("period", N_("The period ends before it begins."))
        if (last - first).days > MAX_DAYS:
            refuse("period", N_("The period is longer than {most} days."), most=MAX_DAYS)
        with self._store.read() as session:
            sums = day_sums(session, first.replace(day=1), last)
            return vouchers(sums, load_settings(session).account_codes, first, one_sided=one_sided)

    def changeable(self, first: date, last: date) -> date | None:
        """Return the first day of a period on which something may still be recorded, None where none is left.

        Vouchers of such days are not final: what is recorded for them later is in no file written before.
        """
        with self._store.read() as session:
            closed = load_head(session).closed_through
        day = max(first, closed + timedelta(days=1)) if closed is not None else first
        return day if day <= last else None

    def save(self, layout: str, first: date, last: date, path: Path) -> int:
        """Write the vouchers of a period in a layout, by its name; return how many, and note that they went out."""
        allow(self._store, self._around, Act.EXPORT_JOURNAL, str(path))
        known = {each.name: each for each in self.layouts()}
        if layout not in known:
            text = N_("There is no layout “{name}”; choose one of: {names}.")
            refuse("layout", text, name=layout, names=", ".join(known))
        chosen = known[layout]
        check_name(path, self._store.path, *chosen.endings)
        made = self._made(first, last, one_sided=chosen.one_sided)
        with self._store.read() as session:
            book = load_book(session)
        lines = laid_out(chosen, made, book.currency, book.decimals)
        said = NewExport("vouchers", layout, sum(len(each.lines) for each in made))
        pieces = voucher_pieces(chosen, lines, book.decimals, path.suffix.lower())
        write_noted(self._store, self._around, path, pieces, lambda: said)
        return len(made)
