"""Rows read against a place: which hold, and of those that do not, which part fails.

In: a vocabulary of rows and `lexicon.yml`, validated; a scan of a text and a `Frame`, the place in it. Out: the row
that holds. Knows no unit and no role: what a row gives is its caller's business.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from crawler.extract.patterns import PatternError
from crawler.extract.rows.gates import Field, Frame, Gates, field_bit
from crawler.extract.rows.scan import OPENING, Compiled, Inventory, Scan
from crawler.model import PlaceLevel, SentenceKind
from crawler.vocab.rows import BaseRow, Condition, Cue, Lexicon, Look

R = TypeVar("R", bound=BaseRow)


class Place(NamedTuple):
    """What is known of a place besides where it stands."""

    kind: SentenceKind
    level: PlaceLevel | None = None
    anchor: str = ""


class Sight(NamedTuple):
    """A place in its text: what a condition is asked about. `possible`: the fields that may match, None: any."""

    scan: Scan
    frame: Frame
    place: Place
    possible: int | None = None
    around: Mapping[str, set[int]] | None = None
    """The words that stand where a field looks."""
    known: dict[str, bool] | None = None
    """Cues that were asked already."""

    def open(self, field: Field) -> Sequence[Compiled]:
        """The phrases of a field that may match."""
        possible, around = self.possible, self.around.get(field.name) if self.around else None
        if possible is None:
            return field.phrases
        if around is None:
            return [phrase for phrase in field.phrases if phrase.bit & possible]
        return [
            phrase
            for phrase in field.phrases
            if phrase.bit & possible and not any(map(around.isdisjoint, phrase.needs))
        ]

    def at(self, offset: int, low: int | None = None) -> "Sight":
        """The same clause as if the place began at another offset, and the clause at `low`."""
        frame = self.frame
        moved = frame._replace(low=frame.low if low is None else low, begin=offset, name=offset)
        return Sight(self.scan, moved, self.place)


@dataclass(frozen=True, slots=True)
class Test:
    """A condition, compiled. `given` is the condition as it was written, where it asks for what is no pattern."""

    given: Condition | None
    parts: tuple[Field, ...]
    any: tuple["Test", ...]
    unless: tuple["Test", ...]
    cues: tuple[str, ...]
    leads: bool
    """Whether it matters where its match begins."""
    moves: bool
    """Whether it asks for more of the place than its level and the kind of its sentence."""


_MOST_GATES = 12
"""Sets of fields that a row is looked at for; where its cues make more, they are asked one by one."""


class Rules(Generic[R]):
    """All rows and cues of a vocabulary, compiled. Immutable, safe to share. `R` is the kind of its rows."""

    def __init__(
        self, lexicon: Lexicon, cues: Mapping[str, Cue], rows: Sequence[R], words: Iterable[str] | None = None
    ) -> None:
        """`words`: the classes that `spans` is asked for (None: all).

        Raises PatternError naming the row if one of its patterns is malformed or names what is not there.
        """
        self.inventory = Inventory(lexicon)
        self._given = cues
        self._fields: list[Field] = []
        self._cues = {name: self._test(f"cues > {name}", cue) for name, cue in cues.items()}
        ordered = sorted(rows, key=lambda row: row.order)
        self.rows: tuple[tuple[R, Test], ...] = tuple((row, self._test(f"rows > {row.id}", row)) for row in ordered)
        shut = tuple((row, test, self._gates(test)) for row, test in self.rows)
        self._shut = {
            (kind, level): tuple(one for one in shut if _fits(one[0], kind, level))
            for kind in SentenceKind
            for level in (*PlaceLevel, None)
        }
        self._named: dict[str, tuple[Cue, Test]] = {
            **{name: (cue, self._cues[name]) for name, cue in cues.items()},
            **{row.id: (row, test) for row, test in self.rows},
        }
        self._words = {
            name: self.inventory.compile(f"@{name}")[0].parts[0]
            for name in (lexicon.classes if words is None else words)
        }
        self.inventory.close()
        self._gates_of = Gates(self.inventory, self._fields)

    def _test(self, where: str, given: Condition) -> Test:
        parts = []
        for name, look in given.looks():
            number = len(self._fields)
            field = Field(number, name, self._phrases(where, name, look), look.within, field_bit(number))
            self._fields.append(field)
            parts.append(field)
        parts.sort(key=lambda part: _COST[part.name])
        several = [self._test(where, one) for one in given.any] if isinstance(given, Cue) else []
        against = [self._test(f"{where} > not", one) for one in given.unless] if isinstance(given, Cue) else []
        for cue in given.cues:
            if cue not in self._given:
                raise PatternError(f"{where}: no cue is called {cue!r}; name one of 'cues' in its file")
        asked = (given, *(given.any + given.unless if isinstance(given, Cue) else ()))
        leads = any(one.lead is not None for one in asked)
        moves = bool(given.anchors) or given.bracketed is not None or given.opens is not None
        asks = given if _asks_of_place(given) else None
        return Test(asks, tuple(parts), tuple(several), tuple(against), given.cues, leads, moves)

    def _phrases(self, where: str, name: str, look: Look) -> tuple[Compiled, ...]:
        try:
            return tuple(phrase for pattern in look.any for phrase in self.inventory.compile(pattern))
        except PatternError as error:
            raise PatternError(f"{where} > {name}: {error}") from error

    def _gates(self, test: Test) -> tuple[int, ...]:
        """The sets of fields of which one set must be possible, or the condition cannot hold."""
        own = sum(part.bit for part in test.parts)
        several = [gate for one in test.any for gate in self._gates(one)] or [0]
        for cue in test.cues:
            more = [one | gate for one in several for gate in self._gates(self._cues[cue])]
            several = more if len(more) <= _MOST_GATES else several
        return tuple(own | one for one in several)

    def sight(self, scan: Scan, frame: Frame, place: Place) -> Sight:
        """A place as its conditions see it."""
        possible, around = self._gates_of.possible(scan, frame)
        return Sight(scan, frame, place, possible, around, {})

    def held(self, sight: Sight) -> Iterator[R]:
        """The rows that hold, in order."""
        possible = sight.possible
        for row, test, gates in self._shut[sight.place.kind, sight.place.level]:
            for gate in gates:
                if possible is None or gate & possible == gate:
                    fails = self.failure if test.moves else self._unmatched
                    if fails(test, sight) is None:
                        yield row
                    break

    def holds(self, cue: str, sight: Sight) -> bool:
        """Whether a named cue holds. Raises KeyError if there is none of that name."""
        known = sight.known
        if known is None:
            return self.failure(self._cues[cue], sight) is None
        if cue not in known:
            known[cue] = self.failure(self._cues[cue], sight) is None
        return known[cue]

    def found(self, cue: str, sight: Sight) -> int:
        """Where the match of a cue's `before` begins; -1 if the cue does not hold. Raises KeyError as `holds` does."""
        test = self._cues[cue]
        if self.failure(test, sight) is not None:
            return -1
        before = next((part for part in test.parts if part.name == "before"), None)
        return _start_before(sight, before, longest=True) if before else sight.frame.begin

    def of(self, name: str) -> Cue:
        """The row with an id, or else the cue of a name, as it is written. Raises KeyError if there is neither."""
        return self._named[name][0]

    def test_of(self, name: str) -> Test:
        """The same, compiled. Raises KeyError as `of` does."""
        return self._named[name][1]

    def spans(self, words: str, sight: Sight, low: int, high: int) -> list[tuple[int, int]]:
        """Where words of a class stand within [low, high), in order. Raises KeyError if there is no such class."""
        spans = sight.scan.spans(self._words[words]).forward
        return [span for span in spans[bisect_left(spans, (low,)) :] if span[1] <= high]

    def failure(self, test: Test, sight: Sight, lead: int = -1) -> str | None:
        """The first part of a condition that does not hold, None if all do. `lead`: where the row's own match begins."""
        if test.given is not None:
            failed = _unmet(test.given, sight.place) or _unmet_in(test.given, sight)
            if failed:
                return failed
        return self._unmatched(test, sight, lead)

    def _unmatched(self, test: Test, sight: Sight, lead: int = -1) -> str | None:
        """As `failure`, of a condition whose place is known to be the one that it asks for."""
        possible = sight.possible
        for part in test.parts:
            if possible is not None and not part.bit & possible:
                return part.name
            if part.name == "before":
                lead = _start_before(sight, part, test.leads)
                if lead < 0:
                    return "before"
            elif not _matches(sight, part, lead):
                return part.name
        for cue in test.cues:
            if not self.holds(cue, sight):
                return f"cues > {cue}"
        for one in test.any:
            if self.failure(one, sight, lead) is None:
                break
        else:
            if test.any:
                return "any"
        for number, against in enumerate(test.unless, 1):
            if self.failure(against, sight, lead) is None:
                return f"not {number}"
        return None


