"""One pass of all cues over a text, and where each part of a phrase stands in it.

In: the compiled vocabulary and a text. Out: `Scan`, which tells spans by part; classes take back what their exceptions hold
and are put together when first asked for. Decides nothing.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import ahocorasick

from crawler.extract.patterns import PatternError, flat
from crawler.extract.rows.phrases import BESIDE, STOPS, Gap, Part, phrases
from crawler.extract.rows.shapes import END, LINE, NAME_BEFORE, SHAPES, SINGLE, START, shown, shown_at
from crawler.vocab.rows import Lexicon

BLANKS = " \t\n\r_‐‑‒–—-"
OPENING = BLANKS + "("
"""What may stand between a cue and its place: also an opening bracket."""

_WRITTEN = "@="
"""Before a pattern that stands for a class without a name."""
_WIDEST = 120
"""Characters that a gap counted in words may hold."""

_NEAR = 4
"""Offsets at which a shape of one word is looked for there, rather than everywhere."""
_MARKS = re.compile(f"[{re.escape(STOPS)}](?<![0-9][.,](?=[0-9]))")
"""What ends a clause; none stands within a number ('1.000')."""

_Pairs = list[tuple[int, int]]
_NONE: _Pairs = []


class Spans:
    """Where a part stands: (start, end) in order of start, (end, start) in order of end."""

    __slots__ = ("_backward", "forward")

    def __init__(self, forward: _Pairs) -> None:
        self.forward = forward
        self._backward: _Pairs | None = None

    @property
    def backward(self) -> _Pairs:
        """The spans as (end, start), in order of end."""
        if self._backward is None:
            self._backward = sorted((end, start) for start, end in self.forward)
        return self._backward


_NOWHERE = Spans(_NONE)


class Inventory:
    """All parts that a vocabulary looks for, numbered, with one automaton over their words. Immutable once built."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._numbers: dict[Part, int] = {}
        self.parts: list[Part] = []
        self._compiled = 0
        self.longest = 0
        self._opened: set[int] = set()
        self.classes: dict[int, CompiledClass] = {}
        self._groups: list[tuple[int, ...]] = []
        self.automaton = ahocorasick.Automaton()
        self.groups_of: dict[int, frozenset[int]] = {}
        self.singles: dict[int, str] = {}
        self.openers: dict[int, Openers] = {}

    def compile(self, pattern: str) -> tuple["Compiled", ...]:
        """The phrases of a pattern with numbered parts. Raises PatternError if it is malformed or names no class."""
        found = []
        for phrase in phrases(pattern):
            self._compiled += 1
            parts = tuple(self._number(pattern, part) for part in phrase.parts)
            found.append(Compiled(self._compiled, parts, self._gaps(pattern, phrase.gaps)))
        return tuple(found)

    def _gaps(self, pattern: str, gaps: Iterable[Gap]) -> tuple["CompiledGap", ...]:
        return tuple(
            CompiledGap(gap, self._number(pattern, frozenset({_WRITTEN + gap.what})) if gap.what else -1)
            for gap in gaps
        )

    def _number(self, pattern: str, part: Part) -> int:
        number = self._numbers.get(part)
        if number in self._opened:
            raise PatternError(f"the pattern {pattern!r} makes a word class of itself; name another class there")
        if number is not None:
            return number
        number = self._numbers[part] = len(self.parts)
        self.parts.append(part)
        name = next((text[1:] for text in part if text.startswith("@")), None)
        if name is not None and name.startswith(_WRITTEN[1:]):
            self.classes[number] = CompiledClass(self.compile(name[1:]))
        elif name is not None and name not in SHAPES:
            known = self._lexicon.classes.get(name)
            if known is None:
                raise PatternError(
                    f"the pattern {pattern!r} names the word class @{name}, which lexicon.yml does not have"
                )
            self._opened.add(number)
            words = self._together(pattern, [phrase for text in known.words for phrase in self.compile(text)])
            but = tuple(phrase for text in known.but for phrase in self.compile(text))
            self._opened.remove(number)
            if (
                len(words) == 1
                and not (but or known.no_names or known.capital or known.small)
                and self._plain(words[0])
            ):
                self.parts[number] = self.parts[words[0].parts[0]]  # nothing but words: a part like any other
            else:
                self.classes[number] = CompiledClass(words, but, known.no_names, known.capital, known.small)
        return number

    def _plain(self, phrase: "Compiled") -> bool:
        """Whether a phrase is nothing but words."""
        return len(phrase.parts) == 1 and not any(text.startswith("@") for text in self.parts[phrase.parts[0]])

    def _together(self, pattern: str, found: list["Compiled"]) -> tuple["Compiled", ...]:
        """The phrases of a class, its plain words as one part."""
        plain = [phrase for phrase in found if self._plain(phrase)]
        rest = [phrase for phrase in found if not self._plain(phrase)]
        words = frozenset(text for phrase in plain for text in self.parts[phrase.parts[0]])
        if not words:
            return tuple(rest)
        self._compiled += 1
        gaps = (CompiledGap(BESIDE, -1), CompiledGap(BESIDE, -1))
        return (Compiled(self._compiled, (self._number(pattern, words),), gaps), *rest)

    def close(self) -> None:
        """Build the automaton; no pattern is compiled afterwards."""
        owners: dict[str, list[int]] = {}
        for number, part in enumerate(self.parts):
            for text in part:
                if not text.startswith("@"):
                    owners.setdefault(text, []).append(number)
        known: dict[tuple[int, ...], int] = {}
        self.longest = 2 * max(map(len, owners), default=0)  # blanks may be wider in a text
        for text, numbers in owners.items():
            group = known.setdefault(tuple(numbers), len(known))
            self.automaton.add_word(text, (len(text), group, text[0].isalnum(), text[-1].isalnum()))
        self.automaton.make_automaton()
        groups: dict[int, set[int]] = {}
        for together, group in known.items():
            for number in together:
                groups.setdefault(number, set()).add(group)
        self.groups_of = {number: frozenset(found) for number, found in groups.items()}
        names = {number: next(iter(part))[1:] for number, part in enumerate(self.parts) if number not in self.groups_of}
        self.singles = {number: name for number, name in names.items() if name in SINGLE}
        self.openers = {number: self._openers(held) for number, held in self.classes.items()}

    def _openers(self, held: "CompiledClass") -> "Openers":
        opened: dict[int, list[Compiled]] = {}
        always = []
        for phrase in held.words:
            edges = [self.edge(part, last=False) for part in phrase.parts]
            if edges[0] is None:
                always.append((phrase, tuple(edge for edge in edges if edge is not None)))
            for group in edges[0] or ():
                opened.setdefault(group, []).append(phrase)
        return Openers(frozenset(opened), opened, tuple(always))

    def edge(self, number: int, last: bool) -> frozenset[int] | None:
        """The groups of words with one of which a part ends (or begins); None where a shape does."""
        held = self.classes.get(number)
        if held is None:
            return self.groups_of.get(number)
        edges = [self.edge(phrase.parts[-1 if last else 0], last) for phrase in held.words]
        if any(edge is None for edge in edges):
            return None
        return frozenset(group for edge in edges for group in edge or ())


