"""HTML to the parts of an article: a known layout first, then trafilatura, then a last resort; the method is recorded.

In: decoded HTML. Out: title, lead, body, candidates for dates, links of attachments. Untrusted: nothing is fetched and
no script runs.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import trafilatura
from lxml import etree, html
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawler.model import Source
from crawler.read.layouts import Layout, layout_of
from crawler.text.unicode import clean

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "blockquote",
        "ul",
        "ol",
        "table",
        "td",
        "th",
        "figure",
        "figcaption",
        "pre",
        "hr",
        "dl",
        "dt",
        "dd",
    ]
)
_DROPPED = ("script", "style", "noscript", "iframe", "svg", "form", "button", "nav", "template", "object", "embed")
ATTACHMENT_SUFFIXES = (".pdf", ".doc", ".docx", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
_FILE_SUFFIXES = (".pdf", ".doc", ".docx")


@dataclass(slots=True)
class Article:
    """What a page says. `dates` are (method, raw string) in no order; `layout` names the method of the text."""

    layout: str
    title: str = ""
    lead: str = ""
    body: str = ""
    author: str = ""
    source_line: str = ""
    section: str = ""
    dates: list[tuple[str, str]] = field(default_factory=list)
    modified: list[tuple[str, str]] = field(default_factory=list)
    date_order: tuple[str, ...] = ()


def parse_html(text: str) -> HtmlElement | None:
    """A tree, or None for nothing. NUL and lone surrogates are gone already (crawler.text.unicode.clean)."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree


def read_article(text: str, url: str, source: Source | None) -> Article:
    """The article of a page; `body` is empty if no method found any text."""
    tree = parse_html(text)
    if tree is None:
        return Article("none")
    found = layout_of(source, text)
    article = _by_layout(tree, *found) if found else None
    if article is None or not article.body:
        article = _by_trafilatura(text, url) or _last_resort(tree)
    _metadata(tree, article)
    return article


def select(tree: HtmlElement, selectors: tuple[str, ...]) -> HtmlElement | None:
    """The first element with text that any selector finds."""
    for selector in selectors:
        for element in CSSSelector(selector, translator="html")(tree):
            if element.text_content().strip():
                return element
    return None


