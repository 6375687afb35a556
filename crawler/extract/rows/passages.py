"""Where the passages of passages.yml stand in a document: one pass of their words, spans put together when asked for.

In: a document's text as written and in undotted match form. Out: spans by name. Knows no sentence and no document.
"""

import re
from bisect import bisect_left
from functools import cache

from crawler.extract.rows.scan import Inventory, Scan
from crawler.once import one_at_a_time
from crawler.vocab.passages import load_passages
from crawler.vocab.rows import Lexicon, load_lexicon

Span = tuple[int, int]
_PARAGRAPH = "\n\n"
"""No passage goes on behind it, as from a title into the text."""
_OPENING = re.compile(r"\W*(?:\d+[.)]\s*)?")
"""What may stand before the first word of a sentence: marks, and the number of a list."""


@one_at_a_time
@cache
def _compiled() -> tuple[Inventory, dict[str, int]]:
    """The words of all passages, and the number of each passage among their parts."""
    passages = load_passages().passages
    inventory = Inventory(Lexicon(classes={**load_lexicon().classes, **passages}))
    numbers = {name: inventory.compile(f"@{name}")[0].parts[0] for name in passages}
    inventory.close()
    return inventory, numbers


class Passages:
    """The passages of one document."""

    def __init__(self, text: str, full: str) -> None:
        inventory, self._numbers = _compiled()
        self._text = text
        self._scan = Scan(inventory, text, full)
        self._found: dict[str, list[Span]] = {}

    def all(self, name: str) -> list[Span]:
        """Where a passage stands, the longest from each place, none within another. Raises KeyError if there is none such."""
        known = self._found.get(name)
        if known is None:
            known = self._found[name] = []
            reached = -1
            for start, end in sorted(self._scan.spans(self._numbers[name]).forward, key=_longest_first):
                if start >= reached and _PARAGRAPH not in self._text[start:end]:
                    known.append((start, end))
                    reached = end
        return known

    def first(self, name: str, low: int, high: int) -> Span | None:
        """The first of a passage within [low, high)."""
        found = self.all(name)
        for place in range(bisect_left(found, (low,)), len(found)):
            if found[place][0] >= high:
                return None
            if found[place][1] <= high:
                return found[place]
        return None

    def opens(self, name: str, low: int, high: int) -> bool:
        """Whether the sentence [low, high) begins with a passage."""
        found = self.first(name, low, high)
        if found is None:
            return False
        opening = _OPENING.match(self._text, low, high)
        return opening is not None and found[0] in (opening.end(), self._scan.first_word(low))


def _longest_first(span: Span) -> Span:
    return span[0], -span[1]
