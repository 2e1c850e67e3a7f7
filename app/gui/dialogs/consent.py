"""同意: what a customer agreed to or took back, on which day, and how the shop knows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.core.customer import Channel
from app.core.privacy.consents import MAX_PURPOSE, RecordConsent, Source
from app.errors import CounterbookError
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.file_words import channel_name
from app.gui.shop import Shop
from app.gui.widgets.basics import column, label
from app.gui.widgets.fields import Choices, Composite, DateEdit, LineEdit, combo
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.customers import Attachment

OTHER = ""


class Purpose(Composite):
    """One of the ways of sending offers, or what else it is for."""

    def __init__(self) -> None:
        super().__init__()
        ways = [(each.value, purpose_name(each.value)) for each in Channel if each is not Channel.NONE]
        self.which: QComboBox = combo([*ways, (OTHER, pgettext("consent", "Something else…"))])
        self.which.setAccessibleName(pgettext("consent", "What it is for"))
        self.text = LineEdit(most=MAX_PURPOSE, hint=pgettext("consent", "e.g. photos of our work, health notes"))
        self.text.setAccessibleName(pgettext("consent", "What else it is for"))
        self.setLayout(column(self.which, self.text, gap=6))
        self.setFocusProxy(self.which)
        self.which.activated.connect(self._chosen)
        self.text.hide()

    def value(self) -> str:
        """Return the way's word, or what was typed."""
        return str(self.which.currentData() or self.text.value())

    def place(self) -> QWidget:
        """Return where something is typed."""
        return self.text if self.text.isVisible() else self.which

    def _chosen(self, _at: int) -> None:
        other = self.which.currentData() == OTHER
        self.text.setVisible(other)
        if other:
            self.text.setFocus()


class ConsentDialog(FormDialog):
    """Notes a consent, or that it was taken back."""

    def __init__(self, shop: Shop, number: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Note a consent"), name, parent=parent)
        self.number = number
        self._request = shop.new_id()
        self.purpose = Purpose()
        self.given: Choices = Choices(
            [(True, pgettext("consent", "Agreed")), (False, pgettext("consent", "Took it back"))]
        )
        self.on = DateEdit(shop.today, shop.today())
        self.source: QComboBox = combo([(each.value, source_name(each)) for each in Source], Source.COUNTER.value)
        self.paper: QComboBox = combo([(None, pgettext("consent", "None attached yet"))])
        self.sensitive = QCheckBox(_("About health, an ID, or a child: it needs a consent of its own"))
        self.sensitive.setAccessibleName(self.sensitive.text())
        self.form.add("purpose", pgettext("consent", "What for"), self.purpose)
        self.form.add("given", pgettext("consent", "Answer"), self.given)
        self.form.add("on", pgettext("consent", "On"), self.on)
        self.form.add("source", pgettext("consent", "How we know"), self.source)
        hint = _("Attach the signed paper under “Attachments” first, then choose it here.")
        self.form.add("attachment", pgettext("consent", "Signed paper"), self.paper, hint=hint)
        self.form.add("sensitive", pgettext("consent", "Sensitive"), self.sensitive)
        self.below.addWidget(label(_("The list stays: a consent taken back is a new line."), "mute-small", wrap=True))
        self.form.show_row("attachment", shown=False)
        self.source.activated.connect(self._source_chosen)
        self.primary.setText(_("Note it"))
        self.primary.setAccessibleName(_("Note it"))
        read = partial(shop.app.files.attachments, number)
        shop.tasks.run(read, self._offer, self.complain, owner=self)
        self.purpose.setFocus()

    def _offer(self, found: Sequence[Attachment]) -> None:
        for each in reversed(found):
            self.paper.addItem(each.name, each.id)
        if found:
            self.paper.setCurrentIndex(1)

    def _source_chosen(self, _at: int) -> None:
        self.forgive()
        self.form.show_row("attachment", shown=self.source.currentData() == Source.PAPER.value)
        self.grow()

    def submit(self) -> None:
        """Note it."""
        self.forgive()
        try:
            source = Source(self.source.currentData())
            request = RecordConsent(
                id=self._request,
                customer=self.number,
                purpose=self.purpose.value(),
                given=bool(self.given.value()),
                on=self.on.required(),
                source=source,
                sensitive=self.sensitive.isChecked(),
                attachment=self.paper.currentData() if source is Source.PAPER else None,
            )
        except CounterbookError as error:
            self.complain(error)
            return
        self.carry_out(partial(self.shop.app.files.record, request), self._done)

    def _done(self, _filed: object) -> None:
        self.shop.changed.emit(self.number)
        self.shop.tell(_("Noted."))
        self.accept()


def purpose_name(purpose: str) -> str:
    """Return what a consent is for: offers by one of the ways, or what somebody typed."""
    if purpose in {each.value for each in Channel}:
        return _("Offers by {channel}").format(channel=channel_name(purpose))
    return purpose


def source_name(source: Source) -> str:
    """Return how the shop knows of a consent."""
    return {
        Source.PAPER: pgettext("consent", "Signed on paper"),
        Source.COUNTER: pgettext("consent", "Said at the counter"),
        Source.MESSAGE: pgettext("consent", "Wrote a message"),
        Source.PHONE: pgettext("consent", "Said on the phone"),
        Source.IMPORT: pgettext("consent", "Brought along from another program"),
        Source.LAW: pgettext("consent", "Not needed: contract or law"),
    }[source]