def block_text(element: HtmlElement) -> str:
    """Text with a line for each block; runs of spaces are one."""
    pieces: list[str] = []
    _collect(element, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return clean("\n".join(line for line in lines if line))


def _collect(root: HtmlElement, pieces: list[str]) -> None:
    """Depth first without recursion: hostile pages nest a hundred thousand deep."""
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            if node.tag in _BLOCKS:
                pieces.append("\n")
            if node.text:
                pieces.append(node.text.replace("\n", " "))
        else:
            if node.tag in _BLOCKS:
                pieces.append("\n")
            if node.tail and node is not root:
                pieces.append(node.tail.replace("\n", " "))


def _by_layout(tree: HtmlElement, name: str, layout: Layout) -> Article | None:
    body = select(tree, layout.body)
    if body is None:
        return None
    article = Article(name, date_order=layout.date_order)
    for part in ("title", "lead", "author"):
        element = select(tree, getattr(layout, part))
        setattr(article, part, " ".join(block_text(element).split()) if element is not None else "")
    date = select(tree, layout.date)
    if date is not None:
        article.dates.append(("visible", " ".join(date.text_content().split())))
        if date.get("datetime"):
            article.dates.append(("time_element", str(date.get("datetime"))))
    inner = html.fromstring(html.tostring(body, encoding="unicode"))
    for selector in layout.remove:
        for element in CSSSelector(selector, translator="html")(inner):
            if element is not inner:
                element.drop_tree()
    for tag in _DROPPED:
        for element in list(inner.iter(tag)):
            element.drop_tree()
    article.body = block_text(inner)
    _split_source_line(article)
    return article


def _split_source_line(article: Article) -> None:
    """'Tác giả:' and 'Nguồn tin:' stand together on many portals."""
    match = re.search(r"Nguồn(?: tin)?\s*:\s*(.+)$", article.author)
    if match:
        article.source_line = match[1].strip()
        article.author = article.author[: match.start()].strip(" -|,;")
    article.author = re.sub(r"^Tác giả\s*:\s*", "", article.author).strip()


def _by_trafilatura(text: str, url: str) -> Article | None:
    found = trafilatura.bare_extraction(
        text, url=url or None, favor_precision=True, include_comments=False, include_tables=True, with_metadata=True
    )
    if found is None or isinstance(found, dict) or not found.text or not found.text.strip():
        return None
    return Article(
        "trafilatura", title=clean(found.title or ""), body=clean(found.text), author=clean(found.author or "")
    )


def _last_resort(tree: HtmlElement) -> Article:
    """Paragraphs of some length, wherever they stand."""
    for tag in (*_DROPPED, "header", "footer", "aside"):
        for element in list(tree.iter(tag)):
            if element.getparent() is not None:
                element.drop_tree()
    lines = [line for line in block_text(tree).split("\n") if len(line) > 60]
    return Article("last_resort", body="\n".join(lines))


def _metadata(tree: HtmlElement, article: Article) -> None:
    """Dates, title and section of structured data; the visible ones stay in front."""
    for element in tree.iter("meta"):
        name = str(element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        content = str(element.get("content") or "").strip()
        if not content:
            continue
        if name in ("article:published_time", "pubdate", "datepublished", "dc.date.issued", "publishdate"):
            article.dates.append(("meta", content))
        elif name in ("article:modified_time", "datemodified", "lastmod"):
            article.modified.append(("meta", content))
        elif name == "og:title" and not article.title:
            article.title = clean(content)
        elif name == "article:section":
            article.section = clean(content)
    for element in tree.iter("script"):
        if str(element.get("type") or "").lower() == "application/ld+json":
            _json_ld(element.text or "", article)
    for element in tree.iter("time"):
        if element.get("datetime"):
            article.dates.append(("time_element", str(element.get("datetime"))))
            break
    if not article.title:
        heading = next((h for h in tree.iter("h1") if h.text_content().strip()), None)
        title = heading if heading is not None else next(iter(tree.iter("title")), None)
        article.title = " ".join(clean(title.text_content()).split()) if title is not None else ""


def _json_ld(text: str, article: Article) -> None:
    try:
        data: Any = json.loads(text)
    except ValueError:
        article.section = article.section or ""  # broken structured data is common: other evidence remains
        return
    nodes = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
    for node in nodes if isinstance(nodes, list) else []:
        if isinstance(node, dict) and str(node.get("@type", "")).endswith(("Article", "BlogPosting")):
            if isinstance(node.get("datePublished"), str):
                article.dates.append(("json_ld", node["datePublished"]))
            if isinstance(node.get("dateModified"), str):
                article.modified.append(("json_ld", node["dateModified"]))
            if not article.title and isinstance(node.get("headline"), str):
                article.title = clean(node["headline"])


def attachment_links(text: str, url: str, source: Source | None) -> list[tuple[str, str]]:
    """(absolute URL, link text) of files that belong to the article, in order, each once.

    Links in the layout's attachment boxes count whatever they end in; in the body only those that end as files do.
    """
    tree = parse_html(text)
    found = layout_of(source, text) if tree is not None else None
    if tree is None or found is None:
        return []
    _, layout = found
    links: dict[str, str] = {}
    for selector in layout.attachments:
        for anchor in CSSSelector(selector, translator="html")(tree):
            link = urljoin(url, str(anchor.get("href") or ""))
            parts = urlsplit(link)
            named = parts.path.lower().endswith(_FILE_SUFFIXES)
            boxed = "attach" in selector or "download" in selector or "dinhkem" in selector
            picture = boxed and parts.path.lower().endswith(ATTACHMENT_SUFFIXES)
            asked = boxed and ("download" in parts.query or anchor.get("download") is not None)
            if parts.scheme in ("http", "https") and (named or picture or asked or "/documents/" in parts.path):
                links.setdefault(link, " ".join(anchor.text_content().split()))
    return list(links.items())
