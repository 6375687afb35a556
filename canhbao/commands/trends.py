"""trends: counts over time by one or two dimensions, compared and as rates; a table, JSON or CSV."""

import json
from datetime import UTC, datetime
from typing import Annotated, cast, get_args

import typer

from canhbao.commands import options
from canhbao.commands.filters import filters_of
from canhbao.terminal.trends import print_trend
from canhbao.vocabulary import vocabulary_of
from canhbao.workspace import reading_engine
from crawler.model import ConfigurationError
from crawler.text.dates import local_day
from dashboards.feeds.spreadsheet import csv_text
from dashboards.trend_state import COMPARE
from index.requests import Dimension, Interval, TrendRequest
from index.trends.as_json import trend_json, trend_table
from index.trends.report import report


def trends(
    ctx: typer.Context,
    by: Annotated[str, typer.Option(help="province,tactic,source… (một hoặc hai / one or two)")] = "tactic",
    interval: Annotated[str, typer.Option(help="day | week | month | year | none")] = "month",
    count: Annotated[str, typer.Option(help="stories | advisories")] = "stories",
    compare: Annotated[
        str,
        typer.Option(
            help="none | previous | year | both: so với kỳ trước, năm trước. The period before, a year earlier"
        ),
    ] = "none",
    last: Annotated[
        int | None, typer.Option(min=1, max=1000, help="So N kỳ đủ gần nhất. Compare the last N full intervals [1]")
    ] = None,
    rate: Annotated[
        bool, typer.Option("--rate", help="Chia cho số nguồn quan sát. Rates by the number of observed sources")
    ] = False,
    province: options.Province = None,
    issuer: options.Issuer = None,
    tactic: options.Tactic = None,
    source: options.SourceSlug = None,
    since: options.Since = None,
    until: options.Until = None,
    old_provinces: options.OldProvinces = False,
    everything: options.Everything = False,
    as_json: options.Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV cho bảng tính. CSV for spreadsheets")] = False,
) -> None:
    """Đếm theo thời gian, so kỳ trước và năm trước. Count stories or publications over time; compare periods."""
    _check(interval, count, compare, last, since or until, as_json and as_csv)
    request = TrendRequest(
        by=_dimensions(by),
        interval=None if interval == "none" else cast("Interval", interval),
        count="stories" if count == "stories" else "advisories",
        filters=filters_of(vocabulary_of(ctx.obj), ctx.params),
    )
    with reading_engine(ctx.obj) as engine:
        today = local_day(datetime.now(UTC))
        made = report(engine, request, today=today, bases=COMPARE[compare], last=last or 1)
    if as_json:
        typer.echo(json.dumps(trend_json(made, rates=rate), ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(csv_text(*trend_table(made, rates=rate)), nl=False)
    else:
        print_trend(options.table_console(), made, rates=rate)


def _check(interval: str, count: str, compare: str, last: int | None, days: str | None, two_formats: bool) -> None:
    if interval not in (*get_args(Interval), "none"):
        raise ConfigurationError(f"Không có khoảng '{interval}'. --interval is day, week, month, year or none.")
    if count not in ("stories", "advisories"):
        raise ConfigurationError(f"Không đếm được '{count}'. --count is stories or advisories.")
    if compare not in COMPARE:
        raise ConfigurationError(f"Không so sánh được với '{compare}'. --compare is none, previous, year or both.")
    if last is not None and (not COMPARE[compare] or days):
        raise ConfigurationError(
            "--last cần --compare và không đi với --since, --until. --last takes the last full intervals for --compare; "
            "drop it, or drop the days."
        )
    if two_formats:
        raise ConfigurationError("--json hay --csv, không cả hai. Choose --json or --csv, not both.")


def _dimensions(by: str) -> tuple[Dimension, ...]:
    names = tuple(name.strip() for name in by.split(",") if name.strip())
    known = get_args(Dimension)
    for name in names:
        if name not in known:
            raise ConfigurationError(f"Không có chiều '{name}'. --by knows: {', '.join(known)} (one or two, by comma).")
    if len(names) > 2 or len(set(names)) < len(names):
        raise ConfigurationError(f"--by '{by}': tối đa hai chiều khác nhau. Give one or two different dimensions.")
    return cast("tuple[Dimension, ...]", names)
