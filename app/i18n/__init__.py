"""Languages: marking text, looking it up, formatting figures. Knows nothing of the shop and no window."""
