"""The rules of the trade as pure functions and value objects; standard library only, time comes in as an argument."""
