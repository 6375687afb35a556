"""indicators: every number, page and account that documents name, one record of each; indicators withdraw takes one back."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from canhbao.analyst.corrections import Correction, record_correction, withdrawn
from canhbao.commands import options
from canhbao.config import Config
from canhbao.terminal import indicators as indicator_tables
from canhbao.workspace import reading_engine
from crawler.model import ConfigurationError, IndicatorRole
from crawler.text.links import defang
from crawler.vocab.addresses import load_genuine
from crawler.vocab.naming import TYPES, key_of, typed_keys
from dashboards.feeds.spreadsheet import csv_text
from index.indicators.as_json import list_json, list_table
from index.indicators.gathering import every_indicator
from index.indicators.listing import IndicatorFilters, list_indicators
from index.language.days import days_of
from index.sightings import SHOWN


def indicators(
    ctx: typer.Context,
    kind: Annotated[list[str] | None, typer.Option("--type", help=" | ".join(TYPES))] = None,
    role: Annotated[list[str] | None, typer.Option(help=" | ".join(SHOWN))] = None,
    brand: Annotated[list[str] | None, typer.Option(help="Bị giả. Whom it poses as, such as vietcombank")] = None,
    province: options.Province = None,
    since: Annotated[str | None, typer.Option(help="Thấy từ ngày. Seen on this day or later")] = None,
    old_provinces: options.OldProvinces = False,
    limit: Annotated[int, typer.Option(min=1, help="Số dòng của bảng. Rows of the table")] = 50,
    as_json: options.Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV cho bảng tính. CSV for spreadsheets")] = False,
) -> None:
    """Số, trang, tài khoản được nêu. Indicators: one record of each number, page and account, with its role and proof."""
    if ctx.invoked_subcommand:
        return
    if as_json and as_csv:
        raise ConfigurationError("--json hay --csv, không cả hai. Choose --json or --csv, not both.")
    filters = IndicatorFilters(
        type=_known("type", kind, TYPES),
        role=tuple(IndicatorRole(name) for name in _known("role", role, SHOWN)),
        brand=_known("brand", brand, tuple(body.id for body in load_genuine().bodies)),
        province=tuple(province or ()),
        since=days_of(since, "since")[0] if since else None,
        old_provinces=old_provinces,
    )
    config: Config = ctx.obj
    with reading_engine(config) as engine:
        found = list_indicators(engine, filters, withdrawn(config.corrections), None if as_json or as_csv else limit)
    if as_json:
        typer.echo(json.dumps(list_json(found), ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(csv_text(*list_table(found)), nl=False)
    else:
        indicator_tables.print_indicators(options.table_console(), found, old=old_provinces)


def _known(option: str, given: list[str] | None, known: tuple[str, ...]) -> tuple[str, ...]:
    """The values of an option. Raises ConfigurationError for one that is not known."""
    for value in given or ():
        if value not in known:
            raise ConfigurationError(
                f"Không có --{option} '{value}'. There is no --{option} '{value}': choose of {', '.join(known)}."
            )
    return tuple(given or ())


def withdraw(
    ctx: typer.Context,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Viết cách nào cũng được. In any form")],
    why: Annotated[str, typer.Option(help="Lý do. Why it was wrong, and who says so")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Đưa trở lại. Bring it back")] = False,
) -> None:
    """Rút một dấu hiệu nêu sai. Take back an indicator that was named wrongly; it stays so through every replay."""
    config: Config = ctx.obj
    if not undo and not why.strip():
        raise ConfigurationError("Thiếu lý do. --why is missing: say who corrected it and why.")
    asked = set(typed_keys(value)) or {(type_, key_of(type_, value)) for type_ in TYPES}
    with reading_engine(config) as engine:
        known = {(item.type, item.key) for item in every_indicator(engine, {})}
    matching = sorted(asked & (known | withdrawn(config.corrections).keys()))
    if not matching:
        raise ConfigurationError(
            f"Không có dấu hiệu '{defang(value)}' trong chỉ mục. There is no indicator '{defang(value)}' in the index: take "
            "one from `canhbao indicators`."
        )
    today = datetime.now(UTC).date().isoformat()
    for type_, key in matching:
        record_correction(config.corrections, Correction(type_, key, not undo, why.strip(), today))
        typer.echo(f"{'đã đưa lại · back' if undo else 'đã rút · withdrawn'}: {type_} {defang(key)}")
