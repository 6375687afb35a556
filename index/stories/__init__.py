"""Stories: which copies belong together, how a warning spread, and lists of them."""
