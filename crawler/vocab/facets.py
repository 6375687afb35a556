"""The facets as a validated vocabulary: in `facets.yml`, out frozen types. Knows no text."""

from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field

from crawler.vocab.schema import Entry, Name, PatternText, read_vocabulary

FacetId = Annotated[
    str, Field(pattern=r"^(impersonated|channel|requested_action|lure_threat|pretext_event|target_group)$")
]


class FacetValue(Entry):
    """A value of a facet with its names and patterns."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)
    patterns: tuple[PatternText, ...] = Field(min_length=1)


class Facet(Entry):
    """A facet: names and its closed list of values by id."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)
    values: dict[Name, FacetValue] = Field(min_length=1)


class FacetVocabulary(Entry):
    """All facets by id, with the lexicons that their patterns name."""

    lexicons: dict[Name, tuple[PatternText, ...]]
    facets: dict[FacetId, Facet]

    def name(self, facet: str, value: str, language: str = "vi") -> str:
        """The Vietnamese or English ('en') name of a value. Raises KeyError if it is unknown."""
        entry = self.facets[facet].values[value]
        return entry.en if language == "en" else entry.vi


@cache
def load_facets() -> FacetVocabulary:
    """The vocabulary of `facets.yml`. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("facets.yml"), FacetVocabulary)
