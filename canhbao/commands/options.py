"""Options that several commands share, and how their values become filters."""

import sys
from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from crawler.model import ConfigurationError
from index.language.days import days_of
from index.language.values import resolve_value
from index.requests import Filters

Province = Annotated[
    list[str] | None, typer.Option("--province", "-p", help="Tỉnh, thành phố bị ảnh hưởng. Affected province")
]
Issuer = Annotated[
    list[str] | None, typer.Option("--issuer", help="Tỉnh ra cảnh báo. Province that issued the warning")
]
Tactic = Annotated[
    list[str] | None, typer.Option("--tactic", "-t", help="Thủ đoạn. Tactic by id or name, such as tax_impersonation")
]
Kind = Annotated[list[str] | None, typer.Option("--kind", help="Loại văn bản. Kind of document")]
SourceSlug = Annotated[list[str] | None, typer.Option("--source", help="Nguồn. Source slug")]
Since = Annotated[str | None, typer.Option(help="Từ ngày, như 06/03/2026, 2026-03. First day")]
Until = Annotated[str | None, typer.Option(help="Đến ngày. Last day, such as 2026-03-06 or 2026-03")]
OldProvinces = Annotated[
    bool, typer.Option("--old-provinces", help="63 tỉnh trước 01/07/2025. The 63 provinces of old")
]
Everything = Annotated[bool, typer.Option("--all", help="Cả tin không phải cảnh báo. Also documents that do not warn")]
Json = Annotated[bool, typer.Option("--json", help="JSON cho chương trình khác. JSON for other programs")]


def table_console() -> Console:
    """Where tables are printed: as wide as the terminal, and wide enough for whole names where a program reads."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=200)


def day(value: str | None, option: str) -> date | None:
    """A day from an option. Raises ConfigurationError naming the option."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ConfigurationError(
            f"Ngày '{value}' ở --{option} không hợp lệ. --{option} wants a day as YYYY-MM-DD, such as 2026-03-06."
        ) from error


def _ids(field: str, values: list[str] | None) -> tuple[str, ...]:
    """Ids or names to ids, as in a query; a wrong one is told rather than finding nothing."""
    return tuple(dict.fromkeys(key for value in values or () for key in resolve_value(field, value)))


def filters_of(
    *,
    province: list[str] | None = None,
    issuer: list[str] | None = None,
    tactic: list[str] | None = None,
    kind: list[str] | None = None,
    source: list[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    old_provinces: bool = False,
    everything: bool = False,
) -> Filters:
    """Filters from the shared options. Raises ConfigurationError for a bad day or value, or an empty period."""
    first = days_of(since, "since")[0] if since else None
    last = days_of(until, "until")[1] if until else None
    if first and last and first > last:
        raise ConfigurationError(
            f"--since {first} sau --until {last}. --since {first} lies after --until {last}: swap them."
        )
    return Filters(
        province=tuple(province or ()),
        issuer=tuple(issuer or ()),
        tactic=_ids("tactic", tactic),
        kind=_ids("kind", kind),
        source=tuple(source or ()),
        since=first,
        until=last,
        old_provinces=old_provinces,
        advisories_only=not everything,
    )
