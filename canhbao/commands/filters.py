"""The shared options as the filters of a request: names become ids, days become a period."""

from collections.abc import Mapping, Sequence
from typing import Any

from crawler.model import ConfigurationError
from crawler.vocab.vocabulary import Vocabulary
from index.language.days import days_of
from index.language.values import CLOSED, resolve_value
from index.requests import NARROWED, Filters


def _values(name: str, given: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """As they are typed, or ids where the values are known: a wrong one is told rather than finding nothing."""
    if name not in CLOSED:
        return tuple(given)
    return tuple(dict.fromkeys(key for value in given for key in resolve_value(name, value, vocabulary)))


def filters_of(vocabulary: Vocabulary, options: Mapping[str, Any]) -> Filters:
    """Filters from the parsed options of a command (`ctx.params`): those of canhbao.commands.options that it has, tactics
    by the vocabulary in use. Raises ConfigurationError for a bad day or value, or an empty period.
    """
    since, until = options.get("since"), options.get("until")
    first = days_of(since, "since")[0] if since else None
    last = days_of(until, "until")[1] if until else None
    if first and last and first > last:
        raise ConfigurationError(
            f"--since {first} sau --until {last}. --since {first} lies after --until {last}: swap them."
        )
    chosen: dict[str, Any] = {name: _values(name, options.get(name) or (), vocabulary) for name in NARROWED}
    return Filters(
        **chosen,
        since=first,
        until=last,
        old_provinces=bool(options.get("old_provinces")),
        advisories_only=not options.get("everything"),
    )
