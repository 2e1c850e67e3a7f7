"""The rules of the reminder queue: what is to be said to whom, from which day on, by which way, and when no longer.

Everything here is reckoned anew from facts and the day; nothing is remembered but what was really done.
"""
