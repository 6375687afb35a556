"""What a record of the first form was: those records say neither role nor source, so their place in the crawl has to tell.

In: responses in the order in which they were archived, and the sources that are known. Out: their provenance, as far as it can
be told: a list names pages that come after it, an article is named by a list, a file hangs on an article that links to it.
What a list says of an article (title, date) is read from the list again.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from crawler.archive import canonical_url
from crawler.archive.provenance import Provenance
from crawler.archive.records import Capture, Held
from crawler.archive.scan import RunFile, records
from crawler.items import PageRole
from crawler.middlewares.softblocks import recognise
from crawler.model import Outcome, Source
from crawler.read.attachment_links import attachment_links
from crawler.read.charset import decode
from crawler.read.html import base_of, parse_html
from crawler.read.sniff import Format, sniff
from spiders.entries import Entry, Listed, read_each, whole_address
from spiders.feeds import read_feed
from spiders.sitemaps import read_sitemap

_LISTS = (PageRole.LISTING, PageRole.FEED, PageRole.SITEMAP)


class Recollector:
    """Remembers what was met; must see the records of a folder in their order."""

    def __init__(self, folder: Path, known: Mapping[str, Source]) -> None:
        self._folder = folder
        self._known = known
        self._awaited: set[str] | None = None
        self._asked: dict[str, str] = {}
        self._listed: dict[str, Entry] = {}
        self._parents: dict[str, str] = {}
        self._roles: dict[str, PageRole] = {}

    def __call__(self, file: RunFile, held: Held) -> Provenance | None:
        """The provenance of a response; None for what is none."""
        capture = held.capture
        if held.kind != "response" or capture is None:
            return None
        if self._awaited is None:
            self._awaited = set(self._addresses())
        address = _canonical(capture.url)
        self._awaited.discard(address)
        asked = self._asked.pop(address, capture.url)
        name, source = _canonical(asked), self._known.get(file.source)
        role = self._role(capture, name, source)
        self._roles[name] = role
        entry = self._listed.get(name)
        told = Provenance(
            asked=asked,
            source=file.source,
            run=file.run,
            role=role.value,
            discovered=capture.fetched_at,
            parent=self._parents.get(name, "") if role is PageRole.ATTACHMENT else "",
            listed_title=entry.title if entry else None,
            listed_published=entry.published if entry else None,
            revision=capture.status == 200 and not capture.truncated,
        )
        return self._concluded(told, capture, asked, source)

    def _addresses(self) -> Iterator[str]:
        for _, held in records(self._folder, []):
            if held.kind == "response" and held.capture is not None and held.capture.status == 200:
                yield _canonical(held.capture.url)

    def _role(self, capture: Capture, name: str, source: Source | None) -> PageRole:
        if urlsplit(name).path == "/robots.txt":
            return PageRole.ROBOTS
        known = self._roles.get(name) or _declared(name, source)
        if capture.status != 200:
            return known or (PageRole.ARTICLE if name in self._listed else PageRole.LISTING)
        found, entries = _list_of(capture)
        if found is None:
            return PageRole.ATTACHMENT
        awaited = self._awaited or set()
        names = {_canonical(entry.url) for entry in entries}
        if known is None and (found is not PageRole.LISTING or names & (awaited - self._listed.keys())):
            known = found
        if known in _LISTS and name not in self._listed:
            self._listed.update({_canonical(entry.url): entry for entry in entries if _canonical(entry.url) != name})
            return known
        return PageRole.ARTICLE

    def _concluded(self, told: Provenance, capture: Capture, asked: str, source: Source | None) -> Provenance:
        """The outcome that the crawl gave it at once, and what it leads to."""
        headers = {name.lower(): value for name, value in capture.headers}
        if 300 <= capture.status < 400 and "location" in headers:
            self._asked[_canonical(urljoin(capture.url, headers["location"]))] = asked
        if told.role not in (PageRole.ARTICLE, PageRole.ATTACHMENT):
            return told
        if 400 <= capture.status < 500 and capture.status != 429:
            return _with(told, Outcome.REJECTED, f"http_{capture.status}")
        if told.role == PageRole.ARTICLE and told.revision:
            media = headers.get("content-type", "")
            if reason := recognise(capture.body, media, asked, capture.url):
                return _with(told, Outcome.REJECTED, reason, revision=False)
            text, _ = decode(capture.body, media)
            for url, _name in attachment_links(text, capture.url, source):
                self._parents.setdefault(_canonical(url), _canonical(asked))
        return told


def _with(told: Provenance, outcome: Outcome, reason: str, *, revision: bool | None = None) -> Provenance:
    return replace(told, outcome=outcome, reason=reason, revision=told.revision if revision is None else revision)


def _declared(name: str, source: Source | None) -> PageRole | None:
    if source is not None:
        places = (
            (PageRole.FEED, source.feeds),
            (PageRole.SITEMAP, source.sitemaps),
            (PageRole.LISTING, source.listings),
        )
        for role, urls in places:
            if name in {_canonical(url) for url in urls}:
                return role
    return None


def _list_of(capture: Capture) -> tuple[PageRole | None, list[Entry]]:
    """What list a body could be, with what it names; (None, []) for a file."""
    media = next((value for name, value in capture.headers if name.lower() == "content-type"), "")
    if "xml" in media.lower() or capture.body.lstrip()[:5] == b"<?xml":
        with contextlib.suppress(ValueError):
            return PageRole.FEED, _named(read_feed(capture.body, capture.url))
        with contextlib.suppress(ValueError):
            return PageRole.SITEMAP, _named(read_sitemap(capture.body, capture.url))
    kind = sniff(capture.body, media, capture.url)
    if kind is not Format.HTML:
        return (PageRole.LISTING, []) if "json" in media.lower() else (None, [])
    text, _ = decode(capture.body, media)
    tree = parse_html(text)
    anchors = tree.cssselect("a[href]") if tree is not None else ()
    base = base_of(tree, capture.url) if tree is not None else capture.url
    listed = read_each(
        anchors, lambda a: Entry(whole_address(base, a.get("href")), " ".join(a.text_content().split()) or None)
    )
    return PageRole.LISTING, _named(listed)


def _named(listed: Listed) -> list[Entry]:
    return [*listed.entries, *(Entry(url) for url in listed.further)]


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url
