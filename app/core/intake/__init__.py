"""Taking in other programs' tables: what columns mean, what cells say, what is asked of the book for each row."""
