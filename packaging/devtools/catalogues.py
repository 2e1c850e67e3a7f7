"""The catalogues: extract what the program says, bring the translations up to date, compile them, check them.

The only part of the developer command that needs a package (Babel), so it is run by the environment's Python:
`python packaging/devtools/catalogues.py update|compile|check`. Nothing is translated here; what is new stays
empty until somebody translates it, and the check fails until then.

The files carry no dates and no line numbers, so they change only when a text does.
"""

import string
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo

LANGUAGES = ("zh_CN", "zh_TW")
"""The languages with a catalogue; English is what the program is written in."""

KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}

_HEADER = "# The texts of Counterbook 掌柜账本. Apache-2.0.\n#"
# Header lines that change by themselves or say nothing.
_LEFT_OUT = (
    "Generated-By",
    "Language-Team",
    "Last-Translator",
    "PO-Revision-Date",
    "POT-Creation-Date",
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
)


def main(arguments: list[str]) -> int:
    """Do one of update, compile and check; return an exit code."""
    root = Path(__file__).resolve().parents[2]
    command = arguments[0] if len(arguments) == 1 else ""
    if command == "update":
        update(root)
        compile_all(root)
        return 0
    if command == "compile":
        compile_all(root)
        return 0
    if command == "check":
        findings = check_catalogues(root)
        print("\n".join(findings))
        return 1 if findings else 0
    print("usage: catalogues.py update|compile|check", file=sys.stderr)
    return 2


def extract(root: Path) -> Catalog:
    """Return every text marked in `<root>/app`, with the comments addressed to translators."""
    with (root / "i18n" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalog = Catalog(header_comment=_HEADER, fuzzy=False)
    found = extract_from_dir(
        root / "app", methods, options, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=False
    )
    for _file, _line, message, comments, context in found:
        catalog.add(message, auto_comments=comments, context=context)
    return catalog


def update(root: Path) -> None:
    """Write the template anew and carry the translations over; removed texts go, new ones come in empty."""
    template = extract(root)
    _write(root / "i18n" / "app.pot", template)
    for language in LANGUAGES:
        path = _po_path(root, language)
        catalog = _read(path, language) if path.exists() else Catalog(locale=language)
        catalog.fuzzy = False
        catalog.update(template, no_fuzzy_matching=True, update_header_comment=True)
        catalog.obsolete.clear()
        _write(path, catalog)


def compile_all(root: Path) -> None:
    """Compile each catalogue to `<root>/resources/locale/<language>/LC_MESSAGES/app.mo`."""
    for language in LANGUAGES:
        target = root / "resources" / "locale" / language / "LC_MESSAGES" / "app.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        compiled = BytesIO()
        write_mo(compiled, _read(_po_path(root, language), language))
        target.write_bytes(compiled.getvalue())


def check_catalogues(root: Path) -> list[str]:
    """Return one sentence for each text not extracted, not translated, or with other placeholders."""
    wanted = extract(root)
    findings = list(_compare("i18n/app.pot", wanted, _read(root / "i18n" / "app.pot")))
    for language in LANGUAGES:
        path = _po_path(root, language)
        where = path.relative_to(root).as_posix()
        catalog = _read(path, language)
        findings += _compare(where, wanted, catalog)
        for message in _texts(catalog):
            findings += [f"{where}: {message.id!r}: {fault}" for fault in _faults(message)]
    return findings


def _compare(where: str, wanted: Catalog, found: Catalog) -> Iterator[str]:
    """Tell which texts of the program a file lacks and which it has beyond them."""
    expected = {_key(message) for message in _texts(wanted)}
    present = {_key(message) for message in _texts(found)}
    for text, _context in sorted(expected - present, key=str):
        yield f"{where}: {text!r} is missing; run `dev.py i18n`"
    for text, _context in sorted(present - expected, key=str):
        yield f"{where}: {text!r} is no longer used; run `dev.py i18n`"


def _faults(message: Message) -> Iterator[str]:
    """Tell what is wrong with one translation."""
    translations = _forms(message.string or "")
    if message.fuzzy:
        yield "marked fuzzy"
    if not all(translations):
        yield "not translated"
        return
    try:
        # The last form is the plural, which a language without forms uses for every count.
        expected = _placeholders(_forms(message.id)[-1])
        wrong = [text for text in translations if _placeholders(text) != expected]
    except ValueError as error:
        yield f"braces do not match: {error}"
        return
    for text in wrong:
        yield f"other placeholders in the translation {text!r}"


def _placeholders(text: str) -> frozenset[str]:
    """Return the names in braces of a text; ValueError where the braces do not match."""
    return frozenset(name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None)


def _texts(catalog: Catalog) -> Iterator[Message]:
    """Return the messages of a catalogue without its header."""
    return (message for message in catalog if message.id)


def _key(message: Message) -> tuple[str, str | None]:
    """Return what makes a text the same text: its forms and its context."""
    return " | ".join(_forms(message.id)), message.context


def _forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return the singular and plural forms of a text, or the only form it has."""
    return (text,) if isinstance(text, str) else tuple(text)


def _po_path(root: Path, language: str) -> Path:
    return root / "i18n" / language / "LC_MESSAGES" / "app.po"


def _read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language, abort_invalid=True)


def _write(path: Path, catalog: Catalog) -> None:
    """Write a catalogue sorted by text, without places and without header lines nobody needs."""
    raw = BytesIO()
    pofile.write_po(raw, catalog, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = raw.getvalue().decode("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}:' for name in _LEFT_OUT))]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(kept), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
