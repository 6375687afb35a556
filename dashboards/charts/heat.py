"""The heat map of provinces and tactics: what was counted in a window, and where nobody looked.

In: an engine, a trend state with its window. Out: a HeatMap. Every province of the asked map has a row; a row without a source
of its own shows gaps where nothing was counted.
"""

from collections import Counter
from dataclasses import dataclass, replace

from dashboards.charts.cell import Shown, shown
from dashboards.charts.tiles import SHADES
from dashboards.provinces import provinces_of
from dashboards.trend_state import TrendState
from index.engine import Engine
from index.finding.search import resolve_filters
from index.requests import Dimension, TrendRequest
from index.trends.count import trends
from index.trends.observation import Belonging, observe
from index.trends.unplaced import Unplaced, unplaced
from index.trends.windows import Window

COLUMNS = 12
BOTH: tuple[Dimension, ...] = ("province", "tactic")


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One province: `own` sources observed, the count of its documents or stories, and a cell for each tactic."""

    province: str
    own: int
    total: Shown
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """`tactics` are the most frequent ones, `left_out` how many more there are; rows by falling total, then by name."""

    tactics: tuple[str, ...]
    left_out: int
    rows: tuple[HeatRow, ...]
    unplaced: Unplaced | None


def heat_map(engine: Engine, asked: TrendState, window: Window, homes: Belonging) -> HeatMap:
    """The map of a window. Raises ConfigurationError, EngineUnavailable like trends."""
    state = asked.state
    filters = replace(resolve_filters(state.filters), since=window.since, until=window.until)
    request = TrendRequest(by=BOTH, interval=None, count=asked.count, filters=filters)
    counts = {cell.keys: cell.count for cell in trends(engine, request).cells}
    totals = _one(engine, replace(request, by=("province",)))
    tactics = [
        code
        for code in _by_count(_one(engine, replace(request, by=("tactic",))))
        if code in (filters.tactic or (code,))
    ]
    columns = tuple(tactics[:COLUMNS])
    seen = observe(engine, request, "week", homes)
    highest = max((counts.get((name, code), 0) for name in totals for code in columns), default=0)
    rows = []
    for name in filters.province or [province.name for province in provinces_of(state.old)]:
        own = seen.watch((name, ""), window).own
        cells = (
            shown(
                state,
                BOTH,
                (name, code),
                window,
                _count(counts.get((name, code), 0), own),
                shade=_shade(counts.get((name, code), 0), highest),
            )
            for code in columns
        )
        total = shown(state, ("province",), (name,), window, _count(totals.get(name, 0), own))
        rows.append(HeatRow(name, own, total, tuple(cells)))
    rows.sort(key=lambda row: (-(row.total.count or 0), row.total.count is None, row.province))
    return HeatMap(columns, len(tactics) - len(columns), tuple(rows), unplaced(engine, request))


def _one(engine: Engine, request: TrendRequest) -> dict[str, int]:
    return {cell.keys[0]: cell.count for cell in trends(engine, request).cells}


def _by_count(counts: dict[str, int]) -> list[str]:
    return [code for code, _ in sorted(Counter(counts).items(), key=lambda item: (-item[1], item[0]))]


def _count(count: int, own: int) -> int | None:
    return count if count or own else None


def _shade(count: int, highest: int) -> int:
    return min(SHADES, 1 + (count - 1) * SHADES // max(highest, 1)) if count else 0
