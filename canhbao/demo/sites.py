"""The six sample sites as pages: addresses, listings, feeds, sitemaps and articles, each after its platform.

In: the articles of one site. Out: a Site with a body for each path. The HTML is written for the demo, with the
structure and class names of the platform, and with its traps (date forms, related links, share bars).
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from jinja2 import Environment, PackageLoader, StrictUndefined

from canhbao.demo.content import Article
from canhbao.demo.files import MAKERS

PER_PAGE = 10
_DAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Resource:
    """What a path answers."""

    body: bytes
    content_type: str
    modified: datetime


@dataclass(slots=True)
class Site:
    """One sample site: `paths` maps path and query to a resource, `articles` an article's path to it."""

    name: str
    title: str
    platform: str
    base: str
    paths: dict[str, Resource] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)


SITES: dict[str, tuple[str, str]] = {
    "nghean": ("Cổng thông tin điện tử mẫu tỉnh Nghệ An", "nukeviet"),
    "dongthap": ("Cổng thông tin điện tử mẫu tỉnh Đồng Tháp", "liferay"),
    "quangtri": ("Trang mẫu Công an tỉnh Quảng Trị", "wordpress"),
    "langson": ("Cổng thông tin điện tử mẫu tỉnh Lạng Sơn", "aspx"),
    "gialai": ("Báo mẫu Gia Lai", "epi"),
    "national": ("Nhật báo mẫu Việt Nam", "vccorp"),
}


