"""Where things are: what the program brings along, and where a person's files belong on this system."""

import sys
from pathlib import Path

import platformdirs

NAME = "Counterbook"


def resources() -> Path:
    """Return the folder of what the program brings along: compiled catalogues, rule packs, fonts, icons.

    In the installed program PyInstaller says where that is; there it cannot be written to.
    """
    frozen: str | None = getattr(sys, "_MEIPASS", None)
    return (Path(frozen) if frozen else Path(__file__).resolve().parents[2]) / "resources"


def catalogues() -> Path:
    """Return the folder of the compiled catalogues."""
    return resources() / "locale"


def about() -> Path:
    """Return the folder of what the program tells of itself; it is made with the program that is installed."""
    return resources() / "about"


def default_book() -> Path:
    """Return where a shop's book is kept unless it says otherwise: in the person's documents."""
    return platformdirs.user_documents_path() / "shop.cbook"


def log_folder() -> Path:
    """Return the folder for reports of unexpected failures."""
    return platformdirs.user_log_path(NAME, appauthor=False)


def preferences() -> Path:
    """Return the file in which this person's preferences at this computer are kept."""
    return platformdirs.user_config_path(NAME, appauthor=False) / "preferences.json"
