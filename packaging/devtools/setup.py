"""The whole of set-up: what every command of `dev.py` sees to before it does its own work."""

from devtools.environment import compile_catalogues, setup_packages
from devtools.fonts import see_to_fonts


def setup() -> None:
    """Make the machine ready: environment, locked packages, system packages, fonts, compiled catalogues."""
    setup_packages()
    see_to_fonts()
    compile_catalogues()
