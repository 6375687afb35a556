"""Which fields of conditions can match at a place at all, by the words that stand around it.

In: the compiled fields of all conditions; a scan and a frame. Out: the numbers of the fields that may match: a field whose
last word (before a place) or first word (elsewhere) does not stand there need not be asked. Knows no rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crawler.extract.rows.scan import BLANKS, OPENING, Compiled, Inventory, Scan


class Frame(NamedTuple):
    """Where a place stands in its text: the clause before it is [low, begin), what follows [end, high).

    Its sentence is [start, stop); its first name begins at `name`, behind type word and street.
    """

    low: int
    begin: int
    end: int
    high: int
    start: int
    stop: int
    name: int


_ZONES = 5
_BESIDE, _HEAD, _BEHIND, _TAIL, _SENTENCE = range(_ZONES)


class Field(NamedTuple):
    """A field of a condition: its number, its name, its phrases, its window in characters and its bit among all."""

    number: int
    name: str
    phrases: tuple[Compiled, ...]
    within: int
    bit: int


class Gates:
    """From the words around a place to the fields that may match. Immutable once built.

    Fields and phrases are bits: `field_bit` and `phrase.bit`; a set of them is a number.
    """

    def __init__(self, inventory: Inventory, fields: Iterable[Field]) -> None:
        opened: list[dict[int, int]] = [defaultdict(int) for _ in range(_ZONES)]
        self._always = 0
        for field in fields:
            for phrase in field.phrases:
                edges = [inventory.edge(part, last=True) for part in phrase.parts]
                phrase.needs = tuple(edge for edge in edges if edge is not None) if len(edges) > 1 else ()
                bits = field_bit(field.number) | phrase.bit
                key = _key(inventory, field, phrase)
                if key is None:
                    self._always |= bits
                    continue
                for group in key[1]:
                    opened[key[0]][group] |= bits
        self._opened: Sequence[Mapping[int, int]] = [dict(zone) for zone in opened]

    def possible(self, scan: Scan, frame: Frame) -> tuple[int, Mapping[str, set[int]]]:
        """The fields that may match with their phrases; the words around the place, by field."""
        text = scan.text
        near, behind = frame.begin, frame.end
        while near > frame.low and text[near - 1] in OPENING:
            near -= 1
        while behind < frame.high and text[behind] in BLANKS:
            behind += 1
        head, tail = scan.hits(frame.low, frame.begin), scan.hits(frame.end, frame.high)
        zones = (
            {hit[2] for hit in scan.hits(near - scan.longest, frame.begin) if hit[1] >= near},
            {hit[2] for hit in head},
            {hit[2] for hit in scan.hits(frame.end, behind + 1)},
            {hit[2] for hit in tail},
            {hit[2] for hit in scan.hits(frame.start, frame.stop)},
        )
        found = self._always
        for groups, opened in zip(zones, self._opened, strict=True):
            for group in groups & opened.keys():
                found |= opened[group]
        around = {"before": zones[_HEAD], "head": zones[_HEAD], "after": zones[_TAIL], "tail": zones[_TAIL]}
        return found, {**around, "sentence": zones[_SENTENCE], "sooner": zones[_SENTENCE]}


def field_bit(number: int) -> int:
    """The bit of a field: even ones, phrases have the odd ones."""
    return 1 << 2 * number


def _key(inventory: Inventory, field: Field, phrase: Compiled) -> tuple[int, frozenset[int]] | None:
    """The zone in which a phrase begins or ends, and the groups of which one must do so there; None: not gated.

    Where a shape stands at the place, the part beside it is looked for in the whole clause.
    """
    known = _ZONE_OF.get(field.name)
    if known is None:
        return None
    near, far, backward = known
    parts = reversed(phrase.parts) if backward else phrase.parts
    gap = phrase.gaps[-1 if backward else 0]
    zone = near if gap.beside else far
    for part in parts:
        groups = inventory.edge(part, last=backward)
        if groups is not None:
            return zone, groups
        zone = far
    return None


_ZONE_OF = {
    "before": (_BESIDE, _HEAD, True),
    "after": (_BEHIND, _TAIL, False),
    "head": (_HEAD, _HEAD, False),
    "tail": (_TAIL, _TAIL, False),
    "sentence": (_SENTENCE, _SENTENCE, False),
    "sooner": (_SENTENCE, _SENTENCE, False),
}
"""Per field: where its outermost part stands if nothing lies between, where otherwise, and whether its last part is that."""
