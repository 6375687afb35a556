"""The files that belong to an article: in its attachment boxes, its body, its viewers, or the pictures of a scanned dispatch.

In: a page's HTML, its address, its source. Out: absolute addresses. Nothing is fetched here.
"""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urlsplit

from lxml.html import HtmlElement

from crawler.model import Source
from crawler.read.html import base_of, is_outside, parse_html, select, selector
from crawler.read.layouts import Layout, layout_of
from crawler.text.hrefs import address

_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".gif")
_FILE_SUFFIXES = (".pdf", ".doc", ".docx", ".rtf", ".xls", ".xlsx", ".ods", ".zip", ".rar", ".7z")
_FILE_TYPES = ("application/pdf", "application/msword", "application/vnd.", "application/rtf")
_VIEWED = ("file", "url", "src", "doc", "document", "pdf", "link")  # what viewers call the file that they show
_HOLDERS = {"a": ("href",), "iframe": ("src", "data-src"), "embed": ("src", "data-src"), "object": ("data",)}
FEW_LETTERS = 200  # under this a body is taken for the frame of its pictures or files
_MAX_PICTURES = 5


def attachment_links(text: str, url: str, source: Source | None) -> list[tuple[str, str]]:
    """(absolute URL, link text) of files that belong to the article, in order, each once.

    Links in the layout's attachment boxes count whatever they end in; then, in the body and in the article's own block,
    what ends as files do or is shown by a viewer. A body that is nearly all pictures (a scanned dispatch, a poster)
    gives its pictures. On a page of unknown layout, files linked outside its frame count.
    """
    tree = parse_html(text)
    if tree is None:
        return []
    base = base_of(tree, url)
    found = layout_of(source, text)
    if found is None:
        return list(_linked(tree, tree, base).items())
    _, layout = found
    body = _body(tree, layout)
    links = _boxed(tree, base, layout)
    for link, words in _linked(tree if body is None else _block_of(body), body, base).items():
        links.setdefault(link, words)
    return list((links or _pictures(body, base)).items())


def _linked(scope: HtmlElement, body: HtmlElement | None, base: str) -> dict[str, str]:
    """File-like targets: in the body wherever they stand, in the rest of the scope outside the page's frame."""
    links: dict[str, str] = {}
    inside = set(body.iter(*_HOLDERS)) if body is not None and body is not scope else frozenset()
    for element in scope.iter(*_HOLDERS):
        for link in _targets(element, base):
            if element in inside or not is_outside(element):
                links.setdefault(link, _words(element) or str(element.get("title") or ""))
    return links


def _targets(element: HtmlElement, base: str) -> Iterator[str]:
    """The file that an element links to or shows; the one that a viewer is told to show stands in its query."""
    for name in _HOLDERS[element.tag]:
        link = address(base, element.get(name))
        if not link:
            continue
        viewed = [address(link, value) for key, value in _parameters(link) if key.lower() in _VIEWED]
        shown = [file for file in viewed if file and _is_file(urlsplit(file))]
        if shown:
            yield from shown
        elif _is_file(urlsplit(link)) or (
            element.tag != "a" and str(element.get("type") or "").lower().startswith(_FILE_TYPES)
        ):
            yield link


def _parameters(link: str) -> list[tuple[str, str]]:
    """Of the query, and of the fragment: viewers take either."""
    parts = urlsplit(link)
    try:
        return parse_qsl(parts.query, max_num_fields=50) + parse_qsl(parts.fragment, max_num_fields=50)
    except ValueError:
        return []


def _is_file(parts: SplitResult) -> bool:
    return parts.path.lower().endswith(_FILE_SUFFIXES)


def _body(tree: HtmlElement, layout: Layout) -> HtmlElement | None:
    body = select(tree, layout.body)
    if body is not None:
        return body  # `select` wants text; a body of pictures or with a viewer alone has none
    return next((element for css in layout.body for element in selector(css)(tree)), None)


def _block_of(body: HtmlElement) -> HtmlElement:
    """The block of the article: the smallest one around the body that holds its heading too, if the page has one."""
    for block in body.iterancestors():
        if block.tag in ("body", "html"):
            break
        if next(block.iter("h1"), None) is not None:
            return block
    return body


def _boxed(tree: HtmlElement, base: str, layout: Layout) -> dict[str, str]:
    links: dict[str, str] = {}
    for css in layout.attachments:
        boxed = any(word in css for word in ("attach", "download", "dinhkem"))
        for anchor in selector(css)(tree):
            link = address(base, anchor.get("href"))
            if link and _is_boxed_file(anchor, urlsplit(link), boxed=boxed):
                links.setdefault(link, _words(anchor))
    return links


def _is_boxed_file(anchor: HtmlElement, parts: SplitResult, *, boxed: bool) -> bool:
    path = parts.path.lower()
    if path.endswith(_FILE_SUFFIXES) or "/documents/" in parts.path:
        return True
    asked = "download" in parts.query or anchor.get("download") is not None
    return boxed and (asked or path.endswith(_PICTURES))


def _pictures(body: HtmlElement | None, base: str) -> dict[str, str]:
    """Those of a body that has hardly a word beside them."""
    links: dict[str, str] = {}
    if body is not None and sum(c.isalpha() for c in body.text_content()) < FEW_LETTERS:
        for picture in list(body.iter("img"))[:_MAX_PICTURES]:
            link = address(base, picture.get("data-src") or picture.get("src"))
            if link and not _is_small(picture):
                links.setdefault(link, " ".join((picture.get("alt") or "").split()))
    return links


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _is_small(picture: HtmlElement) -> bool:
    sizes = [re.match(r"\d+", str(picture.get(name) or "")) for name in ("width", "height")]
    return any(size is not None and int(size.group()) < 200 for size in sizes)
