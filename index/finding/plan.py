"""From what is asked to what an engine must do.

In: a parsed query and filters. Out: a Condition (index.language.conditions). Knows the fields and the analysis, no engine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from crawler.model import ConfigurationError
from crawler.text.unicode import has_diacritics
from crawler.vocab.units import provinces_34, provinces_63
from crawler.vocab.vocabulary import Vocabulary
from index.fields import dimension_field
from index.finding.named import asked_for, mentioned
from index.language.analysis import exact_tokens, folded_tokens
from index.language.conditions import AllOf, AnyOf, AnyTerm, Between, Condition, Everything, NoneOf, Phrase
from index.language.days import period_of
from index.language.query import And, Field, Node, Not, Or, Words
from index.language.synonyms import Variant, longest_synonym, variants_of
from index.language.terms import group_term, pair_terms, phrase_term
from index.language.values import CLOSED, resolve_value
from index.requests import NARROWED, Dimension, Filters

ProvinceResolver = Callable[[str, bool], str]
_MOST_PIECES = 5  # of a number that is typed with blanks: '+84 912 345 678'
_NONE = ("none", "khong", "khong co")
_ATTACHMENT = ("attachment", "attachments", "dinhkem", "tepdinhkem")


def plan_query(
    node: Node | None, filters: Filters, resolve: ProvinceResolver, vocabulary: Vocabulary | None = None
) -> Condition:
    """The condition of a query's words and fields. Raises ConfigurationError for a wrong value in a field."""
    if node is None:
        return Everything()
    if isinstance(node, Words):
        return _words([node])
    if isinstance(node, Field):
        return _field(node, filters, resolve, vocabulary)
    if isinstance(node, Not):
        return NoneOf(plan_query(node.node, filters, resolve, vocabulary))
    if isinstance(node, Or):
        return AnyOf(tuple(plan_query(part, filters, resolve, vocabulary) for part in node.parts))
    return _and(node, filters, resolve, vocabulary)


def _and(node: And, filters: Filters, resolve: ProvinceResolver, vocabulary: Vocabulary | None) -> Condition:
    """Words side by side are planned together, so that a synonym of two words is seen."""
    words = [part for part in node.parts if isinstance(part, Words)]
    others = [plan_query(part, filters, resolve, vocabulary) for part in node.parts if not isinstance(part, Words)]
    return _both(_words(words), others) if words else AllOf(tuple(others))


def _both(query: Condition, others: Sequence[Condition]) -> Condition:
    """A query and more conditions as one; what ranks the query ranks the whole."""
    if not isinstance(query, AllOf):
        return AllOf((query, *others))
    return AllOf((*query.parts, *others), query.better, (*query.first, *others) if query.first else ())


@dataclass(frozen=True, slots=True)
class Group:
    """Words that must match as one: as typed, and what finds them, the typed form first."""

    text: str
    variants: tuple[Variant, ...]


def word_groups(words: Sequence[Words]) -> list[Group]:
    """The groups of words side by side: a typed phrase that has synonyms is one group, a quoted one stays literal."""
    units = [word for word in words if folded_tokens(word.text)]
    groups, i = [], 0
    while i < len(units):
        if units[i].phrase:
            groups.append(Group(units[i].text, (Variant(tuple(folded_tokens(units[i].text))),)))
            i += 1
            continue
        for size in range(min(longest_synonym(), len(units) - i), 0, -1):
            window = units[i : i + size]
            text = " ".join(unit.text for unit in window)
            variants = () if any(unit.phrase for unit in window) else variants_of(text)
            if size == 1 or len(variants) > 1:
                groups.append(Group(text, variants))
                i += size
                break
    return groups


def _side_by_side(tokens: tuple[str, ...], field: str = "fold", boost: float = 1.0) -> Phrase:
    """The tokens in a field; a known phrase is one term."""
    term = phrase_term(tokens, exact=field == "exact")
    return Phrase(field, (term,) if term else tokens, boost)


def _titled(tokens: tuple[str, ...]) -> Condition:
    """A title that has each two of the tokens side by side: far fewer documents than have the single ones."""
    pairs = tuple(Phrase("title_fold", (term,), 2.0) for term in pair_terms(tokens))
    return pairs[0] if len(pairs) == 1 else AllOf(pairs)


def _any_variant(group: Group) -> Condition:
    typed, *others = group.variants
    if not others:
        return _side_by_side(typed.tokens)
    term = None if typed.exact else group_term(typed.tokens)
    if term:
        return Phrase("fold", (term,))
    return AnyOf(tuple(_side_by_side(v.tokens, "exact" if v.exact else "fold") for v in group.variants))


def _exactly(group: Group) -> Condition:
    """The group as it was typed, where it was typed with accents."""
    if has_diacritics(group.text):
        return _side_by_side(tuple(exact_tokens(group.text)), "exact")
    return _any_variant(group)


