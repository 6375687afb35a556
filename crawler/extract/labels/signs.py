"""What the cues of kinds mean in one document: cues taken back where they mean something else.

In: the cues of a document. Out: hits per group that count. A hit of a group is taken back where a hit of its `not_…`
group covers any of it: 'thiếu cảnh giác' directs nobody, 'giả mạo xuất xứ' is no scam. Decides nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from crawler.extract.labels.cues import Cues
from crawler.extract.patterns import Hit
from crawler.model import SentenceKind

_TAKEN_BACK_BY = {
    "scam": "not_scam",
    "core": "not_scam",
    "crime": "not_crime",
    "policy": "not_policy",
    "headline": "not_directive",
    "directive": "not_directive",
    "hint": "not_directive",
    "warns": "not_directive",
    "alert": "not_directive",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """A hit that counts, with the group of cues that it belongs to."""

    group: str
    hit: Hit


@dataclass(frozen=True)
class Signs:
    """The signs of one document."""

    cues: Cues
    _found: dict[str, list[Sign]] = field(default_factory=dict)

    @cached_property
    def titles(self) -> frozenset[int]:
        """Positions of the title's sentences."""
        sentences = self.cues.context.sentences
        return frozenset(n for n, sentence in enumerate(sentences) if sentence.kind is SentenceKind.TITLE)

    @cached_property
    def length(self) -> int:
        """How many sentences speak, boilerplate and related links aside; at least 1."""
        return max(1, len(self.cues.context.sentences) - len(self.cues.silent))

    def of(self, group: str) -> list[Sign]:
        """The signs of a group in order."""
        if group not in self._found:
            self._found[group] = self._read(group)
        return self._found[group]

    def _read(self, group: str) -> list[Sign]:
        hits = self.cues.of(f"kind/{group}")
        if hits and group in _TAKEN_BACK_BY:
            against = self.cues.of(f"kind/{_TAKEN_BACK_BY[group]}")
            hits = [hit for hit in hits if not any(hit.start < no.end and no.start < hit.end for no in against)]
        return [Sign(group, hit) for hit in hits]

    def in_main_event(self, group: str) -> list[Sign]:
        """Those in the title and the first two sentences of the body."""
        return [sign for sign in self.of(group) if sign.hit.sentence in self.cues.main_event]

    def in_title(self, group: str) -> list[Sign]:
        """Those in the title."""
        return [sign for sign in self.of(group) if sign.hit.sentence in self.titles]

    def in_opening(self, group: str, more: int) -> list[Sign]:
        """Those in the title, the lead and `more` sentences below it."""
        return [sign for sign in self.of(group) if sign.hit.sentence < len(self.cues.main_event) + more]


def sentences_of(signs: Iterable[Sign]) -> set[int]:
    """The positions of the sentences where the signs stand."""
    return {sign.hit.sentence for sign in signs}
