"""The query language: a small, safe grammar parsed to a tree. Raw queries never reach an engine.

    query  := any (OR any)*          any  := part+             (parts side by side: all must match)
    part   := '-' atom | atom        atom := word | "a phrase" | field:word | field:"a value" | '(' query ')'

Case and diacritics do not matter, except that OR is written in capitals. Limits keep a query cheap: 256 characters, 20
parts, brackets 3 deep. What people need to know of it is in docs/search.md.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from crawler.model import ConfigurationError
from crawler.text.unicode import clean, fold

MAX_CHARACTERS = 256
MAX_PARTS = 20
MAX_DEPTH = 3

FIELDS: Mapping[str, tuple[str, ...]] = {
    "province": ("tinh", "diaphuong"),
    "issuer": ("banhanh",),
    "tactic": ("thudoan",),
    "kind": ("loai",),
    "source": ("nguon",),
    "body": ("coquan",),
    "impersonated": ("giadanh", "maodanh"),
    "channel": ("kenh",),
    "indicator": ("dauhieu",),
    "since": ("tu", "tungay"),
    "until": ("den", "denngay"),
    "date": ("ngay",),
    "has": ("co",),
}
"""The fields, each with its Vietnamese names without accents (typed with accents they are the same)."""

_NAMES = {name: field for field, others in FIELDS.items() for name in (field, *others)}


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

_PART = re.compile(
    r'(?P<close>\))|(?P<minus>-)?(?:(?P<open>\()|(?:(?P<field>[^\W\d_]+):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"()]+)))'
)
_PENDING = re.compile(r"-?(?P<field>[a-z]+):", re.I)


def parse(text: str) -> Node | None:
    """The tree of a query, or None for an empty one. Raises QueryError with a position and a remedy."""
    text = clean(text)
    if len(text) > MAX_CHARACTERS:
        raise QueryError(
            f"Câu tìm quá dài ({len(text)} ký tự). The query has {len(text)} characters; at most {MAX_CHARACTERS}.",
            MAX_CHARACTERS,
        )
    return _Parser(text).query(0, 0)


class _Parser:
    def __init__(self, text: str) -> None:
        self._end = len(text)
        self._parts = _parts(text)
        self._next = 0
        self._count = 0

    def query(self, depth: int, opened: int) -> Node | None:
        """A whole query, or what stands between the bracket at `opened` and its partner."""
        groups: list[list[Node]] = [[]]
        end, closed = self._end, False
        while self._next < len(self._parts) and not closed:
            match = self._parts[self._next]
            self._next += 1
            if match["close"]:
                end, closed = match.start(), True
            elif match.group() == "OR":
                if not groups[-1]:
                    raise QueryError("Thiếu vế trước OR. OR needs something before it.", match.start())
                groups.append([])
            elif (node := self._part(match, depth)) is not None:
                groups[-1].append(node)
        if closed != (depth > 0):
            raise QueryError(
                "Dấu ngoặc đơn không đủ đôi. A bracket has no partner: write (a OR b), or put the bracket inside "
                'quotation marks: "a)".',
                end if closed else opened,
            )
        if len(groups) > 1 and not groups[-1]:
            raise QueryError("Thiếu vế sau OR. OR needs something after it.", end)
        alternatives = [_all(parts) for parts in groups if parts]
        if not alternatives:
            return None
        return alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives))

    def _part(self, match: re.Match[str], depth: int) -> Node | None:
        if match["open"]:
            if depth == MAX_DEPTH:
                raise QueryError(f"Quá nhiều lớp ngoặc. Brackets go at most {MAX_DEPTH} deep.", match.start())
            node = self.query(depth + 1, match.start())
            return Not(node) if node is not None and match["minus"] else node
        self._count += 1
        if self._count > MAX_PARTS:
            raise QueryError(f"Câu tìm quá nhiều phần. A query has at most {MAX_PARTS} parts.", match.start())
        self._refuse_pending(match)
        return _node(match)

    def _refuse_pending(self, match: re.Match[str]) -> None:
        """'tactic: x' and 'tactic:(x OR y)' are no fields; as words they would silently find something else."""
        pending = _PENDING.fullmatch(match.group())
        name = pending["field"].lower() if pending else ""
        if name in _NAMES and self._next < len(self._parts):
            raise QueryError(
                f"Viết liền '{name}:giá_trị', không cách, không ngoặc đơn. After '{name}:' the value follows at once: "
                f'{name}:value or {name}:"a value"; of several, {name}:a OR {name}:b.',
                match.start(),
            )


def _parts(text: str) -> list[re.Match[str]]:
    found, position = [], 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _PART.match(text, position)
        if match is None:
            if text[position] == "-":  # a dash before a bracket's end or a quotation mark that is not closed
                position += 1
                continue
            raise QueryError(
                f'Thiếu dấu ngoặc kép đóng từ vị trí {position + 1}. A quotation mark is not closed: write "a phrase".',
                position,
            )
        found.append(match)
        position = match.end()
    return found


def _node(match: re.Match[str]) -> Node | None:
    quoted, value = match["quoted"], match["quoted"] if match["quoted"] is not None else match["bare"]
    typed = match["field"] or ""
    name = _NAMES.get(fold(typed), "")
    node: Node
    if name:
        if not value.strip():
            raise QueryError(f"Thiếu giá trị sau '{typed}:'. '{typed}:' needs a value.", match.start())
        node = Field(name, value.strip())
    elif typed and quoted is None and value.startswith("//"):
        node = Words(f"{typed}:{value}")  # an address typed as it is
    elif typed:
        raise QueryError(_no_field(typed), match.start())
    else:
        if not re.search(r"\w", value):
            return None
        node = Words(value, phrase=quoted is not None)
    return Not(node) if match["minus"] else node


def _no_field(typed: str) -> str:
    near = get_close_matches(fold(typed), list(_NAMES), 1, 0.6)
    hint = f"did you mean '{near[0]}:'? Fields are" if near else "fields are"
    return (
        f"Không có trường '{typed}'; muốn tìm nguyên văn thì đặt trong ngoặc kép. There is no field '{typed}'; {hint}: "
        f"{', '.join(FIELDS)}. To search for the text itself, put it in quotation marks."
    )


def _all(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else And(tuple(parts))
