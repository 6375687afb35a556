"""Official contacts, brands and banks: typed, cached loading of contacts.yml."""

from functools import cache
from importlib.resources import files

from crawler.vocab.schema import Entry, read_vocabulary


class Contacts(Entry):
    """Known numbers, hosts and banks; `banks` are groups of spellings, the first being the name shown."""

    short_codes: frozenset[str]
    official_domains: frozenset[str]
    brands: frozenset[str]
    banks: tuple[tuple[str, ...], ...]


@cache
def contacts() -> Contacts:
    """The vocabulary. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("contacts.yml"), Contacts)
