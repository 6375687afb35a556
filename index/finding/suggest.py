"""Help with a query: completions while it is typed, and another spelling where it found nothing.

In: what was typed. Out: completions (tactics, places, sources) as queries of index.language.query; a corrected query that does
find something. The words that corrections are taken from are those of the vocabulary in use: a warning is written in them.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher, get_close_matches
from functools import cache, lru_cache
from itertools import pairwise, product
from typing import Literal, TypeVar

from crawler.model import ConfigurationError
from crawler.text.unicode import clean, has_diacritics
from crawler.vocab.units import provinces_34, provinces_63
from crawler.vocab.units_gazetteer import all_units
from crawler.vocab.vocabulary import Vocabulary, bundled_vocabulary
from index.engine import Engine
from index.finding.plan import plan
from index.finding.search import province_name, resolve_filters, search
from index.language import synonyms
from index.language.analysis import folded_tokens
from index.language.conditions import Everything
from index.language.query import And, Field, Node, Or, Words, parse
from index.requests import Filters, SearchRequest, SearchResult

COMPLETIONS = 8
_LAST_WORDS = 6  # of a query that are completed at most
_CLOSE = 0.6  # share of letters that a typed word and its correction have in common (difflib's ratio)
_CHOICES = 4  # corrections of one word that are tried
_SOURCES = 10_000  # more than there are
_TRIES = 40  # corrected queries that are asked of the engine at most
_Part = TypeVar("_Part", Words, Field)
_OPERATORS = re.compile(r"@\w+|\.\.|[()|?]")


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on: `query` is what to search for, `label` what to show, `kind` what it is."""

    kind: Literal["tactic", "province", "source", "place"]
    query: str
    label: str


def completions(
    language: str = "vi",
    *,
    old_provinces: bool = False,
    sources: Mapping[str, str] | None = None,
    vocabulary: Vocabulary | None = None,
) -> tuple[Completion, ...]:
    """Everything that can be completed: tactics and provinces by name, then the given sources (name by slug).

    Tactics are those of the vocabulary (None: the bundled one).
    """
    known = (vocabulary or bundled_vocabulary()).tactics.tactics
    tactics = [Completion("tactic", f"tactic:{t.id}", t.en if language == "en" else t.vi) for t in known]
    provinces = [
        Completion("province", f'province:"{p.name}"' if " " in p.name else f"province:{p.name}", p.name)
        for p in (provinces_63() if old_provinces else provinces_34())
    ]
    named = [Completion("source", f"source:{slug}", name) for slug, name in (sources or {}).items()]
    return (*tactics, *provinces, *named)


def complete(
    typed: str,
    language: str = "vi",
    *,
    old_provinces: bool = False,
    sources: Mapping[str, str] | None = None,
    vocabulary: Vocabulary | None = None,
) -> tuple[Completion, ...]:
    """Completions in whose label the typed words stand, the last one perhaps unfinished; accents and case aside.

    Those that begin with what was typed come first; where room is left, districts and communes of that name, which are
    searched as words. Where the whole of it completes to nothing its last words may; what stands before them stays.
    Nothing typed, nothing offered.
    """
    text = clean(typed)
    known = completions(language, old_provinces=old_provinces, sources=sources, vocabulary=vocabulary)
    for word in list(re.finditer(r"\S+", text))[-_LAST_WORDS:]:
        before = text[: word.start()]
        if before.count('"') % 2 == 0 and (found := _complete(text[word.start() :], known, language, old_provinces)):
            return tuple(replace(item, query=before + item.query) for item in found)
    return ()


def _complete(typed: str, known: tuple[Completion, ...], language: str, old_provinces: bool) -> tuple[Completion, ...]:
    wanted = folded_tokens(typed)
    if not wanted:
        return ()
    found = []
    for number, item in enumerate(known):
        words = folded_tokens(f"{item.label} {item.query.partition(':')[2].replace('_', ' ')}")
        place = next((i for i in range(len(words)) if _stands(words[i:], wanted)), None)
        if place is not None:
            found.append((place > 0, item.kind != "province", number, item))
    named = tuple(item for *_, item in sorted(found, key=lambda row: row[:3])[:COMPLETIONS])
    return (*named, *_local_places(" ".join(wanted), language, old_provinces)[: COMPLETIONS - len(named)])


def _local_places(typed: str, language: str, old: bool) -> list[Completion]:
    """Districts and communes whose name begins with the folded letters typed, at least three."""
    if len(typed) < 3:
        return []
    names = _place_names(old)
    found = []
    for folded, name, units in names[bisect_left(names, (typed,)) :][:COMPLETIONS]:
        if not folded.startswith(typed):
            break
        provinces = {province for _, province in units}
        kinds = "/".join(dict.fromkeys(kind for kind, _ in units))
        many = f"{len(units)} {'places' if language == 'en' else 'nơi'}"
        where = f"{kinds}, {provinces.pop()}" if len(provinces) == 1 else many
        found.append(Completion("place", f'"{name}"', f"{name} ({where})"))
    return found


@cache
def _place_names(old: bool) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """(folded name, name, (kind, province) of each that bears it) of districts and communes, by folded name.

    The communes are those of the map; numbers ('Quận 1') are no names to search for.
    """
    names: dict[str, list[tuple[str, str]]] = {}
    for unit in all_units():
        wanted = unit.level == "district" or (unit.level == "commune" and unit.layer == ("old" if old else "new"))
        if wanted and not unit.name[-1].isdigit():
            province = (unit.province if old else "") or unit.province_2025
            names.setdefault(unit.name, []).append((unit.kind, province))
    return sorted((" ".join(folded_tokens(name)), name, tuple(dict.fromkeys(units))) for name, units in names.items())


