"""Pictures of every page and dialog, the same each time: `python -m tests.shots --out FOLDER [names …]`."""
