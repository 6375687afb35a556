"""Phrases of rows: the pattern language with word classes kept whole and gaps that know clauses.

In: a pattern of `roles.yml` or `lexicon.yml`. Out: chains of parts with the gaps around them. Knows no text.

Beyond the language of `crawler/extract/patterns.py`:
`@name` is one part of its own, a class of `lexicon.yml` or a shape of `shapes.py` (@number, @names ...).
`{40}` is a gap of up to 40 characters within the clause: no . , ; : ( ) ! ? and no line end stands in it; `{2-40}` has at
least two, `{4 words}` counts words, `{40 over ,()}` may hold commas and brackets. In `{40 without @class|để}` none of these
words begins; `{4 of @class|để}` is made of up to four of them.
A pattern before a place ends at it, one behind it begins there, unless a gap stands between. `@start` is where the clause
begins, `@end` where the sentence
ends, `@line` where the line does.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from crawler.extract.patterns import Chain, PatternError, Reader, tidy

STOPS = ".,;:()!?\n"
_GAP = re.compile(
    r"\{(?:(?P<least>\d{1,3})-)?(?P<most>\d{1,3})(?P<words> words)?(?: over (?P<over>[.,;:()!?]+))?"
    r"(?: (?P<how>without|of) (?P<what>[^{}]+))?\}"
)
_RUN = r"(?:[^()|@?.{}\s]| (?!\.|\{))+(?!\?)"  # letters and blanks that mean themselves
_TOKEN = re.compile(rf"\(|\)\??|\||@\w+|\s?\{{[^{{}}]*\}}\s?|{_RUN}|.\?|.", re.DOTALL)


class Gap(NamedTuple):
    """What may stand between two parts: `least` to `most` characters or words, none of `stops`.

    `how` is 'without' (no word of the pattern `what` begins in it), 'of' (it is made of them alone) or ''.
    """

    least: int
    most: int
    words: bool
    stops: str
    how: str
    what: str


BESIDE = Gap(0, 0, True, STOPS, "", "")
"""Nothing but blanks."""

Part = frozenset[str]
"""Alternative phrases; or one class, as '@name'."""


class Phrase(NamedTuple):
    """A chain of parts. `gaps[0]` stands before the first, `gaps[-1]` behind the last part."""

    parts: tuple[Part, ...]
    gaps: tuple[Gap, ...]


def phrases(pattern: str) -> tuple[Phrase, ...]:
    """The phrases that `pattern` stands for. Raises PatternError if it is malformed."""
    reader = _PhraseReader(pattern)
    found = [phrase for chain in reader.read() for phrase in _compact(pattern, chain, reader.gaps)]
    return tuple(dict.fromkeys(_united(found)))


class _PhraseReader(Reader):
    """Reads classes as parts of their own, and gaps in braces; a gap stands in a chain by its place in `gaps`."""

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern, {}, {})
        self._tokens = _TOKEN.findall(pattern)
        self.gaps: list[Gap] = [BESIDE]

    def _item(self, mark: str) -> list[Chain]:
        if mark.strip().startswith("{"):
            self.gaps.append(_gap(self._pattern, mark.strip()))
            return [(_EMPTY, (len(self.gaps) - 1, frozenset({""})))]
        return super()._item(mark)

    def _lexicon(self, name: str) -> list[Chain]:
        return [(_EMPTY, (0, frozenset({f"@{name}"})), (0, frozenset({""})))]


_EMPTY = (0, frozenset({""}))


def _gap(pattern: str, written: str) -> Gap:
    found = _GAP.fullmatch(written)
    if found is None:
        raise PatternError(
            f"the pattern {pattern!r} has the gap {written!r}; write {{40}}, {{4 words}}, {{40 over ,}} or "
            "{40 without @class}; 'over' comes before 'without'"
        )
    stops = "".join(mark for mark in STOPS if mark not in (found["over"] or ""))
    return Gap(
        int(found["least"] or 0),
        int(found["most"]),
        bool(found["words"]),
        stops,
        found["how"] or "",
        found["what"] or "",
    )


def _compact(pattern: str, chain: Chain, gaps: Sequence[Gap]) -> list[Phrase]:
    """The phrases of a chain: optional parts left out or kept, and never empty."""
    found: list[Phrase] = [Phrase((), (BESIDE,))]
    for number, part in chain:
        texts = part if any(text.startswith("@") for text in part) else tidy(part)
        added = []
        for before in found:
            between = _wider(pattern, before.gaps[-1], gaps[number])
            if texts - {""}:
                added.append(Phrase((*before.parts, texts - {""}), (*before.gaps[:-1], between, BESIDE)))
            if "" in texts:
                added.append(Phrase(before.parts, (*before.gaps[:-1], between)))
        found = added
    if any(not phrase.parts for phrase in found):
        raise PatternError(f"the pattern {pattern!r} matches the empty text; give it at least one word")
    return found


def _wider(pattern: str, first: Gap, second: Gap) -> Gap:
    """The gap that is left where the part between two gaps is left out."""
    if BESIDE not in (first, second):
        raise PatternError(f"the pattern {pattern!r} has two gaps with nothing between them; make them one")
    return second if first == BESIDE else first


def _united(found: Sequence[Phrase]) -> list[Phrase]:
    """Phrases that differ in the words of one part alone, as one."""
    united: dict[tuple[tuple[Part, ...], tuple[Part, ...], tuple[Gap, ...]], Part] = {}
    for parts, gaps in found:
        if len(parts) == 1 and not _is_class(parts[0]):
            key = ((), (), gaps)
            united[key] = united.get(key, frozenset()) | parts[0]
        else:
            united[parts, (), gaps] = frozenset()
    return [Phrase((part,) if part else before, gaps) for (before, _, gaps), part in united.items()]


def _is_class(part: Part) -> bool:
    return any(text.startswith("@") for text in part)
