"""The sheet of a payment plan to be signed, and the evidence pack: looked at, printed, saved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.gui import theme
from app.gui.dialogs.paper import PaperDialog
from app.gui.dialogs.posting_list import make_room
from app.gui.shop import Shop
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, column, label
from app.gui.widgets.charge_ticks import ChargeTicks
from app.gui.widgets.fields import Choices
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.i18n.catalog import _, ngettext, pgettext

if TYPE_CHECKING:
    from app.core.credit.evidence import Pack
    from app.core.credit.requests import MakePlan
    from app.services.counter import AccountCard
    from app.services.evidence import EvidencePdf

_SHOWN = 6


class PlanSheetDialog(PaperDialog):
    """The sheet of a plan (its id), for both to sign; once signed its scan is kept with the plan."""

    def __init__(self, shop: Shop, plan: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Payment plan"), name, parent=parent)
        self.plan = plan
        self.note.setText(_("Print two, both sign, each keeps one. Then keep a scan of yours with the plan."))
        make_room(self)
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw the sheet."""
        plans, plan = self.shop.app.plans, self.plan
        return lambda: plans.sheet(plan).pdf

    def saver(self, path: Path) -> Callable[[], object]:
        """Write it into a file."""
        return partial(self.shop.app.plans.save_sheet, self.plan, path)

    def file_name(self) -> str:
        """Propose what it is and the customer."""
        return f"{self.title.text()} {self.subtitle.text()}"

    def printed(self, made: object) -> None:
        """Say that it is being printed."""
        del made
        self.shop.tell(_("The sheet for {name} is being printed.").format(name=self.subtitle.text()))

    def saved(self, path: Path, made: object) -> None:
        """Say where it is."""
        del made
        self.shop.tell(_("The sheet is saved as {file}.").format(file=path.name))


class PlanDraftDialog(PaperDialog):
    """The sheet as it would be; the plan is not made yet, so there is nothing to print or to save."""

    def __init__(self, shop: Shop, request: MakePlan, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Payment plan"), name, parent=parent)
        self._request = request
        self.note.setText(_("As it would be. Print it once the plan is made."))
        self.save.hide()
        self.save.setEnabled(False)
        self.cancel.hide()
        self.primary.setText(_("Close"))
        self.primary.setAccessibleName(_("Close"))
        make_room(self)
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw the sheet as it would be."""
        plans, request = self.shop.app.plans, self._request
        return lambda: plans.draft_sheet(request).pdf

    def submit(self) -> None:
        """Leave."""
        self.accept()


class EvidenceDialog(PaperDialog):
    """All there is to prove some charges as one PDF, and what is missing before anybody else finds out."""

    def __init__(
        self, shop: Shop, card: AccountCard, charges: Collection[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(shop, _("Evidence pack"), card.name, beside=True, parent=parent)
        self.number = card.number
        self.charges = ChargeTicks(shop, card.charges, charges, columns=("text", "open"))
        self.language: Choices = Choices([(None, pgettext("paper", "As their statements")), *LANGUAGE_NAMES.items()])
        self.missing = _Missing(shop)
        self.form.add("charges", _("Charges"), self.charges)
        self.form.widen("charges")
        self.form.add("language", _("Language"), self.language)
        self.form.add("missing", _("What is missing"), self.missing)
        self.form.widen("missing")
        self.charges.changed.connect(self.draw)
        self.language.changed.connect(self.draw)
        make_room(self)
        self.begin()

    def draw(self) -> None:
        """Draw the pack anew, and say what is missing of it."""
        super().draw()
        chosen = tuple(each.charge for each in self.charges.chosen())
        if chosen:
            find = partial(self.shop.app.evidence.contents, self.number, chosen)
            self.shop.tasks.run(find, self.missing.show_pack, self.complain, owner=self)

    def _pack(self) -> Callable[[], EvidencePdf]:
        evidence, number = self.shop.app.evidence, self.number
        return partial(evidence.pdf, number, self.charges.value(), language=self.language.value())

    def maker(self) -> Callable[[], bytes]:
        """Put the pack together."""
        make = self._pack()
        return lambda: make().content

    def saver(self, path: Path) -> Callable[[], EvidencePdf]:
        """Write it into a file."""
        save, chosen = self.shop.app.evidence.save, self.charges.value()
        return partial(save, self.number, path, chosen, language=self.language.value())

    def file_name(self) -> str:
        """Propose what it is, the customer and the day."""
        return f"{self.title.text()} {self.subtitle.text()} {self.shop.today().isoformat()}"

    def printed(self, made: object) -> None:
        """Say that it is being printed."""
        del made
        self.shop.tell(_("The evidence pack of {name} is being printed.").format(name=self.subtitle.text()))

    def saved(self, path: Path, made: Any) -> None:
        """Say where it is, and how long; what could not be put in is said, too."""
        words = ngettext("{n} page saved as {file}.", "{n} pages saved as {file}.", made.pages)
        text = words.format(n=made.pages, file=path.name)
        left_out = [self.shop.sentence(each) for each in made.left_out]
        if left_out:
            self.shop.tell_to_stay("\n".join([text, *left_out]))
        else:
            self.shop.tell(text)


class _Missing(Card):
    """What a court would miss in a pack, sentence by sentence."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.heading = label("", "strong", wrap=True)
        self.words = label("", "small", wrap=True)
        super().__init__(column(self.heading, self.words, gap=S2, margins=(S3, S2, S3, S2)), "notice")
        self.hide()

    def show_pack(self, pack: Pack) -> None:
        """Show what is missing; nothing where all is there."""
        found = [self._shop.sentence(each) for each in _all_missing(pack)]
        theme.mark(self, "notice" if found else "notice-accent")
        if not found:
            text = ngettext("✓ {n} document, nothing missing.", "✓ {n} documents, nothing missing.", len(pack.entries))
            self.heading.setText(text.format(n=len(pack.entries)))
        else:
            text = ngettext("⚠ {n} thing is missing", "⚠ {n} things are missing", len(found))
            self.heading.setText(text.format(n=len(found)))
        lines = [f"· {each}" for each in found[:_SHOWN]]
        if len(found) > _SHOWN:
            lines.append(_("All of them stand on the first page of the pack."))
        self.words.setText("\n".join(lines))
        self.words.setVisible(bool(found))
        self.setToolTip("\n".join(found))
        self.show()


def _all_missing(pack: Pack) -> Sequence[Any]:
    """Return what is missing on the whole, then what is missing of single documents."""
    return [*pack.missing, *(each for entry in pack.entries for each in entry.missing)]
