"""HTML as a tree: safe parsing, selectors of CSS, text with a line for each block, and what is a page's frame.

In: decoded HTML. Out: trees of lxml and their text. Untrusted: nothing is fetched and no script runs. Knows no layout.
"""

import re
from functools import cache

from lxml import etree, html
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawler.text.hrefs import address
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
DROPPED = ("script", "style", "noscript", "iframe", "svg", "form", "button", "nav", "template", "object", "embed")
"""Elements that hold no words of an article."""
_OUTSIDE = re.compile(
    r"(?:^|\s)(?:(?:site-|top-|main-)?header(?:-top)?(?=\s|$)|top-?bar|clock|dong-?ho|main-?menu|menu|nav(?:bar|igation)?(?=[\s-]|$)|sidebar|footer|"
    r"(?:box-|detail-|news-|article-)?related|tin-?lien-?quan|lien-?quan|other-?news|tin-?khac|comments?(?=\s|$))",
    re.IGNORECASE,
)
_NOT_SHOWN = re.compile(r"(?:^|;)(?:display:none|visibility:hidden|mso-hide:all)")
_SENTENCE_LETTERS = 80
_TITLE_WORDS = 3  # words of a link from which it is taken for the title of another article


def parse_html(text: str) -> HtmlElement | None:
    """A tree, or None for nothing. NUL and lone surrogates are gone already (crawler.text.unicode.clean)."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree


def base_of(tree: HtmlElement, url: str) -> str:
    """The address to which a page's links are relative: that of its first <base href>, else its own."""
    told = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    return address(url, told) or url


@cache
def selector(css: str) -> CSSSelector:
    """Compiled once: compiling costs more than matching, and the selectors are those of layouts and sources."""
    return CSSSelector(css, translator="html")


def select(tree: HtmlElement, selectors: tuple[str, ...]) -> HtmlElement | None:
    """The first element with text that any selector finds."""
    for css in selectors:
        for element in selector(css)(tree):
            if element.text_content().strip():
                return element
    return None


def without_unseen(tree: HtmlElement) -> HtmlElement:
    """The tree without what nobody sees: scripts, styles, the head, elements that are set not to be shown."""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        style = "".join(str(element.get("style") or "").lower().split())
        if element.tag in ("script", "style", "head", "title", "noscript", "template") or _NOT_SHOWN.search(style):
            element.drop_tree()
    return tree


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


def is_outside(element: HtmlElement) -> bool:
    """Whether an element stands in the page's frame: the site's clock, a menu, a list of other articles.

    A <header> inside an article, or one that holds the heading of the page, is the article's own.
    """
    for node in (element, *element.iterancestors()):
        if node.tag in ("nav", "footer", "aside") or (node.tag == "header" and not _is_of_the_article(node)):
            return True
        if node.tag not in ("body", "html") and _OUTSIDE.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
    return False


def _is_of_the_article(header: HtmlElement) -> bool:
    if next(header.iterancestors("article", "main"), None) is not None:
        return True
    return any(len(heading.text_content().split()) > 3 for heading in header.iter("h1"))


def is_beside_another(element: HtmlElement) -> bool:
    """Whether an element belongs to the teaser of another article: a link with a title's words beside it."""
    for node in element.iterancestors():
        if node.tag in ("body", "html") or next(node.iter("h1"), None) is not None:
            return False
        if node.tag == "a" and len(node.text_content().split()) >= _TITLE_WORDS:
            return True
        headed = node.tag in ("li", "article") or any(child.tag in ("h2", "h3", "h4", "h5") for child in node)
        if headed and any(len(link.text_content().split()) >= _TITLE_WORDS for link in _headings_links(node)):
            return True
    return False


def _headings_links(node: HtmlElement) -> list[HtmlElement]:
    """Links that may be titles: all of a list's item, those in headings elsewhere."""
    if node.tag == "li":
        return list(node.iter("a"))
    return [
        link
        for heading in node.iter("h2", "h3", "h4", "h5")
        for link in (*heading.iter("a"), *heading.iterancestors("a"))
    ]


def is_in_a_sentence(element: HtmlElement) -> bool:
    """Whether an element stands in a paragraph that says much more than it does."""
    paragraph = next(element.iterancestors("p", "td", "blockquote"), None)
    if paragraph is None:
        return False
    beside = sum(map(str.isalpha, paragraph.text_content())) - sum(map(str.isalpha, element.text_content()))
    return beside > _SENTENCE_LETTERS
