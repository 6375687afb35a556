"""How trends look in a terminal. In: a TrendReport. Out: tables; '·' is a gap in observation, 0 an observed zero."""

from datetime import date

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.text.formats import day
from index.trends.comparison import Base, Change, Comparison, Measure, Row
from index.trends.report import TrendReport
from index.trends.windows import Window

LATEST = 12
GAP, NONE = "·", "–"
_NOW = "nay · now"
_BASES: dict[Base, str] = {"previous": "trước · before", "year": "năm trước · last year"}


def print_trend(console: Console, made: TrendReport, *, rates: bool) -> None:
    """Rows are keys by falling total, columns the latest twelve periods; then the comparison and what is left out."""
    request, periods = made.request, made.periods[-LATEST:]
    unit = "mỗi nguồn · per source" if rates and request.interval else ""
    table = Table(title=f"{request.count}: {made.result.total} {unit}".strip(), title_justify="left")
    _key_columns(table, request.by)
    for period in periods:
        table.add_column("tổng · total" if period is None else _heading(request.interval, period), justify="right")
    for keys in made.keys:
        cells = [
            _rate(made.rate(keys, period)) if rates and period else _count(made.count(keys, period))
            for period in periods
        ]
        table.add_row(*_names(keys), *cells)
    console.print(table)
    if made.comparison:
        print_comparison(console, made.comparison, request.by, rates=rates)
    console.print(f"{GAP} không quan sát · nobody looked; 0 có quan sát, không thấy · observed, none", style="dim")
    _print_left_out(console, made)


def _print_left_out(console: Console, made: TrendReport) -> None:
    if made.result.undated:
        console.print(f"Không rõ ngày · undated: {made.result.undated}", markup=False)
    left = made.unplaced
    if left and left.documents:
        which = "63" if made.request.filters.old_provinces else "34"
        console.print(
            f"Không có tỉnh trên bản đồ {which} · in no province of the {which}: {left.documents} (toàn quốc · nationwide: "
            f"{left.nationwide}; chỉ có trên bản đồ kia · only on the other map: {left.on_other_map})",
            markup=False,
        )


def print_comparison(console: Console, found: Comparison, by: tuple[str, ...], *, rates: bool) -> None:
    """Counts of each window with their changes, the total last, and who was looking below."""
    table = Table(title=f"So sánh · compared: {_span(found.windows.now)}", title_justify="left")
    _key_columns(table, by)
    bases = [label for base, label in _BASES.items() if base in found.bases]
    table.add_column(_NOW, justify="right")
    for heading in (heading for label in bases for heading in (label, "±", "%")):
        table.add_column(heading, justify="right")
    for label in (_NOW, *bases) if rates else ():
        table.add_column("/100 " + label.split(" · ", maxsplit=1)[0], justify="right")
    for row in found.rows:
        table.add_row(*_names(row.keys), *_cells(row, rates))
    table.add_section()
    table.add_row(*("tổng · total", *("",) * (max(len(by), 1) - 1)), *_cells(found.total, rates))
    console.print(table)
    _print_windows(console, found, rates)


def _print_windows(console: Console, found: Comparison, rates: bool) -> None:
    windows = found.windows
    measures = (found.total.now, found.total.before, found.total.last_year)
    spans = (windows.now, windows.before, windows.last_year)
    for name, window, measure in zip((_NOW, *_BASES.values()), spans, measures, strict=True):
        if measure:
            watch = measure.watch
            console.print(
                f"{name}: {_span(window)}; nguồn quan sát · observed sources: {watch.own} (tuần-nguồn · source-weeks "
                f"{watch.source_weeks:.1f}, phủ · coverage {watch.coverage:.0%})",
                markup=False,
            )
    if windows.partial:
        console.print("Kỳ chưa hết: so đến cùng ngày · not over yet: compared up to the same day", style="bold")
    if rates:
        console.print("/100: mỗi 100 tuần-nguồn · per 100 observed source-weeks", style="dim")


def _cells(row: Row, rates: bool) -> list[str]:
    cells = [_count(row.now.count)]
    for measure, changed in ((row.before, row.since_before), (row.last_year, row.since_last_year)):
        if measure and changed:
            cells += [_count(measure.count), *_changes(changed)]
    measures: list[Measure] = [measure for measure in (row.now, row.before, row.last_year) if measure]
    return cells + ([_rate(measure.rate) for measure in measures] if rates else [])


def _changes(changed: Change) -> list[str]:
    return [_signed(changed.absolute, "d"), _signed(changed.relative, ".0%")]


def _signed(value: float | None, form: str) -> str:
    return NONE if value is None else format(value, f"+{form}") if value else format(value, form)


def _key_columns(table: Table, by: tuple[str, ...]) -> None:
    for name in by or ("tất cả · all",):
        table.add_column(name)


def _names(keys: tuple[str, ...]) -> list[Text]:
    return [Text(name) for name in keys or ("",)]


def _heading(interval: str | None, period: date) -> str:
    return period.strftime({"year": "%Y", "month": "%m/%y"}.get(interval or "", "%d/%m"))


def _span(window: Window) -> str:
    return f"{day(window.since)}–{day(window.until)}"


def _count(count: int | None) -> str:
    return GAP if count is None else str(count)


def _rate(rate: float | None) -> str:
    return GAP if rate is None else f"{rate:.2f}" if rate else "0"
