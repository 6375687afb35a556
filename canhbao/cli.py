"""The command line: options, exit codes, and one clear sentence for each failure.

Exit codes: 0 done; 2 wrong usage or configuration; 3 some sources or files failed; 4 an engine or disk is
unavailable, work is kept; 5 already running.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from canhbao.commands.lazy import LazyGroup
from canhbao.commands.table import COMMANDS


class _Group(LazyGroup):
    """Turns the four named failures into a sentence on standard error and their exit code."""

    rows = COMMANDS

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader (head, less) has gone: that is no failure of ours, and nothing is left to flush.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except Exception as error:
            from canhbao.failures import exit_code, tell  # the types of failures: only who fails pays for them

            code = exit_code(error)
            if code is None:
                raise
            tell(error)
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
        from importlib.metadata import version  # reads e-mail headers: no other start waits for that

        typer.echo(f"canhbao {version('canhbao')}")
        raise typer.Exit


@app.callback()
def configure(
    ctx: typer.Context,
    data: Annotated[Path | None, typer.Option(help="Folder of archive, ledger and index [CANHBAO_DATA]")] = None,
    index: Annotated[str | None, typer.Option(help="'embedded' or the URL of Elasticsearch [CANHBAO_INDEX]")] = None,
    _version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
) -> None:
    """Đọc cấu hình. Read the configuration: options, then environment, then canhbao.toml."""
    from canhbao.config import load_config  # not for --help and --version, which read no configuration

    config = load_config(Path.cwd(), os.environ)
    changes = {key: value for key, value in (("data", data), ("index", index)) if value is not None}
    ctx.obj = config.model_copy(update=changes)


def main() -> None:
    """Entry point of the `canhbao` command."""
    app()
