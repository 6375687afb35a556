"""JSON-LD as pages hold it: comments and trailing commas in it, raw line ends, lists of types, graphs in lists.

In: the text of script elements. Out: the nodes of articles that stand for the page itself. Broken data says nothing.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from crawler.text.unicode import fold

Node = dict[str, Any]
_ARTICLES = ("Article", "BlogPosting")
_PAGES = ("WebPage", "ItemPage")  # some systems date the page and have no article
_INTO = ("@graph", "mainEntity", "mainEntityOfPage")  # where the page's own article may lie deeper
_DEEPEST = 6
_MOST_NODES = 200
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TOKEN = re.compile(r'\\.|"|//|/\*|,', re.DOTALL)
_CLOSING = re.compile(r"\s*[}\]]")
_LIKE = 0.4  # of a headline's words: under it, the headline is another article's


def article_nodes(scripts: Iterable[str]) -> list[Node]:
    """The articles of all scripts, in order, else the pages; lists of other articles are not entered."""
    nodes = [node for text in scripts for value in _values(text) for node in _nodes(value, 0)][:_MOST_NODES]
    return [node for node in nodes if _is_a(node, _ARTICLES)] or [node for node in nodes if _is_a(node, _PAGES)]


def _values(text: str) -> Iterator[Any]:
    """What a script holds: one value, or several one behind the other."""
    text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip()
    decoder = json.JSONDecoder(strict=False)
    for mend in (str, _without_noise, html.unescape):
        written = mend(text)
        values: list[Any] = []
        position = _skipped(written, 0)
        try:
            while position < len(written) and len(values) < _MOST_NODES:
                value, position = decoder.raw_decode(written, position)
                values.append(value)
                position = _skipped(written, position)
        except (ValueError, RecursionError):
            if not values:
                continue
        yield from values
        return


def _without_noise(text: str) -> str:
    """Without comments and trailing commas, strings kept; in one pass, since the page may be hostile."""
    kept, position, inside = [], 0, False
    while found := _TOKEN.search(text, position):
        kept.append(text[position : found.start()])
        sign, position = found.group(), found.end()
        if sign == '"':
            inside = not inside
        elif not inside and sign in ("//", "/*"):
            end = text.find("\n" if sign == "//" else "*/", position)
            position = len(text) if end < 0 else end + (2 if sign == "/*" else 0)
            continue
        elif not inside and sign == "," and _CLOSING.match(text, position):
            continue
        kept.append(sign)
    return "".join(kept) + text[position:]


def _skipped(text: str, position: int) -> int:
    """Past blanks, commas and semicolons between values."""
    while position < len(text) and (text[position].isspace() or text[position] in ",;"):
        position += 1
    return position


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for inner in value:
            yield from _nodes(inner, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in _INTO:
            yield from _nodes(value.get(key), depth + 1)


def _is_a(node: Node, kinds: tuple[str, ...]) -> bool:
    types = node.get("@type")
    return any(str(kind).endswith(kinds) for kind in (types if isinstance(types, list) else [types]))


def of_the_page(nodes: list[Node], titles: list[str], addresses: list[str]) -> list[Node]:
    """Those that stand for a page of these titles and addresses; not those that name another article."""
    own = [node for node in nodes if _is_named(node, titles, addresses)]
    return own or [n for n in nodes if _is_a(n, _ARTICLES) and not _is_of_another(n, titles, addresses)]


def _is_named(node: Node, titles: list[str], addresses: list[str]) -> bool:
    paths = {_path(link) for link in addresses} - {""}
    return any(_path(link) in paths for link in _links(node)) or _likeness(node, titles) > 0.8


def _is_of_another(node: Node, titles: list[str], addresses: list[str]) -> bool:
    """A headline of other words; without a headline to go by, an address of the same site that is another."""
    if len(_words(_headline(node))) >= 3 and titles:
        return _likeness(node, titles) < _LIKE
    hosts = {urlsplit(link).netloc for link in addresses if _path(link)}
    return any(_path(link) and urlsplit(link).netloc in hosts for link in _links(node))


def _headline(node: Node) -> str:
    value = node.get("headline") or node.get("name")
    return value if isinstance(value, str) else ""


def _links(node: Node) -> list[str]:
    values = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    links = [value.get("@id") if isinstance(value, dict) else value for value in values]
    return [link for link in links if isinstance(link, str)]


def _path(link: str) -> str:
    """Path and query of an address, '' for the front page and for what is no address."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    return f"{path}?{parts.query}" if path and parts.query else path


def _likeness(node: Node, titles: list[str]) -> float:
    """The share of the headline's words that the most like title has too."""
    words = _words(_headline(node))
    return max((len(words & _words(title)) / len(words) for title in titles), default=0.0) if words else 0.0


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))
