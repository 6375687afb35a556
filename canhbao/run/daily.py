"""The daily round: every source once, each in a child process with a deadline and a limit of memory; then the index.

In: configuration and sources. Out: a Round with what each source gave. Sources that share a host go one after the
other in one child, so that a host never meets two at once. Knows no page and no engine.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import schedule

from canhbao.config import Config
from canhbao.run.child import ChildFailed, run_in_child
from canhbao.run.crawl import CrawlOptions, alone, sum_balances
from canhbao.run.crawl import crawl as run_crawl
from canhbao.run.feeding import Fed, feed
from canhbao.vocabulary import tried_vocabulary_of
from crawler.model import Balance, ConfigurationError, Issue, RunSummary, Source, balance_to_json, issues_to_json
from crawler.text.dates import VIETNAM, VIETNAM_NAME

STATE_FILE = "daily.json"


@dataclass(frozen=True, slots=True)
class Limits:
    """Per source: `seconds` is the deadline, `memory` bytes of address space; `children` run side by side."""

    seconds: float = 3600.0
    memory: int = 4 << 30
    children: int = 4
    options: CrawlOptions = field(default_factory=CrawlOptions)


@dataclass(frozen=True, slots=True)
class Round:
    """How a round ended. `runs` are those of the sources that came to an end; the others have an issue."""

    started: datetime
    finished: datetime
    runs: tuple[RunSummary, ...]
    balance: Balance
    issues: tuple[Issue, ...]
    fed: Fed = field(default_factory=Fed)

    def as_json(self) -> dict[str, Any]:
        """The summary for programs."""
        return {
            "started": self.started.isoformat(),
            "finished": self.finished.isoformat(),
            "balance": balance_to_json(self.balance),
            "even": self.balance.is_even,
            "indexed": self.fed.indexed,
            "waiting": self.fed.waiting,
            "engine_trouble": self.fed.trouble or None,
            "sources": [{"source": run.source, "balance": balance_to_json(run.balance)} for run in self.runs],
            "issues": issues_to_json(self.issues),
        }


def groups_by_host(sources: Iterable[Source]) -> list[list[Source]]:
    """Sources that share any host together, in the order given (connected components over hosts)."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    ordered = list(sources)
    for source in ordered:
        for host in (urlsplit(source.homepage).netloc, *source.hosts):
            leader[find(f"host {host}")] = find(f"source {source.slug}")
    groups: dict[str, list[Source]] = defaultdict(list)
    for source in ordered:
        groups[find(f"source {source.slug}")].append(source)
    return list(groups.values())


def run_round(
    config: Config,
    sources: Sequence[Source],
    directories: list[Path],
    limits: Limits,
    on_source: Callable[[str, str], None] | None = None,
) -> Round:
    """Crawl every source once, then feed the engine. `on_source` gets a slug and 'ok' or the kind of its failure.

    Raises AlreadyRunning if a crawl or a round holds the data folder, ConfigurationError for a team's own tactics.
    """
    tried_vocabulary_of(config)
    with alone(config.data, "crawl"):
        return _round(config, sources, directories, limits, on_source)


def _round(
    config: Config,
    sources: Sequence[Source],
    directories: list[Path],
    limits: Limits,
    on_source: Callable[[str, str], None] | None,
) -> Round:
    started = datetime.now(UTC)
    _remember(config.data, started=started.isoformat())
    runs: dict[str, RunSummary] = {}
    issues: list[Issue] = []

    def one_host(group: list[Source]) -> list[tuple[Source, RunSummary | Issue]]:
        return [(source, _one(config, source, directories, limits)) for source in group]

    with ThreadPoolExecutor(limits.children) as pool:
        waiting = [pool.submit(one_host, group) for group in groups_by_host(sources)]
        for done in as_completed(waiting):
            for source, ended in done.result():
                if isinstance(ended, RunSummary):
                    runs[source.slug] = ended
                    issues += ended.issues
                else:
                    issues.append(ended)
                if on_source:
                    on_source(source.slug, ended.kind if isinstance(ended, Issue) else "ok")
    fed = feed(config)
    ordered = tuple(runs[source.slug] for source in sources if source.slug in runs)
    result = Round(started, datetime.now(UTC), ordered, sum_balances(r.balance for r in ordered), tuple(issues), fed)
    _remember(config.data, started=started.isoformat(), finished=result.finished.isoformat())
    return result


def _one(config: Config, source: Source, directories: list[Path], limits: Limits) -> RunSummary | Issue:
    try:
        return run_in_child(_crawl_one, limits.seconds, limits.memory, config, source, directories, limits.options)
    except ChildFailed as error:
        message = f"{source.slug}: {error}. The crawl of this source was ended; what it had is archived."
        return Issue(source.slug, error.kind, message, "Xem nhật ký, thử `canhbao sources try`. Try the source alone.")


def _crawl_one(config: Config, source: Source, directories: list[Path], options: CrawlOptions) -> RunSummary:
    report = run_crawl(config, [source], directories, options, feeding=False, lock_name=f"source-{source.slug}")
    if not report.runs:
        raise RuntimeError(report.issues[0].message if report.issues else "no run")
    return report.runs[0]


def _remember(data: Path, **facts: str) -> None:
    data.mkdir(parents=True, exist_ok=True)
    fresh = data / f"{STATE_FILE}.new"
    fresh.write_text(json.dumps(facts), encoding="utf-8")
    fresh.replace(data / STATE_FILE)


def last_started(data: Path) -> datetime | None:
    """When the last round began (aware), or None. Raises ConfigurationError if the file is damaged."""
    path = data / STATE_FILE
    if not path.exists():
        return None
    try:
        return datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["started"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"Tệp {path} hỏng: {error}. {path} is damaged: remove it.") from error


def parse_time(text: str) -> tuple[int, int]:
    """Hour and minute of HH:MM. Raises ConfigurationError."""
    try:
        moment = datetime.strptime(text, "%H:%M")  # noqa: DTZ007 - a time of day without a day
    except ValueError as error:
        raise ConfigurationError(f"Giờ '{text}' không hợp lệ. --at wants a time as HH:MM, such as 05:30.") from error
    return moment.hour, moment.minute


def is_missed(at: str, last: datetime | None, now: datetime) -> bool:
    """Whether the last planned time (in Vietnam) went by without a round; also if there never was one."""
    hour, minute = parse_time(at)
    local = now.astimezone(VIETNAM)
    planned = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if planned > local:
        planned -= timedelta(days=1)
    return last is None or last < planned


def keep_running(config: Config, at: str, job: Callable[[], None], sleep: Callable[[float], None] = time.sleep) -> None:
    """Run the job every day at a time in Vietnam; at once if the last planned one was missed. Never returns."""
    hour, minute = parse_time(at)
    scheduler = schedule.Scheduler()
    scheduler.every().day.at(f"{hour:02d}:{minute:02d}", VIETNAM_NAME).do(job)
    if is_missed(at, last_started(config.data), datetime.now(UTC)):
        job()
    while True:
        scheduler.run_pending()
        sleep(min(max(scheduler.idle_seconds or 1.0, 1.0), 60.0))
