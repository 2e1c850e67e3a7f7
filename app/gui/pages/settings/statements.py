"""How statements look: letterhead, paper, slip, numbers; beside it a real customer's as it would come out now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.core.picture import Picture, PictureKind
from app.core.settings import MAX_BLOCK, Settings, changed
from app.errors import CounterbookError
from app.gui import theme
from app.gui.dialogs.statement_sample import Sample, SampleDialog, find_sample, sample_maker
from app.gui.dialogs.statement_words import kinds, paper_languages, period_name, sheets, slips, windows
from app.gui.pages.base import scrolled
from app.gui.pages.settings.base import Field, SettingsForm
from app.gui.pages.settings.forms import choice_field, count_field, line_field
from app.gui.pages.settings.pictures import PictureKeeper, read_small
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, holder, label, row
from app.gui.widgets.fields import Composite, TextArea, combo, show_choice
from app.gui.widgets.paper_pane import PaperPane
from app.gui.widgets.side_by_side import SideBySide
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.bootstrap import App

DRAW_AFTER_MS = 350

Shown = dict[PictureKind, tuple[Picture | None, QImage]]


class StatementsTab(QWidget):
    """Pictures and settings on the left, the sample on the right."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.form = statements_form(shop)
        self.logo = PictureKeeper(
            shop, PictureKind.LOGO, _("Logo"), _("At the head of statements; transparent parts become white.")
        )
        self.code = PictureKeeper(
            shop, PictureKind.PAYMENT_QR, _("Payment code"), _("Your WeChat or Alipay code: customers scan it to pay.")
        )
        self.sample = SampleCard(shop, self.form)
        pictures = Card(
            column(
                label(_("Pictures on the letterhead"), "strong", wrap=True),
                SideBySide(self.logo, self.code, gap=S4, least=theme.px(2 * 200)),
                gap=S3,
                margins=(S4, S3, S4, S4),
            )
        )
        left = holder(column(pictures, self.form, None, gap=S4, margins=(0, 4, S3, S3)))
        whole = row(scrolled(left), self.sample, gap=S3)
        whole.setStretch(0, 3)
        whole.setStretch(1, 2)
        self.setLayout(whole)
        for keeper in (self.logo, self.code):
            keeper.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read the pictures anew, and draw the sample with them."""
        read = partial(_pictures, self.shop.app, self.logo.room())
        self.shop.tasks.run(read, self._show, self.shop.complain, owner=self)

    def _show(self, found: Shown) -> None:
        for keeper in (self.logo, self.code):
            keeper.show_picture(*found[keeper.kind])
        self.sample.refresh()


def _pictures(app: App, room: QSize) -> Shown:
    found: Shown = {}
    for kind, each in app.pictures.current().items():
        content = b"" if each is None else app.pictures.content(each.sha256)
        found[kind] = (each, read_small(content, room))
    return found


# ---- the form -------------------------------------------------------------------------------------------------------


class Footer(Composite):
    """The last lines of statements, and a way to begin with the wording that gives nothing away."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.area = TextArea(lines=3, most=MAX_BLOCK)
        self.area.setObjectName("statement_footer")
        self.area.setAccessibleName(_("At the foot"))
        name = _("Begin with the usual wording")
        self.usual = button(_("The usual wording"), "quiet", on=self.begin, name=name, tip=name)
        self.setLayout(column(self.area, row(self.usual, None), gap=4))
        self.setFocusProxy(self.area)
        self.area.textChanged.connect(self.changed)

    def begin(self) -> None:
        """Put the usual wording before what stands there: a statement silent about late payment waives nothing."""
        usual = usual_wording()
        text = self.area.toPlainText().strip()
        if usual not in text:
            self.area.setPlainText(f"{usual}\n{text}".strip())
        self.area.setFocus()

    def value(self) -> str:
        """Return the text."""
        return str(self.read(self.area))

    def show_value(self, text: str) -> None:
        """Show a text."""
        if text != self.area.toPlainText():
            self.area.setPlainText(text)


def usual_wording() -> str:
    """Return what a statement should say about late payment (judicial interpretation on sales contracts, 18(3))."""
    return _("This statement confirms the principal only; it does not change what was agreed about payments made late.")


