"""Marking text for the catalogue where no translator may be known (`core`, `errors`).

Imports nothing, translates nothing.
"""


def N_(message: str, /) -> str:  # noqa: N802 - the name every gettext tool knows
    """Return the text unchanged; only the extraction of the catalogue looks at this call."""
    return message
