"""One file a chart: its numbers from an engine, and its form."""
