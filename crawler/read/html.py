"""HTML to the parts of an article: a known layout first, then trafilatura, then a last resort; the method is recorded.

In: decoded HTML. Out: title, lead, body, candidates for dates, links of attachments. Untrusted: nothing is fetched and
no script runs.
"""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import trafilatura
from lxml import etree, html
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawler.model import Source
from crawler.read.layouts import Layout, layout_of
from crawler.text.dates import parse_date
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
_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".gif")
_FILE_SUFFIXES = (".pdf", ".doc", ".docx", ".rtf", ".xls", ".xlsx", ".ods", ".zip", ".rar", ".7z")
ATTACHMENT_SUFFIXES = (*_FILE_SUFFIXES, *_PICTURES)
_FEW_LETTERS = 200  # under this a body is taken for the frame of its pictures
_MAX_PICTURES = 5
_POOR = 0.3  # a layout that finds less than this share of what trafilatura finds has hit the wrong element
_OUTSIDE = re.compile(
    r"(?:^|\s)(?:(?:site-|top-|main-)?header(?:-top)?(?=\s|$)|top-?bar|clock|dong-?ho|main-?menu|menu|nav(?:bar|igation)?(?=[\s-]|$)|sidebar|footer|"
    r"(?:box-|detail-|news-|article-)?related|tin-?lien-?quan|lien-?quan|other-?news|tin-?khac|comments?(?=\s|$))",
    re.IGNORECASE,
)
# A line of its own that opens a list of other articles or the page's tools.
_TAIL = re.compile(
    r"(?:(?:các )?tin (?:bài )?(?:liên quan|khác|mới hơn|cũ hơn|cùng chuyên mục|cùng loại|mới nhất|đọc nhiều)|"
    r"bài (?:viết )?liên quan|các bài (?:viết )?khác|"
    r"xem thêm|đọc thêm|có thể bạn quan tâm|cùng chuyên mục|những tin (?:mới hơn|cũ hơn)|chia sẻ(?: bài viết)?|bình luận|ý kiến bạn đọc|"
    r"tổng số điểm của bài viết là.*|click để đánh giá bài viết|từ khóa|tags?)\s*[:»>]*\s*$",
    re.IGNORECASE,
)


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
    captions: tuple[str, ...] = ()
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
    if article is None or len(article.body) < _FEW_LETTERS:
        article = _better(article, _by_trafilatura(text, url)) or _last_resort(tree)
    article.body = _without_tail(article.body)
    article.captions = _captions(tree, article.body)
    _metadata(tree, article)
    if not article.dates:
        article.dates += _date_near_title(tree)
    return article


def _better(layout: Article | None, other: Article | None) -> Article | None:
    """The layout's article unless its text is a scrap of what the page says; its other parts are kept."""
    if layout is None or other is None:
        return layout if layout is not None and layout.body else other
    if len(layout.body) >= _POOR * len(other.body):
        return layout
    other.title, other.lead = layout.title or other.title, layout.lead
    other.dates, other.date_order = layout.dates, layout.date_order
    return other


def _without_tail(body: str) -> str:
    """The body up to a heading such as 'Tin liên quan', if only titles follow it and most of the text stands before."""
    lines = body.split("\n")
    for number, line in enumerate(lines):
        if len(line) <= 60 and _TAIL.match(line.strip("-–•* ")):
            rest = lines[number + 1 :]
            sentences = sum(part.rstrip().endswith((".", "!", "?")) and len(part) > 120 for part in rest)
            if sentences == 0 and len("\n".join(rest)) < max(400, len("\n".join(lines[:number]))):
                return "\n".join(lines[:number]).rstrip()
    return body


def _captions(tree: HtmlElement, body: str) -> tuple[str, ...]:
    """Lines of the body that stand under a picture, in order."""
    captions = []
    for element in tree.iter("figcaption", "td", "p", "div"):
        named = re.search(r"caption|chu-?thich", f"{element.get('class') or ''}", re.IGNORECASE)
        if element.tag == "figcaption" or (named and element.find(".//img") is None):
            line = " ".join(clean(element.text_content()).split())
            if 0 < len(line) < 400 and line in body and line not in captions:
                captions.append(line)
    return tuple(captions)


