"""Settings: the shop's own, which stand in its book, and this person's, which stay at this computer."""

from __future__ import annotations

from app.gui.pages.base import Page, scrolled
from app.gui.pages.settings.about import AboutTab
from app.gui.pages.settings.backup import BackupTab
from app.gui.pages.settings.base import SettingsForm
from app.gui.pages.settings.credit import CreditTab
from app.gui.pages.settings.encryption import EncryptionTab
from app.gui.pages.settings.forms import counter_form, receipts_form, reminders_form, shop_form
from app.gui.pages.settings.looks import LooksTab
from app.gui.pages.settings.offers import OffersTab
from app.gui.pages.settings.out import OutTab
from app.gui.pages.settings.prices import PricesTab
from app.gui.pages.settings.privacy import PrivacyTab
from app.gui.pages.settings.reminders import RemindersTab
from app.gui.pages.settings.staff import StaffTab
from app.gui.pages.settings.statements import StatementsTab
from app.gui.pages.settings.terms import TermsTab
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import column, label
from app.gui.widgets.tabs import SideTabs
from app.i18n.catalog import _, pgettext


class SettingsPage(Page):
    """Tabs, one below the other. `restore` takes the name of one, or of one and a pane of it."""

    name = "settings"

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.tabs = SideTabs()
        self.shop_form, self.counter_form = shop_form(shop), counter_form(shop)
        self.receipts_form, self.reminders_form = receipts_form(shop), reminders_form(shop)
        self.prices, self.offers_tab = PricesTab(shop), OffersTab(shop)
        self.terms, self.statements, self.looks = TermsTab(shop), StatementsTab(shop), LooksTab(shop)
        self.reminders, self.credit, self.about = RemindersTab(shop), CreditTab(shop), AboutTab(shop)
        self.privacy = PrivacyTab(shop)
        self.staff, self.out = StaffTab(shop), OutTab(shop)
        self.backup, self.encryption = BackupTab(shop), EncryptionTab(shop)
        self.tabs.add("shop", _("Shop"), scrolled(self.shop_form))
        self.tabs.add("counter", _("At the counter"), scrolled(self.counter_form))
        self.tabs.add("prices", _("Price list"), self.prices)
        self.tabs.add("offers", _("Top-up offers"), self.offers_tab)
        self.tabs.add("terms", _("Terms"), self.terms)
        self.tabs.add("receipts", pgettext("settings", "Receipts"), scrolled(self.receipts_form))
        self.tabs.add("statements", pgettext("settings", "Statements"), self.statements)
        self.tabs.add("reminders", pgettext("settings", "Reminders"), self.reminders)
        self.tabs.add("credit", pgettext("settings", "Credit"), self.credit)
        self.tabs.add("days", _("Days ahead"), scrolled(self.reminders_form))
        self.tabs.add("staff", pgettext("settings", "Staff"), self.staff)
        self.tabs.add("backup", pgettext("settings", "Backup"), self.backup)
        self.tabs.add("encryption", pgettext("settings", "Encryption"), self.encryption)
        self.tabs.add("out", pgettext("settings", "Data out"), self.out)
        self.tabs.add("privacy", pgettext("settings", "Privacy"), self.privacy)
        self.tabs.add("looks", pgettext("settings", "Appearance"), scrolled(self.looks))
        self.tabs.add("about", pgettext("settings", "About"), scrolled(self.about))
        self.tabs.changed.connect(self._tab_shown)
        whole = column(label(_("Settings"), "title"), self.tabs, gap=S3, margins=(20, S4, 20, S4))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def refresh(self) -> None:
        """Read lists anew; forms keep what is typed."""
        self._tab_shown(self.tabs.name())

    def _tab_shown(self, name: str) -> None:
        readers = {
            "prices": self.prices.refresh,
            "offers": self.offers_tab.refresh,
            "terms": self.terms.refresh,
            "statements": self.statements.refresh,
            "reminders": self.reminders.refresh,
            "credit": self.credit.refresh,
            "staff": self.staff.refresh,
            "backup": self.backup.refresh,
            "encryption": self.encryption.refresh,
            "privacy": self.privacy.refresh,
            "about": self.about.refresh,
        }
        if name in readers:
            readers[name]()

    def focus_first(self) -> None:
        """Begin at the tabs."""
        self.tabs.focus_bar()

    def _forms(self) -> tuple[SettingsForm, ...]:
        forms = (self.shop_form, self.counter_form, self.receipts_form, self.reminders_form)
        return *forms, self.statements.form, self.privacy.form

    def unsaved(self) -> bool:
        """Whether something was typed and not saved."""
        forms = any(form.save.isEnabled() for form in self._forms())
        tabs = (self.reminders, self.credit, self.out)
        return forms or bool(self.terms.typed()) or any(tab.unsaved() for tab in tabs)

    def state(self) -> object:
        """Return the tab that shows, and what was typed and not saved."""
        forms = tuple(form.typed() for form in self._forms())
        tabs = {"reminders": self.reminders.typed(), "credit": self.credit.typed(), "out": self.out.typed()}
        return self.tabs.name(), forms, self.terms.typed(), tabs

    def _with_panes(self) -> dict[str, RemindersTab | StaffTab | CreditTab | OutTab]:
        return {"reminders": self.reminders, "staff": self.staff, "credit": self.credit, "out": self.out}

    def restore(self, state: object) -> None:
        """Show a tab, or what another page of settings showed."""
        match state:
            case str() as tab if tab in self.tabs.names():
                self.tabs.show_tab(tab)
            case ("reminders" | "staff" | "credit" | "out" as tab, str() as pane):
                self.tabs.show_tab(tab)
                self._with_panes()[tab].show_pane(pane)
            case (str() as tab, tuple() as typed, dict() as drafts, dict() as tabs):
                for form, values in zip(self._forms(), typed, strict=True):
                    form.type_again(values)
                self.terms.type_again(drafts)
                self.reminders.type_again(tabs["reminders"])
                self.credit.type_again(tabs["credit"])
                self.out.type_again(tabs["out"])
                self.tabs.show_tab(tab)
