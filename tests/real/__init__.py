"""Real accounts, replayed through the real program. The data lies beside the project and is never copied into it."""

from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
