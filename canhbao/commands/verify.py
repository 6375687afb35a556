"""verify: the archive against its digests, and the ledger against the archive."""

import json
from dataclasses import asdict

import typer

from canhbao.commands import options
from canhbao.config import Config
from canhbao.holdings import refuse_nothing
from crawler.archive.verify import verify as run_verify
from crawler.model import ConfigurationError, EngineUnavailable

LEDGER = "Sổ cái hỏng, tệp WARC còn. The ledger is at fault, the WARC files are there: run `canhbao archive rebuild`."
FILES = (
    "Tệp WARC hỏng hoặc thiếu. WARC files are damaged or missing: put them back from a backup; without one, run `canhbao archive "
    "rebuild --accept-loss`, and the next crawl fetches the named pages again."
)


def verify(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Kiểm tra kho lưu và sổ cái. Is every archived record there, whole and with its digest?"""
    config: Config = ctx.obj
    refuse_nothing(config.data)
    if not (config.data / "ledger.sqlite").exists() and not any((config.data / "warc").glob("*.warc.gz")):
        raise ConfigurationError(
            f"Không có kho lưu trong {config.data}. There is no archive in {config.data}: crawl or add something first."
        )
    report = run_verify(config.data)
    wrong = _of_index(config)
    is_sound = report.is_sound and not wrong
    if as_json:
        answer = {**asdict(report), "index": wrong, "sound": is_sound}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{report.files} tệp · files, {report.records} bản ghi · records")
        for damage in report.damages:
            typer.echo(f"canhbao: {damage.file} @ {damage.offset} {damage.url}: {damage.message}", err=True)
        for sentence in wrong:
            typer.echo(f"canhbao: {sentence}", err=True)
        if is_sound:
            typer.echo("nguyên vẹn · sound")
    if report.ledger_is_damaged:
        typer.echo(f"canhbao: {LEDGER}", err=True)
    if report.files_are_damaged:
        typer.echo(f"canhbao: {FILES}", err=True)
    if not is_sound:
        raise typer.Exit(3)


def _of_index(config: Config) -> list[str]:
    """Sentences of what is wrong with the index: another one than the archive, and rebuilt from it."""
    from canhbao.workspace import engine_of, refuse_emptiness  # whose types take a third of a start: only to verify

    try:
        with engine_of(config, readonly=True) as engine:
            wrong = engine.damages()
            if not wrong:
                refuse_emptiness(config, engine)
    except EngineUnavailable as error:
        return [str(error)]
    return list(wrong)
