"""archive rebuild: ledger and index from the WARC files alone."""

import json
from typing import Annotated

import typer

from canhbao.commands import options
from canhbao.commands.balance import EXIT_PARTLY
from canhbao.run.archive_rebuild import ArchiveRebuildReport, rebuild_archive
from crawler.model import EngineUnavailable


def archive_rebuild(
    ctx: typer.Context,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Chấp nhận mất trang. Go over although pages are lost; they are named")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Dựng lại sổ cái và chỉ mục từ tệp WARC. Ledger and index anew from the WARC files alone, without the web."""
    report = rebuild_archive(ctx.obj, accept_loss=accept_loss)
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _tell(report)
    for damage in report.damages:
        typer.echo(f"canhbao: warc/{damage.file} @ {damage.offset} {damage.url}: {damage.message}", err=True)
    for url in report.lost:
        typer.echo(f"canhbao: mất · lost: {url}", err=True)
    if report.index is None:
        typer.echo(
            f"canhbao: {len(report.lost)} trang không còn trong tệp WARC; chưa thay gì. {len(report.lost)} pages are no longer in "
            "the WARC files and nothing was changed: put the missing files back from a backup, or add --accept-loss (the next "
            "crawl fetches them again).",
            err=True,
        )
        raise typer.Exit(EXIT_PARTLY)
    for message in report.index.replayed.damaged:
        typer.echo(f"canhbao: {message}", err=True)
    if report.index.replayed.fed.trouble:
        raise EngineUnavailable(report.index.replayed.fed.trouble)
    if report.damages or report.lost or report.index.replayed.damaged or report.index.replayed.fed.refused:
        raise typer.Exit(EXIT_PARTLY)


def _tell(report: ArchiveRebuildReport) -> None:
    typer.echo(f"{report.files} tệp · files, {report.records} bản ghi · records")
    if report.recollected:
        typer.echo(
            f"  {report.recollected} bản ghi kiểu cũ · of the first form: their source and role were told by their place"
        )
    if report.kept:
        typer.echo(f"sổ cái cũ · the ledger before: {report.kept}")
    if report.index is not None:
        typer.echo(f"văn bản · documents: {report.index.documents_before} → {report.index.documents_after}")
