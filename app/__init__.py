"""Counterbook 掌柜账本: customer accounts for small shops. Imports go down the layers, never up."""

__version__ = "0.1.0"
