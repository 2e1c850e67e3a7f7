"""The pages of the window: each is one room of the shop."""
