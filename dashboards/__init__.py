"""Show and hand out: pages, JSON and charts over the index."""
