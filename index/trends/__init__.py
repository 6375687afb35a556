"""Counts over time, who was looking, and comparisons."""
