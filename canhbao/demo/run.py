"""Runs the demo: serve the sample sites, crawl them with the real spiders and settings, index. The crawl is handed in."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from importlib import resources
from pathlib import Path

from rich.console import Console

from canhbao.config import Config
from canhbao.demo.folder import demo_folder
from canhbao.demo.server import SiteServer, serve_sites
from canhbao.run.crawl import CrawlOptions, CrawlReport
from crawler.model import ConfigurationError, Source, payload_digest
from crawler.source_files import load_sources

Crawl = Callable[[Config, list[Source], list[Path], CrawlOptions, Console], CrawlReport]


@contextmanager
def opened_demo(config: Config, today: date, console: Console, crawl: Crawl) -> Iterator[CrawlReport]:
    """One crawl of the six sites; while it is open, no demo of another day clears the folder.

    However often and on whatever days it runs, the folder ends with the documents of `today`. Raises AlreadyRunning,
    ConfigurationError.
    """
    with ExitStack() as held:
        with serve_sites(today) as servers, tempfile.TemporaryDirectory() as scratch:
            edition = f"{today} {_digest(servers.values())}"
            held.enter_context(demo_folder(config.data, edition, lambda told: console.print(told, markup=False)))
            directory = Path(scratch)
            write_sources(directory, servers)
            sources, issues = load_sources([directory])
            if issues:
                raise ConfigurationError("; ".join(issue.message for issue in issues))
            console.print(f"Thu thập {len(sources)} trang mẫu. Crawling {len(sources)} sample sites on this machine …")
            report = crawl(config, sources, [directory], _options(servers.values()), console)
        yield report


def run_demo(config: Config, today: date, console: Console, crawl: Crawl) -> CrawlReport:
    """The same, closed again at once."""
    with opened_demo(config, today, console, crawl) as report:
        return report


def _digest(servers: Iterable[SiteServer]) -> str:
    """The digest of everything that the sites answer."""
    bodies = (
        f"{server.site.base}{path} {payload_digest(resource.body)}\n"
        for server in servers
        for path, resource in sorted(server.site.paths.items())
    )
    return hashlib.sha256("".join(bodies).encode()).hexdigest()[:16]


def _options(servers: Iterable[SiteServer]) -> CrawlOptions:
    """Opens the sites' ports on this machine, and tells where each listens."""
    listeners = {server.named: server.server_address[1] for server in servers}
    return CrawlOptions(
        loopback_ports=tuple(listeners), overrides={"CANHBAO_LOOPBACK_LISTENERS": listeners}, revisit_floor=0.0
    )


def write_sources(directory: Path, servers: dict[str, SiteServer]) -> None:
    """The six source files with the addresses of the sites."""
    folder = resources.files("canhbao.demo").joinpath("sources")
    for name, server in servers.items():
        text = folder.joinpath(f"{name}.yml").read_text(encoding="utf-8")
        (directory / f"{name}.yml").write_text(text.replace("{base}", server.site.base), encoding="utf-8")
