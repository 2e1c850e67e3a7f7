"""The rules of selling on account: terms, ageing, rating, limits, plans, late interest, and what helps customers pay.

Everything is reckoned from facts and a day that comes in; what it finds is shown or proposed, and posted by other
rules only.
"""
