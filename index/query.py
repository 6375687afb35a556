"""The query language: a small, safe grammar parsed to a tree. Raw queries never reach an engine.

    query  := any (OR any)*          any  := part+             (parts side by side: all must match)
    part   := '-' atom | atom        atom := word | "a phrase" | field:word | field:"a value"

Fields: province issuer tactic kind source body impersonated channel indicator since until date has. Case and diacritics
do not matter. Limits keep a query cheap: 256 characters, 20 parts.
"""

import re
from dataclasses import dataclass

from crawler.model import ConfigurationError
from crawler.text.unicode import clean

MAX_CHARACTERS = 256
MAX_PARTS = 20

FIELDS = (
    "province",
    "issuer",
    "tactic",
    "kind",
    "source",
    "body",
    "impersonated",
    "channel",
    "indicator",
    "since",
    "until",
    "date",
    "has",
)


class QueryError(ConfigurationError):
    """A query that cannot be understood. `position` is the offset of the trouble in the query."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Words:
    """One word, or a quoted phrase of several, anywhere in title or text."""

    text: str
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """field:value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not match."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Documents that match every part."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents that match any part."""

    parts: tuple["Node", ...]


Node = Words | Field | Not | And | Or

_PART = re.compile(r'(?P<minus>-)?(?:(?P<field>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))')


def parse(text: str) -> Node | None:
    """The tree of a query, or None for an empty one. Raises QueryError with a position and a remedy."""
    text = clean(text)
    if len(text) > MAX_CHARACTERS:
        raise QueryError(
            f"Câu tìm quá dài ({len(text)} ký tự). The query has {len(text)} characters; at most {MAX_CHARACTERS}.",
            MAX_CHARACTERS,
        )
    groups: list[list[Node]] = [[]]
    count = 0
    for match in _parts(text):
        if match.group() == "OR":
            if not groups[-1]:
                raise QueryError("Thiếu vế trước OR. OR needs something before it.", match.start())
            groups.append([])
            continue
        count += 1
        if count > MAX_PARTS:
            raise QueryError(f"Câu tìm quá nhiều phần. A query has at most {MAX_PARTS} parts.", match.start())
        node = _node(match)
        if node is not None:
            groups[-1].append(node)
    if len(groups) > 1 and not groups[-1]:
        raise QueryError("Thiếu vế sau OR. OR needs something after it.", len(text))
    alternatives = [_all(parts) for parts in groups if parts]
    if not alternatives:
        return None
    return alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives))


def _parts(text: str) -> list[re.Match[str]]:
    found, position = [], 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _PART.match(text, position)
        if match is None:
            raise QueryError(
                f'Thiếu dấu ngoặc kép đóng từ vị trí {position + 1}. A quotation mark is not closed: write "a phrase".',
                position,
            )
        found.append(match)
        position = match.end()
    return found


def _node(match: re.Match[str]) -> Node | None:
    quoted, value = match["quoted"], match["quoted"] if match["quoted"] is not None else match["bare"]
    name = match["field"].lower() if match["field"] else ""
    node: Node
    if name in FIELDS:
        if not value.strip():
            raise QueryError(f"Thiếu giá trị sau '{name}:'. '{name}:' needs a value.", match.start())
        node = Field(name, value.strip())
    elif name and quoted is None and value.startswith("//"):
        node = Words(f"{name}:{value}")  # an address typed as it is
    elif name:
        raise QueryError(
            f"Không có trường '{name}'. There is no field '{name}'; fields are: {', '.join(FIELDS)}.", match.start()
        )
    else:
        if not re.search(r"\w", value):
            return None
        node = Words(value, phrase=quoted is not None)
    return Not(node) if match["minus"] else node


def _all(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else And(tuple(parts))
