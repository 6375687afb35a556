"""The terms by which an index finds indicators: role, type and normal form in one, and the parts of a host.

In: an advisory, or a record's terms. Out: terms of the field `indicators`, or what they tell of. The role is part of each
term: a genuine address is not found as an indicator of warnings, and a private person is not found at all.

    scam                                    it has one of this role
    scam/phone:0912345678                   this one
    scam/label:vneid                        a host with this label, word or domain above it
    like/vneid/domain:vneid-kichhoat.com    one that poses as this body
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.model import Advisory, Indicator, IndicatorRole
from crawler.vocab.naming import TYPES, key_of, labels_of

SHOWN = tuple(role for role in IndicatorRole if role is not IndicatorRole.PRIVATE)
_CUT = "…"  # behind the key of a number that was cut off: never found as a whole one


@dataclass(frozen=True, slots=True)
class Sighting:
    """One indicator of one document, read back from its term."""

    role: IndicatorRole
    type: str
    key: str


def key_in_index(item: Indicator) -> str:
    """The key of an indicator; a cut number's is marked, a masked one has its 'x'."""
    return key_of(item.type, item.value) + _CUT * item.partial


def terms_of(advisory: Advisory) -> tuple[str, ...]:
    """The terms of all indicators that may be shown."""
    return tuple(dict.fromkeys(term for item in advisory.indicators for term in _terms(item)))


def _terms(item: Indicator) -> Iterator[str]:
    if item.role not in SHOWN:
        return
    key = key_in_index(item)
    yield str(item.role)
    yield f"{item.role}/{item.type}:{key}"
    if item.imitates:
        yield f"like/{item.imitates}/{item.type}:{key}"
    if item.type in ("domain", "email"):
        yield from (f"{item.role}/label:{label}" for label in labels_of(key.rpartition("@")[2]))


def sightings(terms: Iterable[str]) -> Iterator[Sighting]:
    """The indicators that a record's terms tell of."""
    for term in terms:
        role, _, rest = term.partition("/")
        type_, _, key = rest.partition(":")
        if role in SHOWN and type_ in TYPES:
            yield Sighting(IndicatorRole(role), type_, key)


def bodies_posed_as(terms: Iterable[str]) -> dict[tuple[str, str], str]:
    """The body that each indicator, by type and key, poses as."""
    found: dict[tuple[str, str], str] = {}
    for term in terms:
        if term.startswith("like/"):
            _, body, rest = term.split("/", 2)
            type_, _, key = rest.partition(":")
            found[(type_, key)] = body
    return found
