"""Linux' recipe: a Debian package and an archive for every other Linux, with desktop entry, icons and file type."""
