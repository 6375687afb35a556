"""verify: the archive against its digests, and the ledger against the archive."""

import json
from dataclasses import asdict

import typer

from canhbao.commands import options
from canhbao.config import Config
from crawler.archive.verify import verify as run_verify
from crawler.model import ConfigurationError

LEDGER = "Sổ cái hỏng, tệp WARC còn. The ledger is at fault, the WARC files are there: run `canhbao archive rebuild`."
FILES = (
    "Tệp WARC hỏng hoặc thiếu. WARC files are damaged or missing: put them back from a backup; without one, run `canhbao archive "
    "rebuild --accept-loss`, and the next crawl fetches the named pages again."
)


def verify(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Kiểm tra kho lưu và sổ cái. Is every archived record there, whole and with its digest?"""
    config: Config = ctx.obj
    if not (config.data / "ledger.sqlite").exists() and not any((config.data / "warc").glob("*.warc.gz")):
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
    if report.ledger_is_damaged:
        typer.echo(f"canhbao: {LEDGER}", err=True)
    if report.files_are_damaged:
        typer.echo(f"canhbao: {FILES}", err=True)
    if not report.is_sound:
        raise typer.Exit(3)
