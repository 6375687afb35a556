"""What a page says for machines: meta elements, JSON-LD, <time>. Broken structured data is common, and says nothing.

In: a tree, and the page's address where it is known. Out: StructuredData. Dates that stand in the page's frame, beside a
link to another article or in its text are not the page's. Knows no layout, and does not choose among dates.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from crawler.model import DateMethod
from crawler.read.article import DateCandidate
from crawler.read.html import is_beside_another, is_in_a_sentence, is_outside
from crawler.read.json_ld import article_nodes, of_the_page
from crawler.text.unicode import clean

_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "article:published", "pubdate", "datepublished",
    "dc.date", "dc.date.issued", "dc.date.created", "dcterms.date", "dcterms.issued", "dcterms.created", "publishdate",
    "publish-date", "publish_date", "publication_date", "publicationdate", "parsely-pub-date", "sailthru.date", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
)


@dataclass(frozen=True, slots=True)
class StructuredData:
    """`title` and `section` are '' where no element gives them; dates stand in the order of the page."""

    title: str
    section: str
    dates: tuple[DateCandidate, ...]
    modified: tuple[DateCandidate, ...]


def structured_data(tree: HtmlElement, url: str = "") -> StructuredData:
    """The title (og:title before a headline), the last section, and all dates: of meta, of JSON-LD, of the first time."""
    metas = list(_metas(tree))
    given = [content for name, content in metas if name == "og:title"]
    articles = _articles(tree, url, given)
    titles = given + list(_texts(articles, "headline"))
    sections = [clean(content) for name, content in metas if name == "article:section"]
    return StructuredData(
        title=next(filter(None, map(clean, titles)), ""),
        section=sections[-1] if sections else "",
        dates=(
            *_candidates(DateMethod.META, _named(metas, _PUBLISHED)),
            *_candidates(DateMethod.JSON_LD, _texts(articles, "datePublished")),
            *_candidates(DateMethod.TIME_ELEMENT, _first_time(tree)),
        ),
        modified=(
            *_candidates(DateMethod.META, _named(metas, _MODIFIED)),
            *_candidates(DateMethod.JSON_LD, _texts(articles, "dateModified")),
        ),
    )


def _candidates(method: DateMethod, raws: Iterable[str]) -> Iterator[DateCandidate]:
    return (DateCandidate(method, raw) for raw in raws)


def _metas(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """(name in small letters, content) of each meta element that has content; not those of other articles' boxes."""
    for element in tree.iter("meta", "span", "div", "p"):
        if element.tag != "meta" and element.get("itemprop") is None:
            continue
        name = str(element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        content = str(element.get("content") or "").strip()
        told_apart = element.get("itemprop") is not None and (is_outside(element) or is_beside_another(element))
        if content and not told_apart:
            yield name, content


def _named(metas: Iterable[tuple[str, str]], names: tuple[str, ...]) -> Iterator[str]:
    """The contents under these names; the bare 'date' comes last, since some sites mean today by it."""
    found = [(name, content) for name, content in metas if name in names]
    return (content for name, content in sorted(found, key=lambda pair: pair[0] == "date"))


def _articles(tree: HtmlElement, url: str, titles: list[str]) -> list[dict[str, Any]]:
    """The nodes of JSON-LD that stand for this page."""
    scripts = (
        element.text or ""
        for element in tree.iter("script")
        if str(element.get("type") or "").lower().split(";")[0].strip() == "application/ld+json"
    )
    nodes = article_nodes(scripts)
    if not nodes:
        return []
    shown = [" ".join(element.text_content().split()) for element in tree.iter("h1", "title")]
    links = [link.get("href") for link in tree.iter("link") if str(link.get("rel") or "").lower() == "canonical"]
    links += [element.get("content") for element in tree.iter("meta") if element.get("property") == "og:url"]
    return of_the_page(nodes, [title for title in (*titles, *shown) if title], [link for link in (url, *links) if link])


def _texts(nodes: Iterable[dict[str, Any]], key: str) -> Iterator[str]:
    return (node[key] for node in nodes if isinstance(node.get(key), str))


def _first_time(tree: HtmlElement) -> tuple[str, ...]:
    """The first <time> that may be the page's own; one that says that it is of the publication comes before it."""
    own = [
        element
        for element in tree.iter("time")
        if element.get("datetime")
        and str(element.get("itemprop") or "").lower() != "datemodified"
        and not is_outside(element)
        and not is_beside_another(element)
        and not is_in_a_sentence(element)
    ]
    said = [e for e in own if str(e.get("itemprop") or "").lower() == "datepublished" or e.get("pubdate") is not None]
    return tuple(str(element.get("datetime")) for element in (said or own)[:1])
