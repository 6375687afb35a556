"""Trends: counts of stories or advisories by up to two dimensions over time, with what was observed beside it.

In: an engine's facts (index.columns.facts) and a request. Out: cells that are not empty, and which periods were observed.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import lru_cache

from crawler.model import ConfigurationError
from index.columns.facts import Facts
from index.engine import Engine
from index.fields import dimension_field
from index.finding.plan import plan
from index.finding.search import province_name, resolve_filters
from index.requests import Filters, Interval, TrendCell, TrendRequest, TrendResult


def period_of(day: date, interval: Interval) -> date:
    """The first day of the interval that holds a day; weeks begin on Monday (ISO 8601)."""
    if interval == "week":
        return day - timedelta(days=day.weekday())
    if interval == "month":
        return day.replace(day=1)
    if interval == "year":
        return day.replace(month=1, day=1)
    return day


def next_period(period: date, interval: Interval) -> date:
    """The first day of the next interval."""
    steps = {"day": 1, "week": 7, "month": 31, "year": 366}
    return period_of(period + timedelta(days=steps[interval]), interval)


def trends(engine: Engine, request: TrendRequest) -> TrendResult:
    """Answer a request. Raises ConfigurationError for more than two dimensions, EngineUnavailable."""
    if len(request.by) > 2:
        raise ConfigurationError("Tối đa hai chiều. A trend has at most two dimensions.")
    filters = resolve_filters(request.filters)
    facts = engine.facts()
    chosen = facts.mask(plan(None, filters, province_name))
    fields = [dimension_field(dimension, filters.old_provinces) for dimension in request.by]
    stories = request.count == "stories"
    with _no_collection():
        cells = tuple(facts.cells(chosen, fields, request.interval, stories=stories))
    total = facts.count(chosen & facts.dated, stories=stories)
    # Where a period is asked for, what has no date cannot lie in it.
    undated = 0 if filters.since or filters.until else facts.count(chosen & ~facts.dated, stories=False)
    observed = _observed(facts, request.interval, filters) if request.interval else {}
    return TrendResult(cells, _periods(cells, observed, request.interval), observed, total, undated)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Ten thousands of cells without a cycle among them would set off searches for cycles that cost more than they do."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _observed(facts: Facts, interval: Interval, filters: Filters) -> dict[date, int]:
    """Sources that published anything, of any kind, per period."""
    window = Filters(
        source=filters.source, body=filters.body, since=filters.since, until=filters.until, advisories_only=False
    )
    return facts.observed(plan(None, window, province_name), "source", interval)


def _periods(cells: Sequence[TrendCell], observed: Mapping[date, int], interval: Interval | None) -> tuple[date, ...]:
    if interval is None:
        return ()
    known = [*observed.keys(), *(cell.period for cell in (*cells[:1], *cells[-1:]) if cell.period)]  # in their order
    return _run(min(known), max(known), interval) if known else ()


@lru_cache(maxsize=256)
def _run(first: date, last: date, interval: Interval) -> tuple[date, ...]:
    """Every period from the first to the last."""
    periods = [first]
    while periods[-1] < last:
        periods.append(next_period(periods[-1], interval))
    return tuple(periods)
