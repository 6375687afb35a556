"""The cues of document kinds as a validated vocabulary: in `kinds.yml`, out frozen types. Knows no text."""

from functools import cache
from importlib.resources import files
from typing import Literal

from crawler.vocab.schema import Entry, PatternText, read_vocabulary

CueGroup = Literal[
    "scam",
    "crime",
    "crime_script",
    "policy",
    "headline",
    "directive",
    "debunk",
    "case",
    "other_crime",
    "deceived_public",
    "dispatch",
    "denial",
    "hypothetical",
    "fiction",
    "deception",
    "method",
    "sent",
    "hint",
    "core",
    "charge",
    "many",
    "alarm",
    "warns",
    "alert",
    "politics",
    "not_scam",
    "not_crime",
    "not_policy",
    "not_directive",
]


class KindVocabulary(Entry):
    """Patterns per group of cues; the lexicons are those of the facets."""

    cues: dict[CueGroup, tuple[PatternText, ...]]


@cache
def load_kinds() -> KindVocabulary:
    """The vocabulary of `kinds.yml`. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("kinds.yml"), KindVocabulary)
