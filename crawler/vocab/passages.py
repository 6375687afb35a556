"""Passages as a validated vocabulary: in `passages.yml`, out frozen types. Knows no text. The language: `rows.py`."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import Field, model_validator

from crawler.vocab.rows import Example, WordClass
from crawler.vocab.schema import Entry, Name, read_vocabulary, with_plain_words


class Passage(WordClass):
    """Words with a meaning for a sentence or a document, shown and refuted by sentences.

    `opens`: only at the beginning of a sentence.
    """

    opens: bool = False
    yes: Annotated[tuple[Example, ...], Field(min_length=1)]
    no: Annotated[tuple[Example, ...], Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _yes_is_a_word(cls, value: Any) -> Any:
        return with_plain_words(value, {True: "yes", False: "no"})


class PassageVocabulary(Entry):
    """The passages by name."""

    passages: dict[Name, Passage]


@cache
def load_passages() -> PassageVocabulary:
    """The passages of `passages.yml`. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("passages.yml"), PassageVocabulary)