def _date_near_title(tree: HtmlElement) -> list[tuple[str, str]]:
    """A page of unknown layout without structured data: the first date after the heading, before the text begins."""
    heading = next((h for h in tree.iter("h1", "h2") if len(h.text_content().split()) > 3 and not _outside(h)), None)
    if heading is None:
        return []
    seen = 0
    inside = set(heading.iter())
    passed = False
    for element in tree.iter():
        if element is heading:
            passed = True
        if not passed or element in inside or not isinstance(element.tag, str) or element.tag in _DROPPED:
            continue
        own = " ".join((element.text or "").split())
        if own and parse_date(own) is not None and len(own) < 80 and not _outside(element):
            return [("visible", own)]
        seen += len(own)
        if seen > _FEW_LETTERS:
            break
    return []


def _outside(element: HtmlElement) -> bool:
    """Whether an element stands in the page's frame: the site's clock, a menu, a list of other articles."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("header", "nav", "footer", "aside"):
            return True
        if node.tag not in ("body", "html") and _OUTSIDE.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
    return False


@cache
def _selector(css: str) -> CSSSelector:
    """Compiled once: compiling costs more than matching, and the selectors are those of layouts and sources."""
    return CSSSelector(css, translator="html")


def select(tree: HtmlElement, selectors: tuple[str, ...]) -> HtmlElement | None:
    """The first element with text that any selector finds."""
    for selector in selectors:
        for element in _selector(selector)(tree):
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
    date = _date_element(tree, layout.date)
    if date is not None:
        article.dates.append(("visible", " ".join(date.text_content().split())))
        if date.get("datetime"):
            article.dates.append(("time_element", str(date.get("datetime"))))
    inner = html.fromstring(html.tostring(body, encoding="unicode"))
    for selector in layout.remove:
        for element in _selector(selector)(inner):
            if element is not inner:
                element.drop_tree()
    for tag in _DROPPED:
        for element in list(inner.iter(tag)):
            element.drop_tree()
    article.body = block_text(inner)
    _split_source_line(article)
    return article


def _date_element(tree: HtmlElement, selectors: tuple[str, ...]) -> HtmlElement | None:
    """The first that holds a date and stands in no frame: many themes give the site's clock the same class."""
    for selector in selectors:
        for element in _selector(selector)(tree):
            told = f"{element.get('datetime') or ''} {' '.join(element.text_content().split())}"
            if parse_date(told) is not None and not _outside(element):
                return element
    return None


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

    Links in the layout's attachment boxes count whatever they end in; in the body only those that end as files do. A
    body that is nearly all pictures (a scanned dispatch, a poster) gives its pictures. On a page of unknown layout,
    files linked outside its frame count.
    """
    tree = parse_html(text)
    if tree is None:
        return []
    links: dict[str, str] = {}
    found = layout_of(source, text)
    if found is None:
        for anchor in tree.iter("a"):
            link = _joined(url, anchor.get("href"))
            if link and urlsplit(link).path.lower().endswith(_FILE_SUFFIXES) and not _outside(anchor):
                links.setdefault(link, " ".join(anchor.text_content().split()))
        return list(links.items())
    _, layout = found
    for selector in layout.attachments:
        boxed = any(word in selector for word in ("attach", "download", "dinhkem"))
        for anchor in _selector(selector)(tree):
            link = _joined(url, anchor.get("href"))
            parts = urlsplit(link)
            named = parts.path.lower().endswith(_FILE_SUFFIXES)
            picture = boxed and parts.path.lower().endswith(ATTACHMENT_SUFFIXES)
            asked = boxed and ("download" in parts.query or anchor.get("download") is not None)
            if link and (named or picture or asked or "/documents/" in parts.path):
                links.setdefault(link, " ".join(anchor.text_content().split()))
    body = select(tree, layout.body)
    if body is None:  # `select` wants text; a body of pictures has none
        body = next((e for selector in layout.body for e in _selector(selector)(tree)), None)
    if body is not None and not links and sum(c.isalpha() for c in body.text_content()) < _FEW_LETTERS:
        for picture in list(body.iter("img"))[:_MAX_PICTURES]:
            link = _joined(url, picture.get("data-src") or picture.get("src"))
            if link and not _is_small(picture):
                links.setdefault(link, " ".join((picture.get("alt") or "").split()))
    return list(links.items())


def _joined(base: str, href: str | None) -> str:
    """The absolute address of a link, '' if it is no web address."""
    try:
        link = urljoin(base, str(href or "").strip())
        return link if href and urlsplit(link).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _is_small(picture: HtmlElement) -> bool:
    sizes = [re.match(r"\d+", str(picture.get(name) or "")) for name in ("width", "height")]
    return any(size is not None and int(size.group()) < 200 for size in sizes)
