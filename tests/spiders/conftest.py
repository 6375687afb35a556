"""A spider of any platform on a real, empty ledger, without a network; and sites on loopback that are crawled for real."""

import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml
from scrapy.signalmanager import SignalManager

from canhbao.config import Config
from canhbao.run.child import run_in_child
from canhbao.run.crawl import CrawlOptions, CrawlReport
from canhbao.run.crawl import crawl as run_crawl
from crawler.extensions import RunExtension, issue_found
from crawler.loader import spider_class
from crawler.model import Body, Issue, Source
from crawler.settings import build_settings
from crawler.shared import Shared
from index.engines import open_engine
from index.finding.search import search
from index.record import Record
from index.requests import Filters, SearchRequest
from spiders.platforms import PLATFORMS


class Bench:
    """Spiders over one archive, and the issues they report; a crawler as far as a spider asks for one."""

    def __init__(self, data: Path) -> None:
        self.data, self.issues = data, list[Issue]()
        self.signals = SignalManager(self)
        self.runs: list[RunExtension] = []
        self.signals.connect(self._heard, signal=issue_found, weak=False)

    def _heard(self, issue: Issue) -> None:
        self.issues.append(issue)

    def spider(self, source: Source, **arguments: Any) -> Any:
        self.spidercls = spider_class(source, PLATFORMS, Shared())
        self.settings = build_settings(
            self.data,
            sources_dirs=(),
            sink="",
            run_id=f"run{len(self.runs)}",
            overrides={"CANHBAO_MINIMUM_FREE_BYTES": 0},
        )
        self.runs.append(RunExtension(self))
        spider = self.spidercls(name=source.slug, **arguments)
        spider.crawler = self
        return spider

    def get_extension(self, cls: type) -> RunExtension | None:
        return self.runs[-1] if cls is RunExtension else None


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "data")
    yield made
    for run in made.runs:
        run.archive.close()


class Served:
    """A site on a loopback address of its own: `routes` maps a path with its query to (type, body); `asked` is the log.

    BASE in a body stands for the site's address; an unknown path with '/bai' is an article of our own.
    """

    def __init__(self, folder: Path, number: int = 0) -> None:
        self.folder, self.slug = folder, f"mau-{number}"
        self.routes: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.asked.append(self.path)
                media, body = served.routes.get(self.path, ("", b""))
                if not media and "/bai" in self.path:
                    media, body = "text/html; charset=utf-8", article(self.path).encode()
                self.send_response(200 if media else 404)
                self.send_header("Content-Type", media or "text/html")
                self.end_headers()
                self.wfile.write(body.replace(b"BASE", served.base.encode()))

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer((f"127.0.2.{number + 1}", 0), Handler)
        self.port = self.server.server_address[1]
        self.base = f"http://{self.server.server_address[0]}:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def plan(self, platform: str = "listing", **fields: Any) -> "Served":
        """The site as a source; addresses in `fields` may be paths."""
        for name in ("feeds", "sitemaps", "listings"):
            fields[name] = tuple(urljoin(self.base, path) for path in fields.get(name, ()))
        self.source = Source(
            slug=self.slug,
            name="Trang mẫu",
            body=Body.PORTAL,
            platform=platform,
            homepage=f"{self.base}/",
            follow="articles",
            politeness={"delay": 0},
            **fields,
        )
        return self

    def articles(self) -> set[str]:
        """The articles that were asked for."""
        return {path for path in self.asked if "/bai" in path}

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Crawled:
    """One real crawl of all sites, each a source of its own."""

    def __init__(self, folder: Path, sites: Sequence[Served]) -> None:
        sources = folder / "sources"
        sources.mkdir()
        for site in sites:
            text = yaml.safe_dump(site.source.model_dump(mode="json"))
            (sources / f"{site.slug}.yml").write_text(text, encoding="utf-8")
        self.sites = {site.slug: site for site in sites}
        self.config = Config(data=folder / "data")
        options = CrawlOptions(loopback_ports=tuple(site.port for site in sites))
        self.report: CrawlReport = run_in_child(
            run_crawl, 300.0, 0, self.config, [site.source for site in sites], [sources], options
        )

    def issues(self, site: Served) -> tuple[Issue, ...]:
        return next(run.issues for run in self.report.runs if run.source == site.slug)

    def records(self, site: Served) -> dict[str, Record]:
        """What was indexed of a site, by path."""
        engine = open_engine("embedded", self.config.data, readonly=True)
        try:
            found = search(engine, SearchRequest(limit=100, filters=Filters(advisories_only=False)))
            return {
                hit.record.url.removeprefix(site.base): hit.record
                for hit in found.hits
                if hit.record.url.startswith(site.base)
            }
        finally:
            engine.close()


def article(path: str) -> str:
    """A warning of our own without a date; each address has its own words."""
    words = (
        "Công an tỉnh Lào Cai cảnh báo thủ đoạn giả danh nhân viên điện lực gọi điện yêu cầu người dân cài ứng dụng giả "
        "mạo để chiếm đoạt tài sản. Nhiều người dân đã bị mất tiền trong tài khoản ngân hàng sau khi làm theo."
    )
    title = f"Cảnh báo thủ đoạn lừa đảo {path}"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><article><p>{words} {path}</p><p>{words}</p></article></body></html>"


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Served]]:
    """Makes sites, closed at the end."""
    made: list[Served] = []

    def another() -> Served:
        made.append(Served(tmp_path_factory.mktemp("site"), len(made)))
        return made[-1]

    yield another
    for site in made:
        site.close()


@pytest.fixture(scope="session")
def crawl_all(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[Served]], Crawled]:
    """One real crawl of several sites: starting a crawl costs more than a site."""
    return lambda sites: Crawled(tmp_path_factory.mktemp("crawl"), sites)
