"""verify: the archive against its digests, and the ledger against the archive."""

import json
from dataclasses import asdict

import typer

from canhbao.commands import options
from canhbao.config import Config
from crawler.archive.verify import verify as run_verify
from crawler.model import ConfigurationError


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
