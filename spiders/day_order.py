"""The order of day and month in a feed's numbers, decided once for the whole feed by the items that prove it.

In: entries with raw dates. Out: the same, day first. '13/03/2024' proves the day first, '03/13/2024' the month; a feed
without any proof is day first, as Vietnam writes; where a feed proves both, a date that could be either is unknown.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from spiders.entries import Entry

_NUMBERS = re.compile(r"(?<![\d./-])(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d{2})(?!\d)")


def day_first(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with day before month in their dates."""
    pairs = [(int(found["a"]), int(found["b"])) for entry in entries if (found := _found(entry)) is not None]
    days = any(first > 12 >= second for first, second in pairs)
    months = any(second > 12 >= first for first, second in pairs)
    return tuple(_ordered(entry, days=days) for entry in entries) if months else tuple(entries)


def _found(entry: Entry) -> re.Match[str] | None:
    return _NUMBERS.search(entry.published or "")


def _ordered(entry: Entry, *, days: bool) -> Entry:
    """An entry of a feed in which some item proves the month first; `days`: another proves the day first."""
    found = _found(entry)
    if found is None or entry.published is None or int(found["a"]) > 12:
        return entry
    if days and int(found["b"]) <= 12 and found["a"] != found["b"]:
        return replace(entry, published=None)
    turned = f"{found['b']}{found['s']}{found['a']}{found['s']}{found['y']}"
    return replace(entry, published=entry.published[: found.start()] + turned + entry.published[found.end() :])
