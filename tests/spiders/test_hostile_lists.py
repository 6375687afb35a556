"""Every odd address that is known, at each place of each kind of list: the good entries are always all asked for."""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse, TextResponse

from crawler.archive import canonical_url
from crawler.model import Body, Source
from crawler.text.hrefs import address

GOOD = [
    "https://mau.example/tin/bai-1.html",
    "https://mau.example/tin/bai-2.html",
    "https://mau.example/tin/bai-3.html",
]
_PART = 500  # odd addresses of a list; the readers have limits


@pytest.fixture(scope="module")
def odd() -> list[str]:
    """All texts of the collection of addresses; skipped where it is not beside the repository."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "hostile" / "urls"
    if not folder.is_dir():
        pytest.skip(f"the collected addresses are not at {folder}")
    found = {text for path in sorted(folder.glob("*.json")) for text in texts(json.loads(path.read_bytes()))}
    return sorted(found)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from texts(inner)


def test_what_is_an_address_can_be_asked_for_and_what_is_none_is_empty(odd: list[str]) -> None:
    assert len(odd) > 2000
    whole = [link for text in odd for base in ("https://mau.example/a/b", text) if (link := address(base, text))]
    assert len(whole) > 1000
    for link in whole:
        assert canonical_url(link).startswith(("http://", "https://"))
        TextResponse(link)  # Scrapy's own checks


def among(good: list[str], bad: list[str]) -> list[str]:
    """Good entries at the start, in the middle and at the end of bad ones."""
    middle = len(bad) // 2
    return [good[0], *bad[:middle], good[1], *bad[middle:], good[2]]


def as_listing(addresses: list[str]) -> bytes:
    return "".join(f"<a href='{escape(link)}'>Canh bao</a>" for link in addresses).encode("utf-8", "replace")


def as_feed(addresses: list[str]) -> bytes:
    items = "".join(f"<item><title>x</title><link>{escape(clean(link))}</link></item>" for link in addresses)
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>".encode("utf-8", "replace")


def as_sitemap(addresses: list[str]) -> bytes:
    rows = "".join(f"<url><loc>{escape(clean(link))}</loc></url>" for link in addresses)
    return f"<urlset>{rows}</urlset>".encode("utf-8", "replace")


def clean(text: str) -> str:
    """Without what no XML may hold: such a file is broken for every reader."""
    return "".join(char for char in text if char in "\t\n\r" or ord(char) >= 0x20)


def as_posts(addresses: list[str]) -> bytes:
    return json.dumps([{"link": link, "title": {"rendered": "x"}} for link in addresses]).encode()


def as_news(addresses: list[str]) -> bytes:
    rows = [{"Id": 7, "Url": link, "Name": "x"} for link in addresses]
    return json.dumps({"ListData": rows}).encode()


@pytest.mark.parametrize(
    ("platform", "callback", "made"),
    [
        ("listing", "parse_listing", as_listing),
        ("feed", "parse_feed", as_feed),
        ("feed", "parse_sitemap", as_sitemap),
        ("wordpress", "parse_posts", as_posts),
    ],
)
def test_the_good_entries_are_always_all_asked_for(
    bench: Any, odd: list[str], platform: str, callback: str, made: Any
) -> None:
    source = Source(
        slug="mau",
        name="Trang mẫu",
        body=Body.PORTAL,
        platform=platform,
        homepage="https://mau.example/",
        follow="articles",
        politeness={"budget": 5000},
    )
    for start in range(0, len(odd), _PART):
        spider = bench.spider(source)
        body = made(among(GOOD, odd[start : start + _PART]))
        response = HtmlResponse("https://mau.example/list", body=body, encoding="utf-8")
        if callback == "parse_posts":
            response = response.replace(request=spider._rest_request(1))
        asked = {request.url for request in getattr(spider, callback)(response)}
        assert set(GOOD) <= asked
        bench.runs.pop().archive.close()
        bench.data = bench.data.parent / f"{callback}-{start}"


def test_the_good_entries_of_a_json_list_too(bench: Any, odd: list[str]) -> None:
    source = Source(
        slug="mau",
        name="Trang mẫu",
        body=Body.PORTAL,
        platform="dnn",
        homepage="https://mau.example/",
        follow="articles",
    )
    spider = bench.spider(source)
    body = as_news(among(["bai-1", "bai-2", "bai-3"], odd[:_PART]))
    response = TextResponse("https://mau.example/api?PageIndex=1", body=body, encoding="utf-8")
    asked = {request.url for request in spider.parse_listing(response)}
    assert {f"https://mau.example/tin-tuc/bai-{number}-7" for number in (1, 2, 3)} <= asked
