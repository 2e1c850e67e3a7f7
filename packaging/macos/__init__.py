"""The program for macOS: the bundle, the disk image, signing and notarising, and what can be checked of them."""
