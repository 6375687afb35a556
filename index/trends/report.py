"""A trend with all that a reader needs to trust it: who was looking, what the map leaves out, what it is compared with.

In: an engine, a TrendReportRequest, today. Out: a TrendReport, from which tables, pages, JSON and CSV are made. A period of
a key is a number, a zero that was observed, or a gap (None).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from index.engine import Engine
from index.requests import TrendRequest, TrendResult
from index.trends.comparison import Base, Comparison, compare
from index.trends.count import next_period, trends
from index.trends.observation import Belonging, Observation, belonging, observe
from index.trends.unplaced import Unplaced, unplaced

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrendReport:
    """`observation` is None for a trend without an interval, `comparison` where none was asked for.

    `periods` run from the first with anything in the index to the request's last day, or today: what nobody has observed
    since is a gap and no end. There is one period, None, without an interval.
    """

    request: TrendRequest
    result: TrendResult
    observation: Observation | None
    unplaced: Unplaced | None
    comparison: Comparison | None
    periods: tuple[date | None, ...]
    counts: dict[Keys, dict[date | None, int]] = field(repr=False)

    @property
    def keys(self) -> list[Keys]:
        """Keys by falling total, then by name."""
        return sorted(self.counts, key=lambda keys: (-sum(self.counts[keys].values()), keys))

    def count(self, keys: Keys, period: date | None) -> int | None:
        """What was counted; None where nobody looked."""
        number = self.counts.get(keys, {}).get(period, 0)
        if number or period is None or self.observation is None:
            return number
        return 0 if self.observation.own(keys, period) else None

    def watching(self, keys: Keys, period: date | None) -> int | None:
        """Sources that could have told of a key in a period; None without an interval."""
        return None if period is None or self.observation is None else self.observation.watching(keys, period)

    def rate(self, keys: Keys, period: date | None) -> float | None:
        """Count per watching source; None where nobody looked and for a trend without an interval."""
        number, watching = self.count(keys, period), self.watching(keys, period)
        return None if number is None or not watching else number / watching

    def grid(self) -> Iterator[tuple[Keys, date | None, int | None]]:
        """Every key in every period: a number, 0 or None for a gap."""
        for keys in self.keys:
            for period in self.periods:
                yield keys, period, self.count(keys, period)


def report(
    engine: Engine,
    request: TrendRequest,
    *,
    today: date,
    bases: tuple[Base, ...] = (),
    last: int = 1,
    homes: Belonging | None = None,
) -> TrendReport:
    """Answer a request. `last` full intervals are compared where it names no days. Raises like `trends` and `compare`."""
    homes = homes or belonging(engine, request)
    result = trends(engine, request)
    counts: dict[Keys, dict[date | None, int]] = {}
    for cell in result.cells:
        counts.setdefault(cell.keys, {})[cell.period] = cell.count
    return TrendReport(
        request,
        result,
        observe(engine, request, request.interval, homes) if request.interval else None,
        unplaced(engine, request),
        compare(engine, request, today=today, bases=bases, last=last, homes=homes) if bases else None,
        _periods(result, request, today),
        counts,
    )


def _periods(result: TrendResult, request: TrendRequest, today: date) -> tuple[date | None, ...]:
    if request.interval is None:
        return (None,)
    if not result.periods:
        return ()
    periods = [*result.periods]
    last = min(request.filters.until or today, today)
    while next_period(periods[-1], request.interval) <= last:
        periods.append(next_period(periods[-1], request.interval))
    return tuple(periods)
