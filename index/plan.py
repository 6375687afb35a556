"""From what is asked to what an engine must do: a small tree of conditions that both engines translate literally.

In: a parsed query and filters. Out: a Condition. Knows the fields and the analysis, no engine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from crawler.model import ConfigurationError
from crawler.text.unicode import has_diacritics
from index.analysis import exact_tokens, folded_tokens, longest_synonym, synonyms
from index.engine import Dimension, Filters
from index.fields import dimension_field
from index.query import And, Field, Node, Not, Or, Words

ProvinceResolver = Callable[[str, bool], str]
INDICATOR_TYPES = ("phone", "domain", "url", "bank_account", "app", "social_account", "email")


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
    """Every part; `better` parts only raise the score."""

    parts: tuple["Condition", ...]
    better: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """Not the part."""

    part: "Condition"


Condition = Everything | AnyTerm | Phrase | Between | AllOf | AnyOf | NoneOf


def plan_query(node: Node | None, filters: Filters, resolve: ProvinceResolver) -> Condition:
    """The condition of a query's words and fields. Raises ConfigurationError for a wrong value in a field."""
    if node is None:
        return Everything()
    if isinstance(node, Words):
        return _words([node.text], [node.phrase])
    if isinstance(node, Field):
        return _field(node, filters, resolve)
    if isinstance(node, Not):
        return NoneOf(plan_query(node.node, filters, resolve))
    if isinstance(node, Or):
        return AnyOf(tuple(plan_query(part, filters, resolve) for part in node.parts))
    return _and(node, filters, resolve)


def _and(node: And, filters: Filters, resolve: ProvinceResolver) -> Condition:
    """Words side by side are planned together, so that a synonym of two words is seen."""
    words = [part for part in node.parts if isinstance(part, Words)]
    others = [plan_query(part, filters, resolve) for part in node.parts if not isinstance(part, Words)]
    if words:
        others.insert(0, _words([word.text for word in words], [word.phrase for word in words]))
    return others[0] if len(others) == 1 else AllOf(tuple(others))


def word_groups(texts: list[str], phrases: list[bool]) -> list[tuple[tuple[str, ...], str]]:
    """Folded token groups that must match, each with its original text: a typed synonym phrase is one group."""
    units = [(tuple(folded_tokens(text)), text, quoted) for text, quoted in zip(texts, phrases, strict=True)]
    units = [unit for unit in units if unit[0]]
    groups, i = [], 0
    while i < len(units):
        for size in range(min(longest_synonym(), len(units) - i), 0, -1):
            window = units[i : i + size]
            joined = tuple(token for unit in window for token in unit[0])
            if size == 1 or (not any(unit[2] for unit in window) and joined in synonyms()):
                groups.append((joined, " ".join(unit[1] for unit in window)))
                i += size
                break
    return groups


def _words(texts: list[str], phrases: list[bool]) -> Condition:
    parts, better = [], []
    for tokens, text in word_groups(texts, phrases):
        variants = synonyms().get(tokens, (tokens,))
        parts.append(
            AnyOf(
                tuple(
                    Phrase(field, variant, boost)
                    for variant in variants
                    for field, boost in (("title_fold", 2.0), ("text_fold", 1.0))
                )
            )
        )
        if has_diacritics(text):
            exact = tuple(exact_tokens(text))
            better += [Phrase("title_exact", exact, 6.0), Phrase("text_exact", exact, 3.0)]
    whole = [token for text in texts for token in folded_tokens(text)]
    if len(texts) > 1 and len(whole) > 1:  # words typed side by side rank higher where they stand side by side
        better += [Phrase("title_fold", tuple(whole), 4.0), Phrase("text_fold", tuple(whole), 2.0)]
    if not parts:
        return Everything()
    return AllOf(tuple(parts), tuple(better))


def positive_phrases(node: Node | None) -> list[tuple[str, ...]]:
    """Folded phrases to highlight: every word that is asked for, with its synonyms."""
    if node is None or isinstance(node, Field | Not):
        return []
    if isinstance(node, Words):
        groups = word_groups([node.text], [node.phrase])
    elif isinstance(node, Or):
        return [phrase for part in node.parts for phrase in positive_phrases(part)]
    else:
        words = [part for part in node.parts if isinstance(part, Words)]
        groups = word_groups([word.text for word in words], [word.phrase for word in words])
        inner = [phrase for part in node.parts if isinstance(part, Or | And) for phrase in positive_phrases(part)]
        return [variant for tokens, _ in groups for variant in synonyms().get(tokens, (tokens,))] + inner
    return [variant for tokens, _ in groups for variant in synonyms().get(tokens, (tokens,))]


def _field(node: Field, filters: Filters, resolve: ProvinceResolver) -> Condition:
    name, value = node.name, node.value
    if name in ("province", "issuer"):
        dimension: Dimension = "province" if name == "province" else "issuer"
        return AnyTerm(dimension_field(dimension, filters.old_provinces), (resolve(value, filters.old_provinces),))
    if name == "indicator":
        plain = value.lower().replace("[.]", ".").replace("hxxp", "http")
        digits = "".join(c for c in plain if c.isdigit())
        values = {plain, value, *([digits] if digits and not any(c.isalpha() for c in plain) else [])}
        return AnyTerm("indicators", tuple(f"{kind}:{item}" for kind in INDICATOR_TYPES for item in sorted(values)))
    if name in ("since", "until", "date"):
        day = _day(value, name).toordinal()
        return Between("day", None if name == "until" else day, None if name == "since" else day)
    if name == "has":
        if value.lower() not in ("attachment", "dinhkem"):
            raise ConfigurationError(f"Không có 'has:{value}'. Only has:attachment is known.")
        return AnyTerm("has_attachment", ("true",))
    return AnyTerm({"tactic": "tactics", "channel": "channels"}.get(name, name), (value.lower(),))


def _day(value: str, name: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ConfigurationError(
            f"Ngày '{value}' ở '{name}:' không hợp lệ. '{name}:' wants a day as YYYY-MM-DD."
        ) from error


def plan_filters(filters: Filters, leave_out: Dimension | None = None) -> list[Condition]:
    """The conditions of the filters; `leave_out` drops one dimension's own filter (for its facet)."""
    chosen: tuple[tuple[Dimension, tuple[str, ...]], ...] = (
        ("province", filters.province),
        ("issuer", filters.issuer),
        ("tactic", filters.tactic),
        ("kind", filters.kind),
        ("source", filters.source),
        ("body", filters.body),
        ("impersonated", filters.impersonated),
        ("channel", filters.channel),
    )
    conditions: list[Condition] = [
        AnyTerm(dimension_field(dimension, filters.old_provinces), values)
        for dimension, values in chosen
        if values and dimension != leave_out
    ]
    if filters.since or filters.until:
        low = filters.since.toordinal() if filters.since else None
        conditions.append(Between("day", low, filters.until.toordinal() if filters.until else None))
    if filters.advisories_only and not filters.kind:
        conditions.append(AnyTerm("is_advisory", ("true",)))
    return conditions


def plan(
    node: Node | None, filters: Filters, resolve: ProvinceResolver, leave_out: Dimension | None = None
) -> Condition:
    """Query and filters as one condition."""
    return AllOf((plan_query(node, filters, resolve), *plan_filters(filters, leave_out)))
