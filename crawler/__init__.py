"""Collect and understand: from the web's bytes to advisories. Knows no single site and no search engine."""
