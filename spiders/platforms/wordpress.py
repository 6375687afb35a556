"""WordPress: its REST list of posts where it is open, its feed and listings else."""

import json
from collections.abc import AsyncIterator, Iterator
from html import unescape
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from crawler.items import PageRole
from crawler.text.unicode import clean
from spiders.base import MAX_LIST_PAGES, ListingRules, SourceSpider
from spiders.feeds import Entry

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
        return request.replace(meta={**request.meta, "page_number": page})

    def parse_posts(self, response: Response) -> Iterator[Request]:
        """One page of posts as JSON; a site that closed its REST list answers something else, which is no fault."""
        try:
            posts = json.loads(response.body)
            entries = [
                Entry(
                    str(post["link"]),
                    clean(unescape(str(post["title"]["rendered"]))) or None,
                    f"{post['date_gmt']}Z" if post.get("date_gmt") else None,
                )
                for post in posts
            ]
        except (ValueError, KeyError, TypeError):
            self.logger.info("%s: the REST list is closed", self.source.slug)
            return
        found = list(self.requests_for(entries))
        yield from found
        number = int(response.meta["page_number"])
        if found and len(entries) == _PER_PAGE and number < MAX_LIST_PAGES:
            yield self._rest_request(number + 1)
