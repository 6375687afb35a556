"""Whose hosts are known: bodies that are imitated with their genuine hosts, and platforms that belong to everybody.

In: genuine.yml and platforms.yml. Out: frozen, validated types. Knows no text.
"""

from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, TypeVar

from pydantic import Field

from crawler.vocab.schema import Entry, Name, read_vocabulary


class Body(Entry):
    """A body or brand: `hosts` are its own with all that lies under them, `labels` name it inside a foreign host."""

    id: Name
    kind: Literal[
        "bank", "authority", "utility", "carrier", "shop", "post", "transport", "platform", "travel", "exchange"
    ]
    hosts: tuple[str, ...] = Field(min_length=1)
    labels: tuple[str, ...] = ()


class Genuine(Entry):
    """All bodies; a host or a label belongs to one of them."""

    bodies: tuple[Body, ...]

    @cached_property
    def by_host(self) -> dict[str, str]:
        """The id of the body by each of its hosts."""
        return {host: body.id for body in self.bodies for host in body.hosts}

    @cached_property
    def by_label(self) -> dict[str, str]:
        """The id of the body by each label."""
        return {label: body.id for body in self.bodies for label in body.labels}

    def owner(self, host: str) -> str:
        """The id of the body that a host (lower case) belongs to, '' for none."""
        return _of(self.by_host, host) or ""


class Platforms(Entry):
    """Shorteners, accounts (host to platform), stores, hosting and publishers."""

    shorteners: frozenset[str]
    social: dict[str, str]
    stores: frozenset[str]
    hosting: frozenset[str]
    publishers: frozenset[str]

    def is_publisher(self, host: str) -> bool:
        """Whether a host is that of a newspaper or broadcaster."""
        return _of(dict.fromkeys(self.publishers, True), host) is True


_Value = TypeVar("_Value")


def _of(known: dict[str, _Value], host: str) -> _Value | None:
    """What is known of a host or of one that it lies under."""
    labels = host.split(".")
    return next((known[name] for n in range(len(labels) - 1) if (name := ".".join(labels[n:])) in known), None)


@cache
def load_genuine() -> Genuine:
    """The bodies of genuine.yml. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("genuine.yml"), Genuine)


@cache
def load_platforms() -> Platforms:
    """The platforms of platforms.yml. Raises ConfigurationError if the file breaks its schema."""
    return read_vocabulary(files("crawler.vocab").joinpath("platforms.yml"), Platforms)
