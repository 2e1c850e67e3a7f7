"""The command line: the same services without a window. It reads arguments and prints; no rules, no SQL."""
