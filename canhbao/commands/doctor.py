"""doctor: what this machine has and lacks."""

import json
from dataclasses import asdict

import typer
from rich.console import Console

from canhbao.commands import options
from canhbao.doctor import examine


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