def environment() -> Environment:
    """Templates of the sites; everything is escaped."""
    loaded = Environment(
        loader=PackageLoader("canhbao.demo", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    loaded.filters["long_date"] = lambda d: f"{_DAYS[d.weekday()]} - {d:%d/%m/%Y %H:%M}"
    loaded.filters["bar_date"] = lambda d: f"{d:%H:%M} | {d:%d/%m/%Y}"
    loaded.filters["comma_date"] = lambda d: f"{_DAYS[d.weekday()]}, {d:%d/%m/%Y}, {d:%H:%M} (GMT+7)"
    return loaded


def article_path(platform: str, article: Article) -> str:
    """The address of an article on its platform."""
    number, slug = article.number, article.slug
    forms = {
        "nukeviet": f"/news/tin-canh-bao/{slug}-{number}.html",
        "liferay": f"/-/{slug}-{number}",
        "wordpress": f"/canh-bao/{slug}-{number}/",
        "aspx": f"/{number}/30/61/{slug}/{number}.aspx",
        "epi": f"/{slug}-post{number}.html",
        "vccorp": f"/{slug}-{article.published:%y%m%d%H%M%S}{number:06d}.htm",
    }
    return forms[platform]


def build(name: str, base: str, articles: list[Article]) -> Site:
    """The whole site, newest articles first in its lists."""
    title, platform = SITES[name]
    site = Site(name, title, platform, base)
    templates = environment()
    newest = sorted(articles, key=lambda a: a.published, reverse=True)
    links = {a.number: article_path(platform, a) for a in newest}
    for article in newest:
        attachment = _attachment(site, article)
        related = [(links[a.number], a) for a in newest if a.number != article.number][:3]
        page = templates.get_template(f"{platform}_article.html").render(
            site=site, article=article, attachment=attachment, related=related, path=links[article.number]
        )
        site.paths[links[article.number]] = _html(page, article.published)
        site.articles[links[article.number]] = article
    _lists(site, templates, newest, links)
    latest = newest[0].published
    site.paths["/robots.txt"] = Resource(_robots(site).encode(), "text/plain; charset=utf-8", latest)
    return site


def _attachment(site: Site, article: Article) -> tuple[str, str] | None:
    if not article.attach:
        return None
    make, media, suffix = MAKERS[article.attach]
    path = f"/Upload/VanBan/{article.number}-cong-van.{suffix}"
    site.paths[path] = Resource(make(article), media, article.published)
    return path, f"Công văn số {article.number}"


def _lists(site: Site, templates: Environment, newest: list[Article], links: dict[int, str]) -> None:
    latest = newest[0].published
    if site.platform in ("nukeviet", "liferay", "aspx", "vccorp"):
        pages = [newest[i : i + PER_PAGE] for i in range(0, len(newest), PER_PAGE)]
        for number, chunk in enumerate(pages, start=1):
            following = list_path(site.platform, number + 1) if number < len(pages) else ""
            html = templates.get_template(f"{site.platform}_list.html").render(
                site=site, rows=[(links[a.number], a) for a in chunk], number=number, following=following
            )
            site.paths[list_path(site.platform, number)] = _html(html, latest)
    if site.platform in ("nukeviet", "epi", "vccorp"):
        site.paths[_feed_path(site.platform)] = Resource(
            _rss(site, newest[:30], links).encode(), "application/rss+xml; charset=utf-8", latest
        )
    if site.platform == "epi":
        _sitemaps(site, newest, links)
    if site.platform == "wordpress":
        _rest(site, newest, links)


def list_path(platform: str, number: int) -> str:
    """The address of a page of the listing."""
    first = number == 1
    return {
        "nukeviet": "/news/tin-canh-bao/" + ("" if first else f"page-{number}/"),
        "liferay": "/web/guest/canh-bao" + ("" if first else f"?p_p_id=tin&_tin_cur={number}"),
        "aspx": "/danh-muc/61/canh-bao.aspx" + ("" if first else f"?page={number}"),
        "vccorp": "/phap-luat" + (".htm" if first else f"/trang-{number}.htm"),
    }[platform]


def _feed_path(platform: str) -> str:
    return {"nukeviet": "/news/rss/", "epi": "/rss/home.rss", "vccorp": "/rss/phap-luat.rss"}[platform]


def _rss(site: Site, newest: list[Article], links: dict[int, str]) -> str:
    items = []
    for article in newest:
        published = article.published.astimezone(UTC)
        stamp = format_datetime(published)
        if site.platform == "nukeviet":  # the real bug: the minutes are the month
            stamp = f"{published:%a, %d %b %Y %H}:{published:%m}:{published:%S} GMT"
        items.append(
            f"<item><title>{escape(article.title)}</title><link>{site.base}{links[article.number]}</link>"
            f"<description>{escape(article.lead)}</description><pubDate>{stamp}</pubDate></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(site.title)}</title><link>{site.base}/</link><description>RSS</description>"
        f"{''.join(items)}</channel></rss>"
    )


def _sitemaps(site: Site, newest: list[Article], links: dict[int, str]) -> None:
    """An index of monthly sitemaps."""
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    months: dict[str, list[Article]] = {}
    for article in newest:
        months.setdefault(f"/sitemaps/news-{article.published.year}-{article.published.month}.xml", []).append(article)
    for path, rows in months.items():
        urls = "".join(
            f"<url><loc>{site.base}{links[a.number]}</loc><lastmod>{a.published.isoformat()}</lastmod></url>"
            for a in rows
        )
        site.paths[path] = Resource(f"<urlset {space}>{urls}</urlset>".encode(), "application/xml", rows[0].published)
    index = "".join(f"<sitemap><loc>{site.base}{path}</loc></sitemap>" for path in months)
    body = f"<sitemapindex {space}>{index}</sitemapindex>".encode()
    site.paths["/sitemap.xml"] = Resource(body, "application/xml", newest[0].published)


def _rest(site: Site, newest: list[Article], links: dict[int, str]) -> None:
    posts = [
        {
            "link": f"{site.base}{links[a.number]}",
            "title": {"rendered": escape(a.title)},
            "date_gmt": a.published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        }
        for a in newest
    ]
    path = "/wp-json/wp/v2/posts?per_page=50&page=1&_fields=link,title,date_gmt"
    body = json.dumps(posts[:50], ensure_ascii=False).encode()
    site.paths[path] = Resource(body, "application/json; charset=utf-8", newest[0].published)


def _robots(site: Site) -> str:
    return f"User-agent: *\nDisallow: /admin/\nDisallow: /search\nSitemap: {site.base}/sitemap.xml\n"


def _html(text: str, modified: datetime) -> Resource:
    return Resource(text.encode(), "text/html; charset=utf-8", modified)
