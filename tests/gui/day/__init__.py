"""One day of a shop, worked by keys alone, in a window of the program under a real X server."""
