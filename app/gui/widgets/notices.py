"""What must not be overlooked about a customer: chips beside the name, and a band when they come to the counter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget

from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S2, S3, mark
from app.gui.widgets.basics import clear, column, holder, label, row
from app.gui.widgets.elided import short_label
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.services.counter import Notice

NOTES = 3
"""Notes a band shows at most; all of them stand as chips once it is gone."""

SHORT_PX = 420

LONGEST = 240
"""Characters of a note a band shows; the whole of it is in the tooltip and in the file."""

CHIP_PX = 300

_PICTURES = {
    "hold": ("hold", "owed"),
    "hold_all": ("hold", "owed"),
    "overdue": ("overdue", "owed"),
    "disputed": ("dispute", "soon"),
    "expired": ("expire", "soon"),
    "expiring": ("expiring", "soon"),
    "birthday": ("birthday", "accent"),
    "note": ("note", ""),
    "card_lost": ("card", "owed"),
    "merged": ("merge", "soon"),
}
"""Icon and tone of each kind of notice."""

_POP_UP = frozenset({"hold", "hold_all", "overdue", "disputed", "expired", "expiring", "birthday", "note"})
_TONES = ("owed", "soon", "accent", "")


class Said(NamedTuple):
    """A notice in words."""

    text: str
    icon: str
    tone: str


def said(shop: Shop, notice: Notice) -> Said:
    """Return what a notice says."""
    icon, tone = _PICTURES.get(notice.kind, ("info", ""))
    return Said(_words(shop, notice), icon, tone)


def pops_up(notice: Notice) -> bool:
    """Whether a notice must be seen as soon as its customer comes to the counter."""
    return notice.kind in _POP_UP


def _words(shop: Shop, notice: Notice) -> str:
    words = _WORDS.get(notice.kind)
    return words(shop, notice) if words is not None else notice.text


def _hold(_shop: Shop, notice: Notice) -> str:
    return _("On hold: {reason}").format(reason=notice.text)


def _hold_all(_shop: Shop, notice: Notice) -> str:
    return _("All sales on hold: {reason}").format(reason=notice.text)


def _overdue(shop: Shop, notice: Notice) -> str:
    text = ngettext("{amount} overdue for {n} day", "{amount} overdue for {n} days", notice.days)
    return text.format(amount=shop.money(notice.amount), n=notice.days)


def _disputed(shop: Shop, notice: Notice) -> str:
    day = shop.day(notice.on) if notice.on else ""
    return _("{amount} in dispute since {date}").format(amount=shop.money(notice.amount), date=day)


def _birthday(shop: Shop, notice: Notice) -> str:
    if notice.days <= 0:
        return _("Birthday today")
    if notice.days == 1:
        return _("Birthday tomorrow")
    text = ngettext("Birthday in {n} day ({date})", "Birthday in {n} days ({date})", notice.days)
    return text.format(n=notice.days, date=shop.day(notice.on) if notice.on else "")


def _card_lost(_shop: Shop, notice: Notice) -> str:
    return _("Card {number} was reported lost").format(number=notice.text)


def _merged(_shop: Shop, notice: Notice) -> str:
    return _("Merged into {number}").format(number=notice.text)


def _expired(shop: Shop, notice: Notice) -> str:
    if notice.service:
        text = ngettext("{service}: {n} visit has expired", "{service}: {n} visits have expired", notice.units)
        return text.format(service=notice.service, n=notice.units)
    return _("{amount} has expired").format(amount=shop.money(notice.amount))


def _expiring(shop: Shop, notice: Notice) -> str:
    day = shop.day(notice.on) if notice.on else ""
    if notice.service and not notice.units:
        return _("{service} pass ends on {date}").format(service=notice.service, date=day)
    if notice.service:
        text = ngettext(
            "{service}: {n} visit expires on {date}", "{service}: {n} visits expire on {date}", notice.units
        )
        return text.format(service=notice.service, n=notice.units, date=day)
    return _("{amount} expires on {date}").format(amount=shop.money(notice.amount), date=day)


_WORDS: Mapping[str, Callable[[Shop, Notice], str]] = MappingProxyType(
    {
        "hold": _hold,
        "hold_all": _hold_all,
        "overdue": _overdue,
        "disputed": _disputed,
        "expired": _expired,
        "expiring": _expiring,
        "birthday": _birthday,
        "card_lost": _card_lost,
        "merged": _merged,
    }
)


def notice_chip(shop: Shop, notice: Notice) -> QLabel:
    """Return a notice as a chip."""
    words = said(shop, notice)
    text = f"▲ {words.text}" if words.tone == "owed" else words.text
    return short_label(text, f"chip-{words.tone}" if words.tone else "chip", theme.px(CHIP_PX))


class NoticeBand(QFrame):
    """What must be seen about the customer who has just come; ✕ or Esc puts it away, and nothing waits for that.

    What is short stands side by side; each note has a line of its own.
    """

    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._short = Flow(gap=theme.px(18), line_gap=theme.px(6))
        self._long = column(gap=theme.px(6))
        self.close_button = QToolButton()
        self.close_button.setIcon(theme.icon("cross"))
        self.close_button.setIconSize(QSize(theme.px(14), theme.px(14)))
        self.close_button.setAccessibleName(_("Put these notices away"))
        self.close_button.setToolTip(_("Put away (Esc)"))
        self.close_button.clicked.connect(self.dismiss)
        lines = column(self._short, self._long, gap=0, margins=(0, theme.px(3), 0, theme.px(3)))
        inside = row(lines, self.close_button, margins=(S3, 6, S2, 6))
        inside.setStretch(0, 1)
        inside.setAlignment(self.close_button, Qt.AlignmentFlag.AlignTop)
        self.setLayout(inside)
        self.texts: list[str] = []
        self.hide()

    def show_notices(self, shop: Shop, notices: Iterable[Notice]) -> None:
        """Show what of some notices must be seen; nothing where nothing must."""
        shown = [notice for notice in notices if pops_up(notice)]
        notes = [said(shop, notice) for notice in shown if notice.kind == "note"]
        others = [said(shop, notice) for notice in shown if notice.kind != "note"]
        self.texts = [each.text for each in (*others, *notes)]
        clear(self._short)
        clear(self._long)
        for each in others:
            self._short.addWidget(_with_icon(each, short_label(each.text, "", theme.px(SHORT_PX))))
        self._long.setContentsMargins(0, theme.px(6) if others and notes else 0, 0, 0)
        for each in notes[:NOTES]:
            self._long.addWidget(_with_icon(each, _note(each.text)))
        if len(notes) > NOTES:
            more = len(notes) - NOTES
            words = label(ngettext("and {n} more note", "and {n} more notes", more).format(n=more), "mute-small")
            words.setToolTip("\n".join(each.text for each in notes[NOTES:]))
            self._long.addWidget(words)
        tone = min((each.tone for each in (*others, *notes)), key=_TONES.index, default="")
        mark(self, {"owed": "notice-owed", "accent": "notice-accent"}.get(tone, "notice"))
        self.setAccessibleName("\n".join(self.texts))
        self.setVisible(bool(shown))

    def dismiss(self) -> None:
        """Put the band away until the next customer."""
        self.hide()
        self.dismissed.emit()


def _note(text: str) -> QLabel:
    """Return a counter note with its line breaks; a very long one ends early, and its tooltip has the rest."""
    made = label(text if len(text) <= LONGEST else text[:LONGEST] + "…", wrap=True)
    if len(text) > LONGEST:
        made.setToolTip(text)
    made.setMinimumWidth(theme.px(200))
    return made


def _with_icon(words: Said, text: QLabel) -> QWidget:
    t = theme.tokens()
    colour = {"owed": t.owed, "soon": t.soon, "accent": t.accent}.get(words.tone, t.ink)
    picture = QLabel()
    picture.setPixmap(theme.pixmap(words.icon, colour, theme.px(theme.ICON_PX)))
    picture.setAlignment(Qt.AlignmentFlag.AlignTop)
    inside = row(picture, text)
    inside.setStretch(1, 1)
    return holder(inside)
