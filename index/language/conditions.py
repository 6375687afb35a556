"""What an engine must find: a small tree of conditions that every engine translates literally. Knows no field."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""


@dataclass(frozen=True, slots=True)
class AnyTerm:
    """A keyword field holds one of the values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A tokens field holds the tokens side by side. `boost` multiplies its score."""

    field: str
    tokens: tuple[str, ...]
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Between:
    """An integer field lies in [low, high]; None is open."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part; `better` parts only raise the score.

    `first`, where given, are parts that are harder to match (words with the accents that were typed): by relevance,
    documents that match all of them come before those that only match `parts`.
    """

    parts: tuple["Condition", ...]
    better: tuple["Condition", ...] = ()
    first: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """Not the part."""

    part: "Condition"


Condition = Everything | AnyTerm | Phrase | Between | AllOf | AnyOf | NoneOf