def _words(words: Sequence[Words]) -> Condition:
    """Words, and numbers or addresses among them: those are also found in every other form that they are written in."""
    plain: list[Words] = []
    named: list[Condition] = []
    place = 0
    while place < len(words):
        size, found = _typed(words[place : place + _MOST_PIECES])
        if found is None:
            plain.append(words[place])
        else:
            named.append(AnyOf((_plain_words(words[place : place + size]), found)))
        place += size
    if not named:
        return _plain_words(plain)
    return _both(_plain_words(plain), named) if plain else AllOf(tuple(named))


def _typed(words: Sequence[Words]) -> tuple[int, Condition | None]:
    """How many of the first words are one number or address, and the condition that finds it; (1, None) for a word."""
    for size in range(len(words), 0, -1):
        if any(word.phrase for word in words[:size]):
            continue  # a quoted one stays literal
        text = " ".join(word.text for word in words[:size])
        if any(char.isdigit() or char in ".@．。" for char in text) and (size == 1 or _is_number(text)):
            found = mentioned(text)
            if found is not None:
                return size, found
    return 1, None


def _is_number(text: str) -> bool:
    return not any(char.isalpha() for char in text)


def _plain_words(words: Sequence[Words]) -> Condition:
    """Each group somewhere in title or text. A title weighs more (index.language.terms), what was typed more than its synonyms."""
    groups = word_groups(words)
    if not groups:
        return Everything()
    better: list[Condition] = [
        _side_by_side(group.variants[0].tokens, boost=0.5) for group in groups if len(group.variants) > 1
    ]
    whole = tuple(token for word in words for token in folded_tokens(word.text))
    if len(groups) == 1:
        better.append(_side_by_side(groups[0].variants[0].tokens, "title_fold", 2.0))
    if len(words) > 1 and len(whole) > 1:  # words typed side by side rank higher where they stand side by side
        better += [_titled(whole), _side_by_side(whole, boost=2.0)]
    accented = any(has_diacritics(group.text) for group in groups)
    first = tuple(_exactly(group) for group in groups) if accented else ()
    return AllOf(tuple(_any_variant(group) for group in groups), tuple(better), first)


def positive_phrases(node: Node | None) -> list[tuple[Variant, ...]]:
    """What to highlight: every group of words that is asked for, each with its synonyms."""
    if node is None or isinstance(node, Field | Not):
        return []
    if isinstance(node, Or):
        return [phrase for part in node.parts for phrase in positive_phrases(part)]
    parts = node.parts if isinstance(node, And) else (node,)
    groups = word_groups([part for part in parts if isinstance(part, Words)])
    inner = [phrase for part in parts if isinstance(part, Or | And) for phrase in positive_phrases(part)]
    return [group.variants for group in groups] + inner


def _field(node: Field, filters: Filters, resolve: ProvinceResolver, vocabulary: Vocabulary | None) -> Condition:
    name, value = node.name, node.value
    if name in ("province", "issuer"):
        dimension: Dimension = "province" if name == "province" else "issuer"
        if " ".join(folded_tokens(value)) in _NONE:
            return NoneOf(placed(dimension, filters.old_provinces))
        return AnyTerm(dimension_field(dimension, filters.old_provinces), (resolve(value, filters.old_provinces),))
    if name == "indicator":
        return asked_for(value)
    if name in ("since", "until", "date"):
        low, high = period_of(value, name)
        return Between("day", low.toordinal() if low else None, high.toordinal() if high else None)
    if name == "has":
        if "".join(folded_tokens(value)) not in _ATTACHMENT:
            raise ConfigurationError(
                f"Không có 'has:{value}', hãy viết có:đínhkèm. There is no 'has:{value}': only has:attachment is known."
            )
        return AnyTerm("has_attachment", ("true",))
    if name in CLOSED:
        field = dimension_field(cast("Dimension", name), filters.old_provinces)
        return AnyTerm(field, resolve_value(name, value, vocabulary))
    return AnyTerm(name, (value.lower(),))


def placed(dimension: Dimension, old_provinces: bool) -> Condition:
    """Documents with a province, or with a province that warns, on a map."""
    names = tuple(province.name for province in (provinces_63() if old_provinces else provinces_34()))
    return AnyTerm(dimension_field(dimension, old_provinces), names)


def plan_filters(filters: Filters, leave_out: Dimension | None = None) -> list[Condition]:
    """The conditions of the filters; `leave_out` drops one dimension's own filter (for its facet)."""
    conditions: list[Condition] = [
        AnyTerm(dimension_field(dimension, filters.old_provinces), values)
        for dimension in NARROWED
        if (values := filters.values(dimension)) and dimension != leave_out
    ]
    if filters.since or filters.until:
        low = filters.since.toordinal() if filters.since else None
        conditions.append(Between("day", low, filters.until.toordinal() if filters.until else None))
    if filters.advisories_only and not filters.kind:
        conditions.append(AnyTerm("is_advisory", ("true",)))
    return conditions


def plan(
    node: Node | None,
    filters: Filters,
    resolve: ProvinceResolver,
    leave_out: Dimension | None = None,
    vocabulary: Vocabulary | None = None,
) -> Condition:
    """Query and filters as one condition; tactics and facets by their names in the vocabulary (None: the bundled one)."""
    return _both(plan_query(node, filters, resolve, vocabulary), plan_filters(filters, leave_out))
