"""Which matches must come first by relevance, so that the page can be made of them alone.

Ranking every match of dense words takes a while: 'lua dao' stands in half of all documents. Those that also match the
weightiest `better` part (the words side by side in the title) are few. If they fill the page, and the last of them
scores more than any other match can, the page is the same as if all had been ranked. In: a condition and the
frequencies of terms. Out: the narrower condition, and the score that no other match exceeds.

The bound is that of MaxScore (Turtle and Flood, 1995): BM25 gives a term at most boost * idf * (k1 + 1).
"""

from math import log
from typing import NamedTuple

from index.engines.embedded.frequencies import Frequencies
from index.engines.embedded.query import pays
from index.language.conditions import AllOf, AnyOf, Condition, Everything, NoneOf, Phrase

_DENSE = 100_000  # matches that are ranked in a few milliseconds
_SHARE = 20  # of which at least one part in so many must lead, for the filters may leave none of them
_K1 = 1.2  # of tantivy
_EVERY = 1.0  # scored by a query for every document
_SLACK = 1.001  # scores are 32-bit floats


class Leaders(NamedTuple):
    """`condition` finds the leading matches; none of the others scores above `others_reach`."""

    condition: AllOf
    others_reach: float


def of(condition: Condition, frequencies: Frequencies, wanted: int) -> Leaders | None:
    """None where few match, nothing raises a score, or too few lead to fill a page that ends at `wanted`."""
    if not isinstance(condition, AllOf) or not condition.better:
        return None
    matches = frequencies.matches(condition)
    if matches < _DENSE:
        return None
    better = [part for part in condition.better if pays(part, frequencies)]
    titles = [part for part in better if _is_of_title(part)]
    if not titles:
        return None
    lead = max(titles, key=lambda part: _reach(part, frequencies))
    if frequencies.matches(lead) < max(wanted, matches // _SHARE):
        return None
    rest = tuple(part for part in better if part is not lead)
    others = _reach(AllOf(condition.parts, rest), frequencies)
    return Leaders(AllOf((*condition.parts, lead), rest), others * _SLACK)


def _is_of_title(part: Condition) -> bool:
    """Terms of titles stand in few documents; a phrase of the text is slow to find and no better to lead."""
    if isinstance(part, AllOf):
        return all(map(_is_of_title, part.parts))
    return isinstance(part, Phrase) and part.field == "title_fold" and len(part.tokens) == 1


def _reach(condition: Condition, frequencies: Frequencies) -> float:
    """The highest score that a condition can add."""
    match condition:
        case AllOf(parts, better):
            only_without = all(isinstance(part, NoneOf) for part in parts)
            added = sum(_reach(part, frequencies) for part in (*parts, *better))
            return added + (_EVERY if only_without else 0.0)
        case AnyOf(parts):
            return sum(_reach(part, frequencies) for part in parts)
        case Phrase(field, tokens, boost):
            idf = sum(_idf(frequencies.documents(field, token), frequencies.size) for token in tokens)
            return boost * (_K1 + 1) * idf
        case Everything():
            return _EVERY
        case _:
            return 0.0


def _idf(documents: int, size: int) -> float:
    return log(1 + (size - documents + 0.5) / (documents + 0.5))
