"""The window: shows and asks; no rules, no SQL, no figures written by hand."""

import builtins


def _bring_qt() -> None:
    """Load Qt and put Python's own import back: Qt's own, for a feature not used here, makes later ones a third slower.

    Measured on the 500 modules that opening a book loads.
    """
    plain = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = plain


_bring_qt()
