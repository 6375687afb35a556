"""The page of trends: counts over time, the comparison, the heat map; its twins in JSON and CSV.

Without days the page shows the latest intervals up to today, and compares the last full ones.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from starlette.responses import JSONResponse, Response

from crawler.text import formats
from dashboards.charts.cell import Shown, days_of, own_keys, shown
from dashboards.charts.heat import heat_map
from dashboards.feeds.table_file import table_file
from dashboards.provinces import province_slugs
from dashboards.rendering import page_of
from dashboards.source_names import source_names
from dashboards.state import State
from dashboards.trend_state import COMPARE, TrendState, trend_state_of
from dashboards.visit import Visit
from dashboards.words import Words
from index.engine import Engine
from index.finding.search import resolve_filters
from index.requests import Dimension
from index.trends.as_json import trend_json, trend_table
from index.trends.comparison import Change, Comparison, Measure, Row, compare
from index.trends.count import period_of, trends
from index.trends.observation import belonging
from index.trends.report import Keys, TrendReport, report
from index.trends.windows import Window, asked_window

LATEST = {"day": 14, "week": 12, "month": 12, "year": 5}
MOST_ROWS, MOST_COLUMNS = 40, 24


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A key's name and its numbers, one for each column."""

    name: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A key's name, its numbers in each window, and the changes from each base."""

    name: str
    now: Shown
    bases: tuple[tuple[Shown, Change], ...]


def page(visit: Visit) -> Response:
    """The page. Raises ConfigurationError, EngineUnavailable like trends."""
    asked = trend_state_of(visit.pairs, compare="both")
    words = Words(asked.state.language, visit.vocabulary)
    facts = trend_page(visit.engine, asked, visit.today, words)
    return page_of("trends.html", asked.state, "/trends", visit.vocabulary, **facts)


def as_json(visit: Visit) -> Response:
    """Cells, periods, gaps, and the comparison if one is asked for."""
    asked = trend_state_of(visit.pairs)
    return JSONResponse(trend_json(_report(visit, asked), rates=asked.rate))


def as_csv(visit: Visit) -> Response:
    """The comparison if one is asked for, else every key in every period."""
    asked = trend_state_of(visit.pairs)
    return table_file("canhbao-trends.csv", *trend_table(_report(visit, asked), rates=asked.rate))


def _report(visit: Visit, asked: TrendState) -> TrendReport:
    return report(visit.engine, asked.request, today=visit.today, bases=asked.bases, last=asked.last)


def window_shown(asked: TrendState, today: date) -> Window:
    """The days of the page: those asked, else the latest intervals up to today. Raises ConfigurationError."""
    state, interval = asked.state, asked.interval or "month"
    until = state.filters.until or max(today, state.filters.since or today)
    since = state.filters.since
    if since is None:
        since = period_of(until, interval)
        for _ in range(LATEST[interval] - 1):
            since = period_of(since - timedelta(days=1), interval)
    return asked_window(since, until)


def trend_page(engine: Engine, asked: TrendState, today: date, words: Words) -> dict[str, Any]:
    """Everything for the template. Raises ConfigurationError, EngineUnavailable like trends."""
    window = window_shown(asked, today)
    dated = replace(asked, state=asked.state.changed(since=window.since, until=window.until))
    homes = belonging(engine, replace(asked.request, by=("province", "body")))  # of every source, for the heat map too
    made = report(engine, dated.request, today=today, homes=homes)
    state = asked.state
    compared = dated if state.filters.since or state.filters.until else asked
    found = (
        compare(engine, compared.request, today=today, bases=asked.bases, last=asked.last, homes=homes)
        if asked.bases
        else None
    )
    wanted = _filters(asked)
    keys = [key for key in made.keys if own_keys(state, asked.by, key, wanted)]
    rows = [row for row in found.rows if own_keys(state, asked.by, row.keys, wanted)] if found else []
    names = _Names(engine, asked, words, {*keys[:MOST_ROWS], *(row.keys for row in rows[:MOST_ROWS])})
    return {
        "asked": asked,
        "dated": dated,
        "window": window,
        "columns": [_heading(asked, period) for period in made.periods[-MOST_COLUMNS:]],
        "series": [_series(asked, made, key, window, names.of(key)) for key in keys[:MOST_ROWS]],
        "everything": _everything(engine, dated, made, window),
        "observed": [made.result.observed.get(period, 0) if period else 0 for period in made.periods[-MOST_COLUMNS:]],
        "rows_left": max(len(keys) - MOST_ROWS, 0),
        "columns_left": max(len(made.periods) - MOST_COLUMNS, 0),
        "undated": made.result.undated,
        "comparison": found,
        "windows": _windows(found),
        "compared": [_compared(asked, found, row, names.of(row.keys)) for row in rows[:MOST_ROWS]] if found else [],
        "compared_left": max(len(rows) - MOST_ROWS, 0),
        "compared_total": _compared(asked, found, found.total, "") if found else None,
        "heat": heat_map(engine, asked, window, homes),
        "unplaced": made.unplaced,
        "slugs": province_slugs(state.old),
        "compare_choices": tuple(COMPARE),
        "without": _without,
        "other_language": asked.url(language="en" if state.language == "vi" else "vi"),
        "signed": lambda value: formats.signed(value, state.language),
        "number": lambda value: formats.fraction(value, state.language),
        "percent": lambda value: formats.percent(value, state.language),
    }


