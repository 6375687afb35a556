"""The command line: options, exit codes, and one clear sentence for each failure.

Exit codes: 0 done; 2 wrong usage or configuration; 3 some sources or files failed; 4 an engine or disk is
unavailable, work is kept; 5 already running.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from canhbao import __version__
from canhbao.commands import collect, find, operate, review, stories, texts, trends
from canhbao.commands import sources as registry
from canhbao.config import load_config
from crawler.extract import understand_with
from crawler.model import ConfigurationError, DocumentQuarantined, EngineUnavailable, SourceChanged

EXIT_USAGE, EXIT_PARTLY, EXIT_UNAVAILABLE, EXIT_RUNNING = 2, 3, 4, 5

_EXITS = (
    (ConfigurationError, EXIT_USAGE),
    (SourceChanged, EXIT_PARTLY),
    (DocumentQuarantined, EXIT_PARTLY),
    (EngineUnavailable, EXIT_UNAVAILABLE),
)


class _Group(TyperGroup):
    """Turns the four named failures into a sentence on standard error and their exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader (head, less) has gone: that is no failure of ours, and nothing is left to flush.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except tuple(kind for kind, _ in _EXITS) as error:
            code = next(code for kind, code in _EXITS if isinstance(error, kind))
            Console(stderr=True, soft_wrap=True, highlight=False).print(f"canhbao: {error}", markup=False)
            raise typer.Exit(code) from error


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Canhbao: theo dõi cảnh báo lừa đảo trên 34 tỉnh, thành phố. The monitor of scam warnings in Vietnam.",
    epilog="Exit codes: 0 done; 2 usage or configuration; 3 some sources failed; 4 engine or disk unavailable; "
    "5 already running.",
)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"canhbao {__version__}")
        raise typer.Exit


@app.callback()
def configure(
    ctx: typer.Context,
    data: Annotated[Path | None, typer.Option(help="Folder of archive, ledger and index [CANHBAO_DATA]")] = None,
    index: Annotated[str | None, typer.Option(help="'embedded' or the URL of Elasticsearch [CANHBAO_INDEX]")] = None,
    _version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
) -> None:
    """Đọc cấu hình. Read the configuration: options, then environment, then canhbao.toml."""
    config = load_config(Path.cwd(), os.environ)
    changes = {key: value for key, value in (("data", data), ("index", index)) if value is not None}
    ctx.obj = config.model_copy(update=changes)
    if not (config.tactics and ctx.invoked_subcommand == "review" and not config.tactics.exists()):
        understand_with(config.tactics)  # `review tactic` writes the file at its first use


for module in (operate, collect, registry, texts, review, find, trends, stories):
    module.register(app)


def main() -> None:
    """Entry point of the `canhbao` command."""
    app()
