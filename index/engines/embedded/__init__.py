"""The embedded engine: tantivy in a folder. Only this folder imports tantivy."""
