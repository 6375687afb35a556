"""In how many documents terms stand, asked of tantivy once each, and how many documents a condition matches at most.

In: tantivy's searcher. Out: numbers that choose the way of a search, and bound its scores; never an answer themselves.
"""

from typing import Any

from index.language.conditions import AllOf, AnyOf, AnyTerm, Condition, Phrase


class Frequencies:
    """Of one state of an index."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self._known: dict[tuple[str, str], int] = {}

    def documents(self, field: str, term: str) -> int:
        """Documents with the term, deleted ones too, as in tantivy's idf."""
        key = (field, term)
        if key not in self._known:
            self._known[key] = int(self._searcher.doc_freq(field, term))
        return self._known[key]

    @property
    def size(self) -> int:
        """All documents, deleted ones too: each either warns or does not."""
        held = sum(self.documents("is_advisory", value) for value in ("true", "false"))
        return max(held, int(self._searcher.num_docs))

    def matches(self, condition: Condition) -> int:
        """How many match at most."""
        match condition:
            case AllOf(parts):
                return min(map(self.matches, parts), default=self.size)
            case AnyOf(parts):
                return sum(map(self.matches, parts))
            case Phrase(field, tokens):
                return min(self.documents(field, token) for token in tokens)
            case AnyTerm(field, values):
                return sum(self.documents(field, value) for value in values)
            case _:
                return self.size
