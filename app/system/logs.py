"""Reports of unexpected failures, for whoever mends the program; they hold no data of the book."""

import platform
import traceback
from datetime import datetime
from pathlib import Path

from app.system.paths import log_folder


def write_report(error: BaseException, now: datetime) -> Path | None:
    """Write what happened and where into a file of its own and return its path, or None when even that fails.

    The error's own text is left out: it may quote what somebody typed.
    """
    frames = "".join(traceback.format_tb(error.__traceback__))
    cause = error.__cause__ or error.__context__
    because = "".join(traceback.format_tb(cause.__traceback__)) if cause is not None else ""
    text = (
        f"{now:%Y-%m-%d %H:%M:%S%z} {platform.platform()} Python {platform.python_version()}\n"
        f"{type(error).__name__}\n{frames}\n{type(cause).__name__ if cause else ''}\n{because}"
    )
    try:
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"report-{now:%Y%m%d-%H%M%S-%f}.txt"
        path.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return path
