"""The whole book handed over: a folder of tables anybody can read, and the way back into a book."""
