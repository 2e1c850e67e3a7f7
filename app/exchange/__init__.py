"""Files of other programs: bytes in, cells and payments out, and back; no rules, no database."""
