"""The rows of governors.yml: what stands before or after a number, page or account and makes it somebody's. Knows no text."""

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from crawler.vocab.schema import Entry, Name, PatternText, read_vocabulary

MentionType = Literal["host", "phone", "account", "email", "social", "app"]


class Governor(Entry):
    """One row; governors.yml says what its fields mean."""

    id: Name
    role: Literal["official", "imitated", "publisher", "private", "scam", "unknown"]
    types: tuple[MentionType, ...] = Field(min_length=1)
    side: Literal["before", "after"]
    reach: int = Field(ge=0, le=20)
    needs: tuple[Name, ...] = ()
    around: bool = False
    unless: tuple[Name, ...] = ()
    patterns: tuple[PatternText, ...] = Field(min_length=1)
    shows: str = Field(min_length=1)
    hides: str = Field(min_length=1)


class Governors(Entry):
    """All rows in their order, with the lexicons that their patterns name."""

    lexicons: dict[Name, tuple[PatternText, ...]]
    rows: tuple[Governor, ...]


@cache
def load_governors() -> Governors:
    """The rows of `governors.yml`. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("governors.yml"), Governors)
