"""Entries of lists, each read inside a guard: one that cannot be read is named and costs no other.

In: what a feed, sitemap, listing or REST list holds for each article. Out: a Listed. Knows no format and no site.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from crawler.text.hrefs import address

_LONGEST_TITLE = 500  # characters; what is longer is no title, and is looked at for each headline's words
_LONGEST = 200  # characters of an entry that is told in a report
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a list names it. `published` is the raw string of the list, or None."""

    url: str
    title: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class BadEntry:
    """An entry that could not be read. `kind` is 'bad_address' where its address is none, else 'bad_entry'."""

    kind: str
    written: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list names: articles in its order, further lists, and the entries that could not be read."""

    entries: tuple[Entry, ...] = ()
    further: tuple[str, ...] = ()
    bad: tuple[BadEntry, ...] = ()


class Unreadable(ValueError):
    """An entry whose address is none; the message is the address as written."""


def whole_address(base: str, href: object) -> str:
    """The absolute address of an entry. Raises Unreadable naming what is written there."""
    found = address(base, href if isinstance(href, str) else None)
    if not found:
        raise Unreadable(str(href))
    return found


def read_each(rows: Iterable[Row], read: Callable[[Row], Entry | None]) -> Listed:
    """Every row by `read`, which gives None for what is no entry and may raise for what cannot be read."""
    entries, bad = [], []
    for row in rows:
        try:
            entry = read(row)
        except Unreadable as error:
            bad.append(BadEntry("bad_address", str(error)[:_LONGEST]))
        except _UNREADABLE as error:
            bad.append(BadEntry("bad_entry", f"{type(error).__name__}: {error}"[:_LONGEST]))
        else:
            if entry is not None:
                entries.append(replace(entry, title=entry.title[:_LONGEST_TITLE]) if entry.title else entry)
    return Listed(tuple(entries), bad=tuple(bad))
