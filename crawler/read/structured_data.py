"""What a page says for machines: meta elements, JSON-LD, <time>. Broken structured data is common, and says nothing.

In: a tree. Out: StructuredData. Knows no layout, and does not choose among dates.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from crawler.model import DateMethod
from crawler.read.article import DateCandidate
from crawler.text.unicode import clean

_PUBLISHED = ("article:published_time", "pubdate", "datepublished", "dc.date.issued", "publishdate")
_MODIFIED = ("article:modified_time", "datemodified", "lastmod")


@dataclass(frozen=True, slots=True)
class StructuredData:
    """`title` and `section` are '' where no element gives them; dates stand in the order of the page."""

    title: str
    section: str
    dates: tuple[DateCandidate, ...]
    modified: tuple[DateCandidate, ...]


def structured_data(tree: HtmlElement) -> StructuredData:
    """The title (og:title before a headline), the last section, and all dates: of meta, of JSON-LD, of the first time."""
    metas = list(_metas(tree))
    articles = list(_json_ld(tree))
    titles = [content for name, content in metas if name == "og:title"] + list(_texts(articles, "headline"))
    sections = [clean(content) for name, content in metas if name == "article:section"]
    return StructuredData(
        title=next(filter(None, map(clean, titles)), ""),
        section=sections[-1] if sections else "",
        dates=(
            *_candidates(DateMethod.META, (content for name, content in metas if name in _PUBLISHED)),
            *_candidates(DateMethod.JSON_LD, _texts(articles, "datePublished")),
            *_candidates(DateMethod.TIME_ELEMENT, _first_time(tree)),
        ),
        modified=(
            *_candidates(DateMethod.META, (content for name, content in metas if name in _MODIFIED)),
            *_candidates(DateMethod.JSON_LD, _texts(articles, "dateModified")),
        ),
    )


def _candidates(method: DateMethod, raws: Iterable[str]) -> Iterator[DateCandidate]:
    return (DateCandidate(method, raw) for raw in raws)


def _metas(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """(name in small letters, content) of each meta element that has content."""
    for element in tree.iter("meta"):
        name = str(element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        content = str(element.get("content") or "").strip()
        if content:
            yield name, content


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The nodes of JSON-LD that are articles."""
    for element in tree.iter("script"):
        if str(element.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            data: Any = json.loads(element.text or "")
        except ValueError:
            continue  # other evidence remains
        nodes = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
        for node in nodes if isinstance(nodes, list) else []:
            if isinstance(node, dict) and str(node.get("@type", "")).endswith(("Article", "BlogPosting")):
                yield node


def _texts(nodes: Iterable[dict[str, Any]], key: str) -> Iterator[str]:
    return (node[key] for node in nodes if isinstance(node.get(key), str))


def _first_time(tree: HtmlElement) -> tuple[str, ...]:
    first = next((element.get("datetime") for element in tree.iter("time") if element.get("datetime")), None)
    return () if first is None else (str(first),)
