"""Runs the demo: serve the sample sites, crawl them with the real spiders and settings, index. The crawl is handed in."""

import tempfile
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path

from rich.console import Console

from canhbao.config import Config
from canhbao.demo.server import SiteServer, serve_sites
from canhbao.run.crawl import CrawlOptions, CrawlReport
from crawler.model import ConfigurationError, Source
from crawler.source_files import load_sources

Crawl = Callable[[Config, list[Source], list[Path], CrawlOptions, Console], CrawlReport]


def run_demo(config: Config, today: date, console: Console, crawl: Crawl) -> CrawlReport:
    """One crawl of the six sites. Raises AlreadyRunning, ConfigurationError."""
    with serve_sites(today) as servers, tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        write_sources(directory, servers)
        sources, issues = load_sources([directory])
        if issues:
            raise ConfigurationError("; ".join(issue.message for issue in issues))
        console.print(f"Thu thập {len(sources)} trang mẫu. Crawling {len(sources)} sample sites on this machine …")
        ports = tuple(server.server_address[1] for server in servers.values())
        options = CrawlOptions(loopback_ports=ports, revisit_floor=0.0)
        return crawl(config, sources, [directory], options, console)


def write_sources(directory: Path, servers: dict[str, SiteServer]) -> None:
    """The six source files with the addresses that the sites have now."""
    folder = resources.files("canhbao.demo").joinpath("sources")
    for name, server in servers.items():
        text = folder.joinpath(f"{name}.yml").read_text(encoding="utf-8")
        (directory / f"{name}.yml").write_text(text.replace("{base}", server.site.base), encoding="utf-8")
