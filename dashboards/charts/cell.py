"""One number of a trend as a page shows it: a count or a rate, a zero or a gap, and the search behind it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dashboards.state import State
from index.requests import Dimension, Interval
from index.trends.count import next_period
from index.trends.windows import Window

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """`count` is None for a gap; `rate` None where rates are not asked or not defined; `link` is '' for 0 and gaps.

    `shade` is 0 to 5, for heat maps.
    """

    count: int | None
    rate: float | None = None
    link: str = ""
    shade: int = 0


def shown(
    state: State,
    by: tuple[Dimension, ...],
    keys: tuple[str, ...],
    window: Window | None,
    count: int | None,
    *,
    rate: float | None = None,
    shade: int = 0,
) -> Shown:
    """A number with the search that finds its documents: the state's filters, the key's values, the window's days."""
    if not count:
        return Shown(count, rate, "", shade)
    changes: dict[str, Any] = {name: (key,) for name, key in zip(by, keys, strict=False)}
    days: dict[str, Any] = {"since": window.since, "until": window.until} if window else {}
    return Shown(count, rate, replace(state, query="", sort="relevance").url(**changes, **days), shade)


def days_of(period: date, interval: Interval, window: Window) -> Window:
    """The days of an interval that lie in a window."""
    last = next_period(period, interval) - DAY
    return Window(max(period, window.since), max(min(last, window.until), period, window.since))


def own_keys(
    state: State, by: tuple[Dimension, ...], keys: tuple[str, ...], filters: dict[str, tuple[str, ...]]
) -> bool:
    """Whether a row is one that was asked for: a filter on a dimension leaves only its values as rows.

    Other values that stand in the same documents would be numbers that no search finds again.
    """
    return all(not filters.get(name) or key in filters[name] for name, key in zip(by, keys, strict=False))
