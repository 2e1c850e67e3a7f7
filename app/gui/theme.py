"""How the program looks: one set of colours and measures, in a light and a dark edition, and the icons.

Widgets are Fusion's; the style sheet below says what is ours. A widget asks for a look by its `class` property
(`mark(label, "mute")`), never by colours of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from app.services.system import resources

BASE_PX = 13
"""Size of running text in device-independent pixels; everything else is a multiple of it."""

#: Spacing: the only distances there are.
S1, S2, S3, S4, S5 = 4, 8, 12, 16, 24
RADIUS = 6
CONTROL = 34
"""Height of a field or a button, at the base text size."""

ICON_PX = 17
_OUR_FAMILY = "Noto Sans SC"
_OUR_RARE = "Noto Sans XC"
"""The family by which Qt finds what our Bold lacks: Regular once more, which Qt thickens; the name is as long."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one edition. Text colours reach 4.5:1 on every background they are used on."""

    paper: str
    card: str
    ink: str
    mute: str
    line: str
    field_line: str
    accent: str
    accent_soft: str
    on_accent: str
    owed: str
    owed_soft: str
    soon: str
    soon_soft: str
    hover: str
    accent_hover: str


LIGHT = Tokens(
    paper="#FAFAF7",
    card="#FFFFFF",
    ink="#1F2421",
    mute="#636B66",
    line="#E3E3DC",
    field_line="#C9CAC2",
    accent="#1B6B50",
    accent_soft="#E7F1EC",
    on_accent="#FFFFFF",
    owed="#B3362B",
    owed_soft="#FBECEA",
    soon="#8F5A00",
    soon_soft="#FBF2E1",
    hover="#F1F1EB",
    accent_hover="#155A43",
)

DARK = Tokens(
    paper="#191C1A",
    card="#212522",
    ink="#ECEEE9",
    mute="#9AA39D",
    line="#343935",
    field_line="#4A504B",
    accent="#5FBF9A",
    accent_soft="#21382F",
    on_accent="#191C1A",
    owed="#EF8177",
    owed_soft="#3B2422",
    soon="#E0AE55",
    soon_soft="#372D1B",
    hover="#2A2F2B",
    accent_hover="#78CDAC",
)

#: The colours of charts, told apart by their lightness too: what is well, what comes next, and on to what is bad.
CHART_LIGHT = ("#1B6B50", "#7FB59E", "#D9A441", "#C8692F", "#B3362B", "#5B7A99", "#8A8F86", "#7C6AA6")
CHART_DARK = ("#5FBF9A", "#3B7C65", "#E0AE55", "#DE8A4E", "#EF8177", "#86A9CB", "#9AA39D", "#A795D6")


def tokens() -> Tokens:
    """Return the colours the program wears now."""
    return _worn.tokens


def chart_colours() -> tuple[str, ...]:
    """Return the colours of charts in the edition the program wears now."""
    return CHART_DARK if is_dark() else CHART_LIGHT


def is_dark() -> bool:
    """Whether the program wears the dark edition."""
    return _worn.tokens is DARK


def px(size: float) -> int:
    """Return a measure given for the base text size at the text size the person chose."""
    return round(size * _worn.text_size / 100)


def mark(widget: QWidget, *classes: str) -> None:
    """Give a widget its look; may be called again when what it shows has changed."""
    widget.setProperty("class", " ".join(classes))
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def wear(application: QApplication, theme: str, text_size: int) -> None:
    """Dress the whole program: `theme` is `light`, `dark` or `system`; `text_size` is in percent."""
    dark = theme == "dark" or (theme == "system" and application.styleHints().colorScheme() is Qt.ColorScheme.Dark)
    _worn.tokens = DARK if dark else LIGHT
    _worn.text_size = text_size
    _draw.cache_clear()
    before, sheet = application.styleSheet(), style_sheet(_worn.tokens)
    if not before:  # once dressed, the style goes by no name
        application.setStyle("Fusion")
    application.setFont(_font())
    application.setPalette(_palette(_worn.tokens))
    if sheet != before:  # Qt dresses all there is anew, whether it looks different or not
        application.setStyleSheet(sheet)


