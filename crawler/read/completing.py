"""What an extraction left out of an article though a bank would block it: lists in table cells, lines in layout tables.

In: a page's tree and the text that an extractor found. Out: that text, or the article's own element as text, if that names
addresses or telephones which the extraction lost. The page's frame is never taken in. Chooses no layout.
"""

import re

from lxml import html
from lxml.html import HtmlElement

from crawler.read.html import DROPPED, block_text, is_outside

_NAMED = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?(?:\[?\.\]?|\(\.\))){1,8}[a-z]{2,24}(?![\w-])"
    r"|(?<![\d.,])\+?\d(?:[ .-]?\d){8,13}(?![\d,])",
    re.IGNORECASE,
)
_ENOUGH = 25  # characters of a line by which it is found again in the tree
_DEEPEST = 60  # levels, and characters of a page, up to which the element is looked for
_LONGEST = 300_000
_MOST_LONGER = 2.5  # times the text found: a larger element is more than the article
_FRAME = ("nav", "aside", "footer", "header", "form", "button")


def completed(tree: HtmlElement, body: str) -> str:
    """The text found, or that of the element around it where that names more addresses or telephones."""
    element = _around(tree, body) if len(tree.text_content()) <= _LONGEST else None
    if element is None:
        return body
    own = _own_text(element)
    if len(own) > _MOST_LONGER * len(body) + 400:
        return body
    return own if _named(own) - _named(body) else body


def named(text: str) -> frozenset[str]:
    """Addresses and telephones in a text, as far as they can be told apart by their signs."""
    return frozenset(_named(text))


def _named(text: str) -> set[str]:
    return {re.sub(r"[\s\[\]().-]", "", found.group()).lower() for found in _NAMED.finditer(text)}


def _around(tree: HtmlElement, body: str) -> HtmlElement | None:
    """The smallest element that holds the first and the last long line of the text."""
    lines = [_plain(line) for line in body.split("\n") if len(line) >= _ENOUGH]
    if not lines:
        return None
    ends = [_holder(tree, line[:60]) for line in (lines[0], lines[-1])]
    if ends[0] is None or ends[1] is None:
        return None
    above = [ends[1], *ends[1].iterancestors()]
    shared = next((node for node in (ends[0], *ends[0].iterancestors()) if node in above), None)
    while shared is not None and shared.tag in (
        "p",
        "span",
        "td",
        "tr",
        "tbody",
        "table",
        "b",
        "strong",
        "em",
        "i",
        "a",
    ):
        shared = shared.getparent()
    return shared if shared is not None and shared.tag != "html" else None


def _holder(tree: HtmlElement, start: str) -> HtmlElement | None:
    """The innermost element whose words hold a line's start."""
    found = tree
    for _ in range(_DEEPEST):
        inner = next(
            (child for child in found if isinstance(child.tag, str) and start in _plain(child.text_content())), None
        )
        if inner is None:
            return found if found is not tree else None
        found = inner
    return None


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _own_text(element: HtmlElement) -> str:
    inner = html.fromstring(html.tostring(element, encoding="unicode"))
    for node in list(inner.iter()):
        if node is inner or not isinstance(node.tag, str) or node.getparent() is None:
            continue
        if node.tag in DROPPED or node.tag in _FRAME or is_outside(node):
            node.drop_tree()
    return block_text(inner)
