"""Start the program: `python -m app`."""

import sys

from app.cli.main import console

if __name__ == "__main__":
    sys.exit(console())
