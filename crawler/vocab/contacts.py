"""Official contacts, brands and banks: typed, cached loading of contacts.yml."""

from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict


class Contacts(BaseModel):
    """Known numbers, hosts and banks; `banks` are groups of spellings, the first being the name shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    short_codes: frozenset[str]
    official_domains: frozenset[str]
    brands: frozenset[str]
    banks: tuple[tuple[str, ...], ...]


@cache
def contacts() -> Contacts:
    """The vocabulary. Raises pydantic.ValidationError if the file is broken."""
    text = resources.files("crawler.vocab").joinpath("contacts.yml").read_text(encoding="utf-8")
    return Contacts.model_validate(yaml.safe_load(text))
