"""Rules of losses as a validated vocabulary: in `losses.yml`, out frozen types. Knows no text. The language: `rows.py`."""

from functools import cache
from importlib.resources import files
from typing import Literal

from crawler.vocab.rows import BaseRow, Cue
from crawler.vocab.schema import Entry, Name, read_vocabulary


class LossRow(BaseRow):
    """What an amount is; 'none' where it is no loss, as a price."""

    role: Literal["lost", "demanded", "prevented", "aggregate", "none"]


class LossVocabulary(Entry):
    """Named cues and rows."""

    cues: dict[Name, Cue]
    rows: tuple[LossRow, ...]


@cache
def load_losses() -> LossVocabulary:
    """The rows of `losses.yml`. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("losses.yml"), LossVocabulary)
