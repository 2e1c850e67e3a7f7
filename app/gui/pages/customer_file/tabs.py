"""The tabs of a file; those that only show are read when they are first looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea

from app.gui import theme
from app.gui.pages.base import scrolled
from app.gui.pages.customer_file.account import AccountTab
from app.gui.pages.customer_file.agreed import AgreedTab
from app.gui.pages.customer_file.attachments import AttachmentsTab
from app.gui.pages.customer_file.bindings import FormTab
from app.gui.pages.customer_file.credit import CreditTab
from app.gui.pages.customer_file.details import ContactTab, DetailsTab, OwnFieldsTab
from app.gui.pages.customer_file.history import EntriesTab, TimelineTab
from app.gui.pages.customer_file.items import ItemsTab
from app.gui.shop import Shop
from app.gui.widgets.tabs import Tabs
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.services.counter import AccountCard

LOOKED_AT = ("items", "credit", "agreed", "entries", "timeline", "attachments")


class FileTabs(Tabs):
    """Four tabs to write in, six to look at; `act` opens a dialog of the account by its name."""

    def __init__(self, shop: Shop, number: str, act: Callable[[str], object]) -> None:
        super().__init__()
        self._card: AccountCard | None = None
        self._stale: set[str] = set()
        self.details, self.contact = DetailsTab(shop, number), ContactTab(shop)
        self.account, self.own = AccountTab(shop, act), OwnFieldsTab(shop)
        self.items, self.entries = ItemsTab(shop, number), EntriesTab(shop, number)
        self.credit, self.agreed = CreditTab(shop, number), AgreedTab(shop, number)
        self.timeline, self.attachments = TimelineTab(shop, number), AttachmentsTab(shop, number)
        self.add("details", pgettext("customer file", "Details"), scrolled(self.details))
        self.add("contact", _("Contacts and address"), scrolled(self.contact))
        self.add("account", _("Statements and cards"), scrolled(self.account))
        self.add("own", _("Own fields"), scrolled(self.own))
        self.add("items", _("Lots and charges"), scrolled(self.items))
        self.add("credit", pgettext("customer file", "Credit"), scrolled(self.credit))
        self.add("agreed", pgettext("customer file", "Reminders"), scrolled(self.agreed))
        self.add("entries", _("Entries"), self.entries)
        self.add("timeline", _("Timeline"), self.timeline)
        self.add("attachments", _("Attachments"), self.attachments)
        self.changed.connect(self._look)

    def forms(self) -> Mapping[str, FormTab]:
        """Return the tabs to write in, by name."""
        return {"details": self.details, "contact": self.contact, "account": self.account, "own": self.own}

    def show_wrong(self, name: str) -> None:
        """Show the tab in which something is wrong, and scroll to the field with the sentence under it."""
        self.show_tab(name)
        QTimer.singleShot(0, self, self._scroll_to_field)

    def _scroll_to_field(self) -> None:
        area, field = self.stack.currentWidget(), self.focusWidget()
        if isinstance(area, QScrollArea) and field is not None:
            area.ensureWidgetVisible(field, 0, theme.px(72))

    def show_account(self, card: AccountCard) -> None:
        """Show an account that may have changed: the tab that shows at once, the others when they are looked at."""
        self._card = card
        self._stale = set(LOOKED_AT)
        self._look(self.name())

    def _look(self, name: str) -> None:
        if name not in self._stale or self._card is None:
            return
        self._stale.discard(name)
        match name:
            case "items":
                self.items.show_account(self._card)
            case "credit":
                self.credit.show_account(self._card)
            case "agreed":
                self.agreed.show_account(self._card)
            case "entries":
                self.entries.refresh()
            case "timeline":
                self.timeline.refresh()
            case "attachments":
                self.attachments.refresh()
