"""serve: the dashboards over the configured engine."""

from typing import Annotated

import typer
from rich.console import Console

from canhbao.config import Config
from canhbao.serving import serve_dashboards


def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Địa chỉ nghe. Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Cổng; 0: bất kỳ. Port; 0: any")] = None,
) -> None:
    """Mở bảng theo dõi. Serve the dashboards."""
    config: Config = ctx.obj
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    open_dashboards(config, host or config.host, port if port is not None else config.port, console)


def open_dashboards(config: Config, host: str, port: int, console: Console) -> None:
    """Serve until stopped; the address is told on `console`. Raises ConfigurationError if it cannot be listened on."""
    serve_dashboards(
        config, host, port, lambda address: console.print(f"Canhbao: {address}  (Ctrl+C để dừng · to stop)")
    )
