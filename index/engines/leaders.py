"""Which matches must come first by relevance, so that the page can be made of them alone.

Ranking every match of dense words takes a while: 'lua dao' stands in half of all documents. Those that also match the
weightiest `better` part (the words side by side in the title) are few. If they fill the page, and the last of them
scores more than any other match can, the page is the same as if all had been ranked. In: a condition and tantivy's
searcher. Out: the narrower condition, and the score that no other match exceeds.

The bound is that of MaxScore (Turtle and Flood, 1995): BM25 gives a term at most boost * idf * (k1 + 1).
"""

from math import log
from typing import Any, NamedTuple

from index.engines.embedded_query import pays
from index.plan import AllOf, AnyOf, AnyTerm, Condition, Everything, NoneOf, Phrase

_DENSE = 100_000  # matches that are ranked in a few milliseconds
_SHARE = 20  # of which at least one part in so many must lead, for the filters may leave none of them
_K1 = 1.2  # of tantivy
_EVERY = 1.0  # scored by a query for every document
_SLACK = 1.001  # scores are 32-bit floats


class Leaders(NamedTuple):
    """`condition` finds the leading matches; none of the others scores above `others_reach`."""

    condition: AllOf
    others_reach: float


def of(condition: Condition, searcher: Any, wanted: int) -> Leaders | None:
    """None where few match, nothing raises a score, or too few lead to fill a page that ends at `wanted`."""
    if not isinstance(condition, AllOf) or not condition.better:
        return None
    bound = _Bound(searcher)
    matches = bound.matches(condition)
    if matches < _DENSE:
        return None
    better = [part for part in condition.better if pays(part, searcher)]
    titles = [part for part in better if _is_of_title(part)]
    if not titles:
        return None
    lead = max(titles, key=bound.reach)
    if bound.matches(lead) < max(wanted, matches // _SHARE):
        return None
    others = AllOf((*condition.parts, *(part for part in better if part is not lead)))
    return Leaders(
        AllOf((*condition.parts, lead), tuple(part for part in better if part is not lead)),
        bound.reach(others) * _SLACK,
    )


def _is_of_title(part: Condition) -> bool:
    """Terms of titles stand in few documents; a phrase of the text is slow to find and no better to lead."""
    if isinstance(part, AllOf):
        return all(map(_is_of_title, part.parts))
    return isinstance(part, Phrase) and part.field == "title_fold" and len(part.tokens) == 1


class _Bound:
    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self._frequency: dict[tuple[str, str], int] = {}
        held = sum(self._documents("is_advisory", value) for value in ("true", "false"))
        self._size = max(held, int(searcher.num_docs))  # deleted ones too, as in tantivy's idf

    def _documents(self, field: str, token: str) -> int:
        key = (field, token)
        if key not in self._frequency:
            self._frequency[key] = int(self._searcher.doc_freq(field, token))
        return self._frequency[key]

    def matches(self, condition: Condition) -> int:
        """How many match at most."""
        match condition:
            case AllOf(parts):
                return min(map(self.matches, parts), default=self._size)
            case AnyOf(parts):
                return sum(map(self.matches, parts))
            case Phrase(field, tokens):
                return min(self._documents(field, token) for token in tokens)
            case AnyTerm(field, values):
                return sum(self._documents(field, value) for value in values)
            case _:
                return self._size

    def reach(self, condition: Condition) -> float:
        """The highest score that it can add."""
        match condition:
            case AllOf(parts, better):
                only_without = all(isinstance(part, NoneOf) for part in parts)
                return sum(map(self.reach, (*parts, *better))) + (_EVERY if only_without else 0.0)
            case AnyOf(parts):
                return sum(map(self.reach, parts))
            case Phrase(field, tokens, boost):
                return boost * (_K1 + 1) * sum(self._idf(self._documents(field, token)) for token in tokens)
            case Everything():
                return _EVERY
            case _:
                return 0.0

    def _idf(self, documents: int) -> float:
        return log(1 + (self._size - documents + 0.5) / (documents + 0.5))
