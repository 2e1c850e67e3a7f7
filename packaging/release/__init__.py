"""What belongs to every release: licences, the list of what is inside, checksums."""
