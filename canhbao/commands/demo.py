"""demo: the bundled sample sites, crawled with the real spiders, indexed and shown."""

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from canhbao.commands import options
from canhbao.commands.balance import finish
from canhbao.commands.crawl import crawl_with_progress
from canhbao.commands.serve import open_dashboards
from canhbao.config import Config
from canhbao.demo.run import run_demo


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
    open_dashboards(config, host or config.host, port if port is not None else config.port, console)
