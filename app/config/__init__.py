"""What a person prefers at this computer; nothing of a shop."""
