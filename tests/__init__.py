"""Tests of Counterbook; the folders mirror those of `app`."""
