"""Elasticsearch 9. Only this folder imports elasticsearch."""
