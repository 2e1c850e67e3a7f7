"""How fast the program is, as ratios against what the machine does without it: `python -m tests.bench`."""
