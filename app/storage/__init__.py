"""The database: one SQLite file a book. Functions take a session and return plain values; ORM objects never leave."""
