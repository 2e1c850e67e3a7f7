"""Every use case disturbed in every way: `python -m tests.faults.steps [--families kill power full once gone]`.

Prints the counts of each family as JSON, a line each.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

from tests.faults import keeping, postings
from tests.faults.fail_steps import Failer, Goes, OneFails
from tests.faults.kill_steps import Killer, run
from tests.faults.power_steps import Cutter

FAMILIES: Mapping[str, type[Killer]] = MappingProxyType(
    {"kill": Killer, "power": Cutter, "full": Failer, "once": OneFails, "gone": Goes}
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.steps", description=__doc__)
    parser.add_argument("--keeping", action="store_true", help="backing up, restoring, moving and the like instead")
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--per-step", type=int, default=5, help="disturbances of each use case; 0: everywhere")
    parser.add_argument("--every", type=int, default=1, help="only every so manieth use case")
    parser.add_argument("--only", nargs="+", default=[], help="only these use cases, by the names of their steps")
    parser.add_argument("--seed", type=int, default=1, help="where, and with --every at which use case to begin")
    parser.add_argument("--sabotage", choices=postings.SABOTAGE, default="")
    options = parser.parse_args(arguments)
    memory, failed = Path("/dev/shm"), False
    made: Killer | None = None
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        for name in options.families:
            made = (keeping.FAMILIES if options.keeping else FAMILIES)[name](Path(folder), options.sabotage, made)
            run(made, options.per_step, options.seed, options.every, options.only)
            sys.stdout.write(json.dumps({"family": name, **asdict(made.tally)}, ensure_ascii=False) + "\n")
            sys.stdout.flush()
            failed = failed or made.tally.faults > 0 or not made.tally.kills
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
