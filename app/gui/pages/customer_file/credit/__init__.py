"""The tab of credit in a customer's file: how much and by when, how they pay, what was agreed, and the hard cases."""

from app.gui.pages.customer_file.credit.tab import CreditTab

__all__ = ["CreditTab"]
