"""The spider that every platform refines: discover, fetch articles with their attachments, yield PageItems.

In: a Source (bound by the loader) and limits. Out: PageItem for each article that is new or changed. The ledger is the
frontier: what an interrupted run left pending is asked for first. Extraction is not done here, so that it can be
replayed. Only the source's own hosts are followed.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.archive import canonical_url, host_of
from crawler.extensions import archive_of, issue_found
from crawler.health import BLOCKED_REASONS
from crawler.items import PageItem, PageRole
from crawler.middlewares.refusals import PageSettled, Refusal, asked_url
from crawler.middlewares.softblocks import recognise
from crawler.model import Issue, Outcome, Page, Source, page_id
from crawler.read.attachment_links import attachment_links
from crawler.read.charset import decode
from crawler.read.html import base_of, parse_html
from crawler.text.dates import local_day, parse_date
from crawler.text.hrefs import address, is_meant
from crawler.vocab.headlines import headline_score
from spiders.day_order import day_first
from spiders.entries import BadEntry, Entry, Listed, read_each, whole_address
from spiders.failures import is_final, list_failure
from spiders.feeds import read_feed
from spiders.sitemaps import read_sitemap

MAX_ATTACHMENTS = 10
MAX_LIST_PAGES = 50
SEARCHED = ("lừa đảo", "giả danh", "cảnh báo thủ đoạn")  # what a site's own search is asked for
_BAD_REMEDY = "Các bài khác vẫn được lấy. The other articles were asked for; tell the site's owner."
_HOST_REMEDY = "Nếu là tên khác của trang, thêm vào `hosts:`. If it is another name of the site, add it under `hosts:`."
MAX_REVISITS = 50  # known articles looked at again in a run, whether a list names them or not

Reader = Callable[[Response], Iterator[Request]]


@dataclass(frozen=True, slots=True)
class ListingRules:
    """How a platform's listings and addresses look. `article` is a regex on path and query of an article.

    `links` and `next_page` are CSS selectors of anchors; a source's own selectors come before them.
    """

    links: str
    next_page: str = ""
    article: str = ""


def is_further(response: Response) -> bool:
    """Whether a list is a later page of one that was read before: it may be empty."""
    return response.request is not None and bool(response.request.meta.get("further"))


class SourceSpider(Spider):
    """Base of every platform. Class attributes `source` and `name` are bound by crawler.loader."""

    source: Source
    rules = ListingRules(links="a[href]")

    def __init__(self, since: str | None = None, limit: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.since = date.fromisoformat(since) if since else None
        self.limited = bool(since or limit)
        self.budget = min(limit or self.source.politeness.budget, self.source.politeness.budget)
        self._asked: set[str] = set()
        self._lists: set[str] = set()

    # -- what to ask for ------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        """What an earlier run left pending, articles and lists; known articles that are due again; then all lists."""
        ledger = archive_of(self.crawler).ledger
        for row in ledger.pending(self.source.slug):
            request = self._article(row.url, row.page_id)
            if request is not None:
                yield request
        for item in ledger.open_lists(self.source.slug):
            role = PageRole(item.role)
            request = self._list_request(item.url, role, self.reader_of(item.url, role))
            yield request.replace(meta={**request.meta, "further": True, "resumed": True})
        for row in ledger.due(self.source.slug, min(MAX_REVISITS, self.budget // 4)):
            request = self._article(row.url, row.page_id)
            if request is not None:
                yield request
        for url in self.source.feeds:
            yield self._list_request(url, PageRole.FEED, self.parse_feed)
        for url in self.sitemaps(local_day(datetime.now(UTC))):
            yield self._list_request(url, PageRole.SITEMAP, self.parse_sitemap)
        for url in self.listings():
            yield self._list_request(url, PageRole.LISTING, self.parse_listing)

    def listings(self) -> Iterable[str]:
        """First pages of the listings, and of the site's search for what warnings say."""
        searched = [
            self.source.search.replace("{query}", quote_plus(words)) for words in SEARCHED if self.source.search
        ]
        return (*self.source.listings, *searched)

    def sitemaps(self, today: date) -> Iterable[str]:
        """The sitemaps; a monthly one for each month since `since` (else this month and the one before), newest first."""
        earliest = self.since or (today.replace(day=1) - timedelta(days=1))
        months = [(year, month) for year in range(today.year, earliest.year - 1, -1) for month in range(12, 0, -1)]
        wanted = [pair for pair in months if (earliest.year, earliest.month) <= pair <= (today.year, today.month)]
        for url in self.source.sitemaps:
            if "{year}" not in url:
                yield url
            for year, month in wanted if "{year}" in url else ():
                yield url.format(year=year, month=month)

    def _list_request(self, url: str, role: PageRole, reader: Reader) -> Request:
        """The request of a list; it stays open in the ledger until all of it is remembered."""
        self._lists.add(canonical_url(url))
        archive_of(self.crawler).ledger.open_list(url, role)
        meta = {"role": role, "source": self.source, "list": url}
        return Request(
            url,
            callback=self.read_list,
            errback=self.list_failed,
            meta=meta,
            cb_kwargs={"reader": reader},
            priority=1,
        )

    def reader_of(self, url: str, role: PageRole) -> Reader:
        """What reads a list that an earlier run left open."""
        readers = {PageRole.FEED: self.parse_feed, PageRole.SITEMAP: self.parse_sitemap}
        return readers.get(role, self.parse_listing)

    def read_list(self, response: Response, reader: Reader) -> Iterator[Request]:
        """Read a list; when it is closed, the ledger knows all that it names and the list that follows it."""
        yield from reader(response)
        archive_of(self.crawler).ledger.close_list(response.meta["list"])

    def is_fresh(self, response: Response, urls: Iterable[str]) -> bool:
        """Whether what follows a list can hold something new: this run asks for an article of it, or a run died at it.

        An article that this run asks for may have come from a feed: the next page can still hold older ones.
        """
        resumed = response.request is not None and response.request.meta.get("resumed")
        return bool(resumed) or any(page_id(canonical_url(url)) in self._asked for url in urls)

    def _article(self, url: str, page_id: str) -> Request | None:
        """The request of an article, once per run and within the budget."""
        if page_id in self._asked or len(self._asked) >= self.budget:
            return None
        self._asked.add(page_id)
        meta = {"role": PageRole.ARTICLE, "source": self.source}
        return Request(url, callback=self.parse_article, errback=self.article_failed, meta=meta, dont_filter=True)

    def article_failed(self, failure: Any) -> None:
        """The last step: what ended an article's request without a word to the ledger is named there."""
        if isinstance(failure.value, PageSettled | Refusal):
            return
        url = asked_url(failure.request)
        archive = archive_of(self.crawler)
        row = archive.ledger.page_row(page_id(canonical_url(url)))
        if row is not None and row.outcome is Outcome.PENDING and not row.reason:
            archive.postpone(url, PageRole.ARTICLE, type(failure.value).__name__)

    def requests_for(self, listed: Listed, url: str) -> Iterator[Request]:
        """Requests for the articles of the list at `url`: on the source's hosts, of the article's form, not before `since`.

        What warns most by its title comes first, so that a budget is spent on warnings; a source that follows cued
        links alone leaves out the others. An entry that cannot be read is told and costs no other.
        """
        mended = read_each(day_first(listed.entries), self.adjust)
        bad = [*listed.bad, *mended.bad]
        for score, entry in self._by_promise(mended.entries):
            if score == 0 and self.source.follow == "cued":
                continue
            try:
                request = self._listed(entry)
            except ValueError:
                bad.append(BadEntry("bad_address", entry.url))
                continue
            if request is not None:
                yield request
        self._report_bad(bad, url)

    def _listed(self, entry: Entry) -> Request | None:
        """The request of a listed article, None if it is none of ours or not due. Raises ValueError for no address."""
        url = self.article_url(entry.url)
        if url is None or self._is_too_old(entry.published) or len(self._asked) >= self.budget:
            return None
        archive = archive_of(self.crawler)
        found = archive.ledger.discover(
            url, self.source.slug, PageRole.ARTICLE, listed_title=entry.title, listed_published=entry.published
        )
        if found.relisted:
            archive.relisted(url, PageRole.ARTICLE)
        return self._article(url, found.page_id) if found.fetch else None

    @staticmethod
    def _by_promise(entries: Iterable[Entry]) -> list[tuple[float, Entry]]:
        scored = [(headline_score(entry.title, entry.url), entry) for entry in entries]
        return sorted(scored, key=lambda pair: -pair[0])  # stable: equals keep the list's own order, newest first

    def article_url(self, url: str) -> str | None:
        """The address to fetch for a listed link, or None if it is no article of this source."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or host_of(url) not in self.hosts():
            return None
        pattern = self.source.article_pattern or self.rules.article
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        return url if not pattern or re.search(pattern, target) else None

    def hosts(self) -> frozenset[str]:
        """Hosts that belong to the source."""
        return frozenset({urlsplit(self.source.homepage).hostname or "", *self.source.hosts})

    def _is_too_old(self, published: str | None) -> bool:
        if self.since is None or not published:
            return False
        parsed = parse_date(published)
        return parsed is not None and local_day(parsed.value) < self.since

    # -- what comes back ------------------------------------------------------------------------------------------

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """RSS or Atom."""
        try:
            listed = read_feed(response.body, response.url)
        except ValueError as error:
            self._report("broken_feed", response.url, str(error))
            return
        self._report_other_hosts(listed, response.url)
        yield from self.requests_for(listed, response.url)
        fresh = self.is_fresh(response, self._articles_of(listed))
        for url in listed.further if fresh and len(self._asked) < self.budget else ():
            if host_of(url) in self.hosts() and canonical_url(url) not in self._lists and self._may_follow():
                yield self._further_request(url, self.parse_feed, PageRole.FEED)

    def _articles_of(self, listed: Listed) -> list[str]:
        return [url for entry in listed.entries if (url := self.article_url(entry.url))]

    def _may_follow(self) -> bool:
        return len(self._lists) < MAX_LIST_PAGES

    def adjust(self, entry: Entry) -> Entry:
        """What a platform's lists get wrong is mended here."""
        return entry

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        """A sitemap, or an index of sitemaps on the source's hosts."""
        try:
            listed = read_sitemap(response.body, response.url)
        except ValueError as error:
            self._report("broken_sitemap", response.url, str(error))
            return
        for child in listed.further:
            known = canonical_url(child) in self._lists or len(self._lists) >= MAX_LIST_PAGES
            if host_of(child) in self.hosts() and not known:
                yield self._list_request(child, PageRole.SITEMAP, self.parse_sitemap)
        self._report_other_hosts(listed, response.url)
        yield from self.requests_for(listed, response.url)

    def parse_listing(self, response: Response) -> Iterator[Request]:
        """Anchors of a listing, then its next page while it brought something new."""
        text, _ = decode(response.body, (response.headers.get("Content-Type") or b"").decode("latin-1"))
        tree = parse_html(text)
        if tree is None:
            self._report("empty_listing", response.url, "no HTML")
            return
        base = base_of(tree, response.url)
        anchors = [
            a for a in tree.cssselect(self.source.selectors.links or self.rules.links) if is_meant(a.get("href"))
        ]
        listed = read_each(
            anchors,
            lambda anchor: Entry(
                whole_address(base, anchor.get("href")), " ".join(anchor.text_content().split()) or None
            ),
        )
        yield from self.requests_for(listed, response.url)
        addresses = self._articles_of(listed)
        if not addresses:
            self._report_empty(response)
        fresh = self.is_fresh(response, addresses)
        following = self._next_page(tree, base)
        if following is not None and fresh and len(self._asked) < self.budget and self._may_follow():
            yield self._further_request(following, self.parse_listing)

    def _further_request(self, url: str, reader: Reader, role: PageRole = PageRole.LISTING) -> Request:
        """The request of a list's next page: that one may be empty, or missing, where the list ends."""
        request = self._list_request(url, role, reader)
        return request.replace(meta={**request.meta, "further": True})

    def _report_empty(self, response: Response) -> None:
        """A list without an article: a wall, or a site that changed; not the end of one that is read page by page."""
        wall = recognise(response.body, "text/html", response.url, response.url)
        if wall in BLOCKED_REASONS:
            self._report("blocked", response.url, wall)
        elif not is_further(response):
            self._report("empty_listing", response.url, wall or "no link to an article")

    def _next_page(self, tree: Any, base: str) -> str | None:
        selector = self.source.selectors.next_page or self.rules.next_page
        for anchor in tree.cssselect(selector) if selector else ():
            url = address(base, anchor.get("href"))
            if url and host_of(url) in self.hosts() and canonical_url(url) not in self._lists:
                return url
        return None

    async def parse_article(self, response: Response) -> AsyncIterator[PageItem]:
        """Fetch what is attached, then hand over the article with all of it."""
        page: Page = response.meta["page"]
        text, _ = decode(page.body, page.content_type)
        for url, _name in attachment_links(text, response.url, self.source)[:MAX_ATTACHMENTS]:
            if host_of(url) in self.hosts():
                await self._fetch_attachment(url, page.page_id)
        attachments = archive_of(self.crawler).attachments(page.page_id)
        yield PageItem(page, self.source, attachments)

    async def _fetch_attachment(self, url: str, parent: str) -> None:
        """Through all middlewares, so it is archived; one that cannot be had is an issue, never a lost article."""
        meta = {"role": PageRole.ATTACHMENT, "source": self.source, "parent": parent}
        try:
            await self.crawler.engine.download_async(Request(url, meta=meta))
        except IgnoreRequest:
            self.logger.debug("attachment %s: nothing new, or refused", url)
        except Exception as error:  # any network failure: named, and the article goes on without it
            self._report("attachment", url, f"{type(error).__name__}: {error}")

    def list_failed(self, failure: Any) -> None:
        """A list that could not be had: named for what it is, so that blocked, forbidden and broken are told apart."""
        found = list_failure(failure)
        if is_final(failure, found):
            archive_of(self.crawler).ledger.close_list(failure.request.meta["list"])
        ended = failure.request.meta.get("further") and found is not None and found.kind == "source_changed"
        if found is not None and not ended:
            self._report(found.kind, str(failure.request.url), found.detail, found.remedy)

    def _report_bad(self, bad: Sequence[BadEntry], url: str) -> None:
        """One line for all entries of a list that could not be read."""
        if bad:
            kind = next((entry.kind for entry in bad if entry.kind == "bad_address"), bad[0].kind)
            first = next(entry for entry in bad if entry.kind == kind)
            self._report(kind, url, f"bad_entries: {len(bad)}, first {first.written}", _BAD_REMEDY)

    def _report_other_hosts(self, listed: Listed, url: str) -> None:
        """A feed or sitemap that names the site by another of its names would be dropped without a word."""
        found = [entry.url for entry in listed.entries] + list(listed.further)
        foreign = [link for link in found if host_of(link) not in self.hosts()]
        if foreign:
            detail = f"{len(foreign)}/{len(found)} addresses are of another host, first {host_of(foreign[0])}"
            self._report("other_host", url, detail, _HOST_REMEDY)

    def _report(
        self, kind: str, url: str, detail: str, remedy: str = "Xem lại tệp nguồn. Check the source file."
    ) -> None:
        message = f"{self.source.slug}: {url}: {detail}."
        issue = Issue(self.source.slug, kind, message, remedy, url)
        self.crawler.signals.send_catch_log(issue_found, issue=issue)