_COST = {
    "before": 0,
    "lead": 1,
    "after": 2,
    "tail": 3,
    "head": 4,
    "inside": 5,
    "up_to": 6,
    "sooner": 7,
    "sentence": 8,
    "following": 9,
    "earlier": 10,
}
"""Fields in the order in which they are asked: `lead` needs `before`, what is seldom met comes early."""


def _fits(given: Condition, kind: SentenceKind, level: PlaceLevel | None) -> bool:
    """Whether a row may hold for a place of a level in a sentence of a kind."""
    return _unmet(given, Place(kind, level)) in (None, "anchors")


def _asks_of_place(given: Condition) -> bool:
    told = (given.kinds, given.but_kinds, given.levels, given.anchors)
    return any(told) or any(flag is not None for flag in (given.bracketed, given.opens))


def _unmet(given: Condition, place: Place) -> str | None:
    """What a condition asks of the place and its sentence that is not so; no pattern is looked at."""
    if given.kinds and place.kind not in given.kinds:
        return "kinds"
    if place.kind in given.but_kinds:
        return "but_kinds"
    if given.levels and place.level not in given.levels:
        return "levels"
    if given.anchors and place.anchor not in given.anchors:
        return "anchors"
    return None


def _unmet_in(given: Condition, sight: Sight) -> str | None:
    text, frame = sight.scan.text, sight.frame
    if given.bracketed is not None:
        inside = text.rfind("(", frame.low, frame.begin) > text.rfind(")", frame.low, frame.begin)
        if inside is not given.bracketed:
            return "bracketed"
    if given.opens is not None and (not text[frame.low : frame.begin].strip()) is not given.opens:
        return "opens"
    return None


