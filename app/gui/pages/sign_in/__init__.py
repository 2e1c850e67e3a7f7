"""The page over the whole window while nobody has signed in: who is at the counter, and their PIN or password."""

from app.gui.pages.sign_in.page import SignInPage

__all__ = ["SignInPage"]
