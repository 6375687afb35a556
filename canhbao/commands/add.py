"""add: local files and folders into the archive and the index."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from canhbao.commands import options
from canhbao.commands.balance import finish
from canhbao.commands.choosing import choose
from canhbao.config import Config
from canhbao.holdings import told_of_new
from canhbao.run.add import Added
from canhbao.run.add import add as run_add
from canhbao.workspace import all_sources


def add(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Tệp hoặc thư mục. Files or folders")],
    source: Annotated[str | None, typer.Option(help="Ghi vào nguồn này. Count them to this source")] = None,
    as_json: options.Json = False,
) -> None:
    """Thêm tệp của bạn. Add local files (html pdf doc docx txt images), as if fetched."""
    config: Config = ctx.obj
    chosen = None
    if source:
        known, _ = all_sources(config)
        chosen = choose(known, [source], [], [])[0]

    def tell(item: Added) -> None:
        if not as_json:
            line = f"{item.outcome:12} {item.advisory_id or item.reason:16} {item.path}"
            Console(highlight=False, soft_wrap=True).print(Text(line))

    if new := told_of_new(config.data):
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"canhbao: {new}", markup=False)
    report = run_add(config, paths, chosen, on_file=tell)
    finish(report.balance, report.issues, report.fed, report.as_json() if as_json else None)
