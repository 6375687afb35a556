"""The files that belong to an article: links in its attachment boxes and its body, or the pictures of a scanned dispatch.

In: a page's HTML, its address, its source. Out: absolute addresses. Nothing is fetched here.
"""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.model import Source
from crawler.read.html import is_outside, parse_html, select, selector
from crawler.read.layouts import Layout, layout_of

_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".gif")
_FILE_SUFFIXES = (".pdf", ".doc", ".docx", ".rtf", ".xls", ".xlsx", ".ods", ".zip", ".rar", ".7z")
_FEW_LETTERS = 200  # under this a body is taken for the frame of its pictures
_MAX_PICTURES = 5


def attachment_links(text: str, url: str, source: Source | None) -> list[tuple[str, str]]:
    """(absolute URL, link text) of files that belong to the article, in order, each once.

    Links in the layout's attachment boxes count whatever they end in; in the body only those that end as files do. A
    body that is nearly all pictures (a scanned dispatch, a poster) gives its pictures. On a page of unknown layout,
    files linked outside its frame count.
    """
    tree = parse_html(text)
    if tree is None:
        return []
    found = layout_of(source, text)
    if found is None:
        return list(_linked(tree, url).items())
    _, layout = found
    links = _boxed(tree, url, layout)
    return list((links or _pictures(tree, url, layout)).items())


def _linked(tree: HtmlElement, url: str) -> dict[str, str]:
    links: dict[str, str] = {}
    for anchor in tree.iter("a"):
        link = _joined(url, anchor.get("href"))
        if link and urlsplit(link).path.lower().endswith(_FILE_SUFFIXES) and not is_outside(anchor):
            links.setdefault(link, _words(anchor))
    return links


def _boxed(tree: HtmlElement, url: str, layout: Layout) -> dict[str, str]:
    links: dict[str, str] = {}
    for css in layout.attachments:
        boxed = any(word in css for word in ("attach", "download", "dinhkem"))
        for anchor in selector(css)(tree):
            link = _joined(url, anchor.get("href"))
            if link and _is_file(anchor, urlsplit(link), boxed=boxed):
                links.setdefault(link, _words(anchor))
    return links


def _is_file(anchor: HtmlElement, parts: SplitResult, *, boxed: bool) -> bool:
    path = parts.path.lower()
    if path.endswith(_FILE_SUFFIXES) or "/documents/" in parts.path:
        return True
    asked = "download" in parts.query or anchor.get("download") is not None
    return boxed and (asked or path.endswith(_PICTURES))


def _pictures(tree: HtmlElement, url: str, layout: Layout) -> dict[str, str]:
    """Those of a body that has hardly a word beside them."""
    body = select(tree, layout.body)
    if body is None:  # `select` wants text; a body of pictures has none
        body = next((element for css in layout.body for element in selector(css)(tree)), None)
    links: dict[str, str] = {}
    if body is not None and sum(c.isalpha() for c in body.text_content()) < _FEW_LETTERS:
        for picture in list(body.iter("img"))[:_MAX_PICTURES]:
            link = _joined(url, picture.get("data-src") or picture.get("src"))
            if link and not _is_small(picture):
                links.setdefault(link, " ".join((picture.get("alt") or "").split()))
    return links


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


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
