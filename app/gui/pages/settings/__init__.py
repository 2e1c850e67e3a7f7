"""Settings: the shop's own, which stand in its book, and this person's, which stay at this computer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.gui.pages.base import Page
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
from app.gui.pages.settings.tab import Tab, TabPlace
from app.gui.pages.settings.terms import TermsTab
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import column, label
from app.gui.widgets.panes import Panes
from app.gui.widgets.tabs import SideTabs
from app.i18n.catalog import _, pgettext


class SettingsPage(Page):
    """Tabs, one below the other. `restore` takes the name of one, or of one and a pane of it."""

    name = "settings"

    shop_form = Tab("shop", shop_form, scrolls=True)
    counter_form = Tab("counter", counter_form, scrolls=True)
    prices = Tab("prices", PricesTab)
    offers_tab = Tab("offers", OffersTab)
    terms = Tab("terms", TermsTab)
    receipts_form = Tab("receipts", receipts_form, scrolls=True)
    statements = Tab("statements", StatementsTab)
    reminders = Tab("reminders", RemindersTab)
    credit = Tab("credit", CreditTab)
    reminders_form = Tab("days", reminders_form, scrolls=True)
    staff = Tab("staff", StaffTab)
    backup = Tab("backup", BackupTab)
    encryption = Tab("encryption", EncryptionTab)
    out = Tab("out", OutTab)
    privacy = Tab("privacy", PrivacyTab)
    looks = Tab("looks", LooksTab, scrolls=True)
    about = Tab("about", AboutTab, scrolls=True)

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.tabs = SideTabs()
        self.places: dict[str, TabPlace] = {}
        for name, words in _words():
            self.places[name] = TabPlace()
            self.tabs.add(name, words, self.places[name])
        self._tab(self.tabs.name())
        self.tabs.changed.connect(self._tab_shown)
        whole = column(label(_("Settings"), "title"), self.tabs, gap=S3, margins=(20, S4, 20, S4))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def refresh(self) -> None:
        """Read lists anew; forms keep what is typed."""
        self._tab_shown(self.tabs.name())

    def _tab(self, name: str) -> QWidget:
        """Return a tab, made now if it was not wanted before."""
        return _TABS[name].__get__(self, SettingsPage)

    def _tab_shown(self, name: str) -> None:
        tab = self._tab(name)
        if isinstance(tab, _READ_ANEW):
            tab.refresh()

    def focus_first(self) -> None:
        """Begin at the tabs."""
        self.tabs.focus_bar()

    def _forms(self) -> dict[str, SettingsForm]:
        """Return the forms of the tabs made so far: nothing is typed in others."""
        found = dict[str, SettingsForm]()
        for name, place in self.places.items():
            match place.made:
                case SettingsForm() as form:
                    found[name] = form
                case StatementsTab() | PrivacyTab() as tab:
                    found[name] = tab.form
        return found

    def _with_drafts(self) -> dict[str, RemindersTab | CreditTab | OutTab | TermsTab]:
        """Return the other tabs made so far in which something may be typed."""
        made = {name: place.made for name, place in self.places.items()}
        return {name: tab for name, tab in made.items() if isinstance(tab, _WITH_DRAFTS)}

    def unsaved(self) -> bool:
        """Whether something was typed and not saved."""
        forms = any(form.save.isEnabled() for form in self._forms().values())
        return forms or any(tab.unsaved() for tab in self._with_drafts().values())

    def state(self) -> object:
        """Return the tab that shows, and what was typed and not saved."""
        forms = {name: form.typed() for name, form in self._forms().items()}
        drafts = {name: tab.typed() for name, tab in self._with_drafts().items()}
        return self.tabs.name(), forms, drafts

    def restore(self, state: object) -> None:
        """Show a tab, or what another page of settings showed."""
        match state:
            case str() as tab if tab in self.tabs.names():
                self.tabs.show_tab(tab)
            case (str() as tab, str() as pane):
                self.tabs.show_tab(tab)
                shown = self._tab(tab)
                if isinstance(shown, Panes | StaffTab):
                    shown.show_pane(pane)
            case (str() as tab, dict() as forms, dict() as drafts):
                for name in (*forms, *drafts):
                    self._tab(name)
                for name, form in self._forms().items():
                    form.type_again(forms.get(name, {}))
                for name, other in self._with_drafts().items():
                    if name in drafts:
                        other.type_again(drafts[name])
                self.tabs.show_tab(tab)


_TABS: dict[str, Tab[QWidget]] = {tab.name: tab for tab in vars(SettingsPage).values() if isinstance(tab, Tab)}
_WITH_DRAFTS = (RemindersTab, CreditTab, OutTab, TermsTab)
_READ_ANEW = (
    *(PricesTab, OffersTab, TermsTab, StatementsTab, RemindersTab, CreditTab, StaffTab, BackupTab, EncryptionTab),
    *(PrivacyTab, AboutTab),
)


def _words() -> list[tuple[str, str]]:
    """Return the name and the words of each tab, in order."""
    return [
        ("shop", _("Shop")),
        ("counter", _("At the counter")),
        ("prices", _("Price list")),
        ("offers", _("Top-up offers")),
        ("terms", _("Terms")),
        ("receipts", pgettext("settings", "Receipts")),
        ("statements", pgettext("settings", "Statements")),
        ("reminders", pgettext("settings", "Reminders")),
        ("credit", pgettext("settings", "Credit")),
        ("days", _("Days ahead")),
        ("staff", pgettext("settings", "Staff")),
        ("backup", pgettext("settings", "Backup")),
        ("encryption", pgettext("settings", "Encryption")),
        ("out", pgettext("settings", "Data out")),
        ("privacy", pgettext("settings", "Privacy")),
        ("looks", pgettext("settings", "Appearance")),
        ("about", pgettext("settings", "About")),
    ]
