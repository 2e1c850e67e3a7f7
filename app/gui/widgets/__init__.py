"""The small parts pages and dialogs are made of."""
