"""How a crawl or an added file ends: the balance, the issues, the exit code; and the bar while it runs."""

import json
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from canhbao.commands import options
from canhbao.run.feeding import Fed
from crawler.health import NOTES
from crawler.model import Balance, Issue

EXIT_PARTLY, EXIT_UNAVAILABLE, EXIT_RUNNING = 3, 4, 5


def progress_bar(console: Console) -> Progress:
    """The bar of a crawl and of a daily round: what goes on, sources done, time."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True)


def finish(balance: Balance, issues: tuple[Issue, ...], fed: Fed, as_json: dict[str, Any] | None) -> None:
    """Print balance and issues, then leave with 4 for an engine that is away, 3 for issues that are no mere notes."""
    if as_json is not None:
        typer.echo(json.dumps(as_json, ensure_ascii=False, indent=2))
    else:
        print_balance(balance, fed)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for issue in issues:
        console.print(f"canhbao: [{issue.kind}] {issue.message} {issue.remedy}".rstrip(), markup=False)
    for identifier, reason in fed.refused.items():
        console.print(f"canhbao: [refused] {identifier}: {reason}", markup=False)
    if fed.trouble:
        console.print(f"canhbao: {fed.trouble} ({fed.waiting} chờ · waiting)", markup=False)
        raise typer.Exit(EXIT_UNAVAILABLE)
    if fed.refused or any(issue.kind not in NOTES for issue in issues):
        raise typer.Exit(EXIT_PARTLY)


def print_balance(balance: Balance, fed: Fed) -> None:
    """The equation, part by part."""
    table = Table(title="Cân đối · balance", title_justify="left")
    table.add_column("phần · part")
    table.add_column("số · count", justify="right")
    for name in ("seen", "unchanged", "duplicate", "not_relevant", "advisories", "quarantined", "gone", "pending"):
        table.add_row(name, str(getattr(balance, name)))
    for reason, count in sorted(balance.rejected.items()):
        table.add_row(f"rejected: {reason}", str(count))
    options.table_console().print(table)
    even = "khớp · even" if balance.is_even else "LỆCH · NOT EVEN"
    typer.echo(f"{even}; cảnh báo · warnings: {balance.warnings}; đã lập chỉ mục · indexed: {fed.indexed}")
