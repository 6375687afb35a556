"""The shared options as the filters of a request: names become ids, days become a period."""

from crawler.model import ConfigurationError
from crawler.vocab.vocabulary import Vocabulary
from index.language.days import days_of
from index.language.values import resolve_value
from index.requests import Filters


def _ids(field: str, values: list[str] | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Ids or names to ids, as in a query; a wrong one is told rather than finding nothing."""
    return tuple(dict.fromkeys(key for value in values or () for key in resolve_value(field, value, vocabulary)))


def filters_of(
    vocabulary: Vocabulary,
    *,
    province: list[str] | None = None,
    issuer: list[str] | None = None,
    tactic: list[str] | None = None,
    kind: list[str] | None = None,
    source: list[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    old_provinces: bool = False,
    everything: bool = False,
) -> Filters:
    """Filters from the shared options, tactics by the vocabulary in use.

    Raises ConfigurationError for a bad day or value, or an empty period.
    """
    first = days_of(since, "since")[0] if since else None
    last = days_of(until, "until")[1] if until else None
    if first and last and first > last:
        raise ConfigurationError(
            f"--since {first} sau --until {last}. --since {first} lies after --until {last}: swap them."
        )
    return Filters(
        province=tuple(province or ()),
        issuer=tuple(issuer or ()),
        tactic=_ids("tactic", tactic, vocabulary),
        kind=_ids("kind", kind, vocabulary),
        source=tuple(source or ()),
        since=first,
        until=last,
        old_provinces=old_provinces,
        advisories_only=not everything,
    )
