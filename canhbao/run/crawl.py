"""Runs the spiders of chosen sources in this process and feeds the engine; ends with the balance.

In: configuration, sources, limits. Out: a CrawlReport. Sources run side by side, a few at a time; politeness towards one
host is the spiders' and middlewares' business.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import CrawlerProcess

from canhbao.config import Config
from canhbao.run.feeding import Fed, Feeder
from canhbao.vocabulary import tried_vocabulary_of
from crawler.archive.store import new_run_id, run_lock
from crawler.extensions import page_settled, run_of
from crawler.model import (
    Balance,
    ConfigurationError,
    Issue,
    Outcome,
    RunSummary,
    Source,
    balance_to_json,
    issues_to_json,
)
from crawler.settings import CANHBAO_REVISIT_FLOOR, build_settings

SIDE_BY_SIDE = 6
_SINK = "canhbao.run.sink.outbox_sink"


class AlreadyRunning(ConfigurationError):
    """Another crawl works on the same data folder."""


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """How a crawl ended: the runs of its sources, all balances together, and what reached the engine."""

    runs: tuple[RunSummary, ...]
    balance: Balance
    issues: tuple[Issue, ...]
    fed: Fed

    @property
    def failed(self) -> tuple[str, ...]:
        """Slugs of sources with an issue that a person must look at."""
        return tuple(dict.fromkeys(issue.source for issue in self.issues))

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "balance": balance_to_json(self.balance),
            "even": self.balance.is_even,
            "indexed": self.fed.indexed,
            "waiting": self.fed.waiting,
            "refused": self.fed.refused,
            "engine_trouble": self.fed.trouble or None,
            "sources": [
                {"source": run.source, "balance": balance_to_json(run.balance), "issues": issues_to_json(run.issues)}
                for run in self.runs
            ],
            "issues": issues_to_json(self.issues),
        }


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """Limits of a crawl. `since` is YYYY-MM-DD or None; `limit` is articles per source or None.

    `loopback_ports` lets the demo and tests crawl sites on this machine; it can be set in code alone.
    """

    since: str | None = None
    limit: int | None = None
    loopback_ports: tuple[int, ...] = ()
    overrides: dict[str, Any] | None = None
    revisit_floor: float | None = None


def shard(sources: Iterable[Source], part: str) -> list[Source]:
    """The sources of shard 'I/N' (1-based), by a hash of the slug: deterministic, without overlap.

    Raises ConfigurationError if the text is not I/N with 1 <= I <= N.
    """
    try:
        number, count = (int(text) for text in part.split("/"))
        if not 1 <= number <= count:
            raise ValueError
    except ValueError as error:
        raise ConfigurationError(f"--shard '{part}' sai. --shard wants I/N with 1 <= I <= N, such as 2/4.") from error
    return [
        source
        for source in sources
        if int.from_bytes(hashlib.sha256(source.slug.encode()).digest()[:8], "big") % count == number - 1
    ]


def crawl(
    config: Config,
    sources: list[Source],
    directories: list[Path],
    options: CrawlOptions,
    on_settled: Callable[[str, Outcome], None] | None = None,
    on_source: Callable[[str, RunSummary], None] | None = None,
    *,
    feeding: bool = True,
    lock_name: str = "crawl",
) -> CrawlReport:
    """Crawl the sources; without `feeding`, what is understood waits in the outbox.

    Raises AlreadyRunning if another crawl holds the data folder's lock of that name, ConfigurationError (a team's own
    tactics among others).
    """
    tried_vocabulary_of(config)
    with alone(config.data, lock_name):
        return _crawl(config, sources, directories, options, on_settled, on_source, feeding=feeding)


@contextmanager
def alone(data: Path, name: str) -> Iterator[None]:
    """Hold a data folder's lock of that name, and free it at the end: the next round may be of the same process.

    Raises AlreadyRunning if another crawl holds it.
    """
    lock = run_lock(data, name)
    if lock is None:
        raise AlreadyRunning(
            f"Một lượt thu thập khác đang chạy trên {data}. Another crawl is running on {data}: wait for it."
        )
    try:
        yield
    finally:
        os.close(lock)


def _crawl(
    config: Config,
    sources: list[Source],
    directories: list[Path],
    options: CrawlOptions,
    on_settled: Callable[[str, Outcome], None] | None,
    on_source: Callable[[str, RunSummary], None] | None,
    *,
    feeding: bool,
) -> CrawlReport:
    run_id = new_run_id()
    settings = build_settings(
        config.data,
        sources_dirs=directories,
        sink=_SINK,
        tactics=config.tactics,
        loopback_ports=options.loopback_ports,
        contact=config.contact,
        run_id=run_id,
        overrides={"LOG_INSTALL_ROOT_HANDLER": False, **(options.overrides or {})},
        revisit_floor=CANHBAO_REVISIT_FLOOR if options.revisit_floor is None else options.revisit_floor,
    )
    process = CrawlerProcess(settings)
    runs: dict[str, RunSummary] = {}
    waiting = iter(sources)
    feeder = Feeder(config).start() if feeding else None
    loader: Any = process.spider_loader  # Scrapy's protocol knows nothing of what our loader's spiders share
    with closing(loader.shared):
        for _ in range(min(SIDE_BY_SIDE, len(sources))):
            _next(process, waiting, options, runs, on_settled, on_source)
        if sources:
            process.start()
    fed = feeder.finish() if feeder else Fed()
    return _report(runs, sources, fed)


def _next(
    process: CrawlerProcess,
    waiting: Iterator[Source],
    options: CrawlOptions,
    runs: dict[str, RunSummary],
    on_settled: Callable[[str, Outcome], None] | None,
    on_source: Callable[[str, RunSummary], None] | None,
) -> None:
    source = next(waiting, None)
    if source is None:
        return
    crawler: Any = process.create_crawler(source.slug)

    def settled(page_id: str, outcome: Outcome, reason: str) -> None:
        if on_settled:
            on_settled(source.slug, outcome)

    def closed() -> None:
        summary = run_of(crawler).summary
        if summary is not None:
            runs[source.slug] = summary
            if on_source:
                on_source(source.slug, summary)

    crawler.signals.connect(settled, signal=page_settled, weak=False)
    crawler.signals.connect(closed, signal=signals.engine_stopped, weak=False)
    done = process.crawl(crawler, since=options.since, limit=options.limit)
    done.addBoth(lambda _: _next(process, waiting, options, runs, on_settled, on_source))


def _report(runs: dict[str, RunSummary], sources: list[Source], fed: Fed) -> CrawlReport:
    issues = [issue for run in runs.values() for issue in run.issues]
    issues += [
        Issue(source.slug, "crashed", f"{source.slug}: không chạy được. The crawl of this source did not start or end.")
        for source in sources
        if source.slug not in runs
    ]
    ordered = tuple(runs[source.slug] for source in sources if source.slug in runs)
    return CrawlReport(ordered, sum_balances(run.balance for run in ordered), tuple(issues), fed)


def sum_balances(balances: Iterable[Balance]) -> Balance:
    """All counts added up, reasons of rejection by name."""
    total = Balance()
    for balance in balances:
        rejected = dict(total.rejected)
        for reason, count in balance.rejected.items():
            rejected[reason] = rejected.get(reason, 0) + count
        total = replace(
            total,
            rejected=rejected,
            **{
                name: getattr(total, name) + getattr(balance, name)
                for name in Balance.__dataclass_fields__
                if name != "rejected"
            },
        )
    return total
