"""Who may do what in the shop: roles, rights, approval by a second person, and how a member of the staff signs in.

A shop of one person meets none of it before the owner switches it on.
"""
