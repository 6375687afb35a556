"""Comparison: one trend in a window of days, in the window right before and in the same one a year earlier.

In: an engine, a trend request, a day. Out: a Comparison: per key what was counted, who was looking, and the changes.

- **count**: None where nobody looked (`index.trends.observation`: no own source and nothing counted), 0 where somebody did.
- **rate** = 100 x count / source-weeks: what a hundred watching sources would together bring in one week. A window with twice
  the sources, or twice the days, has the same rate if each source warns as often.
- **per source** = count / watching sources of the window.
- **absolute change** = now - base; **relative change** = (now - base) / base. None where either was not observed; the
  relative one also where the base is zero: nothing is called infinite. `rate` of a change is the relative change of rates,
  the one to trust where the number of observed sources has changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from crawler.model import ConfigurationError
from index.engine import Engine
from index.requests import TrendRequest
from index.trends.count import trends
from index.trends.observation import Belonging, Observation, Watch, belonging, observe
from index.trends.windows import Window, Windows, asked_window, last_full, windows_of

Base = Literal["previous", "year"]
BASES: tuple[Base, ...] = ("previous", "year")
PER_SOURCE_WEEKS = 100


@dataclass(frozen=True, slots=True)
class Measure:
    """One key in one window. `count` is None where nobody looked; `rate` is per 100 source-weeks."""

    count: int | None
    watch: Watch

    @property
    def rate(self) -> float | None:
        """Count per 100 observed source-weeks; None without a watching source."""
        weeks = self.watch.source_weeks
        return None if self.count is None or not weeks else PER_SOURCE_WEEKS * self.count / weeks

    @property
    def per_source(self) -> float | None:
        """Count per watching source of the window; None without one."""
        watching = self.watch.watching
        return None if self.count is None or not watching else self.count / watching


@dataclass(frozen=True, slots=True)
class Change:
    """From a base to now: difference, difference over base; `rate` is the relative change of rates, the other their difference."""

    absolute: int | None
    relative: float | None
    rate: float | None
    rate_difference: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One key. `before` and `last_year` are None where that base was not asked for."""

    keys: tuple[str, ...]
    now: Measure
    before: Measure | None
    last_year: Measure | None

    @property
    def since_before(self) -> Change | None:
        """The change from the window right before."""
        return change(self.before, self.now) if self.before else None

    @property
    def since_last_year(self) -> Change | None:
        """The change from a year earlier."""
        return change(self.last_year, self.now) if self.last_year else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows of every key counted in any of the windows, most frequent now first; `total` counts each document once."""

    windows: Windows
    bases: tuple[Base, ...]
    total: Row
    rows: tuple[Row, ...]


def change(base: Measure, now: Measure) -> Change:
    """What changed from one measure to another."""
    if base.count is None or now.count is None:
        return Change(None, None, None)
    apart = now.rate - base.rate if now.rate is not None and base.rate is not None else None
    return Change(now.count - base.count, _relative(base.count, now.count), _relative(base.rate, now.rate), apart)


def _relative(base: float | None, now: float | None) -> float | None:
    return (now - base) / base if base and now is not None else None


def window_asked(request: TrendRequest, today: date, last: int = 1) -> Window:
    """The window of a request: its days, or the last full intervals. `until` alone is refused, `since` alone ends today.

    Raises ConfigurationError.
    """
    filters = request.filters
    if filters.since:
        return asked_window(filters.since, filters.until or max(today, filters.since))
    if filters.until:
        raise ConfigurationError(
            f"Thiếu ngày đầu cho kỳ đến {filters.until}. A comparison up to {filters.until} needs the first day too: add "
            "'since', or ask for the last full intervals with 'last'."
        )
    return last_full(today, request.interval or "month", last)


def compare(
    engine: Engine,
    request: TrendRequest,
    *,
    today: date,
    bases: Iterable[Base] = BASES,
    last: int = 1,
    homes: Belonging | None = None,
) -> Comparison:
    """Answer a request in its window and in the bases; `homes` are looked up where none are given.

    Raises ConfigurationError, EngineUnavailable like `trends`.
    """
    wanted = tuple(base for base in BASES if base in set(bases))
    windows = windows_of(window_asked(request, today, last), today)
    asked = {"now": windows.now}
    asked |= {"before": windows.before} if "previous" in wanted else {}
    asked |= {"last_year": windows.last_year} if "year" in wanted else {}
    homes = homes or belonging(engine, request)
    counted = {name: _count(engine, request, window, homes) for name, window in asked.items()}
    keys = {keys for one in counted.values() for keys in one.cells}
    rows = [_row(key, counted) for key in keys]
    rows.sort(key=lambda row: (-(row.now.count or 0), row.keys))
    return Comparison(windows, wanted, _row(None, counted), tuple(rows))


@dataclass(frozen=True, slots=True)
class _Counted:
    """One window's cells, total and observation."""

    window: Window
    cells: dict[tuple[str, ...], int]
    total: int
    observation: Observation

    def measure(self, keys: tuple[str, ...] | None) -> Measure:
        """A key's measure; of everything together where no key is given."""
        watch = self.observation.watch(keys or (), self.window)
        count = self.total if keys is None else self.cells.get(keys, 0)
        return Measure(None if not count and not watch.own else count, watch)


def _count(engine: Engine, request: TrendRequest, window: Window, homes: Belonging) -> _Counted:
    filters = replace(request.filters, since=window.since, until=window.until)
    whole = replace(request, interval=None, filters=filters)
    found = trends(engine, whole)
    seen = observe(engine, whole, "week", homes)
    return _Counted(window, {cell.keys: cell.count for cell in found.cells}, found.total, seen)


def _row(keys: tuple[str, ...] | None, counted: dict[str, _Counted]) -> Row:
    measures = {name: one.measure(keys) for name, one in counted.items()}
    return Row(keys or (), measures["now"], measures.get("before"), measures.get("last_year"))
