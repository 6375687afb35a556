"""Indicators as things of their own: one record of each, from all documents that name it."""
