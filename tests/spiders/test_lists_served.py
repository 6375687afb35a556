"""Lists as sites really send them, crawled with the real spiders: every good article is asked for, what is bad is named.

One crawl serves all sites of this file, each with one list.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TWO = frozenset({"/tin/bai-1.html", "/tin/bai-2.html"})
HTML, XML, JSON = "text/html; charset=utf-8", "application/xml", "application/json"
REST = "/wp-json/wp/v2/posts?per_page=50&page=1&_fields=link,title,date_gmt"
BAD = "http://[Liên kết]/bai-9"


@dataclass(frozen=True)
class Site:
    """Lists by path, the source's fields, the articles that are asked for, the kinds of issues and words in the first."""

    routes: dict[str, tuple[str, bytes]]
    platform: str = "listing"
    fields: tuple[tuple[str, Any], ...] = ()
    asked: frozenset[str] = TWO
    kinds: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


def page(body: str, **told: Any) -> Site:
    return Site({"/list": (HTML, body.encode())}, fields=(("listings", ("/list",)),), **told)


def sitemap(body: bytes, **told: Any) -> Site:
    return Site({"/map.xml": (XML, body)}, "feed", (("sitemaps", ("/map.xml",)),), **told)


def rest(body: str, **told: Any) -> Site:
    return Site({REST: (JSON, body.encode())}, "wordpress", **told)


def urls(*addresses: str) -> bytes:
    inner = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inner}</urlset>".encode()


def post(link: str) -> dict[str, object]:
    return {"link": link, "title": {"rendered": "Cảnh báo"}, "date_gmt": "2024-03-06T07:20:00"}


def based(path: str, base: str) -> Site:
    links = "<a href='tin/bai-1.html'>Cảnh báo thủ đoạn lừa đảo số 1</a><a rel='next' href='trang/2'>sau</a>"
    first = f"<html><head><base href='{base}'></head><body>{links}</body></html>"
    routes = {path: (HTML, first.encode()), "/trang/2": (HTML, b"<a href='/tin/bai-2.html'>Canh bao</a>")}
    return Site(routes, fields=(("listings", (path,)), ("article_pattern", "/bai-")))


def paged(*bodies: str) -> Site:
    """A list with a next page, that may not be there."""
    routes = {f"/list/{number}": (HTML, body.encode()) for number, body in enumerate(bodies, start=2)}
    first = "<a href='/tin/bai-1.html'>Canh bao</a><a rel=next href='/list/2'>sau</a>"
    fields = (("listings", ("/list",)), ("article_pattern", "/bai-"))
    return Site({"/list": (HTML, first.encode()), **routes}, fields=fields, asked=frozenset({"/tin/bai-1.html"}))


LISTING = f"<a href='/tin/bai-1.html'>Cảnh báo lừa đảo số 1</a> <a href='{BAD}'>x</a> <a href='/tin/bai-2.html'>Cảnh báo lừa đảo số 2</a>"
FEED = (
    "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>x</title>"
    f"<item><title>A</title><link>BASE/tin/bai-1.html</link></item><item><title>B</title><link>{BAD}</link></item>"
    "<item><title>C</title><link>BASE/tin/bai-2.html</link></item></channel></rss>"
)
MAPPED = urls("BASE/tin/bai-1.html", "BASE/tin/bai-2.html")
POSTS = json.dumps([post("BASE/tin/bai-1.html"), {"link": "BASE/tin/bai-2.html"}, {"id": 7}, 5])
ONE_BAD: dict[str, Any] = {"kinds": ("bad_address",), "told": ("bad_entries: 1, first ", BAD)}
TWO_BAD: dict[str, Any] = {"kinds": ("bad_address",), "told": ("bad_entries: 2, first ", "post 7")}
API = "/api?PageIndex="

SITES = {
    "one bad address in a listing": page(LISTING, **ONE_BAD),
    "one bad address in a feed": Site({"/rss": (XML, FEED.encode())}, "feed", (("feeds", ("/rss",)),), **ONE_BAD),
    "one bad address in a sitemap": sitemap(urls("BASE/tin/bai-1.html", BAD, "BASE/tin/bai-2.html"), **ONE_BAD),
    "one bad address in a REST list": rest(json.dumps([post("BASE/tin/bai-1.html"), post(BAD), post("BASE/tin/bai-2.html")]), **ONE_BAD),
    "a port out of range": page(LISTING.replace(BAD, "http://mau.example:99999/a"), kinds=("bad_address",), told=("99999",)),
    "a next page without an address": page(LISTING.replace(BAD, "#x") + "<a rel='next' href='http://[x'>sau</a>", kinds=("bad_address",)),
    "links that are not of the web": page(LISTING.replace(BAD, "javascript:void(0)") + "<a href='mailto:a@b.example'>x</a><a href='tel:113'>x</a>"),
    "a REST list after a notice of PHP": rest("<br />\n<b>Notice</b>: Undefined index: x in <b>/var/www/[a].php</b> on line <b>3</b><br />\n" + POSTS, **TWO_BAD),
    "a REST list before a comment of the cache": rest(POSTS + "\n<!-- Dynamic page generated in 0.2 seconds. -->", **TWO_BAD),
    "a REST list after a byte order mark": rest("\ufeff" + POSTS, **TWO_BAD),
    "the base is the root": based("/chuyen-muc/canh-bao", "/"),
    "the base is relative": based("/chuyen-muc/canh-bao/moi", "../../"),
    "the base is whole": based("/a/b/c", "BASE/"),
    "a bare ampersand": sitemap(urls("BASE/tin/bai-1.html?a=1&b=2"), asked=frozenset({"/tin/bai-1.html?a=1&b=2"})),
    "an ampersand in CDATA": sitemap(urls("<![CDATA[BASE/tin/bai-1.html?a=1&b=2]]>"), asked=frozenset({"/tin/bai-1.html?a=1&b=2"})),
    "words before the XML": sitemap(b"\n<b>Warning</b>: x in y<br>\n" + MAPPED),
    "a torn last entry": sitemap(urls("BASE/tin/bai-1.html", "BASE/tin/bai-2.html", "BASE/tin/bai-33.html")[:-30], kinds=("bad_entry",)),
    "the text form": sitemap(b"\xef\xbb\xbfhttp://BASE/tin/bai-1.html\r\nhttp://BASE/tin/bai-2.html\r\n".replace(b"http://BASE", b"BASE")),
    "another name of the site": sitemap(urls("BASE/tin/bai-1.html", "http://www.mau.example/tin/bai-2.html"), asked=frozenset({"/tin/bai-1.html"}), kinds=("other_host",), told=("1/2", "www.mau.example")),
    "a list that ends with an empty page": paged("<p>Het tin.</p>"),
    "a list that ends with a page that is not there": paged(),
    "a JSON list that ends": Site({f"{API}1": (JSON, b'{"ListData": [{"Id": 11, "Url": "bai", "Name": "Canh bao"}]}'), f"{API}2": (JSON, b'{"ListData": []}')}, "dnn", (("listings", (f"{API}1",)),), frozenset({"/tin-tuc/bai-11"})),
}  # fmt: skip


