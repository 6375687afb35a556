"""index rebuild: a fresh index from the archive, compared with the one in use."""

import json
from typing import Annotated

import typer

from canhbao.commands import options
from canhbao.run.replay import RebuildReport, rebuild
from canhbao.vocabulary import vocabulary_of
from crawler.model import EngineUnavailable
from crawler.vocab.vocabulary import Vocabulary


def index_rebuild(
    ctx: typer.Context,
    compare: Annotated[
        bool, typer.Option("--compare", help="Chỉ so sánh, không thay. Say what would move, keep the index in use")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Dựng lại chỉ mục từ kho lưu, không ngừng phục vụ. Build a fresh index from the archive, compare, go over in one step."""
    report = rebuild(ctx.obj, publish=not compare)
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _tell_rebuild(report, vocabulary_of(ctx.obj))
    for message in report.replayed.damaged:
        typer.echo(f"canhbao: {message}", err=True)
    if report.replayed.fed.trouble:
        raise EngineUnavailable(report.replayed.fed.trouble)
    if report.replayed.damaged or report.replayed.fed.refused:
        raise typer.Exit(3)


def _tell_rebuild(report: RebuildReport, vocabulary: Vocabulary) -> None:
    typer.echo(f"văn bản · documents: {report.documents_before} → {report.documents_after}")
    for moved in report.moved[:20]:
        typer.echo(f"  {moved.province} · {vocabulary.tactic_name(moved.tactic)}: {moved.before} → {moved.after}")
    if len(report.moved) > 20:
        typer.echo(f"  … {len(report.moved) - 20} ô khác · more cells: --json")
    if not report.moved:
        typer.echo("  không ô tỉnh × thủ đoạn nào đổi · no cell of province and tactic moved")
    typer.echo(
        "đã chuyển sang chỉ mục mới · the new index is in use"
        if report.published
        else "chỉ so sánh, chỉ mục đang dùng giữ nguyên · compared only, the index in use is as it was"
    )
