"""demo, serve, index, verify, doctor: running the whole and looking after it."""

import json
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from canhbao.commands import options
from canhbao.config import Config
from canhbao.doctor import examine
from canhbao.run.replay import RebuildReport, rebuild
from canhbao.workspace import engine_of
from crawler.archive.verify import verify as run_verify
from crawler.model import ConfigurationError, EngineUnavailable
from crawler.vocab.tactics import tactic_name
from index.outbox import Outbox
from index.requests import EngineStatus


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(demo)
    app.command()(serve)
    index = typer.Typer(no_args_is_help=True, help="Chỉ mục. The index.")
    index.command("status")(index_status)
    index.command("rebuild")(index_rebuild)
    app.add_typer(index, name="index")
    app.command()(verify)
    app.command()(doctor)


def demo(
    ctx: typer.Context,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Chỉ chạy, không mở trang. Run and exit")] = False,
    host: Annotated[str | None, typer.Option(help="Address of the dashboards")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port of the dashboards")] = None,
    as_json: options.Json = False,
) -> None:
    """Chạy thử trên các trang mẫu. Crawl the bundled sample sites, index them, open the dashboards."""
    from canhbao.commands.collect import crawl_with_progress, finish
    from canhbao.demo.run import run_demo

    config: Config = ctx.obj
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    config = config.model_copy(update={"data": config.data / "demo"})
    today = date.today()  # noqa: DTZ011 - the demo's dates are this machine's days
    report = run_demo(config, today, console, crawl_with_progress)
    if no_serve:
        finish(report.balance, report.issues, report.fed, report.as_json() if as_json else None)
        return
    try:
        finish(report.balance, report.issues, report.fed, report.as_json() if as_json else None)
    except typer.Exit as failure:
        console.print(f"canhbao: demo gặp lỗi (mã {failure.exit_code}). The demo had trouble; see above.", markup=False)
    _serve(config, host or config.host, port if port is not None else config.port, console)


def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Địa chỉ nghe. Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Cổng; 0: bất kỳ. Port; 0: any")] = None,
) -> None:
    """Mở bảng theo dõi. Serve the dashboards."""
    config: Config = ctx.obj
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    _serve(config, host or config.host, port if port is not None else config.port, console)


def _serve(config: Config, host: str, port: int, console: Console) -> None:
    from canhbao.serving import serve_dashboards

    serve_dashboards(
        config, host, port, lambda address: console.print(f"Canhbao: {address}  (Ctrl+C để dừng · to stop)")
    )


def _status_json(status: EngineStatus, waiting: int) -> dict[str, object]:
    facts = asdict(status)
    facts["updated"] = status.updated.isoformat() if status.updated else None
    return {**facts, "waiting": waiting}


def index_status(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Chỉ mục có gì. What the engine holds, and what waits for it."""
    config: Config = ctx.obj
    outbox = Outbox(config.data)
    waiting = outbox.waiting()
    outbox.close()
    with engine_of(config, readonly=True) as engine:
        facts = _status_json(engine.status(), waiting)
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        for name, value in facts.items():
            typer.echo(f"{name:12} {value}")


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
        _tell_rebuild(report)
    for message in report.replayed.damaged:
        typer.echo(f"canhbao: {message}", err=True)
    if report.replayed.fed.trouble:
        raise EngineUnavailable(report.replayed.fed.trouble)
    if report.replayed.damaged or report.replayed.fed.refused:
        raise typer.Exit(3)


def _tell_rebuild(report: RebuildReport) -> None:
    typer.echo(f"văn bản · documents: {report.documents_before} → {report.documents_after}")
    for moved in report.moved[:20]:
        typer.echo(f"  {moved.province} · {tactic_name(moved.tactic)}: {moved.before} → {moved.after}")
    if len(report.moved) > 20:
        typer.echo(f"  … {len(report.moved) - 20} ô khác · more cells: --json")
    if not report.moved:
        typer.echo("  không ô tỉnh × thủ đoạn nào đổi · no cell of province and tactic moved")
    typer.echo(
        "đã chuyển sang chỉ mục mới · the new index is in use"
        if report.published
        else "chỉ so sánh, chỉ mục đang dùng giữ nguyên · compared only, the index in use is as it was"
    )


def verify(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Kiểm tra kho lưu và sổ cái. Is every archived record there, whole and with its digest?"""
    config: Config = ctx.obj
    if not (config.data / "ledger.sqlite").exists():
        raise ConfigurationError(
            f"Không có kho lưu trong {config.data}. There is no archive in {config.data}: crawl or add something first."
        )
    report = run_verify(config.data)
    if as_json:
        typer.echo(json.dumps({**asdict(report), "sound": report.is_sound}, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{report.files} tệp · files, {report.records} bản ghi · records")
        for damage in report.damages:
            typer.echo(f"canhbao: {damage.file} @ {damage.offset} {damage.url}: {damage.message}", err=True)
        if report.is_sound:
            typer.echo("nguyên vẹn · sound")
    if not report.is_sound:
        raise typer.Exit(3)


def doctor(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Máy này có gì, thiếu gì. What this machine has, what it lacks, what to do."""
    checks = examine(ctx.obj)
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2))
    else:
        signs = {"ok": "✓", "lacking": "–", "broken": "✗"}
        for check in checks:
            Console(highlight=False, soft_wrap=True).print(
                f"{signs[check.level]} {check.name:9} {check.message}", markup=False
            )
    if any(check.level == "broken" for check in checks):
        raise typer.Exit(2)
