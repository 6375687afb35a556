"""The pattern language of the vocabularies and its matcher.

In: patterns as people write them in `crawler/vocab/*.yml`; a text in match form with its sentences. Out: where each
rule matches. Knows no tactic and no facet.

Language: `(a|b)` is an alternation, `(a)?` is optional, ` .. ` a gap of 0 to 6 words inside one sentence, ` . ` one of
0 to 2 words, `@name` any pattern of the lexicon `name`; a space also matches a run of white space, `-` and `_`. Matches
start and end at word bounds. Every pattern is finite between its gaps, so it is expanded to literals: one Aho-Corasick
pass finds them all and the gaps are joined by position. Time grows with the text, not with the number of patterns.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import ahocorasick

from crawler.text.unicode import fold, match_form

GAPS = {"..": 6, ".": 2}
"""Words that a gap may hold."""

_GAP_CHARS = 90
_LITERAL_LIMIT = 5000
_RUN = r"(?:[^()|@?.\s]| (?!\.))+(?!\?)"  # letters and blanks that mean themselves, read in one step
_TOKEN = re.compile(rf"\(|\)\??|\||@\w+|\s\.\.?\s|{_RUN}|.\?|.", re.DOTALL)
_BLANKS = " \t\n\r_‐‑‒–—-"
_APART = "\0"  # stands in no text, in no word and in no run of blanks
_WIDE = re.compile("  +")

_Part = tuple[int, frozenset[str]]
"""Alternatives of literals, and how many words the gap before them may hold."""
Chain = tuple[_Part, ...]


_EMPTY: Chain = ((0, frozenset({""})),)


class PatternError(ValueError):
    """A pattern is not written in the pattern language; the message shows it and says what is wrong."""


class Hit(NamedTuple):
    """A match [start, end) in the sentence at position `sentence`."""

    start: int
    end: int
    sentence: int


def expand(
    pattern: str, lexicons: Mapping[str, Sequence[str]], read: dict[str, list[Chain]] | None = None
) -> tuple[Chain, ...]:
    """All chains that `pattern` stands for. Raises PatternError if it is malformed, endless or names no lexicon.

    `read` keeps what the lexicons stand for, from one pattern to the next.
    """
    reader = Reader(pattern, lexicons, {} if read is None else read)
    chains: list[Chain] = []
    for chain in reader.read():
        chains.extend(_without_empty(tuple((gap, tidy(part)) for gap, part in chain)))
    if any(".." in literal for chain in chains for _, part in chain for literal in part):
        raise PatternError(f"the pattern {pattern!r} has a gap '..' without a blank on either side")
    if not chains:
        raise PatternError(f"the pattern {pattern!r} matches the empty text; give it at least one word")
    return tuple(dict.fromkeys(chains))


def tidy(literals: frozenset[str]) -> frozenset[str]:
    """Literals in match form, their runs of blanks and hyphens as one blank. All in one step: there are thirty thousand."""
    together = flat(match_form(_APART.join(literals)))[0]
    return frozenset(map(str.strip, together.split(_APART)))


def _without_empty(chain: Chain) -> list[Chain]:
    """Chains where an optional part is left out instead of being empty."""
    result: list[Chain] = [()]
    for gap, part in chain:
        rest = part - {""}
        kept = [(*c, (gap, rest)) for c in result] if rest else []
        result = kept + (result if "" in part else [])
    return [chain for chain in result if chain]


class Reader:
    """A recursive-descent reader of one pattern."""

    def __init__(
        self,
        pattern: str,
        lexicons: Mapping[str, Sequence[str]],
        read: dict[str, list[Chain]],
        seen: tuple[str, ...] = (),
    ) -> None:
        self._pattern = pattern
        self._tokens = _TOKEN.findall(pattern)
        self._position = 0
        self._lexicons = lexicons
        self._read = read
        self._seen = seen

    def read(self) -> list[Chain]:
        """The chains of the whole pattern. Raises PatternError if it is malformed."""
        chains = self._alternation()
        if self._position < len(self._tokens):
            raise PatternError(f"the pattern {self._pattern!r} closes a bracket that it never opened")
        return chains

    def _alternation(self) -> list[Chain]:
        found = self._sequence()
        while self._position < len(self._tokens) and self._tokens[self._position] == "|":
            self._position += 1
            found = found + self._sequence()
        return merged(found)

    def _sequence(self) -> list[Chain]:
        chains: list[Chain] = [_EMPTY]
        while self._position < len(self._tokens):
            mark = self._tokens[self._position]
            if mark == "|" or mark.startswith(")"):
                break
            self._position += 1
            item = self._item(mark)
            chains = item if chains == [_EMPTY] else self._concatenate(chains, item)
        return chains

    def _item(self, mark: str) -> list[Chain]:
        if mark == "(":
            return self._group()
        if len(mark) > 2 and mark.strip() in GAPS:
            return [(*_EMPTY, (GAPS[mark.strip()], frozenset({""})))]
        if mark.startswith("@"):
            return self._lexicon(mark[1:])
        if len(mark) == 2 and mark[1] == "?":
            return [((0, frozenset({mark[0], ""})),)]
        return [((0, frozenset({mark})),)]

    def _group(self) -> list[Chain]:
        inside = self._alternation()
        if self._position == len(self._tokens):
            raise PatternError(f"the pattern {self._pattern!r} opens a bracket that it never closes")
        close = self._tokens[self._position]
        self._position += 1
        return merged([*inside, _EMPTY]) if close == ")?" else inside

    def _lexicon(self, name: str) -> list[Chain]:
        if name not in self._lexicons or name in self._seen:
            raise PatternError(f"the pattern {self._pattern!r} names the lexicon @{name}, which is unknown or circular")
        if name not in self._read:
            chains: list[Chain] = []
            for pattern in self._lexicons[name]:
                chains.extend(Reader(pattern, self._lexicons, self._read, (*self._seen, name)).read())
            self._read[name] = merged(chains)
        return self._read[name]

    def _concatenate(self, first: list[Chain], second: list[Chain]) -> list[Chain]:
        chains = []
        for a in first:
            for b in second:
                gap, last = a[-1]
                middle = frozenset(x + y for x in last for y in b[0][1])
                if len(middle) > _LITERAL_LIMIT:
                    raise PatternError(f"the pattern {self._pattern!r} stands for too many phrases; split it")
                chains.append((*a[:-1], (gap, middle), *b[1:]))
        return merged(chains)


def merged(chains: list[Chain]) -> list[Chain]:
    """One chain for all alternatives without a gap; the others as they are."""
    if len(chains) == 1:
        return chains
    single = frozenset().union(*(chain[0][1] for chain in chains if len(chain) == 1))
    rest = [chain for chain in chains if len(chain) > 1]
    return [((0, single),), *rest] if single else rest


class Matcher:
    """Finds all rules of a vocabulary at once. Immutable after construction, safe to share."""

    def __init__(
        self, rules: Iterable[tuple[str, str]], lexicons: Mapping[str, Sequence[str]], folded: bool = False
    ) -> None:
        """`rules` are (rule id, pattern); an id may stand for several patterns.

        With `folded` the matcher is for texts without diacritics; one-word phrases, too ambiguous there, are left out.
        """
        self._chains: dict[int, list[tuple[tuple[int, ...], tuple[int, ...], str]]] = {}
        singles: dict[str, set[str]] = {}
        parts: dict[frozenset[str], int] = {}
        read: dict[str, list[Chain]] = {}
        for rule, pattern in rules:
            for chain in expand(pattern, lexicons, read):
                literals = [frozenset(map(fold, part)) if folded else part for _, part in chain]
                if len(literals) == 1:
                    for literal in literals[0]:
                        if not folded or " " in literal:
                            singles.setdefault(literal, set()).add(rule)
                else:
                    ids = tuple(parts.setdefault(part, len(parts)) for part in literals)
                    gaps = tuple(gap for gap, _ in chain[1:])
                    self._chains.setdefault(ids[0], []).append((ids, gaps, rule))
        self._automaton, self._owners = _automaton(singles, parts)

    def scan(self, text: str, sentences: Sequence[tuple[int, int]]) -> dict[str, list[Hit]]:
        """Hits per rule, each list in order of start. `text` is in match form, `sentences` are its spans in order."""
        hits: dict[str, list[Hit]] = {}
        parts: dict[int, list[Hit]] = {}
        for owners, found in self._literals(text, sentences).items():
            rules, numbers = self._owners[owners]
            for rule in rules:  # most lists are of one owner: shared, never added to
                hits[rule] = hits[rule] + found if rule in hits else found
            for number in numbers:
                parts[number] = parts[number] + found if number in parts else found
        shown = parts.__contains__
        lists: dict[int, _HitList] = {}
        for first in self._chains.keys() & parts.keys():
            for ids, gaps, rule in self._chains[first]:
                if all(map(shown, ids)):  # few chains show all their parts
                    for part in ids:
                        if part not in lists:
                            lists[part] = _HitList(parts[part])
                    joined = _joined(text, [lists[part] for part in ids], gaps)
                    if joined:
                        hits[rule] = hits[rule] + joined if rule in hits else joined
        for group in hits.values():
            if len(group) > 1:
                group.sort(key=_order)
        return hits

    def _literals(self, text: str, sentences: Sequence[tuple[int, int]]) -> dict[int, list[Hit]]:
        """Hits of the literals by the number of their owners; none crosses a sentence or begins inside a word."""
        found: dict[int, list[Hit]] = {}
        if not len(self._automaton) or not sentences:
            return found
        even, origin = flat(text)
        even = f"{even} "  # what follows the last letter, and, by its index -1, what stands before the first
        position, made = 0, tuple.__new__
        start_of, end_of = sentences[0]
        for final, (length, owners) in self._automaton.iter(even):
            if even[final + 1].isalnum() or even[final - length].isalnum():
                continue
            start, end = final + 1 - length, final + 1
            if origin:
                start, end = origin[start], origin[final] + 1
            while end > end_of and position + 1 < len(sentences):
                position += 1
                start_of, end_of = sentences[position]
            if start < start_of or end > end_of:
                continue
            hit = made(Hit, (start, end, position))
            if owners in found:
                found[owners].append(hit)
            else:
                found[owners] = [hit]
        return found


_Owners = tuple[tuple[str, ...], tuple[int, ...]]
"""The rules that a literal satisfies alone, and the parts of chains that it belongs to."""


def _automaton(
    singles: Mapping[str, set[str]], parts: Mapping[frozenset[str], int]
) -> tuple[ahocorasick.Automaton, list[_Owners]]:
    """From each literal to its length and the number of its owners; the owners by number.

    Many literals have the same owners (the alternatives of one pattern), so hits are gathered per owners, not per rule.
    """
    numbers: dict[str, list[int]] = {literal: [] for literal in singles}
    for part, number in parts.items():
        for literal in part:
            numbers.setdefault(literal, []).append(number)
    known: dict[_Owners, int] = {}
    automaton = ahocorasick.Automaton()
    for literal, own in numbers.items():
        owners = (tuple(sorted(singles.get(literal, ()))), tuple(own))
        automaton.add_word(literal, (len(literal), known.setdefault(owners, len(known))))
    automaton.make_automaton()
    return automaton, list(known)


def flat(text: str) -> tuple[str, list[int]]:
    """The text with every run of white space, '-' and '_' as one blank, and the original offset of each character.

    The offsets are empty where they did not change.
    """
    for blank in _BLANKS[1:]:
        if blank in text:
            text = text.replace(blank, " ")
    if "  " not in text:
        return text, []
    pieces: list[str] = []
    origin: list[int] = []
    position = 0
    for run in _WIDE.finditer(text):
        start, end = run.span()
        pieces += (text[position:start], " ")
        origin += range(position, start + 1)
        position = end
    pieces.append(text[position:])
    origin += range(position, len(text))
    return "".join(pieces), origin


def _order(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


class _HitList:
    """The hits of one part in order of start; ordered when first asked for."""

    __slots__ = ("hits", "starts")

    def __init__(self, hits: list[Hit]) -> None:
        self.hits = hits
        self.starts: list[int] = []

    def ordered(self) -> "_HitList":
        if not self.starts:
            self.hits.sort()
            self.starts = [hit.start for hit in self.hits]
        return self


def _joined(text: str, parts: list[_HitList], gaps: tuple[int, ...]) -> list[Hit]:
    """Chains of one hit of each part, in order, each within a gap of the one before; the shortest per start."""
    joined = []
    rest = [part.ordered() for part in parts[1:]]
    for first in parts[0].hits:
        end = _follow(text, first, rest, gaps, 0)
        if end:
            joined.append(Hit(first.start, end, first.sentence))
    return joined


def _follow(text: str, last: Hit, parts: list[_HitList], gaps: tuple[int, ...], depth: int) -> int:
    """The end of the first chain that goes on from `last`, or 0."""
    if depth == len(parts):
        return last.end
    part = parts[depth]
    for place in range(bisect_left(part.starts, last.end), len(part.hits)):
        hit = part.hits[place]
        if hit.sentence != last.sentence or hit.start - last.end > _GAP_CHARS:
            break
        if words_between(text, last.end, hit.start) <= gaps[depth]:
            end = _follow(text, hit, parts, gaps, depth + 1)
            if end:
                return end
    return 0


def words_between(text: str, start: int, end: int) -> int:
    """How many words stand in text[start:end]."""
    return sum(word.isalnum() or any(map(str.isalnum, word)) for word in text[start:end].split())
