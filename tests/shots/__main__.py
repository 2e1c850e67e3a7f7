"""Draw them: every scene in Chinese and English, light and dark, at 100 % and 200 %.

A scale is a matter of the whole process, so each runs in one of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

LANGUAGES = ("zh_CN", "en")
LOOKS = ("light", "dark")
SCALES = (1, 2)

README = (
    ("counter.png", "counter", "zh_CN", "light"),
    ("customers-dark.png", "customers", "en", "dark"),
    ("statements.png", "statements", "zh_CN", "light"),
    ("reminders.png", "reminders", "zh_CN", "light"),
    ("receivables.png", "receivables-behind", "zh_CN", "light"),
    ("import.png", "import-trial", "zh_CN", "light"),
    ("reconcile.png", "reconcile", "zh_CN", "light"),
)
"""The README's pictures: file, scene, language, look."""


def main() -> int:
    """Draw the pictures asked for."""
    parser = argparse.ArgumentParser(prog="dev.py shots", description=__doc__)
    parser.add_argument("names", nargs="*", help="scenes to draw; none given: all of them")
    parser.add_argument("--out", type=Path, default=Path(".shots"))
    parser.add_argument("--language", action="append", choices=(*LANGUAGES, "zh_TW"))
    parser.add_argument("--look", action="append", choices=LOOKS)
    parser.add_argument("--scale", action="append", type=int, choices=SCALES)
    parser.add_argument("--list", action="store_true", help="name the scenes")
    parser.add_argument("--readme", action="store_true", help="draw the README's pictures where it has them")
    options = parser.parse_args()
    if options.readme:
        return _readme()
    if options.list:
        from tests.shots.scenes import SCENES

        sys.stdout.write("\n".join((*SCENES, "")))
        return 0
    scales = options.scale or list(SCALES)
    if len(scales) > 1 or os.environ.get("QT_SCALE_FACTOR") != str(scales[0]):
        return max(_at_scale(scale) for scale in scales)
    from tests.shots.scenes import draw

    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        return draw(
            options.out,
            Path(folder),
            options.names,
            options.language or list(LANGUAGES),
            options.look or list(LOOKS),
            scales[0],
        )


def _readme() -> int:
    """Draw the README's pictures."""
    out = Path("resources/pictures")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, scene, language, look in README:
            command = [sys.executable, "-m", "tests.shots", scene, "--out", folder, "--scale", "1"]
            environment = os.environ | {"QT_SCALE_FACTOR": "1", "QT_QPA_PLATFORM": "offscreen"}
            choice = ["--language", language, "--look", look]
            subprocess.run([*command, *choice], env=environment, check=True)
            (Path(folder) / f"{scene}-{language}-{look}-100.png").replace(out / name)
    return 0


def _at_scale(scale: int) -> int:
    arguments = [a for a in sys.argv[1:] if not a.startswith("--scale")]
    if "--scale" in sys.argv:
        at = sys.argv.index("--scale")
        arguments = sys.argv[1:at] + sys.argv[at + 2 :]
    environment = os.environ | {"QT_SCALE_FACTOR": str(scale), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.shots", *arguments, "--scale", str(scale)]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
