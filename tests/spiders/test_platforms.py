"""Each platform's list and article, written with its structure and class names, against answers checked by hand."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml
from scrapy.http import HtmlResponse, TextResponse

from crawler.model import Body, Page, Source, page_id, payload_digest
from crawler.read.layouts import layouts
from crawler.read.pages import read
from spiders.platforms import PLATFORMS
from spiders.platforms.dnn import next_index, read_news_list

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(path.name.removesuffix(".yml") for path in SAMPLES.glob("*.yml"))


def answers(name: str) -> Any:
    return yaml.safe_load((SAMPLES / f"{name}.yml").read_text(encoding="utf-8"))


def source_of(name: str) -> Source:
    told = answers(name)
    return Source(
        slug=f"{name}-sample",
        name="Trang mẫu",
        body=Body.PORTAL,
        platform=name,
        homepage=told["homepage"],
        **told.get("source", {}),
    )


def test_every_platform_has_a_sample() -> None:
    lacking = sorted(set(PLATFORMS) - {"feed"} - set(NAMES))
    assert lacking == [], (
        f"write tests/spiders/samples/{lacking[0]}.yml, .list.html and .article.html: see CONTRIBUTING.md"
    )
    stray = sorted(set(NAMES) - set(PLATFORMS))
    assert stray == [], f"name the class of '{stray[0]}' in spiders/platforms/__init__.py, or take its sample out"


def sample(name: str) -> bytes:
    """A page kept as a sample. Fails with what to write where there is none."""
    if not (SAMPLES / name).exists():
        pytest.fail(
            f"tests/spiders/samples/{name} is lacking: write it with the platform's structure, see CONTRIBUTING.md"
        )
    return (SAMPLES / name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_list_gives_its_articles_and_its_next_page(bench: Any, name: str) -> None:
    told = answers(name)
    spider = bench.spider(source_of(name))
    response = HtmlResponse(urljoin(told["homepage"], told["list"]), body=sample(f"{name}.list.html"))
    asked = [request.url for request in spider.parse_listing(response)]
    expected = [urljoin(told["homepage"], link) for link in told["links"]]
    following = [urljoin(response.url, told["next"])] if told["next"] else []
    assert asked == expected + following
    assert bench.issues == []


@pytest.mark.parametrize("name", NAMES)
def test_an_article_is_read_to_the_letter(name: str) -> None:
    told = answers(name)
    url = urljoin(told["homepage"], told["links"][0])
    body = sample(f"{name}.article.html")
    assert name in layouts(), f"add a layout '{name}' to crawler/read/layouts.yml: see CONTRIBUTING.md"

    page = Page(
        page_id=page_id(url),
        revision=payload_digest(body),
        url=url,
        canonical_url=url,
        source=f"{name}-sample",
        status=200,
        headers=(),
        content_type="text/html; charset=utf-8",
        body=body,
        fetched_at=datetime.now(UTC),
    )
    document = read(page, (), source_of(name))
    assert document.layout == name, "the text came by another way than the platform's layout"
    assert document.title == told["title"]
    assert document.lead == told["lead"]
    assert document.author == told["author"]
    assert document.published is not None
    assert document.published.value.strftime("%Y-%m-%dT%H:%M") == told["published"]
    for words in told["must_hold"]:
        assert words in document.text
    for words in told["must_not_hold"]:
        assert words not in document.text


def test_a_list_without_any_article_is_an_issue_and_no_silence(bench: Any) -> None:
    spider = bench.spider(source_of("nukeviet"))
    assert (
        list(
            spider.parse_listing(
                HtmlResponse("https://nukeviet.example/news/", body=b"<html><body><p>Dang bao tri</p></body></html>")
            )
        )
        == []
    )
    assert [issue.kind for issue in bench.issues] == ["empty_listing"]


def test_links_to_other_hosts_are_never_followed(bench: Any) -> None:
    spider = bench.spider(source_of("nukeviet"))
    body = b"<div class='news_column'><h3><a href='https://dichvucong.vgovn.example/news/a/canh-bao-1.html'>x</a></h3></div>"
    assert list(spider.parse_listing(HtmlResponse("https://nukeviet.example/news/", body=body))) == []


def test_a_print_page_is_its_article(bench: Any) -> None:
    spider = bench.spider(source_of("nukeviet"))
    for form in ("print", "savefile"):
        asked = f"https://nukeviet.example/news/{form}/canh-bao/x-7.html"
        assert spider.article_url(asked) == "https://nukeviet.example/news/canh-bao/x-7.html"


def test_a_source_that_follows_cues_takes_warnings_alone(bench: Any) -> None:
    base = source_of("epi")
    told = answers("epi")
    for follow, count in (("articles", 2), ("cued", 1)):
        spider = bench.spider(base.model_copy(update={"follow": follow, "slug": f"epi-{follow}"}))
        response = HtmlResponse(f"https://epi.example/{follow}/", body=(SAMPLES / "epi.list.html").read_bytes())
        urls = [request.url for request in spider.parse_listing(response) if "post" in request.url]
        assert len(urls) == count
        assert urls[0] == urljoin(told["homepage"], told["links"][0])
        bench.runs.pop().archive.close()
        bench.data = bench.data.parent / f"next-{follow}"


def test_a_budget_is_spent_on_warnings_first(bench: Any) -> None:
    spider = bench.spider(source_of("epi"), limit=1)
    rows = "".join(
        f"<article class='story'><a class='cms-link' href='/tin-{n}-post{n}.html'>Hội nghị số {n}</a></article>"
        for n in range(5)
    )
    rows += (
        "<article class='story'><a class='cms-link' href='/x-post99.html'>Cảnh báo lừa đảo qua điện thoại</a></article>"
    )
    response = HtmlResponse("https://epi.example/", body=rows.encode(), encoding="utf-8")
    assert [request.url for request in spider.parse_listing(response)] == ["https://epi.example/x-post99.html"]


def test_the_json_list_of_a_dnn_module(bench: Any) -> None:
    body = '{"ListData": [{"Id": 9921, "Url": "gia-danh-dien-luc", "Name": "Cảnh báo lừa đảo giả danh điện lực", "PublishTime": "2024-03-06T14:20:00"}], "ListMoreData": [{"Id": 3, "Url": "hop-bao", "Name": "Họp báo"}, {"Id": null}]}'.encode()
    assert [entry.url for entry in read_news_list(body, "https://dnn.example/").entries] == [
        "https://dnn.example/tin-tuc/gia-danh-dien-luc-9921",
        "https://dnn.example/tin-tuc/hop-bao-3",
    ]
    address = "https://dnn.example/DesktopModules/cmsview/api/NewsContent/listnew?PortalId=0&PageIndex=1&txtKeyword="
    spider = bench.spider(source_of("dnn"))
    urls = [request.url for request in spider.parse_listing(TextResponse(address, body=body))]
    assert urls[:2] == ["https://dnn.example/tin-tuc/gia-danh-dien-luc-9921", "https://dnn.example/tin-tuc/hop-bao-3"]
    assert urls[2] == next_index(address) == address.replace("PageIndex=1", "PageIndex=2")


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'{"ListData": 3}', b"{broken", b"[" * 100_000])
def test_a_broken_json_list_is_an_issue(bench: Any, body: bytes) -> None:
    spider = bench.spider(source_of("dnn"))
    assert list(spider.parse_listing(TextResponse("https://dnn.example/api?PageIndex=1", body=body))) == []
    assert [issue.kind for issue in bench.issues] == ["broken_feed"]


def test_a_monthly_sitemap_is_read_for_each_wanted_month(bench: Any) -> None:
    source = source_of("epi").model_copy(
        update={"sitemaps": ("https://epi.example/sitemaps/news-{year}-{month}.xml", "https://epi.example/sitemap.xml")}
    )
    today = date(2024, 2, 20)
    back = list(bench.spider(source, since="2023-11-15").sitemaps(today))
    assert back == [
        f"https://epi.example/sitemaps/news-{month}.xml" for month in ("2024-2", "2024-1", "2023-12", "2023-11")
    ] + ["https://epi.example/sitemap.xml"]
    bench.data = bench.data.parent / "daily"
    assert list(bench.spider(source).sitemaps(today))[:2] == back[:2]


def test_a_site_search_is_asked_for_what_warnings_say(bench: Any) -> None:
    source = source_of("nukeviet").model_copy(update={"search": "https://nukeviet.example/news/search/?q={query}"})
    assert "https://nukeviet.example/news/search/?q=l%E1%BB%ABa+%C4%91%E1%BA%A3o" in list(
        bench.spider(source).listings()
    )


def test_some_sources_are_left_alone_by_day() -> None:
    from canhbao.commands.choosing import may_crawl

    source = source_of("epi")
    asleep = source.model_copy(update={"politeness": source.politeness.model_copy(update={"night_only": True})})
    hours = [hour for hour in range(24) if may_crawl(asleep, datetime(2026, 3, 1, hour, tzinfo=UTC))]
    assert hours == [0, 1, 2, 3, 4, 5, 22, 23]
    assert may_crawl(source, datetime(2026, 3, 1, 12, tzinfo=UTC))
