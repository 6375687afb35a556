"""A team's own tactics and rules of places are tried before anything is understood with them.

In: a team's own file. Out: the vocabulary with its tactics and rows, whose patterns are well written and whose sentences read
as they say; or a ConfigurationError of one sentence that names the file, the tactic or row and the remedy.
"""

from functools import lru_cache
from pathlib import Path

from crawler.extract.context import Context
from crawler.extract.labels.cues import find_cues, matcher_of
from crawler.extract.labels.tactics import find_tactics
from crawler.extract.patterns import PatternError
from crawler.extract.places.roles.decide import rules_of
from crawler.extract.places.roles.examples import fault_of
from crawler.model import ConfigurationError, Document
from crawler.vocab.tactics import FALLBACK, Tactic
from crawler.vocab.vocabulary import Vocabulary, load_vocabulary


def tried_vocabulary(own: Path | None) -> Vocabulary:
    """The bundled vocabulary (which the tests try), or that with a team's own file, tried.

    Raises ConfigurationError if the file is missing, breaks its schema, holds a malformed pattern, or if an example of
    one of its own tactics is not read as it says.
    """
    vocabulary = load_vocabulary(own)
    if own is not None:
        _try(vocabulary)
    return vocabulary


@lru_cache(maxsize=4)
def _try(vocabulary: Vocabulary) -> None:
    """Once a process and content, though every source of a crawl asks."""
    try:
        for folded in (False, True):
            matcher_of(vocabulary, folded)
    except PatternError as error:
        raise ConfigurationError(f"{vocabulary.own_name}: {error}") from error
    try:
        rules = rules_of(vocabulary)
    except PatternError as error:
        raise ConfigurationError(f"{vocabulary.own_name}: {error}") from error
    for row in vocabulary.own_rows:
        fault = fault_of(rules, row.id)
        if fault is not None:
            raise ConfigurationError(f"{vocabulary.own_name}: {fault}")
    for tactic in vocabulary.own:
        if tactic.id != FALLBACK:
            _try_examples(tactic, vocabulary)


def _try_examples(tactic: Tactic, vocabulary: Vocabulary) -> None:
    examples = [(text, True) for text in tactic.examples.positive] + [
        (text, False) for text in tactic.examples.negative
    ]
    for text, shows in examples:
        found = {label.code for label in find_tactics(find_cues(Context(_example(text)), vocabulary))}
        if (tactic.id in found) is not shows:
            raise ConfigurationError(
                f"{vocabulary.own_name}: {tactic.id}: the {'positive' if shows else 'negative'} example {text!r} "
                f"{'does not show' if shows else 'shows'} the tactic; mend its cues or the example"
            )


def _example(text: str) -> Document:
    return Document("", "", "", "", "", "", text, None, None, "vi", "example")
