"""The JSON and CSV twins of a trend: one shape for the web and the command line.

In: a TrendReport. Out: what `json.dumps` takes, or a header with rows. A gap in observation is null in JSON and an empty cell
in CSV, never 0. Rates of cells are counts per watching source; rates of a comparison are per 100 source-weeks
(`index.trends.comparison`).
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from crawler.model import ConfigurationError
from index.trends.comparison import Change, Comparison, Measure, Row
from index.trends.report import TrendReport
from index.trends.windows import Window

MOST_ROWS = 200_000
Table = tuple[tuple[str, ...], Iterator[list[Any]]]


def trend_json(made: TrendReport, *, rates: bool = False) -> dict[str, Any]:
    """Cells that are not zero, periods with their observed sources, the gaps of each key, and the comparison."""
    request, result = made.request, made.result
    return {
        "by": list(request.by),
        "interval": request.interval,
        "count": request.count,
        "old_provinces": request.filters.old_provinces,
        "total": result.total,
        "undated": result.undated,
        **({"unplaced": asdict(made.unplaced)} if made.unplaced else {}),
        "periods": [
            {"period": period.isoformat(), "observed_sources": result.observed.get(period, 0)}
            for period in made.periods
            if period
        ],
        "cells": [
            {
                **dict(zip(request.by, cell.keys, strict=True)),
                "keys": list(cell.keys),
                "period": cell.period.isoformat() if cell.period else None,
                "count": cell.count,
                **(_rates(made, cell.keys, cell.period) if rates else {}),
            }
            for cell in result.cells
        ],
        "gaps": _gaps(made),
        **({"comparison": _comparison(made.comparison, made.request.by)} if made.comparison else {}),
    }


def _rates(made: TrendReport, keys: tuple[str, ...], period: Any) -> dict[str, Any]:
    return {"watching_sources": made.watching(keys, period), "rate": _round(made.rate(keys, period))}


def _gaps(made: TrendReport) -> list[dict[str, Any]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for keys, period, count in made.grid():
        if count is None and period is not None:
            found.setdefault(keys, []).append(period.isoformat())
    return [{"keys": list(keys), "periods": periods} for keys, periods in found.items()]


def _comparison(found: Comparison, by: tuple[str, ...]) -> dict[str, Any]:
    windows = {"now": found.windows.now}
    windows |= {"before": found.windows.before} if "previous" in found.bases else {}
    windows |= {"last_year": found.windows.last_year} if "year" in found.bases else {}
    return {
        "partial": found.windows.partial,
        "rate_unit": "per 100 observed source-weeks",
        "windows": {name: _window(window) for name, window in windows.items()},
        "total": _row(found.total, ()),
        "rows": [_row(row, by) for row in found.rows],
    }


def _window(window: Window) -> dict[str, Any]:
    return {"since": window.since.isoformat(), "until": window.until.isoformat(), "days": window.days}


def _row(row: Row, by: tuple[str, ...]) -> dict[str, Any]:
    return {
        **dict(zip(by, row.keys, strict=True)),
        "keys": list(row.keys),
        "now": _measure(row.now),
        **({"before": _measure(row.before), "since_before": _change(row.since_before)} if row.before else {}),
        **(
            {"last_year": _measure(row.last_year), "since_last_year": _change(row.since_last_year)}
            if row.last_year
            else {}
        ),
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "count": measure.count,
        "own_sources": measure.watch.own,
        "observed_sources": measure.watch.watching,
        "source_weeks": _round(measure.watch.source_weeks),
        "coverage": _round(measure.watch.coverage),
        "rate": _round(measure.rate),
        "per_source": _round(measure.per_source),
    }


def _change(found: Change | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "absolute": found.absolute,
        "relative": _round(found.relative),
        "rate": _round(found.rate),
        "rate_difference": _round(found.rate_difference),
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def trend_table(made: TrendReport, *, rates: bool = False) -> Table:
    """Header and rows: the comparison if there is one, else every key in every period, zeros and gaps included.

    Raises ConfigurationError for more rows than a spreadsheet is good for.
    """
    if made.comparison:
        return _compared(made.comparison, made.request.by, rates)
    if len(made.keys) * len(made.periods) > MOST_ROWS:
        raise ConfigurationError(
            f"Bảng quá lớn ({len(made.keys)} x {len(made.periods)} dòng). The table has {len(made.keys)} keys in "
            f"{len(made.periods)} periods: narrow it with since, until or a longer interval."
        )
    header = (*made.request.by, "period", "count", *(("watching_sources", "rate") if rates else ()))
    rows = (
        [*keys, period, count, *((made.watching(keys, period), made.rate(keys, period)) if rates else ())]
        for keys, period, count in made.grid()
    )
    return header, rows


def _compared(found: Comparison, by: tuple[str, ...], rates: bool) -> Table:
    names = [
        "now",
        *(("before",) if "previous" in found.bases else ()),
        *(("last_year",) if "year" in found.bases else ()),
    ]
    header = [*by]
    for name in names:
        header += [name, f"{name}_sources", f"{name}_source_weeks"]
        header += [f"{name}_rate", f"{name}_per_source"] if rates else []
    for name in names[1:]:
        header += [f"absolute_{name}", f"relative_{name}", *([f"relative_rate_{name}"] if rates else [])]
    return tuple(header), (_compared_row(row, rates) for row in found.rows)


def _compared_row(row: Row, rates: bool) -> list[Any]:
    cells: list[Any] = [*row.keys]
    for measure in (row.now, row.before, row.last_year):
        if measure:
            cells += [measure.count, measure.watch.watching, measure.watch.source_weeks]
            cells += [measure.rate, measure.per_source] if rates else []
    for changed in (row.since_before, row.since_last_year):
        if changed:
            cells += [changed.absolute, changed.relative, *([changed.rate] if rates else [])]
    return cells
