"""Indicators as things of their own: their terms in an index, and one record of each."""
