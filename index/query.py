"""The query language: a small, safe grammar parsed to a tree. Raw queries never reach an engine."""

from dataclasses import dataclass


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