# ---- fonts ----------------------------------------------------------------------------------------------------------


def bring_fonts(*, always: bool = False) -> None:
    """Load the program's own font where the system has none for Chinese, or `always`, so that pictures repeat."""
    systems = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    if systems and not always:
        return
    folder = resources() / "fonts"
    for file in sorted(folder.glob("NotoSansSC-*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
        _worn.own_font = True
    if _worn.own_font:
        regular = (folder / "NotoSansSC-Regular.ttf").read_bytes()
        again = regular.replace(_OUR_FAMILY.encode("utf-16-be"), _OUR_RARE.encode("utf-16-be"))
        QFontDatabase.addApplicationFontFromData(again)


def _font() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if _worn.own_font:
        font = QFont([_OUR_FAMILY, _OUR_RARE])
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setPixelSize(px(BASE_PX))
    tabular = QFont.Tag.fromString("tnum")
    if tabular is not None:
        font.setFeature(tabular, 1)
    return font


# ---- icons ----------------------------------------------------------------------------------------------------------


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return one of the program's icons in a colour of the theme, the ink where none is given."""
    result = QIcon()
    for scale in (1, 2):
        result.addPixmap(_draw(name, colour or _worn.tokens.ink, px(ICON_PX), scale))
    return result


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """Return an icon as a picture of a size in device-independent pixels."""
    screen = QApplication.primaryScreen()
    return _draw(name, colour, size, max(1, round(screen.devicePixelRatio())))


@lru_cache(maxsize=512)
def _draw(name: str, colour: str, size: int, scale: int) -> QPixmap:
    source = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    coloured = source if name == "app" else source.replace("#000", colour).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(coloured.encode()))
    picture = QPixmap(QSize(size, size) * scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size * scale, size * scale))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


# ---- palette and style sheet ----------------------------------------------------------------------------------------


def _palette(t: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: t.paper,
        QPalette.ColorRole.WindowText: t.ink,
        QPalette.ColorRole.Base: t.card,
        QPalette.ColorRole.AlternateBase: t.paper,
        QPalette.ColorRole.Text: t.ink,
        QPalette.ColorRole.Button: t.card,
        QPalette.ColorRole.ButtonText: t.ink,
        QPalette.ColorRole.ToolTipBase: t.ink,
        QPalette.ColorRole.ToolTipText: t.paper,
        QPalette.ColorRole.Highlight: t.accent_soft,
        QPalette.ColorRole.HighlightedText: t.ink,
        QPalette.ColorRole.PlaceholderText: t.mute,
        QPalette.ColorRole.Link: t.accent,
        QPalette.ColorRole.Accent: t.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.mute))
    return palette


@dataclass(slots=True)
class _Worn:
    """What the program wears at the moment."""

    tokens: Tokens = LIGHT
    text_size: int = 100
    own_font: bool = False


_worn = _Worn()


def style_sheet(t: Tokens) -> str:
    """Return the program's style sheet in the colours of one edition, at the text size worn."""
    values = {name: getattr(t, name) for name in t.__slots__}
    values |= {f"px{size}": f"{px(size)}px" for size in range(10, 40)}
    values["control"] = f"{px(CONTROL) - 2}px"
    values["sheet"] = "#FFFFFF"  # paper is white in the dark too
    values["row"] = f"{px(20)}px"
    edition = "dark" if t is DARK else "light"
    for name in ("arrow", "rise", "tick"):  # a style sheet takes its pictures from files only
        values[name] = (resources() / "icons" / "style" / f"{name}-{edition}.svg").as_posix()
    text = _sheet()
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"@{name}", values[name])
    return text


@lru_cache(maxsize=1)
def _sheet() -> str:
    return (resources() / "style.qss").read_text(encoding="utf-8")
