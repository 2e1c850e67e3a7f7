"""Use cases: one function is one thing a user does, in one transaction of its own. No Qt, no SQL, no printing."""
