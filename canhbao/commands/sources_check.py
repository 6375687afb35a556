"""sources check: every source file and its sample; with --live whether the sites answer."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from canhbao.commands import options
from canhbao.commands.choosing import choose
from canhbao.commands.issues import EXIT_PARTLY, print_issues
from canhbao.config import Config
from canhbao.registry.samples import check_sample
from canhbao.vocabulary import tried_vocabulary_of
from canhbao.workspace import all_sources, source_directories
from crawler.health import FAILING, HealthState
from crawler.model import ConfigurationError, Issue, issues_to_json
from crawler.source_files import SUFFIXES, load_source
from index.finding.search import province_name


def sources_check(
    ctx: typer.Context,
    slugs: options.Slugs = None,
    live: Annotated[bool, typer.Option("--live", help="Hỏi thử trang thật. Probe the sites and record it")] = False,
    province: options.Province = None,
    as_json: options.Json = False,
) -> None:
    """Kiểm tra nguồn. Check every source file and its sample; with --live also whether the sites answer."""
    config: Config = ctx.obj
    if live:
        tried_vocabulary_of(config)
    known, issues = all_sources(config)
    issues = [*issues, *_sample_issues(config)]
    asked = list(dict.fromkeys(slugs or []))
    unread = {issue.source for issue in issues} - set(known)  # a file that is none has no source, but a name
    named = [slug for slug in asked if slug not in unread]
    chosen = choose(known, named, [], [], everything=True) if named or not asked else []
    wanted = {province_name(value, False) for value in province or []}
    chosen = [source for source in chosen if not wanted or source.province in wanted]
    if asked or wanted:
        names = {*asked, *(source.slug for source in chosen)}
        issues = [issue for issue in issues if issue.source in names]
    probes: dict[str, Any] = {}
    if live:
        from canhbao.registry.probing import look_at  # a probe crawls; a check of files needs no Scrapy

        for source in track(chosen, "nguồn · sources", console=Console(stderr=True), transient=True):
            probes[source.slug] = asdict(look_at(config, source))
    sound = sum(source.slug not in {issue.source for issue in issues} for source in chosen)
    if as_json:
        answer = {"sound": sound, "issues": issues_to_json(issues), **({"probes": probes} if live else {})}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{sound} nguồn tốt · sound sources; {len(issues)} vấn đề · issues")
        for slug, probe in probes.items():
            typer.echo(f"{slug:32} {probe['state']:12} {probe['articles']} bài · articles; {probe['detected'] or '?'}")
    if issues:
        print_issues(issues)
    if issues or any(HealthState(probe["state"]) in FAILING for probe in probes.values()):
        raise typer.Exit(EXIT_PARTLY)


def _sample_issues(config: Config) -> list[Issue]:
    issues: list[Issue] = []
    for directory in source_directories(config):
        for path in sorted(path for path in directory.rglob("*") if path.suffix in SUFFIXES):
            try:
                issues += check_sample(load_source(path), path)
            except ConfigurationError:
                continue  # a broken source file is an issue of its own already
    return issues