class Openers(NamedTuple):
    """The phrases of a class by the groups of words of which one begins them; `always`: those that begin with a shape.

    Of the others' words, `always` names those of which one must stand in the text as well.
    """

    groups: frozenset[int]
    phrases: Mapping[int, Sequence["Compiled"]]
    always: tuple[tuple["Compiled", tuple[frozenset[int], ...]], ...]


class CompiledClass(NamedTuple):
    """The phrases of a class, those that take their hits back, and what else makes a hit none."""

    words: tuple["Compiled", ...]
    but: tuple["Compiled", ...] = ()
    no_names: bool = False
    capital: bool = False
    small: bool = False


class CompiledGap:
    """A gap, and the number of the words that it must not hold, or is made of (-1: any)."""

    __slots__ = ("beside", "blanks", "least", "most", "of", "stops", "without", "words")

    def __init__(self, gap: Gap, words: int) -> None:
        self.beside = gap == BESIDE
        self.least, self.most, self.words, self.stops = gap.least, gap.most, gap.words, gap.stops
        self.without = words if gap.how == "without" else -1
        self.of = words if gap.how == "of" else -1
        self.blanks = BLANKS + "".join(mark for mark in STOPS if mark not in gap.stops)


class Compiled:
    """A phrase with the numbers of its parts, and a bit of its own."""

    __slots__ = ("bit", "gaps", "needs", "parts")

    def __init__(self, number: int, parts: tuple[int, ...], gaps: tuple[CompiledGap, ...]) -> None:
        self.bit = 1 << 2 * number + 1
        self.needs: tuple[frozenset[int], ...] = ()
        """Groups of words of which one must stand around the place, for each of its parts; known once all is compiled."""
        self.parts = parts
        self.gaps = gaps


