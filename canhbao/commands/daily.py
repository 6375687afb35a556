"""daily: every source once a day, each in a process of its own."""

import json
from typing import Annotated

import typer
from rich.console import Console

from canhbao.commands import options
from canhbao.commands.balance import finish, print_balance, progress_bar
from canhbao.commands.choosing import choose
from canhbao.config import Config
from canhbao.holdings import told_of_new
from canhbao.run.crawl import AlreadyRunning, shard
from canhbao.run.daily import Limits, Round, keep_running, parse_time, run_round
from canhbao.vocabulary import tried_vocabulary_of
from canhbao.workspace import all_sources, source_directories


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
    tried_vocabulary_of(config)  # a team's own tactics are refused here, not in the middle of the night
    parse_time(at)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if new := told_of_new(config.data):
        console.print(f"canhbao: {new}", markup=False)
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
    with progress_bar(console) as progress:
        bar = progress.add_task("nguồn · sources", total=len(chosen))

        def told(slug: str, state: str) -> None:
            progress.update(bar, advance=1, description=f"{slug}: {state}")

        return run_round(config, chosen, source_directories(config), limits, told)
