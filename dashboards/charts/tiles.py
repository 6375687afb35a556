"""The tile grid: where each province stands and how dark it is. No borders are drawn.

In: an engine and filters, or counts. Out: tiles.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from crawler.vocab.units import resolve_province
from dashboards.charts.bars import totals
from index.engine import Engine
from index.language.conditions import Everything
from index.requests import Filters, TrendRequest
from index.trends.count import trends
from index.trends.observation import homes_of

SHADES = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """One province: grid position, count, shade 0 (none) to 5, and whether anything was observed there."""

    name: str
    abbreviation: str
    row: int
    column: int
    count: int
    shade: int
    observed: bool


@cache
def _grid(old: bool) -> tuple[tuple[str, str, int, int], ...]:
    scheme = "pre2025-63" if old else "2025-34"
    text = resources.files("dashboards.charts").joinpath("tilegrid.csv").read_text(encoding="utf-8")
    return tuple(
        (resolve_province(row["name"], old=old) or row["name"], row["abbr"], int(row["row"]), int(row["col"]))
        for row in csv.DictReader(text.splitlines())
        if row["scheme"] == scheme
    )


def tiles(counts: Mapping[str, int], observed: frozenset[str], old: bool) -> list[Tile]:
    """All tiles of a map. `observed` are provinces whose own sources, or a story of theirs, are in the data."""
    highest = max(counts.values(), default=0)
    result = []
    for name, abbreviation, row, column in _grid(old):
        count = counts.get(name, 0)
        shade = min(SHADES, 1 + (count - 1) * SHADES // max(highest, 1)) if count else 0
        result.append(Tile(name, abbreviation, row, column, count, shade, bool(count) or name in observed))
    return result


def province_tiles(engine: Engine, filters: Filters, old: bool) -> list[Tile]:
    """The map of a period: warnings by affected province. Documents, so that each number is what its link finds."""
    counts = dict(
        totals(trends(engine, TrendRequest(by=("province",), interval=None, count="advisories", filters=filters)))
    )
    field = "provinces" if old else "provinces_2025"
    facts = engine.facts()
    everything = facts.mask(Everything())
    named = {bucket.key for bucket in facts.buckets(everything, field, 1000)}
    homes = facts.cells(everything, ("source", "source_province"), None, stories=False)
    cells = facts.cells(everything, ("source", "source_province_old"), None, stories=False)
    former = {source: province for (source, province), _, _ in cells}
    own = {name for (source, home), _, _ in homes for name in homes_of(home, old, former.get(source, ""))}
    return tiles(counts, frozenset(named | own), old)
