"""Whether sentences show the cues of a vocabulary: held for every bundled tactic, facet and kind, asked of a new tactic.

In: patterns, sentences written to show them or to come near, lexicons. Out: the patterns that the sentences leave in
doubt. Knows no scoring: whether cues make a label is for `tactics` and its neighbours.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from crawler.extract.patterns import Matcher
from crawler.text.unicode import match_form

Lexicons = Mapping[str, Sequence[str]]


def shown_by(pattern: str, sentences: Iterable[str], lexicons: Lexicons) -> list[str]:
    """The sentences in which a pattern is found. Raises PatternError for a malformed pattern."""
    matcher = Matcher([("rule", pattern)], lexicons)
    return [text for text in sentences if matcher.scan(match_form(text), [(0, len(text))])]


def unshown(patterns: Iterable[str], sentences: Sequence[str], lexicons: Lexicons) -> list[str]:
    """The patterns that are found in no sentence, each once."""
    return [pattern for pattern in dict.fromkeys(patterns) if not shown_by(pattern, sentences, lexicons)]


def without_near_miss(patterns: Iterable[str], near: Sequence[str], lexicons: Lexicons) -> list[str]:
    """Patterns of several words that no near sentence comes near: it shares a word with the pattern and is not matched."""
    lacking = []
    for pattern in dict.fromkeys(patterns):
        hit = shown_by(pattern, near, lexicons)
        close = any(text not in hit and _words(pattern) & _words(text) for text in near)
        if " " in pattern and not close:
            lacking.append(pattern)
    return lacking


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", match_form(re.sub(r"@\w+", "", text))))
