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
    accept_loss: Annotated[
        bool,
        typer.Option("--accept-loss", help="Chuyển dù có bản lưu hỏng. Go over although records cannot be read"),
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Dựng lại chỉ mục từ kho lưu, không ngừng phục vụ. Build a fresh index from the archive, compare, go over in one step."""
    report = rebuild(ctx.obj, publish=not compare, accept_loss=accept_loss)
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _tell_rebuild(report, vocabulary_of(ctx.obj))
    for message in report.replayed.damaged:
        typer.echo(f"canhbao: {message}", err=True)
    if report.replayed.damaged and not compare and not report.published:
        typer.echo(
            f"canhbao: {len(report.replayed.damaged)} bản lưu không đọc được nên giữ chỉ mục đang dùng. The index in use stays: "
            f"{len(report.replayed.damaged)} archived pages could not be read (see above); restore them from a backup, or go over "
            "without them with `canhbao index rebuild --accept-loss`.",
            err=True,
        )
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
    if not report.moved and not report.unread:
        typer.echo("  không ô tỉnh × thủ đoạn nào đổi · no cell of province and tactic moved")
    if report.unread:
        typer.echo(f"  không so được với chỉ mục cũ · nothing to compare with: {report.unread}")
    typer.echo(
        "đã chuyển sang chỉ mục mới · the new index is in use"
        if report.published
        else "chỉ mục đang dùng giữ nguyên · the index in use is as it was"
    )
