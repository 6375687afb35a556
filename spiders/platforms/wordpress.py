"""WordPress: its REST list of posts where it is open, its feed and listings else."""

from collections.abc import AsyncIterator, Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.items import PageRole
from crawler.text.unicode import clean
from spiders.base import MAX_LIST_PAGES, ListingRules, Reader, SourceSpider
from spiders.entries import Entry, Unreadable, read_each, whole_address
from spiders.json_lists import read_json

_PER_PAGE = 50


class WordPressSpider(SourceSpider):
    """Posts through /wp-json/wp/v2/posts, page by page, while they bring something new."""

    rules = ListingRules(
        links=".td-module-title a, h2.entry-title a, h3.entry-title a", next_page="a.next.page-numbers, .nav-previous a"
    )

    async def start(self) -> AsyncIterator[Request]:
        """The base's requests, and the REST list unless the source has its own lists only."""
        async for request in super().start():
            yield request
        yield self._rest_request(1)

    def _rest_request(self, page: int) -> Request:
        path = f"wp-json/wp/v2/posts?per_page={_PER_PAGE}&page={page}&_fields=link,title,date_gmt"
        request = self._list_request(urljoin(self.source.homepage, path), PageRole.LISTING, self.parse_posts)
        return request.replace(meta={**request.meta, "further": page > 1})

    def reader_of(self, url: str, role: PageRole) -> Reader:
        """The REST list has its own."""
        return self.parse_posts if _page_number(url) else super().reader_of(url, role)

    def parse_posts(self, response: Response) -> Iterator[Request]:
        """One page of posts as JSON; a site that closed its REST list answers something else, which is no fault."""
        try:
            posts = read_json(response.body)
        except ValueError:
            posts = None
        if not isinstance(posts, list):
            self.logger.info("%s: the REST list is closed", self.source.slug)
            return
        found = list(self.requests_for(read_each(posts, lambda post: _entry(post, response.url)), response.url))
        yield from found
        number = _page_number(response.meta["list"])
        if (found or self.is_fresh(response, ())) and len(posts) == _PER_PAGE and number < MAX_LIST_PAGES:
            yield self._rest_request(number + 1)


def _page_number(url: str) -> int:
    """The page of the REST list that an address asks for, 0 for another address."""
    parts = urlsplit(url)
    number = dict(parse_qsl(parts.query)).get("page", "")
    return int(number) if parts.path.endswith("/wp-json/wp/v2/posts") and number.isdecimal() else 0


def _entry(post: Any, base: str) -> Entry:
    """A post; one without a title or a date is an article all the same."""
    link = post.get("link") or post.get("guid")
    if isinstance(link, dict):
        link = link.get("rendered")
    if not link:
        raise Unreadable(f"post {post.get('id') or ''} without a link")
    title = post.get("title")
    words = title.get("rendered") if isinstance(title, dict) else title
    day = post.get("date_gmt")
    return Entry(
        whole_address(base, link),
        clean(unescape(str(words))) or None if words else None,
        f"{day}Z" if isinstance(day, str) and day else None,
    )
