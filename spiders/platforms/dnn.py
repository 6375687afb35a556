"""DNN (DotNetNuke): listings as pages, or the JSON list of its news module where a source names that."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.items import PageRole
from spiders.base import MAX_LIST_PAGES, ListingRules, SourceSpider
from spiders.feeds import Entry

_LISTS = ("ListData", "ListMoreData")


class DnnSpider(SourceSpider):
    """/tin-tuc/<slug>-<id>; the module's list is GET …/NewsContent/listnew?…&PageIndex=n (FACTS A2)."""

    rules = ListingRules(
        links=".news-item h3 a, .article_list h2 a, .edn_articleTitle a, .DNNModuleContent h3 a",
        next_page="a.next, .article_pager a.next",
        article=r"-\d+(?:\.html)?$|[?&](?:articleid|itemid|id)=\d+|/tabid/\d+/",
    )

    def parse_listing(self, response: Response) -> Iterator[Request]:
        """A page of links, or one page of the JSON list."""
        if response.body.lstrip()[:1] not in (b"{", b"["):
            yield from super().parse_listing(response)
            return
        try:
            entries = read_news_list(response.body, self.source.homepage)
        except ValueError as error:
            self._report("broken_feed", response.url, str(error))
            return
        if not entries:
            self._report("empty_listing", response.url, "no article in the list")
        found = list(self.requests_for(entries))
        yield from found
        following = next_index(response.url)
        if found and following and len(self._lists) < MAX_LIST_PAGES:
            yield self._list_request(following, PageRole.LISTING, self.parse_listing)


def read_news_list(body: bytes, homepage: str) -> list[Entry]:
    """Entries of the module's JSON list. Raises ValueError if it is no such list."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"broken JSON: {error}") from error
    if not isinstance(value, dict) or not any(isinstance(value.get(name), list) for name in _LISTS):
        raise ValueError(f"neither {' nor '.join(_LISTS)} in the JSON")
    rows = [row for name in _LISTS for row in value.get(name) or () if isinstance(row, dict)]
    return [entry for row in rows if (entry := _entry(row, homepage)) is not None]


def _entry(row: dict[str, Any], homepage: str) -> Entry | None:
    if not row.get("Id") or not row.get("Url"):
        return None
    path = f"/tin-tuc/{str(row['Url']).strip('/')}-{row['Id']}"
    return Entry(urljoin(homepage, path), str(row.get("Name") or "") or None, str(row.get("PublishTime") or "") or None)


def next_index(url: str) -> str | None:
    """The address of the next page of the list, or None if it has no page number."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    numbers = [value for name, value in pairs if name.lower() == "pageindex"]
    if not numbers or not numbers[0].isdecimal():
        return None
    following = [(name, str(int(value) + 1) if name.lower() == "pageindex" else value) for name, value in pairs]
    return parts._replace(query=urlencode(following)).geturl()
