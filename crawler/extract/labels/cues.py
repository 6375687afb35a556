"""All cues of a document in one pass over its text.

In: a context and a vocabulary. Out: where each rule of the vocabulary matches. Decides nothing: kind, tactics and facets read from it.
Rule ids: `tactic/<id>/<strong|generic|weak|require|negative>/<n>`, `facet/<facet>/<value>`, `facet/imp`, `facet/demand`,
`kind/<group>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from crawler.extract.context import Context
from crawler.extract.patterns import Hit, Matcher
from crawler.model import SentenceKind
from crawler.once import one_at_a_time
from crawler.text.unicode import has_diacritics
from crawler.vocab.vocabulary import Vocabulary

SILENT = frozenset({SentenceKind.BOILERPLATE, SentenceKind.RELATED})
"""Sentences that say nothing about the document itself."""

_BESIDE_LEAD = SILENT | {SentenceKind.TITLE, SentenceKind.HEADING}
_LEAD_SENTENCES = 2


@dataclass(frozen=True)
class Cues:
    """Hits per rule of one document, and the vocabulary whose rules these are."""

    context: Context
    vocabulary: Vocabulary
    hits: Mapping[str, list[Hit]]

    def of(self, rule: str) -> list[Hit]:
        """Hits of a rule in order, without boilerplate and related links."""
        found = self.hits.get(rule, [])
        return [hit for hit in found if hit.sentence not in self.silent] if found and self.silent else found

    @cached_property
    def silent(self) -> frozenset[int]:
        """Positions of boilerplate and related links."""
        return frozenset(n for n, sentence in enumerate(self.context.sentences) if sentence.kind in SILENT)

    @cached_property
    def main_event(self) -> range:
        """Positions of the sentences that decide the main event: the title and the first two of the body."""
        spoken = 0
        for position, sentence in enumerate(self.context.sentences):
            if spoken == _LEAD_SENTENCES:
                return range(position)
            spoken += sentence.kind not in _BESIDE_LEAD
        return range(len(self.context.sentences))

    def in_main_event(self, rule: str) -> list[Hit]:
        """Hits of a rule in the title and the lead."""
        return [hit for hit in self.of(rule) if hit.sentence in self.main_event]


def find_cues(context: Context, vocabulary: Vocabulary) -> Cues:
    """The cues of a document; the folded patterns where the text itself carries no diacritics."""
    matcher = matcher_of(vocabulary, folded=not has_diacritics(context.full))
    spans = [(sentence.start, sentence.end) for sentence in context.sentences]
    return Cues(context, vocabulary, matcher.scan(context.match, spans))


@one_at_a_time
@lru_cache(maxsize=4)
def matcher_of(vocabulary: Vocabulary, folded: bool) -> Matcher:
    """All rules of a vocabulary compiled (half a second). Raises PatternError if a pattern is malformed."""
    rules = [*_tactic_rules(vocabulary), *_facet_rules(vocabulary), *_kind_rules(vocabulary)]
    return Matcher(rules, {**vocabulary.tactics.lexicons, **vocabulary.facets.lexicons}, folded)


def _tactic_rules(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    rules = []
    for tactic in vocabulary.tactics.tactics:
        base = f"tactic/{tactic.id}"
        rules += [(f"{base}/strong/{n}", pattern) for n, pattern in enumerate(tactic.cues.strong)]
        rules += [(f"{base}/generic/{n}", pattern) for n, pattern in enumerate(tactic.cues.generic)]
        rules += [(f"{base}/weak/{n}", pattern) for n, pattern in enumerate(tactic.cues.weak)]
        rules += [(f"{base}/require/{n}", p) for n, group in enumerate(tactic.cues.require) for p in group]
        rules += [(f"{base}/negative", pattern) for pattern in tactic.cues.negative]
    return rules


def _facet_rules(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    rules = [("facet/imp", "@imp"), ("facet/demand", "@demand")]
    for facet_id, facet in vocabulary.facets.facets.items():
        for value_id, value in facet.values.items():
            rules += [(f"facet/{facet_id}/{value_id}", pattern) for pattern in value.patterns]
    return rules


def _kind_rules(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    return [(f"kind/{group}", pattern) for group, patterns in vocabulary.kinds.cues.items() for pattern in patterns]
