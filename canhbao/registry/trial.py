"""Tries a source on its real site with its real settings, in a folder that is thrown away.

In: a configuration and a source. Out: what a crawl of a few articles archived and understood, the run's issues, the platform that its pages
show. Used by `sources try`, `sources check --live` and `sources new`. Nothing reaches the index.
"""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import yaml

from canhbao.config import Config
from canhbao.run.child import run_in_child
from canhbao.run.crawl import CrawlOptions
from canhbao.run.crawl import crawl as run_crawl
from canhbao.vocabulary import tried_vocabulary_of
from crawler.archive import Archive
from crawler.model import Advisory, Document, DocumentQuarantined, Issue, Page, Source
from crawler.read.charset import decode
from crawler.read.html import parse_html
from crawler.read.layouts import layout_of
from crawler.read.sandbox import Sandbox
from crawler.understanding import extract_document, read_page
from crawler.vocab.vocabulary import Vocabulary

DEADLINE = 300.0
MEMORY = 4 << 30


@dataclass(frozen=True, slots=True)
class Tried:
    """One article of a trial: its page, and what was made of it (or the named reason why not)."""

    page: Page
    document: Document | None = None
    advisory: Advisory | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """`lists` are the archived feeds, sitemaps and listings; `detected` is the platform that the pages show, or ''."""

    issues: tuple[Issue, ...]
    articles: tuple[Tried, ...]
    lists: tuple[Page, ...]
    detected: str = ""
    feeds: tuple[str, ...] = field(default=())


def try_source(config: Config, source: Source, limit: int, loopback_ports: Sequence[int] = ()) -> Trial:
    """Crawl up to `limit` articles in a child process, with the contact and the vocabulary of the configuration.

    Raises ChildFailed, ConfigurationError if a team's own tactics are unsound.
    """
    tried_vocabulary_of(config)
    return run_in_child(_try, DEADLINE, MEMORY, config, source, limit, tuple(loopback_ports))


def _try(config: Config, source: Source, limit: int, loopback_ports: tuple[int, ...]) -> Trial:
    vocabulary = tried_vocabulary_of(config)
    with tempfile.TemporaryDirectory(prefix="canhbao-") as folder:
        data, sources = Path(folder) / "data", Path(folder) / "sources"
        sources.mkdir()
        enabled = source.model_copy(update={"enabled": True})
        text = yaml.safe_dump(enabled.model_dump(mode="json"), allow_unicode=True)
        (sources / f"{source.slug}.yml").write_text(text, encoding="utf-8")
        options = CrawlOptions(limit=limit, loopback_ports=loopback_ports, revisit_floor=0.0)
        apart = config.model_copy(update={"data": data})
        report = run_crawl(apart, [enabled], [sources], options, feeding=False)
        archive = Archive(data)
        try:
            pages = [archive.page(row) for row in archive.ledger.articles(source.slug)]
            lists = tuple(archive.page(row) for row in archive.ledger.lists(source.slug))
        finally:
            archive.close()
    shown = [page for page in (*lists, *pages) if "html" in page.content_type]
    with Sandbox() as sandbox:
        articles = tuple(_read(page, source, vocabulary, sandbox) for page in pages)
    return Trial(report.issues, articles, lists, detect_platform(shown), find_feeds(shown))


def _read(page: Page, source: Source, vocabulary: Vocabulary, sandbox: Sandbox) -> Tried:
    try:
        document = read_page(page, (), source, sandbox)
        return Tried(page, document, extract_document(document, source, vocabulary))
    except DocumentQuarantined as error:
        return Tried(page, failure=error.outcome)


def detect_platform(pages: Sequence[Page]) -> str:
    """The platform whose marks most of the pages carry, or '' if none does."""
    votes: dict[str, int] = {}
    for page in pages:
        text, _ = decode(page.body, page.content_type)
        found = layout_of(None, text)
        if found is not None:
            votes[found[0]] = votes.get(found[0], 0) + 1
    return max(sorted(votes), key=lambda name: votes[name]) if votes else ""


def find_feeds(pages: Sequence[Page]) -> tuple[str, ...]:
    """Feeds that the pages announce (<link rel=alternate>), on their own hosts."""
    found: dict[str, None] = {}
    for page in pages:
        text, _ = decode(page.body, page.content_type)
        tree = parse_html(text)
        for link in tree.iter("link") if tree is not None else ():
            if re.search(r"\b(?:rss|atom)\+xml", str(link.get("type") or "")) and link.get("href"):
                url = urljoin(page.url, str(link.get("href")))
                if urlsplit(url).netloc == urlsplit(page.url).netloc:
                    found[url] = None
    return tuple(found)
