"""Faults on purpose: killed processes, many at once, full disks, damaged files; `python -m tests.faults`."""
