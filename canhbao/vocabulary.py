"""The vocabulary in use: the bundled one, with a team's own file where the configuration names one. Knows no engine."""

from canhbao.config import Config
from crawler.vocab.vocabulary import Vocabulary, load_vocabulary


def vocabulary_of(config: Config) -> Vocabulary:
    """The vocabulary in use, for names and searches. Raises ConfigurationError if a team's own file is unsound."""
    return load_vocabulary(config.tactics)


def tried_vocabulary_of(config: Config) -> Vocabulary:
    """The vocabulary in use, to understand with: patterns and examples of a team's own file are tried too.

    Raises ConfigurationError as one sentence that names the file, the entry and the remedy.
    """
    from crawler.extract.trying import tried_vocabulary  # who only shows names needs no rules

    return tried_vocabulary(config.tactics)
