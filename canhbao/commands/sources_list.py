"""sources list: the registry as a table, JSON or the page of the docs."""

import json
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from canhbao.commands import options
from canhbao.commands.issues import EXIT_PARTLY, print_issues
from canhbao.workspace import all_sources
from crawler.model import Source, TlsPolicy
from index.finding.search import province_name

_HEAD = "| source | name | address | platform | confirmed | evidence |"


def sources_list(
    ctx: typer.Context,
    province: options.Province = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Trang tài liệu. The page of the docs")] = False,
    as_json: options.Json = False,
) -> None:
    """Liệt kê nguồn. List the sources."""
    known, issues = all_sources(ctx.obj)
    names = {province_name(value, False) for value in province or []}
    chosen = [source for source in known.values() if not names or source.province in names]
    if as_json:
        typer.echo(json.dumps([s.model_dump(mode="json") for s in chosen], ensure_ascii=False, indent=2))
    elif markdown:
        typer.echo(markdown_of(chosen), nl=False)
    else:
        table = Table()
        for heading in ("slug", "tên · name", "tỉnh · province", "loại · body", "nền tảng · platform", "xác nhận"):
            table.add_column(heading, no_wrap=heading == "slug")
        for item in chosen:
            mark = item.confirmed if item.enabled else f"{item.confirmed} (tắt · off)"
            if item.tls is not TlsPolicy.STRICT:
                mark += f" tls: {item.tls}"  # a certificate that is not checked is shown wherever the source is
            table.add_row(item.slug, Text(item.name), item.province or "toàn quốc", item.body, item.platform, mark)
        options.table_console().print(table)
    if issues:
        print_issues(issues)
        raise typer.Exit(EXIT_PARTLY)


def markdown_of(sources: list[Source]) -> str:
    """The registry as a page of the docs, by province."""
    lines = [
        "# Sources / Nguồn",
        "",
        "Generated from the files under `spiders/sources/` with `canhbao sources list --markdown`; change those, not "
        "this page. *Confirmed* says how far an address is known: `live` (seen by `canhbao sources check --live` on this "
        "machine), `stored` (seen in stored material), `listed` (named in somebody's list), `inferred` (follows a "
        "pattern; not crawled until a probe finds it).",
    ]
    for place in sorted({source.province for source in sources}, key=lambda name: (bool(name), name)):
        lines += ["", f"## {place or 'Toàn quốc · national'}", "", _HEAD, "|---|---|---|---|---|---|"]
        for source in (s for s in sources if s.province == place):
            cells = (
                f"`{source.slug}`",
                source.name,
                source.homepage,
                source.platform,
                source.confirmed,
                source.evidence,
            )
            lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