def _start_before(sight: Sight, part: Field, longest: bool) -> int:
    """Where a match that ends at the place begins, -1 if there is none; the longest where it is asked for."""
    scan, frame = sight.scan, sight.frame
    low = max(frame.low, frame.begin - part.within)
    best = -1
    for phrase in sight.open(part):
        start = scan.start(phrase, frame.begin, low, OPENING, longest)
        if start >= 0 and (best < 0 or start < best):
            best = start
            if not longest:
                break
    return best


def _matches(sight: Sight, part: Field, lead: int) -> bool:
    scan, frame = sight.scan, sight.frame
    phrases = sight.open(part)
    match part.name:
        case "after":
            high = min(frame.high, frame.end + part.within)
            return any(_any(scan.ends(phrase, 0, frame.end, high)) for phrase in phrases)
        case "lead":
            at = lead if lead >= 0 else frame.begin
            low = max(frame.low, at - part.within)
            return any(scan.start(phrase, at, low) >= 0 for phrase in phrases)
        case "head":
            low, high = max(frame.low, frame.begin - part.within), frame.begin
        case "tail":
            low, high = frame.end, min(frame.high, frame.end + part.within)
        case "up_to":
            return any(scan.start(phrase, frame.name, frame.low, OPENING) >= 0 for phrase in phrases)
        case "following":
            begin = scan.first_word(frame.end)
            high = min(len(scan.text), begin + part.within)
            return any(_any(scan.ends(phrase, 0, begin, high)) for phrase in phrases)
        case "sooner":
            low, high = frame.start, frame.begin
        case "inside":
            low, high = frame.begin, frame.name
        case "sentence":
            low, high = frame.start, frame.stop
        case _:  # seldom asked: what stands before the sentence is read when it is
            low, high = max(0, frame.start - part.within), frame.start
            scan = scan.of(low, high)
    return any(scan.anywhere(phrase, low, high) for phrase in phrases)


def _any(found: Iterable[int]) -> bool:
    return next(iter(found), None) is not None
