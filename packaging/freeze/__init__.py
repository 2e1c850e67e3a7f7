"""Freezing the program into a folder that needs no Python: one spec, what stays in it, and what makes it wrong."""
