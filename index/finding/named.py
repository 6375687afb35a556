"""Conditions on indicators: what is warned of, and what is only named, in any form that a person types it.

In: what is typed. Out: conditions on the terms of index.sightings. Knows no engine.
"""

from collections.abc import Iterable

from crawler.model import IndicatorRole
from crawler.vocab.naming import TYPES, key_of, typed_keys
from index.language.conditions import AnyTerm, Condition
from index.sightings import SHOWN

FIELD = "indicators"
_WARNED_OF = tuple(role for role in SHOWN if role is not IndicatorRole.OFFICIAL)


def any_of_roles(roles: Iterable[IndicatorRole] = SHOWN) -> Condition:
    """Documents that name an indicator in one of these roles."""
    return AnyTerm(FIELD, tuple(map(str, roles)))


def asked_for(value: str) -> Condition:
    """Documents that warn of what is typed: a number or address in any form, a name, or a part of a host."""
    keys = {f"{type_}:{key}" for type_, key in typed_keys(value)}
    keys |= {f"{type_}:{key_of(type_, value)}" for type_ in TYPES}
    keys.add(f"label:{key_of('domain', value)}")
    return AnyTerm(FIELD, _in(_WARNED_OF, keys))


def mentioned(value: str) -> Condition | None:
    """Documents that name a typed number or address in any form and whoever's it is; None for words."""
    keys = {f"{type_}:{key}" for type_, key in typed_keys(value)}
    return AnyTerm(FIELD, _in(SHOWN, keys)) if keys else None


def _in(roles: Iterable[IndicatorRole], keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{role}/{key}" for role in roles for key in sorted(keys))
