"""Bars: the totals of a trend without time, most frequent first."""

from index.requests import TrendResult


def totals(result: TrendResult) -> list[tuple[str, int]]:
    """(key, count) of a trend without time, most frequent first."""
    rows = [(cell.keys[0], cell.count) for cell in result.cells]
    return sorted(rows, key=lambda row: (-row[1], row[0]))
