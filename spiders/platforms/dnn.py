"""DNN (DotNetNuke): listings as pages, or the JSON list of its news module where a source names that."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response

from spiders.base import MAX_LIST_PAGES, ListingRules, SourceSpider, is_further
from spiders.entries import Entry, Listed, read_each, whole_address
from spiders.json_lists import read_json

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
        if not _is_json(response):
            yield from super().parse_listing(response)
            return
        try:
            listed = read_news_list(response.body, self.source.homepage)
        except ValueError as error:
            self._report("broken_feed", response.url, str(error))
            return
        if not listed.entries and not is_further(response):
            self._report("empty_listing", response.url, "no article in the list")
        found = list(self.requests_for(listed, response.url))
        yield from found
        following = next_index(response.url)
        if (found or self.is_fresh(response, ())) and following and len(self._lists) < MAX_LIST_PAGES:
            yield self._further_request(following, self.parse_listing)


def _is_json(response: Response) -> bool:
    """By its first sign, or by its type: servers write notices before the JSON."""
    media = (response.headers.get("Content-Type") or b"").lower()
    return response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") or b"json" in media or _holds_list(response)


def _holds_list(response: Response) -> bool:
    return any(f'"{name}"'.encode() in response.body[:65_536] for name in _LISTS)


def read_news_list(body: bytes, homepage: str) -> Listed:
    """Entries of the module's JSON list. Raises ValueError if it is no such list."""
    value = read_json(body)
    if not isinstance(value, dict) or not any(isinstance(value.get(name), list) for name in _LISTS):
        raise ValueError(f"neither {' nor '.join(_LISTS)} in the JSON")
    rows = [row for name in _LISTS for row in value.get(name) or ()]

    def entry_of(row: Any) -> Entry | None:
        if not row.get("Id") or not row.get("Url"):
            return None
        path = f"/tin-tuc/{str(row['Url']).strip('/')}-{row['Id']}"
        return Entry(
            whole_address(homepage, path), str(row.get("Name") or "") or None, str(row.get("PublishTime") or "") or None
        )

    return read_each(rows, entry_of)


def next_index(url: str) -> str | None:
    """The address of the next page of the list, or None if it has no page number."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    numbers = [value for name, value in pairs if name.lower() == "pageindex"]
    if not numbers or not numbers[0].isdecimal():
        return None
    following = [(name, str(int(value) + 1) if name.lower() == "pageindex" else value) for name, value in pairs]
    return parts._replace(query=urlencode(following)).geturl()