@pytest.fixture(scope="module")
def crawled(serve: Callable[[], Any], crawl_all: Callable[[Any], Any]) -> dict[str, tuple[Any, list[Any]]]:
    """Each site with its issues, after one crawl."""
    made = {}
    for name, told in SITES.items():
        site = serve()
        site.routes.update(told.routes)
        made[name] = site.plan(told.platform, **dict(told.fields))
    done = crawl_all(list(made.values()))
    return {name: (site, list(done.issues(site))) for name, site in made.items()}


@pytest.mark.parametrize("name", SITES)
def test_every_good_article_is_asked_for_and_what_is_bad_is_named(crawled: Any, name: str) -> None:
    told = SITES[name]
    site, issues = crawled[name]
    assert site.articles() == told.asked
    assert [issue.kind for issue in issues] == list(told.kinds)
    for words in told.told:
        assert words in issues[0].message


# -- the collected cases, where they are beside the repository --------------------------------------------------------


@pytest.fixture(scope="module")
def tried(
    cases: Path, serve: Callable[[], Any], crawl_all: Callable[[Any], Any]
) -> dict[str, tuple[Any, list[str], Any]]:
    """The cases' sites with the kinds of their issues and what was indexed."""
    bad, based_on, mapped = (
        cases / name for name in ("03-one-bad-address-loses-a-list", "04-base-href", "19-sitemaps-as-they-are")
    )
    made = {name: serve() for name in ("listing", "sitemap", "REST", "base", "ampersand", "dates", "net")}
    made["dates"].routes["/rss"] = (XML, (cases / "09-forms-of-dates" / "feed.xml").read_bytes())
    made["dates"].plan("feed", feeds=("/rss",))
    made["net"].routes["/api?PageIndex=1"] = (JSON, (cases / "24-net-json-date" / "list.json").read_bytes())
    made["net"].plan("dnn", listings=("/api?PageIndex=1",))
    made["listing"].routes["/chuyen-muc"] = (HTML, (bad / "listing.html").read_bytes())
    made["listing"].plan(listings=("/chuyen-muc",))
    made["sitemap"].routes["/sitemap.xml"] = (XML, (bad / "sitemap.xml").read_bytes())
    made["sitemap"].plan("feed", sitemaps=("/sitemap.xml",))
    made["REST"].routes[REST] = (JSON, (bad / "wp.json").read_bytes())
    made["REST"].plan("wordpress")
    made["base"].routes["/chuyen-muc/canh-bao"] = (HTML, (based_on / "listing.html").read_bytes())
    made["base"].routes["/tin/bai-1.html"] = (HTML, (based_on / "article.html").read_bytes())
    made["base"].plan(listings=("/chuyen-muc/canh-bao",))
    made["ampersand"].routes["/map.xml"] = (XML, (mapped / "sitemap.xml").read_bytes())
    made["ampersand"].plan("feed", sitemaps=("/map.xml",))
    done = crawl_all(list(made.values()))
    return {
        name: (site, [issue.kind for issue in done.issues(site)], done.records(site)) for name, site in made.items()
    }


@pytest.mark.parametrize(("name", "asked"), [("listing", TWO), ("sitemap", TWO), ("REST", {"/bai-1/", "/bai-3/"})])
def test_case_03(tried: Any, name: str, asked: set[str]) -> None:
    site, kinds, _ = tried[name]
    assert site.articles() == asked
    assert kinds == ["bad_address"]


def test_case_04(tried: Any) -> None:
    site = tried["base"][0]
    assert "/tin/bai-1.html" in site.asked
    assert "/chuyen-muc/tin/bai-1.html" not in site.asked
    assert "/f/cv.pdf" in site.asked


def test_case_19(tried: Any) -> None:
    assert tried["ampersand"][0].articles() == {"/tin/bai-1.html?a=1&b=2"}


def test_cases_09_and_24(tried: Any) -> None:
    feed = {path: str(record.published_day) for path, record in tried["dates"][2].items()}
    assert feed == {f"/tin/bai-{number}.html": "2024-03-06" for number in range(1, 10)}
    moments = {path: str(record.published) for path, record in tried["net"][2].items()}
    assert moments == {f"/tin-tuc/bai-{number}": "2024-03-06 07:20:00+00:00" for number in (11, 12)}
