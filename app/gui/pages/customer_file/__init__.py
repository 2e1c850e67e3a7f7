"""A customer's file: everything the shop keeps about them, in tabs, changed in place."""

from app.gui.pages.customer_file.view import CustomerFileView

__all__ = ["CustomerFileView"]
