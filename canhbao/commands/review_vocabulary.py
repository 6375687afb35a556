"""The vocabulary that a review works with."""

from canhbao.config import Config
from canhbao.vocabulary import tried_vocabulary_of
from crawler.vocab.vocabulary import Vocabulary, bundled_vocabulary


def review_vocabulary(config: Config) -> Vocabulary:
    """The vocabulary in use; the bundled one while the own file waits for `review tactic`, which makes it at its first use.

    Raises ConfigurationError if the own file is there and unsound.
    """
    if config.tactics is not None and not config.tactics.exists():
        return bundled_vocabulary()
    return tried_vocabulary_of(config)