def statements_form(shop: Shop) -> SettingsForm:
    """What statements show, and on which paper."""
    footer = Footer()
    return SettingsForm(
        shop,
        "",
        [
            line_field("postcode", _("Postcode"), hint=_("Your own, for envelopes.")),
            _list("statement_kind", _("Shows"), combo(kinds())),
            _list("statement_sheet", _("Paper"), combo(sheets())),
            _list(
                "statement_window",
                pgettext("statement", "Envelope"),
                combo(windows()),
                _("The address is placed so that it shows through the window."),
            ),
            choice_field(
                "statement_slip", pgettext("statement", "Slip"), slips(), hint=_("To be cut off and sent back.")
            ),
            choice_field("statement_language", _("Language"), paper_languages()),
            count_field(
                "statement_reply_days",
                _("Reply within (days)"),
                0,
                366,
                hint=_("0 asks for no reply. No reply is never taken for a confirmation."),
            ),
            Field(
                "statement_footer",
                _("At the foot"),
                footer,
                footer.value,
                footer.show_value,
                _("Left blank, it says that the statement confirms the principal only and waives nothing."),
            ),
            line_field("statement_prefix", _("Numbers begin with")),
            count_field("statement_digits", _("Digits of numbers"), 1, 12),
        ],
    )


def _list(name: str, label: str, box: QComboBox, hint: str = "") -> Field:
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return Field(name, label, box, box.currentData, partial(show_choice, box), hint)


# ---- the sample -----------------------------------------------------------------------------------------------------


class SampleCard(Card):
    """A real customer's statement with what is set and typed; drawn a moment after the last change."""

    def __init__(self, shop: Shop, form: SettingsForm) -> None:
        self.shop, self._form = shop, form
        self._sample: Sample | None = None
        self.pane = PaperPane(shop)
        self.pane.view.setMinimumWidth(theme.px(240))
        self.whose = label("", "mute-small", wrap=True)
        self.larger = button("", "quiet", icon="eye", on=self.show_large, name=_("Show the sample large"))
        self.larger.setEnabled(False)
        head = row(label(_("Sample"), "strong"), None, self.larger, gap=S2)
        box: QVBoxLayout = column(head, self.whose, self.pane, gap=S2, margins=(S4, S3, S4, S4))
        box.setStretch(2, 1)
        super().__init__(box)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAW_AFTER_MS)
        self._timer.timeout.connect(self.draw)
        form.touched.connect(self._timer.start)
        self.pane.refused.connect(self._refused)

    def refresh(self) -> None:
        """Choose whose statement is the sample, and draw it."""
        self.shop.tasks.run(partial(find_sample, self.shop), self._found, self._refused, owner=self)

    def _found(self, sample: Sample | None) -> None:
        self._sample = sample
        self.larger.setEnabled(sample is not None)
        if sample is None:
            self.pane.clear()
            self.whose.setText(_("As soon as there is a customer, their statement shows here as a sample."))
            return
        text = _("{name}, {period}: as it would come out now, with what you have typed and not saved yet.")
        self.whose.setText(text.format(name=sample.name, period=period_name(sample.period)))
        self.draw()

    def as_typed(self) -> Settings:
        """Return the settings as they would be once saved; raises `Refused` when something typed cannot be."""
        return changed(self.shop.settings, self._form.given())

    def draw(self) -> None:
        """Draw the sample; while something typed is wrong, the one before stays."""
        self._timer.stop()
        if self._sample is None or not self.isVisible():
            return
        try:
            settings = self.as_typed()
        except CounterbookError:
            return  # it is said at its field once somebody saves
        self.pane.draw(sample_maker(self.shop, self._sample, settings))

    def show_large(self) -> None:
        """Show the sample in a window of its own, from where it can be printed."""
        if self._sample is None:
            return
        try:
            settings = self.as_typed()
        except CounterbookError:
            self._form.store()  # says at the field what is wrong
            return
        SampleDialog(self.shop, self._sample, settings, self.window()).open()

    def _refused(self, error: CounterbookError) -> None:
        self.whose.setText(self.shop.words(error))