def _stands(words: list[str], wanted: list[str]) -> bool:
    last = len(wanted) - 1
    return len(words) > last and words[:last] == wanted[:last] and words[last].startswith(wanted[last])


def did_you_mean(engine: Engine, request: SearchRequest, vocabulary: Vocabulary | None = None) -> str:
    """A query like the one asked that finds something; '' where there is none. For requests that found nothing.

    Raises EngineUnavailable. Words that stand in the vocabulary beside their neighbours are left as they are.
    """
    vocabulary = vocabulary or bundled_vocabulary()
    node = parse(request.query)
    filters = resolve_filters(request.filters)
    if unknown := _unknown_source(engine, node):
        query = request.query.replace(*unknown)
        return query if query != request.query and _finds(engine, query, filters, vocabulary) else ""
    words = [part.text for part in _parts_of(node, Words) if len(folded_tokens(part.text)) == 1]
    if not words or len(words) > 8:
        return ""
    choices = [_choices(words, place, vocabulary) for place in range(len(words))]
    tried, accented = 0, has_diacritics(request.query)  # who types without accents reads without them
    for picked in sorted(product(*choices), key=lambda row: -sum(weight for _, weight in row)):
        query = request.query
        for word, (correction, _) in zip(words, picked, strict=True):
            if correction:
                correction = correction if accented else " ".join(folded_tokens(correction))
                query = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", correction, query, count=1)
        if query == request.query:
            continue
        tried += 1
        if _finds(engine, query, filters, vocabulary):
            return query
        if tried == _TRIES:
            break
    return ""


def _unknown_source(engine: Engine, node: Node | None) -> tuple[str, str] | None:
    """A slug that no document is from, with the nearest one that some are from; None if every source is known."""
    fields = [field for field in _parts_of(node, Field) if field.name == "source"]
    if not fields:
        return None
    facts = engine.facts()
    known = [bucket.key for bucket in facts.buckets(facts.mask(Everything()), "source", _SOURCES)]
    for field in fields:
        slug = field.value.lower()
        near = get_close_matches(slug, known, 1, _CLOSE)
        if slug not in known and near:
            return field.value, near[0]
    return None


def _finds(engine: Engine, query: str, filters: Filters, vocabulary: Vocabulary) -> bool:
    try:
        condition = plan(parse(query), filters, province_name, vocabulary=vocabulary)
    except ConfigurationError:
        return False  # the correction made it too long, or met the name of a field
    return engine.count(condition) > 0


def _parts_of(node: Node | None, kind: type[_Part]) -> Iterator[_Part]:
    """The words, or the fields, that a query asks for; not those it excludes."""
    if isinstance(node, kind):
        yield node
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _parts_of(part, kind)


def _choices(words: list[str], place: int, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Corrections of one word with their weights; '' keeps it. Fitting beside its neighbours weighs most."""
    known, pairs, written = known_words(vocabulary)
    (word,) = folded_tokens(words[place])
    before = folded_tokens(words[place - 1])[-1] if place else ""
    after = folded_tokens(words[place + 1])[0] if place + 1 < len(words) else ""

    def fits(candidate: str) -> int:
        return ((before, candidate) in pairs) + ((candidate, after) in pairs)

    close = []
    for candidate in known:
        if candidate != word and abs(len(candidate) - len(word)) <= 2 and candidate[0] == word[0]:
            ratio = SequenceMatcher(None, word, candidate).ratio()
            if ratio >= _CLOSE:
                close.append((written[candidate], 2.0 * fits(candidate) + ratio + min(known[candidate], 50) / 500))
    best = sorted(close, key=lambda item: (-item[1], item[0]))[:_CHOICES]
    return [("", 1.0 + 2.0 * fits(word) + (word in known)), *best]


@lru_cache(maxsize=2)
def known_words(vocabulary: Vocabulary) -> tuple[Counter[str], frozenset[tuple[str, str]], dict[str, str]]:
    """Folded words with how often they stand in a vocabulary, neighbours, and how a word is written most often."""
    count: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    written: dict[str, Counter[str]] = {}
    for phrase in _phrases(vocabulary):
        tokens = folded_tokens(phrase)
        count.update(tokens)
        pairs.update(pairwise(tokens))
        for token, original in zip(tokens, re.findall(r"\w+", phrase.lower()), strict=False):
            written.setdefault(token, Counter())[original] += 1
    usual = {token: max(forms, key=lambda form: (forms[form], form)) for token, forms in written.items()}
    return count, frozenset(pairs), usual


def _phrases(vocabulary: Vocabulary) -> Iterator[str]:
    for tactic in vocabulary.tactics.tactics:
        yield tactic.vi
        cues = tactic.cues
        for pattern in (*cues.strong, *cues.generic, *cues.weak, *(p for group in cues.require for p in group)):
            yield from _OPERATORS.split(pattern)
    for facet in vocabulary.facets.facets.values():
        for value in facet.values.values():
            yield value.vi
            for pattern in value.patterns:
                yield from _OPERATORS.split(pattern)
    yield from (p.name for p in (*provinces_63(), *provinces_34()))
    yield from synonyms.phrases()


def search_or_correct(engine: Engine, request: SearchRequest, vocabulary: Vocabulary | None = None) -> SearchResult:
    """A search; where its words found nothing, with a query that would. Vocabulary: as for `search`."""
    result = search(engine, request, vocabulary)
    if result.total or not request.query:
        return result
    return replace(result, did_you_mean=did_you_mean(engine, request, vocabulary))
