"""Trends: counts of stories or advisories by up to two dimensions over time, with what was observed beside it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from crawler.model import ConfigurationError
from index.engine import Cell, Engine, Filters, Interval, TrendCell, TrendRequest, TrendResult
from index.fields import dimension_field
from index.plan import AllOf, Between, Condition, NoneOf, plan
from index.search import province_name, resolve_filters


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
    condition = plan(None, filters, province_name)
    fields = [dimension_field(dimension, filters.old_provinces) for dimension in request.by]
    stories = request.count == "stories"
    cells = _roll_up(engine.cells(condition, fields), request.interval, stories)
    total = _total(engine, condition, stories)
    undated = _undated(engine, condition, filters)
    observed = _observed(engine, request.interval, filters) if request.interval else {}
    return TrendResult(cells, _periods(cells, observed, request.interval), observed, total, undated)


def _roll_up(cells: Iterable[Cell], interval: Interval | None, stories: bool) -> tuple[TrendCell, ...]:
    """Days to periods; a story counts once in a cell however many days and copies it has."""
    seen: dict[tuple[date | None, tuple[str, ...]], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cell in cells:
        period = period_of(date.fromordinal(cell.day), interval) if interval else None
        seen[(period, cell.keys)][cell.story_id] += cell.documents
    rows = [
        TrendCell(keys, period, len(members) if stories else sum(members.values()))
        for (period, keys), members in seen.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.period or date.min, row.keys)))


def _total(engine: Engine, condition: Condition, stories: bool) -> int:
    dated = AllOf((condition, Between("day", 1, None)))
    return len({cell.story_id for cell in engine.cells(dated, ())}) if stories else engine.count(dated)


def _undated(engine: Engine, condition: Condition, filters: Filters) -> int:
    if filters.since or filters.until:
        return 0  # a period is asked for: what has no date cannot lie in it
    return engine.count(AllOf((condition, NoneOf(Between("day", 1, None)))))


def _observed(engine: Engine, interval: Interval, filters: Filters) -> dict[date, int]:
    """Sources that published anything, of any kind, per period."""
    window = Filters(
        source=filters.source, body=filters.body, since=filters.since, until=filters.until, advisories_only=False
    )
    sources: dict[date, set[str]] = defaultdict(set)
    for cell in engine.cells(plan(None, window, province_name), ("source",)):
        sources[period_of(date.fromordinal(cell.day), interval)].add(cell.keys[0])
    return {period: len(names) for period, names in sorted(sources.items())}


def _periods(cells: Iterable[TrendCell], observed: dict[date, int], interval: Interval | None) -> tuple[date, ...]:
    if interval is None:
        return ()
    known = [cell.period for cell in cells if cell.period] + list(observed)
    if not known:
        return ()
    periods = [min(known)]
    while periods[-1] < max(known):
        periods.append(next_period(periods[-1], interval))
    return tuple(periods)
