"""Hostile text in every place where text goes in, and everywhere it comes out."""