class Scan:
    """Where the parts stand in one text. `full` is the text as written, `text` its undotted match form (same length)."""

    def __init__(
        self, inventory: Inventory, text: str, full: str, regions: Sequence[tuple[int, int]] | None = None
    ) -> None:
        self.text = text
        self.full = full
        self._inventory = inventory
        self._regions = regions if regions is not None else ((0, len(text)),)
        self._hits = _hits(inventory.automaton, text, self._regions)
        self._found: dict[int, _Pairs] = {}
        for start, end, group in self._hits:
            if group in self._found:
                self._found[group].append((start, end))
            else:
                self._found[group] = [(start, end)]
        self._present = frozenset(self._found)
        self._spans: dict[int, Spans] = {}
        self._stops: dict[str, list[int]] = {}
        self._marks: list[tuple[int, str]] | None = None

    def of(self, low: int, high: int) -> "Scan":
        """A scan of another part of the same text."""
        return Scan(self._inventory, self.text, self.full, ((low, high),))

    @property
    def longest(self) -> int:
        """No words are longer, in characters."""
        return self._inventory.longest

    def hits(self, low: int, high: int) -> list[tuple[int, int, int]]:
        """(start, end, group) of the words that begin within [low, high), in order."""
        return self._hits[bisect_left(self._hits, (low,)) : bisect_left(self._hits, (high,))]

    def spans(self, number: int) -> Spans:
        """The spans of a part."""
        known = self._spans.get(number)
        if known is None:
            known = self._spans[number] = self._read(number)
        return known

    def _read(self, number: int) -> Spans:
        held = self._inventory.classes.get(number)
        if held is not None:
            return self._class(held, self._inventory.openers[number])
        groups = self._inventory.groups_of.get(number)
        if groups is None:
            name = next(iter(self._inventory.parts[number]))[1:]
            return Spans(shown(name, self.text, self.full, self._regions))
        lists = [self._found[group] for group in groups & self._present]
        if not lists:
            return _NOWHERE
        return Spans(lists[0] if len(lists) == 1 else sorted(chain.from_iterable(lists)))

    def _class(self, held: "CompiledClass", openers: Openers) -> Spans:
        possible = [phrase for group in openers.groups & self._present for phrase in openers.phrases[group]]
        for phrase, needs in openers.always:
            if not any(map(self._present.isdisjoint, needs)):
                possible.append(phrase)
        lists = [self.everywhere(phrase) for phrase in dict.fromkeys(possible)]
        lists = [found for found in lists if found]
        if not lists:
            return _NOWHERE
        found = lists[0] if len(lists) == 1 else sorted({pair for one in lists for pair in one})
        if held.but:
            against = [pair for phrase in held.but for pair in self.everywhere(phrase)]
            if against:
                found = [(s, e) for s, e in found if not any(low <= s and e <= high for low, high in against)]
        if held.capital:
            found = [pair for pair in found if self.full[pair[0]].isupper()]
        if held.small:
            found = [pair for pair in found if not self.full[pair[0]].isupper()]
        if held.no_names:
            found = [pair for pair in found if not self._is_name(pair[0])]
        return Spans(found)

    def _is_name(self, at: int) -> bool:
        """Whether a word is the second one of a name or behind 'đường' ('Bà' in 'Hai Bà Trưng')."""
        return self.full[at].isupper() and NAME_BEFORE.search(self.full, max(0, at - 16), at) is not None

    def _starting(self, number: int, low: int, last: int) -> _Pairs:
        """The spans of a part that begin within [low, last], in order. Words are looked up among those that stand there."""
        groups = self._inventory.groups_of.get(number)
        if groups is None or number in self._inventory.classes:
            single = self._inventory.singles.get(number)
            if single is not None and last - low < _NEAR:
                ends = ((at, shown_at(single, self.text, self.full, at)) for at in range(low, last + 1))
                return [(at, end) for at, end in ends if end >= 0]
            spans = self.spans(number).forward
            return spans[bisect_left(spans, (low,)) : bisect_left(spans, (last + 1,))] if spans else _NONE
        hits = self._hits
        near = hits[bisect_left(hits, (low,)) : bisect_left(hits, (last + 1,))]
        return [(start, end) for start, end, group in near if group in groups]

    def _ending(self, number: int, first: int, last: int) -> _Pairs:
        """The spans of a part that end within [first, last], as (end, start)."""
        groups = self._inventory.groups_of.get(number)
        if groups is None or number in self._inventory.classes:
            spans = self.spans(number).backward
            return spans[bisect_left(spans, (first,)) : bisect_left(spans, (last + 1,))] if spans else _NONE
        hits = self._hits
        near = hits[bisect_left(hits, (first - self._inventory.longest,)) : bisect_left(hits, (last,))]
        return [(end, start) for start, end, group in near if group in groups and first <= end <= last]

    # -- joining parts

    def everywhere(self, phrase: Compiled) -> _Pairs:
        """Every span of a phrase in the text."""
        first = self.spans(phrase.parts[0]).forward
        if len(phrase.parts) == 1:
            return first
        return [(start, last) for start, end in first for last in self.ends(phrase, 1, end, len(self.text))]

    def ends(self, phrase: Compiled, depth: int, at: int, high: int, opening: str = BLANKS) -> Iterator[int]:
        """Where the phrase may end, if its part `depth` follows `at`; not behind `high`."""
        gap = phrase.gaps[depth]
        if depth == len(phrase.parts):
            yield at
            return
        number = phrase.parts[depth]
        for low, last in self._onward(gap, at, high, opening):
            closing = _CLOSING.get(self._inventory.parts[number])
            if closing is not None:
                close = at if gap.beside else min(high, self._stop_after(closing, at))
                if low <= close <= last and (not gap.beside or self._ends_at(closing, at, high)):
                    yield close
                continue
            for start, end in self._starting(number, low, last):
                if end <= high and not (gap.words and not gap.beside and self._words(at, start) > gap.most):
                    yield from self.ends(phrase, depth + 1, end, high)

    def _onward(self, gap: CompiledGap, at: int, high: int, opening: str) -> Iterator[tuple[int, int]]:
        """Where the next part may start, behind a gap that begins at `at`."""
        if gap.beside:
            yield at, self._skipped(at, high, opening)
        elif gap.of >= 0:
            spans, reached = self.spans(gap.of).forward, {at}
            for _ in range(gap.most + 1):
                more = set()
                for low in sorted(reached):
                    last = self._skipped(low, high, gap.blanks)
                    yield low, last
                    for place in range(bisect_left(spans, (low,)), bisect_left(spans, (last + 1,))):
                        more.add(spans[place][1])
                reached = more
        else:
            last = min(high, at + (_WIDEST if gap.words else gap.most), self._stop_after(gap.stops, at))
            if gap.without >= 0:
                last = min(last, self._first_start(gap.without, at))
            yield at + (0 if gap.words else gap.least), last

    def start(self, phrase: Compiled, at: int, low: int, opening: str = BLANKS, longest: bool = False) -> int:
        """Where a match of the phrase that ends at `at` begins, not before `low`; -1 if there is none.

        With `longest` it is the longest match, else any.
        """
        return self._start(phrase, len(phrase.parts) - 1, at, low, opening, longest)

    def _start(self, phrase: Compiled, depth: int, at: int, low: int, opening: str, longest: bool) -> int:
        gap, number = phrase.gaps[depth + 1], phrase.parts[depth]
        begins = self._inventory.parts[number] == _START_PART
        best = -1
        for first, last in (
            self._made_of(gap, at, low, opening) if gap.of >= 0 else (self._back(gap, at, low, opening),)
        ):
            if begins:
                if first <= self.first_word(low) <= last:
                    return low
                continue
            for end, start in self._ending(number, first, last):
                if start < low or (gap.words and not gap.beside and self._words(end, at) > gap.most):
                    continue
                begin = self._start(phrase, depth - 1, start, low, BLANKS, longest) if depth else start
                if begin >= 0 and (best < 0 or begin < best):
                    best = begin
                    if not longest:
                        return best
        return best

    def _back(self, gap: CompiledGap, at: int, low: int, opening: str) -> tuple[int, int]:
        """Where the part before may end, before a gap that ends at `at`."""
        if gap.beside:
            return self._skipped_back(at, low, opening), at
        first = max(low, at - (_WIDEST if gap.words else gap.most), self._stop_before(gap.stops, at) + 1)
        if gap.without >= 0:
            first = max(first, self._last_start(gap.without, at) + 1)
        return first, at - (0 if gap.words else gap.least)

    def _made_of(self, gap: CompiledGap, at: int, low: int, opening: str) -> Iterator[tuple[int, int]]:
        """As `_back`, for a gap that is made of the words of a class."""
        spans, reached = self.spans(gap.of).backward, {at}
        for _ in range(gap.most + 1):
            more = set()
            for last in sorted(reached):
                first = self._skipped_back(last, low, gap.blanks if last != at else gap.blanks + opening)
                yield first, last
                for place in range(bisect_left(spans, (first,)), bisect_left(spans, (last + 1,))):
                    more.add(spans[place][1])
            reached = more

    def _ends_at(self, closing: str, at: int, high: int) -> bool:
        at = self._skipped(at, high, BLANKS)
        return at >= high or self.text[at] in closing or (at > 0 and self.text[at - 1] == "\n")

    def anywhere(self, phrase: Compiled, low: int, high: int) -> tuple[int, int] | None:
        """The first span of the phrase within [low, high)."""
        number = phrase.parts[0]
        if self._inventory.parts[number] == _START_PART:
            begin = self.first_word(low)
            return next(((begin, end) for end in self.ends(phrase, 1, begin, high)), None)
        for start, end in self._starting(number, low, high - 1):
            if end <= high:
                for last in self.ends(phrase, 1, end, high):
                    return start, last
        return None

    def first_word(self, low: int) -> int:
        """The first word character at or behind `low`."""
        text = self.text
        while low < len(text) and not text[low].isalnum():
            low += 1
        return low

    def _skipped(self, at: int, high: int, blanks: str) -> int:
        text = self.text
        while at < high and text[at] in blanks:
            at += 1
        return at

    def _skipped_back(self, at: int, low: int, blanks: str) -> int:
        text = self.text
        while at > low and text[at - 1] in blanks:
            at -= 1
        return at

    def _words(self, start: int, end: int) -> int:
        return sum(any(map(str.isalnum, word)) for word in self.text[start:end].split())

    def _stop_list(self, stops: str) -> list[int]:
        known = self._stops.get(stops)
        if known is None:
            if self._marks is None:
                found = (match for low, high in self._regions for match in _MARKS.finditer(self.text, low, high))
                self._marks = [(match.start(), match[0]) for match in found]
            known = self._stops[stops] = [at for at, mark in self._marks if mark in stops]
        return known

    def _stop_after(self, stops: str, at: int) -> int:
        known = self._stop_list(stops)
        place = bisect_left(known, at)
        return known[place] if place < len(known) else len(self.text)

    def _stop_before(self, stops: str, at: int) -> int:
        known = self._stop_list(stops)
        place = bisect_left(known, at)
        return known[place - 1] if place else -1

    def _first_start(self, number: int, at: int) -> int:
        spans = self.spans(number).forward
        place = bisect_left(spans, (at,))
        return spans[place][0] if place < len(spans) else len(self.text)

    def _last_start(self, number: int, at: int) -> int:
        spans = self.spans(number).forward
        place = bisect_left(spans, (at,))
        return spans[place - 1][0] if place else -1


_START_PART = frozenset({f"@{START}"})
_CLOSING = {frozenset({f"@{END}"}): ".;!?\n", frozenset({f"@{LINE}"}): "\n"}
"""The marks that end what `@end` and `@line` are the end of."""


def _hits(
    automaton: ahocorasick.Automaton, text: str, regions: Sequence[tuple[int, int]]
) -> list[tuple[int, int, int]]:
    """(start, end, group) of all words in order; none begins or ends inside a word."""
    found: list[tuple[int, int, int]] = []
    if not len(automaton):
        return found
    for low, high in regions:
        even, origin = flat(text[low:high])
        even = f" {even} "  # a bound on either side
        for final, (length, group, opens, closes) in automaton.iter(even):
            start = final + 1 - length
            if (closes and even[final + 1].isalnum()) or (opens and even[start - 1].isalnum()):
                continue
            if origin:
                found.append((origin[start - 1] + low, origin[final - 1] + 1 + low, group))
            else:
                found.append((start - 1 + low, final + low, group))
    found.sort()
    return found
