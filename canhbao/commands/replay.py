"""replay: the archive read and understood anew."""

import json
from typing import Annotated

import typer

from canhbao.commands import options
from canhbao.commands.balance import EXIT_PARTLY
from canhbao.run.replay import replay as run_replay
from crawler.model import EngineUnavailable


def replay(
    ctx: typer.Context,
    source: Annotated[str | None, typer.Option(help="Chỉ nguồn này. This source only")] = None,
    as_json: options.Json = False,
) -> None:
    """Dựng lại từ kho lưu, không dùng mạng. Rebuild from the archive, without touching the web."""
    report = run_replay(ctx.obj, source)
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        typer.echo(f"đọc lại · replayed: {report.pages}; đã lập chỉ mục · indexed: {report.fed.indexed}")
        for outcome, count in sorted(report.outcomes.items()):
            typer.echo(f"  {outcome}: {count}")
    for message in report.damaged:
        typer.echo(f"canhbao: {message}", err=True)
    if report.fed.trouble:
        raise EngineUnavailable(report.fed.trouble)
    if report.damaged or report.fed.refused:
        raise typer.Exit(EXIT_PARTLY)
