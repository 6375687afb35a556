"""Counted fields as columns in memory, and roll-ups of them."""
