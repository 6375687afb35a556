"""demo: the bundled sample sites, crawled with the real spiders, indexed and shown."""

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from canhbao.commands import options
from canhbao.commands.balance import EXIT_RUNNING, finish
from canhbao.commands.crawl import crawl_with_progress
from canhbao.commands.serve import open_dashboards
from canhbao.config import Config
from canhbao.demo.run import opened_demo
from canhbao.run.crawl import AlreadyRunning, CrawlReport


def demo(
    ctx: typer.Context,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Chỉ chạy, không mở trang. Run and exit")] = False,
    host: Annotated[str | None, typer.Option(help="Address of the dashboards")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port of the dashboards")] = None,
    as_json: options.Json = False,
) -> None:
    """Chạy thử trên các trang mẫu. Crawl the bundled sample sites, index them, open the dashboards."""
    config: Config = ctx.obj
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    # Apart from real data, in an index of its own: sample documents never come among those of a team.
    config = config.model_copy(update={"data": config.data / "demo", "index": "embedded"})
    today = date.today()  # noqa: DTZ011 - the demo's dates are this machine's days
    try:
        with opened_demo(config, today, console, crawl_with_progress) as report:
            _finish(report, as_json, console, serving=not no_serve)
            if not no_serve:
                open_dashboards(config, host or config.host, port if port is not None else config.port, console)
    except AlreadyRunning as error:
        console.print(f"canhbao: {error}", markup=False)
        raise typer.Exit(EXIT_RUNNING) from error


def _finish(report: CrawlReport, as_json: bool, console: Console, *, serving: bool) -> None:
    """Print the balance; with trouble, leave with its code unless the dashboards are still to be opened."""
    try:
        finish(report.balance, report.issues, report.fed, report.as_json() if as_json else None)
    except typer.Exit as failure:
        if not serving:
            raise
        console.print(f"canhbao: demo gặp lỗi (mã {failure.exit_code}). The demo had trouble; see above.", markup=False)
