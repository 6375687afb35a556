"""Synonyms: in index/language/synonyms.yml, validated; out the variants of a typed phrase that a search should find as well."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Annotated, NamedTuple

from pydantic import Field

from crawler.text.unicode import clean
from crawler.vocab.schema import Entry, read_vocabulary
from index.language.analysis import exact_tokens, folded_tokens


class Variant(NamedTuple):
    """A phrase to find: folded tokens, or tokens in match form, with their diacritics, where `exact`."""

    tokens: tuple[str, ...]
    exact: bool = False


class SynonymFile(Entry):
    """`groups` of phrases that find each other; `one_way`: an abbreviation in capitals to the phrase it also finds.

    `common` phrases have no synonyms: they stand in so many warnings that each is indexed as one term.
    """

    groups: tuple[Annotated[tuple[str, ...], Field(min_length=2)], ...]
    common: tuple[str, ...]
    one_way: Mapping[Annotated[str, Field(pattern=r"^[A-ZĐ]{2,6}$")], str]


@cache
def load_synonyms() -> SynonymFile:
    """The file. Raises ConfigurationError if it breaks its schema."""
    return read_vocabulary(resources.files("index.language").joinpath("synonyms.yml"), SynonymFile)


def phrases() -> Iterator[str]:
    """Every phrase that the file knows."""
    for group in load_synonyms().groups:
        yield from group
    yield from load_synonyms().one_way.values()
    yield from load_synonyms().common


@cache
def longest_synonym() -> int:
    """Tokens of the longest phrase that has synonyms."""
    known = load_synonyms()
    grouped = (phrase for group in known.groups for phrase in group)
    return max(len(folded_tokens(phrase)) for phrase in (*grouped, *known.one_way))


@cache
def _table() -> dict[tuple[str, ...], list[tuple[tuple[str, ...], tuple[Variant, ...]]]]:
    """By folded tokens: each phrase in match form with the variants of its group."""
    table: dict[tuple[str, ...], list[tuple[tuple[str, ...], tuple[Variant, ...]]]] = {}
    for group in load_synonyms().groups:
        found = dict.fromkeys(Variant(tuple(folded_tokens(phrase))) for phrase in group)
        for phrase in group:
            own = Variant(tuple(folded_tokens(phrase)))
            others = (variant for variant in found if variant != own)
            table.setdefault(own.tokens, []).append((tuple(exact_tokens(phrase)), (own, *others)))
    return table


def variants_of(text: str) -> tuple[Variant, ...]:
    """What finds a typed phrase: itself first, then its synonyms.

    Accents that were typed must be those of the phrase ('cả' is not CA); without accents, the letters are enough.
    """
    folded = tuple(folded_tokens(text))
    written = re.findall(r"\w+", clean(text))
    if len(written) == 1 and (long := load_synonyms().one_way.get(written[0])):
        return (Variant(tuple(exact_tokens(text)), exact=True), Variant(tuple(folded_tokens(long))))
    typed = exact_tokens(text)
    for phrase, variants in _table().get(folded, ()):
        if all(token in (own, plain) for token, own, plain in zip(typed, phrase, folded, strict=True)):
            return variants
    return (Variant(folded),)
