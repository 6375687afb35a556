"""Options that several commands share."""

import sys
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from rich.console import Console

from crawler.model import ConfigurationError
from crawler.text.dates import VIETNAM

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
Slugs = Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Mã nguồn. Source slugs")]
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


def published_day(value: str) -> datetime | None:
    """ISO 8601, a bare day being midnight in Vietnam; anything else is unknown (undated stays undated)."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)
