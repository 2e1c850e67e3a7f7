"""Addresses on paper for the post: envelopes, labels, and the pages by which a printer is set right.

Nothing is recorded: an envelope says nothing that is not in the customer's file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.address import AddressBlock, Sender, has_address, lines, route_key, sender
from app.core.customer import CustomerFile
from app.core.envelope import NO_NUDGE, EnvelopeForm, Nudge, WindowForm, window
from app.core.labels import LabelSheet, check_sheet, check_start
from app.core.receipt import Party
from app.core.staff.rights import Act
from app.errors import refuse
from app.i18n.catalog import Translator
from app.i18n.mark import N_
from app.services.circumstances import Circumstances
from app.services.export_log import NewExport
from app.services.exports import check_target, write_noted, write_whole
from app.services.rights import allow
from app.services.statement_papers import ShopPaper, read_shop, translators
from app.storage.customers import load_files
from app.storage.store import Store
from app.system import paths

if TYPE_CHECKING:
    from app.documents.envelopes import DrawnAddresses


@dataclass(frozen=True, slots=True)
class Addressees:
    """Whom post can go to, with the address as it is written, and who has no address."""

    found: tuple[tuple[Party, AddressBlock], ...]
    without: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Addressed:
    """A finished PDF: for whom, in its order; who was left out; whose address had to be cut; what the fonts lack."""

    pdf: bytes
    printed: tuple[Party, ...]
    without: tuple[Party, ...]
    cut: tuple[Party, ...]
    missing: tuple[str, ...]


class Envelopes:
    """The door to envelopes and labels."""

    def __init__(self, store: Store, around: Circumstances | None = None) -> None:
        self._store = store
        self._around = around

    def addressees(self, numbers: Sequence[str], *, by_route: bool = False) -> Addressees:
        """Return the addresses of customers by number, each once, in the order given or as the post sorts them.

        Refused when there is no such customer.
        """
        return self._read(numbers, by_route=by_route)[1]

    def envelopes(
        self,
        numbers: Sequence[str],
        form: EnvelopeForm,
        nudge: Nudge = NO_NUDGE,
        *,
        preprinted: bool = False,
        by_route: bool = False,
    ) -> Addressed:
        """Return an envelope for each customer that has an address; refused when none of them has one.

        `preprinted` envelopes have the boxes and the stamp's place on them already.
        """
        from app.documents.envelopes import draw_envelopes  # reportlab is loaded with the first paper, not before

        allow(self._store, self._around, Act.PRINT_ADDRESSES, ",".join(numbers))
        shop, to = self._read(numbers, by_route=by_route)
        blocks, fonts = _blocks(to), paths.resources() / "fonts"
        drawn = draw_envelopes(blocks, _sender(shop), form, nudge, _words(shop), fonts, preprinted=preprinted)
        return _addressed(drawn, to)

    def labels(
        self,
        numbers: Sequence[str],
        sheet: LabelSheet,
        start: int = 1,
        nudge: Nudge = NO_NUDGE,
        *,
        by_route: bool = False,
    ) -> Addressed:
        """Return labels for the customers that have an address, beginning at a label of a sheet used before.

        Refused when none of them has one, when the labels do not fit on their paper, and when there is no such label.
        """
        from app.documents.envelopes import draw_labels

        check_sheet(sheet)
        check_start(sheet, start)
        allow(self._store, self._around, Act.PRINT_ADDRESSES, ",".join(numbers))
        shop, to = self._read(numbers, by_route=by_route)
        drawn = draw_labels(_blocks(to), sheet, start, nudge, _words(shop), paths.resources() / "fonts")
        return _addressed(drawn, to)

    def calibration(self, target: WindowForm | EnvelopeForm | LabelSheet, nudge: Nudge = NO_NUDGE) -> bytes:
        """Return the page by which a printer is set right for a form; refused for a page without a window."""
        from app.documents.calibration import draw_calibration

        meant = window(target) if isinstance(target, WindowForm) else target
        if meant is None:
            refuse("form", N_("form: a page without a window needs no calibration."))
        with self._store.read() as session:
            words = _words(read_shop(session))[:1]
        return draw_calibration(meant, nudge, words, paths.resources() / "fonts").pdf

    def save(self, made: Addressed, path: Path) -> None:
        """Write envelopes or labels into a file, whole or not at all; refused when that cannot be."""
        said = NewExport("addresses", "pdf", len(made.printed))
        write_noted(self._store, self._around, path, [made.pdf], lambda: said)

    def save_calibration(self, pdf: bytes, path: Path) -> None:
        """Write a test page, which says nothing of anybody, into a file; refused when that cannot be."""
        check_target(path, self._store.path)
        write_whole(path, [pdf])

    # ---- reading ----------------------------------------------------------------------------------------------------

    def _read(self, numbers: Sequence[str], *, by_route: bool) -> tuple[ShopPaper, Addressees]:
        wanted = list(dict.fromkeys(numbers))
        with self._store.read() as session:
            shop = read_shop(session)
            stored = load_files(session, wanted)
        for no in wanted:
            if no not in stored:
                refuse("customer", N_("{field}: there is no customer “{customer}”."), field="customer", customer=no)
        files = [stored[no].file for no in wanted]
        if by_route:
            files.sort(key=lambda file: route_key(file.address))
        posted = [file for file in files if has_address(file.address)]
        without = [_named(file) for file in files if not has_address(file.address)]
        return shop, Addressees(tuple((_named(file), _block(file, shop)) for file in posted), tuple(without))


def _sender(shop: ShopPaper) -> Sender:
    settings = shop.settings
    return sender(settings.shop_name, settings.address, settings.postcode, home_country=shop.home_country)


def _words(shop: ShopPaper) -> list[Translator]:
    """Return the words on envelopes: the shop's, and English below Chinese as GB/T 1416-2003 has it."""
    return translators(list(dict.fromkeys((shop.language, "en"))))


def _block(file: CustomerFile, shop: ShopPaper) -> AddressBlock:
    chinese = (file.language or shop.language).startswith("zh")
    return lines(file.address, file.name, home_country=shop.home_country, chinese=chinese)


def _named(file: CustomerFile) -> Party:
    return Party(file.no, file.name)


def _blocks(to: Addressees) -> list[AddressBlock]:
    if not to.found:
        refuse("customer", N_("None of these customers has an address that post can go to."))
    return [block for _, block in to.found]


def _addressed(drawn: "DrawnAddresses", to: Addressees) -> Addressed:
    named = tuple(each for each, _ in to.found)
    return Addressed(drawn.pdf, named, to.without, tuple(named[n] for n in drawn.cut), drawn.missing)
