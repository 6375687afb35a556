"""crawl, daily, add, replay: what goes into the archive and how it is understood anew."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from canhbao.commands import options
from canhbao.config import Config
from canhbao.run.add import Added
from canhbao.run.add import add as run_add
from canhbao.run.crawl import AlreadyRunning, CrawlOptions, CrawlReport, shard
from canhbao.run.crawl import crawl as run_crawl
from canhbao.run.daily import Limits, Round, keep_running, parse_time, run_round
from canhbao.run.feeding import Fed
from canhbao.run.replay import replay as run_replay
from canhbao.workspace import all_sources, source_directories
from crawler.model import Balance, ConfigurationError, EngineUnavailable, Issue, Outcome, Source
from crawler.text.dates import VIETNAM
from index.finding.search import province_name

EXIT_PARTLY, EXIT_UNAVAILABLE, EXIT_RUNNING = 3, 4, 5
NIGHT_FROM, NIGHT_UNTIL = 22, 6  # hours of the day in Vietnam


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(crawl)
    app.command()(add)
    app.command()(replay)
    app.command()(daily)


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
    try:
        report = crawl_with_progress(
            config, chosen, source_directories(config), CrawlOptions(since=since, limit=limit), console
        )
    except AlreadyRunning as error:
        console.print(f"canhbao: {error}", markup=False)
        raise typer.Exit(EXIT_RUNNING) from error
    finish(report.balance, (*issues, *report.issues), report.fed, report.as_json() if as_json else None)


def choose(known: dict[str, Source], slugs: list[str], provinces: list[str], bodies: list[str]) -> list[Source]:
    for slug in slugs:
        if slug not in known:
            raise ConfigurationError(
                f"Không có nguồn '{slug}'. There is no source '{slug}': see `canhbao sources list`."
            )
    names = {province_name(value, False) for value in provinces}
    awake = [source for source in known.values() if source.enabled and may_crawl(source, datetime.now(VIETNAM))]
    wanted = [known[slug] for slug in slugs] if slugs else awake
    return [
        source
        for source in wanted
        if (not names or source.province in names) and (not bodies or str(source.body) in bodies)
    ]


def may_crawl(source: Source, now: datetime) -> bool:
    """Whether a source may be visited at a time (aware, in Vietnam): some are left alone by day."""
    return not source.politeness.night_only or now.hour >= NIGHT_FROM or now.hour < NIGHT_UNTIL


def _progress(console: Console) -> Progress:
    """The bar of a crawl and of a daily round: what goes on, sources done, time."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True)


def crawl_with_progress(
    config: Config, sources: list[Source], directories: list[Path], limits: CrawlOptions, console: Console
) -> CrawlReport:
    """Crawl under a progress bar on `console`: sources done, articles settled."""
    with _progress(console) as progress:
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


def finish(balance: Balance, issues: tuple[Issue, ...], fed: Fed, as_json: dict[str, Any] | None) -> None:
    """Print balance and issues, then leave with 4 for an engine that is away, 3 for issues."""
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
    if issues or fed.refused:
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


def daily(
    ctx: typer.Context,
    at: Annotated[str, typer.Option(metavar="HH:MM", help="Giờ Việt Nam. Time of day in Vietnam")] = "05:30",
    once: Annotated[bool, typer.Option("--once", help="Một lượt rồi thôi. One round, then end")] = False,
    part: Annotated[str | None, typer.Option("--shard", metavar="I/N", help="Phần I của N. Part I of N")] = None,
    deadline: Annotated[int, typer.Option(min=10, help="Giây cho mỗi nguồn. Seconds for each source")] = 3600,
    memory: Annotated[int, typer.Option(min=0, help="MB cho mỗi nguồn. MB for each source; 0: no limit")] = 4096,
    children: Annotated[int, typer.Option(min=1, max=64, help="Số tiến trình. Processes side by side")] = 4,
    as_json: options.Json = False,
) -> None:
    """Thu thập hằng ngày. Every source once a day, each in a process of its own; makes up for a missed run."""
    config: Config = ctx.obj
    parse_time(at)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    limits = Limits(float(deadline), memory << 20, children)
    if once:
        ended = _round(config, part, limits, console)
        finish(ended.balance, ended.issues, ended.fed, ended.as_json() if as_json else None)
        return

    def job() -> None:
        try:
            ended = _round(config, part, limits, console)
        except AlreadyRunning as error:
            console.print(f"canhbao: {error}", markup=False)
            return
        if as_json:
            typer.echo(json.dumps(ended.as_json(), ensure_ascii=False))
        else:
            print_balance(ended.balance, ended.fed)
        for issue in ended.issues:
            console.print(f"canhbao: [{issue.kind}] {issue.message}", markup=False)

    console.print(f"canhbao: mỗi ngày lúc {at} · every day at {at} (Asia/Ho_Chi_Minh)", markup=False)
    keep_running(config, at, job)


def _round(config: Config, part: str | None, limits: Limits, console: Console) -> Round:
    known, issues = all_sources(config)
    chosen = choose(known, [], [], [])
    if part:
        chosen = shard(chosen, part)
    for issue in issues:
        console.print(f"canhbao: {issue.message} {issue.remedy}", markup=False)
    with _progress(console) as progress:
        bar = progress.add_task("nguồn · sources", total=len(chosen))

        def told(slug: str, state: str) -> None:
            progress.update(bar, advance=1, description=f"{slug}: {state}")

        return run_round(config, chosen, source_directories(config), limits, told)


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

    report = run_add(config, paths, chosen, on_file=tell)
    finish(report.balance, report.issues, report.fed, report.as_json() if as_json else None)


def replay(
    ctx: typer.Context,
    source: Annotated[str | None, typer.Option(help="Chỉ nguồn này. This source only")] = None,
    as_json: options.Json = False,
) -> None:
    """Dựng lại từ kho lưu, không dùng mạng. Rebuild from the archive, without touching the web."""
    report = run_replay(ctx.obj, source)
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        typer.echo(f"đọc lại · replayed: {report.pages}; đã lập chỉ mục · indexed: {report.fed.indexed}")
        for outcome, count in sorted(report.outcomes.items()):
            typer.echo(f"  {outcome}: {count}")
    for message in report.damaged:
        typer.echo(f"canhbao: {message}", err=True)
    if report.fed.trouble:
        raise EngineUnavailable(report.fed.trouble)
    if report.damaged or report.fed.refused:
        raise typer.Exit(EXIT_PARTLY)