def _without(state: State, name: Dimension, value: str) -> tuple[str, ...]:
    """A filter's values but one."""
    return tuple(kept for kept in state.filters.values(name) if kept != value)


def _filters(asked: TrendState) -> dict[str, tuple[str, ...]]:
    filters = resolve_filters(asked.state.filters)
    return {name: filters.values(name) for name in asked.by}


class _Names:
    """How keys are shown: names of tactics, kinds, facets, bodies, sources; provinces as they are."""

    def __init__(self, engine: Engine, asked: TrendState, words: Words, keys: set[Keys]) -> None:
        self._words, self._by, self._sources = words, asked.by, dict[str, str]()
        if "source" in asked.by:
            place = asked.by.index("source")
            self._sources = source_names(engine, {key[place] for key in keys})

    def of(self, keys: Keys) -> str:
        """A key as one text."""
        named = (
            self._sources.get(key, key) if name == "source" else self._words.value(name, key)
            for name, key in zip(self._by, keys, strict=True)
        )
        return " · ".join(named)


def _series(asked: TrendState, made: TrendReport, keys: Keys, window: Window, name: str) -> SeriesRow:
    cells = []
    for period in made.periods[-MOST_COLUMNS:]:
        days = days_of(period, asked.interval, window) if period and asked.interval else window
        rate = made.rate(keys, period) if asked.rate else None
        cells.append(shown(asked.state, asked.by, keys, days, made.count(keys, period), rate=rate))
    return SeriesRow(name, tuple(cells))


def _everything(engine: Engine, dated: TrendState, made: TrendReport, window: Window) -> list[Shown]:
    """The last row: each document or story once, whatever its keys."""
    counts = {cell.period: cell.count for cell in trends(engine, replace(dated.request, by=())).cells}
    cells = []
    for period in made.periods[-MOST_COLUMNS:]:
        days = days_of(period, dated.interval, window) if period and dated.interval else window
        looked = period is None or made.result.observed.get(period, 0) > 0
        count = counts.get(period, 0 if looked else None)
        observed = made.result.observed.get(period, 0) if period else 0
        rate = count / observed if dated.rate and count is not None and observed else None
        cells.append(shown(dated.state, (), (), days, count, rate=rate))
    return cells


def _windows(found: Comparison | None) -> list[tuple[str, Window, Measure]]:
    """(text key, window, total) of each compared window."""
    if found is None:
        return []
    total, windows = found.total, found.windows
    rows = (
        ("now", windows.now, total.now),
        ("before", windows.before, total.before),
        ("last_year", windows.last_year, total.last_year),
    )
    return [(name, window, measure) for name, window, measure in rows if measure is not None]


def _compared(asked: TrendState, found: Comparison, row: Row, name: str) -> ComparedRow:
    def one(measure: Measure, window: Window) -> Shown:
        rate = measure.rate if asked.rate else None
        return shown(asked.state, asked.by, row.keys, window, measure.count, rate=rate)

    bases = []
    for measure, changed, window in (
        (row.before, row.since_before, found.windows.before),
        (row.last_year, row.since_last_year, found.windows.last_year),
    ):
        if measure and changed:
            bases.append((one(measure, window), changed))
    return ComparedRow(name, one(row.now, found.windows.now), tuple(bases))


def _heading(asked: TrendState, period: date | None) -> str:
    if period is None:
        return ""
    forms = {"year": "%Y", "month": "%m/%Y", "week": "%d/%m/%y", "day": "%d/%m"}
    return period.strftime(forms[asked.interval or "day"])
