"""The platforms that differ only in how lists and addresses look (FACTS A1 to A3)."""

import re
from dataclasses import replace

from spiders.base import ListingRules, SourceSpider
from spiders.entries import Entry


class FeedSpider(SourceSpider):
    """A site known by its feeds and sitemaps alone."""


class ListingSpider(SourceSpider):
    """Any portal with a listing; its selectors stand in the source."""

    rules = ListingRules(links="a[href]", next_page='a[rel="next"], .pager a.next, .pagination a.next')


class NukeVietSpider(SourceSpider):
    """NukeViet 3.4 to 5: /news/<cat>/<alias>-<id>.html; print and save pages are the article again."""

    rules = ListingRules(
        links="div.news_column h2 a, div.news_column h3 a, div.list-group a.show.h4, .panel-body h2 a",
        next_page='ul.pagination li.active + li a, a[title="Trang sau"]',
        article=r"-\d+\.html$",
    )

    def article_url(self, url: str) -> str | None:
        """The article behind a print or save page."""
        return super().article_url(re.sub(r"/(?:print|savefile)/", "/", url))

    def adjust(self, entry: Entry) -> Entry:
        """Feeds of 3.4 to 4.5 and 5 write the month for the minutes: only day and hour are kept."""
        if entry.published:
            match = re.match(r"(\w{3}, \d{1,2} \w{3} \d{4} \d{2}):\d{2}:\d{2}(.*)", entry.published)
            if match:
                return replace(entry, published=f"{match[1]}:00:00{match[2]}")
        return entry


class LiferaySpider(SourceSpider):
    """Liferay 6.2 and 7: friendly addresses /-/<slug> and asset publisher pages, paging by _cur."""

    rules = ListingRules(
        links=".asset-abstract a[href], .asset-title a[href], .journal-content-article h3 a, .title-news a",
        next_page=".lfr-pagination-buttons li:not(.disabled) a.next, .pagination a.next, a.lfr-pagination-next",
        article=r"/-/[^/]|/-/asset_publisher/|/content/id/\d+",
    )


class VnptSpider(SourceSpider):
    """VNPT Portal: one-level categories, /<cat>/<slug>-<id>."""

    rules = ListingRules(links="h2.Title a, ul.ArticleList a", next_page="a.next, .paging a.next", article=r"-\d{4,7}$")


class EpiSpider(SourceSpider):
    """ePi newspapers: -post<ID>.html (or .tpo, .vov)."""

    rules = ListingRules(
        links="article.story a.cms-link, h2.story__heading a", next_page="a.page-next", article=r"-post\d+\.\w+$"
    )


class VccorpSpider(SourceSpider):
    """VCCorp newspapers: .htm ending in 16 to 20 digits."""

    rules = ListingRules(
        links="a.box-category-link-title[href], h3 a[href]", next_page="a.next", article=r"-?\d{15,21}\.htm$"
    )


class YyyymmSpider(SourceSpider):
    """The newspaper family with /<cat>/YYYYMM/<slug>-<hex>/."""

    rules = ListingRules(links="a.title1, a.title2, a.title3, a.title5", next_page="a.next", article=r"/\d{6}/[^/]+/?$")


class OneCdnSpider(SourceSpider):
    """The longform (1cdn) newspaper family: -<6 to 7 digits>.html, events left out."""

    rules = ListingRules(links="h3.b-grid__title a", next_page="a.next", article=r"(?<!event)-\d{6,7}\.html$")


class AidSpider(SourceSpider):
    """The newspaper family with -a<ID>.html."""

    rules = ListingRules(links="a.title", next_page="a.next", article=r"-a\d+\.html$")


class SharePointSpider(SourceSpider):
    """SharePoint-like portals: /Pages/<name>.aspx and ?ItemID=; the query is the identity of the page."""

    rules = ListingRules(
        links=".ms-listlink a, .news-list a, .list-news a, td.ms-vb2 a, h3 a, h4 a",
        next_page="a.next, td.ms-paging a[id*='Next'], .pagination a[rel='next']",
        article=r"(?i)\.aspx\?(?:.*&)?(?:itemid|id|bvid|newsid)=\d+|/(?:qt/)?tintuc/.+\.aspx",
    )


class DrupalSpider(SourceSpider):
    """Drupal 7 to 10: views of teasers; the pager counts from zero."""

    rules = ListingRules(
        links=".views-row h2 a, .views-row h3 a, .views-field-title a, article.node--view-mode-teaser h2 a",
        next_page="li.pager__item--next a, li.pager-next a, a[rel='next']",
    )


class JoomlaSpider(SourceSpider):
    """Joomla's com_content: /<cat>/<id>-<slug>, paging by ?start=."""

    rules = ListingRules(
        links=".item h2 a, .items-leading h2 a, .blog h2 a, td.list-title a, .page-header h2 a",
        next_page="ul.pagination a.next, li.pagination-next a, a[rel='next']",
        article=r"/\d+-[^/]+?(?:\.html)?$",
    )
