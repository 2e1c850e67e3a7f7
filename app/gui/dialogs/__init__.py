"""Dialogs: each asks one thing and does one thing."""
