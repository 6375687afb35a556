"""Search: the request planned, answered, marked, completed, corrected and walked."""
