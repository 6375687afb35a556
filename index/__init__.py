"""Find and count: one interface over the embedded engine and Elasticsearch."""
