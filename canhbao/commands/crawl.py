"""crawl: harvest chosen sources in this process."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from canhbao.commands import options
from canhbao.commands.balance import EXIT_RUNNING, finish, progress_bar
from canhbao.commands.choosing import choose
from canhbao.config import Config
from canhbao.holdings import told_of_new
from canhbao.run.crawl import AlreadyRunning, CrawlOptions, CrawlReport, shard
from canhbao.run.crawl import crawl as run_crawl
from canhbao.vocabulary import tried_vocabulary_of
from canhbao.workspace import all_sources, source_directories
from crawler.model import ConfigurationError, Outcome, Source


def crawl(
    ctx: typer.Context,
    slugs: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Mã nguồn. Source slugs")] = None,
    province: options.Province = None,
    body: Annotated[list[str] | None, typer.Option(help="portal | police | newspaper | ministry | …")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Số bài mỗi nguồn. Articles per source")] = None,
    since: options.Since = None,
    part: Annotated[str | None, typer.Option("--shard", metavar="I/N", help="Phần I của N. Part I of N")] = None,
    as_json: options.Json = False,
) -> None:
    """Thu thập từ các nguồn. Harvest sources politely; ends with the balance."""
    config: Config = ctx.obj
    tried_vocabulary_of(config)
    known, issues = all_sources(config)
    chosen = choose(known, slugs or [], province or [], body or [])
    if part:
        chosen = shard(chosen, part)
    options.day(since, "since")
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for issue in issues:
        console.print(f"canhbao: {issue.message} {issue.remedy}", markup=False)
    if not chosen:
        raise ConfigurationError("Không có nguồn nào khớp. No enabled source matches: see `canhbao sources list`.")
    if new := told_of_new(config.data):
        console.print(f"canhbao: {new}", markup=False)
    try:
        report = crawl_with_progress(
            config, chosen, source_directories(config), CrawlOptions(since=since, limit=limit), console
        )
    except AlreadyRunning as error:
        console.print(f"canhbao: {error}", markup=False)
        raise typer.Exit(EXIT_RUNNING) from error
    finish(report.balance, (*issues, *report.issues), report.fed, report.as_json() if as_json else None)


def crawl_with_progress(
    config: Config, sources: list[Source], directories: list[Path], limits: CrawlOptions, console: Console
) -> CrawlReport:
    """Crawl under a progress bar on `console`: sources done, articles settled."""
    with progress_bar(console) as progress:
        bar = progress.add_task("nguồn · sources", total=len(sources))
        articles = 0

        def settled(_slug: str, _outcome: Outcome) -> None:
            nonlocal articles
            articles += 1
            progress.update(bar, description=f"nguồn · sources ({articles} bài · articles)")

        return run_crawl(
            config,
            sources,
            directories,
            limits,
            on_settled=settled,
            on_source=lambda _slug, _run: progress.advance(bar),
        )
