"""What `dev.py` is made of.

Standard library only, except `catalogues`, which runs inside the environment it needs.
"""
