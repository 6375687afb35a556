"""Search: the request answered, marked, completed, corrected and walked."""
