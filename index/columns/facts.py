"""Facts: what trends and maps count, as columns in memory; a question over a million documents takes milliseconds.

In: what is kept of records (`facts_of`), encoded batch by batch (`Encoder`). Out: `Facts`, which answers conditions over
counted fields and days (index.language.conditions) with row masks, and counts documents or distinct stories by field values
and periods. Knows no engine and no disk. Aggregating the same in a search engine took 50 to 500 times as long
(benchmarks/README.md).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns.grid import Codes, Grid, Mask, any_between, grid, grouped, numbered
from index.fields import FIELDS, FieldSpec, keywords_of, number_of
from index.language.conditions import AllOf, AnyOf, AnyTerm, Between, Condition, Everything, NoneOf
from index.record import Record
from index.requests import Bucket, Interval, TrendCell, most_frequent

COUNTED: tuple[FieldSpec, ...] = tuple(spec for spec in FIELDS if spec.counted)
_DAY = next(spec for spec in FIELDS if spec.name == "day")
_PLACE = {spec.name: place for place, spec in enumerate(COUNTED)}
_EPOCH = date(1970, 1, 1).toordinal()
UNDATED, REMOVED = 0, -1

ROW = np.dtype([("id", "<i8"), ("story", "<i8"), ("day", "<i4"), ("values", "u1", (len(COUNTED),))])
"""One document: hashes of advisory and story, the day's ordinal (0 undated, -1 removed), how many values of each field."""

_WINDOWS = 200  # of which it is kept who was looking
_GRIDS = 8  # kept; one of a million documents takes about 25 MB


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What columns keep of one document: its day's ordinal or UNDATED, and its values of each of COUNTED, in their order."""

    advisory_id: str
    story_id: str
    day: int
    values: tuple[Sequence[str], ...]


def facts_of(record: Record) -> RecordFacts:
    """What columns keep of a record."""
    values = tuple(keywords_of(spec, record) for spec in COUNTED)
    return RecordFacts(record.advisory_id, record.story_id, number_of(_DAY, record) or UNDATED, values)


def hashed(name: str) -> int:
    """64 bits of BLAKE2b, signed; among a million names two are equal with a probability of 3e-8."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little", signed=True)


@dataclass(slots=True)
class Encoder:
    """Facts of records to bytes: rows (ROW) and the codes of their values, in the order of rows and fields.

    `terms` maps (field, value) to its code within the field, from 0; new values are added to it.
    """

    terms: dict[tuple[str, str], int] = field(default_factory=dict)
    _sizes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, _ in self.terms:
            self._sizes[name] = self._sizes.get(name, 0) + 1

    def encode(self, facts: Sequence[RecordFacts]) -> tuple[bytes, bytes]:
        """The batch in the order given."""
        rows = np.zeros(len(facts), ROW)
        codes: list[int] = []
        for number, told in enumerate(facts):
            counts = []
            for spec, given in zip(COUNTED, told.values, strict=True):
                values = list(dict.fromkeys(given))[:255]
                codes += [self._code(spec.name, value) for value in values]
                counts.append(len(values))
            rows[number] = (hashed(told.advisory_id), hashed(told.story_id), told.day, counts)
        return rows.tobytes(), np.array(codes, "<u4").tobytes()

    def _code(self, name: str, value: str) -> int:
        code = self.terms.get((name, value))
        if code is None:
            code = self.terms[(name, value)] = self._sizes.get(name, 0)
            self._sizes[name] = code + 1
        return code


def removals(ids: Iterable[str]) -> bytes:
    """Rows that take documents away."""
    wanted = list(ids)
    rows = np.zeros(len(wanted), ROW)
    rows["id"] = [hashed(identifier) for identifier in wanted]
    rows["day"] = REMOVED
    return rows.tobytes()


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one field: `codes` with the row of each; `rows` is None where every document has exactly one."""

    codes: NDArray[np.uint32]
    rows: NDArray[np.int64] | None
    terms: tuple[str, ...]

    def holders(self, wanted: Sequence[str], size: int) -> Mask:
        """The rows that have one of the values."""
        known = [code for code, term in enumerate(self.terms) if term in set(wanted)]
        if not known:
            return np.zeros(size, np.bool_)
        hit = self.codes == known[0] if len(known) == 1 else np.isin(self.codes, known)
        if self.rows is None:
            return hit
        mask = np.zeros(size, np.bool_)
        mask[self.rows[hit]] = True
        return mask


class NotCounted(ValueError):
    """A condition asks for something that facts do not hold (words, indicators): an engine must answer."""


class Facts:
    """The columns of one state of an index. Immutable; what is derived is computed once, when it is asked for."""

    def __init__(self, rows: NDArray[Any], codes: NDArray[np.uint32], terms: Mapping[tuple[str, str], int]) -> None:
        """`rows` (ROW) and `codes` as encoded, in the order of arrival: the last row of an id is the document."""
        lengths = rows["values"].sum(axis=1, dtype=np.int64)
        starts = np.cumsum(lengths) - lengths
        kept = _latest(rows)
        if len(kept) < len(rows):
            rows, starts = rows[kept], starts[kept]
        self.size = len(rows)
        self._days: NDArray[np.int32] = np.ascontiguousarray(rows["day"])
        self._hashes: NDArray[np.int64] = np.ascontiguousarray(rows["story"])
        names: dict[str, list[str]] = {spec.name: [] for spec in COUNTED}
        for name, value in sorted(terms, key=terms.__getitem__):
            names[name].append(value)
        self._columns: dict[str, Column] = {}
        for place, spec in enumerate(COUNTED):
            counts = np.ascontiguousarray(rows["values"][:, place])
            self._columns[spec.name] = _column(codes, counts, starts, names[spec.name])
            starts = starts + counts
        self._grids: dict[tuple[tuple[str, ...], Interval | None], Grid] = {}
        self._seen: dict[str, tuple[Codes, Column]] = {}
        self._observed: dict[tuple[Condition, str, Interval], dict[date, int]] = {}
        self._sighted_in: dict[tuple[str, Interval], tuple[Codes, Callable[[int], date]]] = {}

    @cached_property
    def _stories(self) -> tuple[Codes, Mask]:
        """Stories as numbers from 0, and which rows are not alone in theirs."""
        _, numbers = np.unique(self._hashes, return_inverse=True)
        return numbers, np.bincount(numbers)[numbers] > 1

    @cached_property
    def _apart(self) -> tuple[Mask, NDArray[np.int32], Codes]:
        """Which rows are alone in their story; the others by story, and where each story begins among them."""
        numbers, shared = self._stories
        rows = np.flatnonzero(shared)
        _, order, bounds = grouped(numbers[rows])
        return ~shared, rows[order].astype(np.int32), bounds

    # Which documents

    def mask(self, condition: Condition) -> Mask:
        """The rows that match. Raises NotCounted for conditions on words or on fields that are not counted."""
        return _matching(condition, self._days, self._columns)

    @property
    def dated(self) -> Mask:
        """The rows with a day of publication."""
        return np.asarray(self._days > UNDATED)

    # How many

    def count(self, mask: Mask, *, stories: bool) -> int:
        """Documents, or distinct stories, among the rows."""
        if not stories:
            return int(np.count_nonzero(mask))
        alone, rows, bounds = self._apart
        seen = any_between(mask.take(rows), bounds)
        return int(np.count_nonzero(mask & alone)) + int(np.count_nonzero(seen))

    def buckets(self, mask: Mask, name: str, size: int) -> tuple[Bucket, ...]:
        """Values of a field among the rows, most frequent first, then by value."""
        column = self._columns[name]
        rows = column.rows
        chosen = column.codes[mask if rows is None else mask[rows]]
        counts = np.bincount(chosen, minlength=len(column.terms))
        return most_frequent(((column.terms[code], int(counts[code])) for code in np.flatnonzero(counts)), size)

    def cells(self, mask: Mask, names: Sequence[str], interval: Interval | None, *, stories: bool) -> list[TrendCell]:
        """Every cell that is not empty, over the dated rows, ordered by period, then by the values of `names`.

        A story counts once in a cell however many of its documents are in it.
        """
        return self._grid(tuple(names), interval).cells(mask, stories=stories)

    def observed(self, condition: Condition, name: str, interval: Interval) -> dict[date, int]:
        """How many distinct values of a field the dated rows of each period have, among those of a condition.

        Raises NotCounted like mask(). The answers given last are kept: every trend of a window asks the same.
        """
        asked = (condition, name, interval)
        if asked not in self._observed:
            if len(self._observed) >= _WINDOWS:
                self._observed.clear()
            self._observed[asked] = self._observe(condition, name, interval)
        return dict(self._observed[asked])

    def _observe(self, condition: Condition, name: str, interval: Interval) -> dict[date, int]:
        days, column = self._sightings_of(name)
        try:
            chosen = _matching(condition, days, {name: column})
            every, start_of = self._sighted(name, interval)
            periods, codes = every[chosen], column.codes[chosen]
        except NotCounted:  # it asks for more than day and value
            days, column = _sightings(self._days, self._columns[name], self.mask(condition) & self.dated)
            periods, start_of = _periods(days, interval)
            codes = column.codes
        width = int(codes.max(initial=0)) + 1
        seen, _ = numbered(periods * width + codes)
        counts = np.bincount(seen // width)
        return {start_of(number): int(counts[number]) for number in np.flatnonzero(counts).tolist()}

    def _sightings_of(self, name: str) -> tuple[Codes, Column]:
        if name not in self._seen:
            self._seen[name] = _sightings(self._days, self._columns[name], self.dated)
        return self._seen[name]

    def _sighted(self, name: str, interval: Interval) -> tuple[Codes, Callable[[int], date]]:
        """The period of every sighting of a field, and the first day of a period by its number."""
        if (name, interval) not in self._sighted_in:
            self._sighted_in[name, interval] = _periods(self._sightings_of(name)[0], interval)
        return self._sighted_in[name, interval]

    def _grid(self, names: tuple[str, ...], interval: Interval | None) -> Grid:
        """Made when it is first asked for; the ones asked for last are kept."""
        key = (names, interval)
        made = self._grids.pop(key, None) or self._make_grid(names, interval)
        self._grids[key] = made
        if len(self._grids) > _GRIDS:
            self._grids.pop(next(iter(self._grids)), None)
        return made

    def _make_grid(self, names: tuple[str, ...], interval: Interval | None) -> Grid:
        rows, keys = self._join(names)
        rows = np.arange(self.size) if rows is None else rows
        dated = self.dated[rows]
        rows, keys = rows[dated], keys[dated]
        periods, start_of = _periods(self._days[rows].astype(np.int64), interval)
        terms = [self._columns[name].terms for name in names]
        span = prod(max(1, len(values)) for values in terms)  # periods weigh most and terms are in order, so cells are

        def keys_of(found: Codes) -> tuple[list[tuple[str, ...]], list[date | None]]:
            period, rest = np.divmod(found, span)
            values: list[Sequence[str]] = []
            for own in reversed(terms):
                rest, code = np.divmod(rest, max(1, len(own)))
                values.append([own[place] for place in code.tolist()])
            starts = {number: start_of(number) if interval else None for number in set(period.tolist())}
            keyed: Iterable[tuple[str, ...]] = zip(*reversed(values), strict=True) if names else [()] * len(found)
            return list(keyed), [starts[number] for number in period.tolist()]

        numbers, shared = self._stories
        return grid(rows.astype(np.int32), periods * span + keys, keys_of, stories=numbers, shared=shared)

    def _join(self, names: tuple[str, ...]) -> tuple[NDArray[np.int64] | None, Codes]:
        """Every combination of a document's values of the fields: its row and the combination as one number."""
        first = self._columns[names[0]] if names else None
        rows = first.rows if first else None
        keys = first.codes.astype(np.int64) if first else np.zeros(self.size, np.int64)
        for name in names[1:]:
            rows, keys = self._times(rows, keys, self._columns[name])
        return rows, keys

    def _times(
        self, rows: NDArray[np.int64] | None, keys: Codes, column: Column
    ) -> tuple[NDArray[np.int64] | None, Codes]:
        size = max(1, len(column.terms))
        if column.rows is None:
            values = column.codes.astype(np.int64)
            return rows, keys * size + (values if rows is None else values[rows])
        held = np.bincount(column.rows, minlength=self.size)
        first = np.cumsum(held) - held
        left = np.arange(self.size) if rows is None else rows
        times = held[left]
        repeated = np.repeat(np.arange(len(left)), times)
        within = np.arange(len(repeated)) - np.repeat(np.cumsum(times) - times, times)
        at = left[repeated]
        return at, keys[repeated] * size + column.codes[first[at] + within]


def _matching(condition: Condition, days: NDArray[Any], columns: Mapping[str, Column]) -> Mask:
    """The places of a condition, by their days and values. Raises NotCounted for what these do not tell."""
    match condition:
        case Everything():
            return np.ones(len(days), np.bool_)
        case AnyTerm(name, values) if name in columns:
            return columns[name].holders(values, len(days))
        case Between("day", low, high):
            return _within(days, low, high)
        case AllOf(parts):
            found = np.ones(len(days), np.bool_)
            for part in parts:
                found &= _matching(part, days, columns)
            return found
        case AnyOf(parts):
            found = np.zeros(len(days), np.bool_)
            for part in parts:
                found |= _matching(part, days, columns)
            return found
        case NoneOf(part):
            return ~_matching(part, days, columns)
    raise NotCounted(str(condition))


def _sightings(days: NDArray[np.int32], column: Column, chosen: Mask) -> tuple[Codes, Column]:
    """The days on which each value was seen in the chosen rows, each pair once, by day."""
    rows = np.flatnonzero(chosen) if column.rows is None else column.rows[chosen[column.rows]]
    codes = column.codes[chosen if column.rows is None else chosen[column.rows]]
    width = max(1, len(column.terms))
    low = int(days[rows].min(initial=1_000_000))
    found, _ = numbered((days[rows].astype(np.int64) - low) * width + codes)
    return found // width + low, Column((found % width).astype(np.uint32), None, column.terms)


def _within(days: NDArray[Any], low: int | None, high: int | None) -> Mask:
    found = days > UNDATED
    if low is not None:
        found &= days >= low
    if high is not None:
        found &= days <= high
    return np.asarray(found)


def _periods(days: Codes, interval: Interval | None) -> tuple[Codes, Callable[[int], date]]:
    if interval is None:
        return np.zeros(len(days), np.int64), date.fromordinal
    dated = days > UNDATED
    if interval in ("day", "week"):
        length = 1 if interval == "day" else 7
        number = (days - 1) // length  # day 1 of the calendar, 0001-01-01, is a Monday
        low = int(number[dated].min()) if dated.any() else 0
        return np.where(dated, number - low, 0), lambda period: date.fromordinal((period + low) * length + 1)
    months = (days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    number = months if interval == "month" else months // 12
    low = int(number[dated].min()) if dated.any() else 0
    step = 1 if interval == "month" else 12

    def first_day(period: int) -> date:
        year, month = divmod((period + low) * step, 12)
        return date(1970 + year, month + 1, 1)

    return np.where(dated, number - low, 0), first_day


def _latest(rows: NDArray[Any]) -> NDArray[np.int64]:
    """Positions of the last row of every id, in order; removed ones left out."""
    ids = rows["id"]
    ordered = np.sort(ids)
    kept: NDArray[np.int64]
    if not np.any(ordered[1:] == ordered[:-1]):
        kept = np.arange(len(rows))
    else:
        _, backwards = np.unique(ids[::-1], return_index=True)
        kept = np.sort(len(rows) - 1 - backwards)
    alive: NDArray[np.int64] = kept[rows["day"][kept] != REMOVED]
    return alive


def compacted(rows: NDArray[Any], codes: NDArray[np.uint32]) -> tuple[bytes, bytes]:
    """The same documents without the rows that later ones replaced or removed."""
    lengths = rows["values"].sum(axis=1, dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    kept = _latest(rows)
    repeated = np.repeat(np.arange(len(kept)), lengths[kept])
    within = np.arange(len(repeated)) - np.repeat(np.cumsum(lengths[kept]) - lengths[kept], lengths[kept])
    return rows[kept].tobytes(), codes[starts[kept][repeated] + within].tobytes()


def _column(
    codes: NDArray[np.uint32], counts: NDArray[np.uint8], starts: NDArray[np.int64], terms: Sequence[str]
) -> Column:
    """One field of all rows, whose values begin at `starts`; codes become the places of the terms in their order."""
    rows: NDArray[np.int64] | None = None
    at = starts
    if not np.all(counts == 1):
        rows = np.repeat(np.arange(len(counts)), counts)
        before = np.cumsum(counts, dtype=np.int64) - counts
        at = np.repeat(starts - before, counts) + np.arange(len(rows))
    order = sorted(range(len(terms)), key=terms.__getitem__)
    place = np.zeros(len(terms), np.uint32)
    place[order] = np.arange(len(terms), dtype=np.uint32)
    own = codes[at]
    return Column(place[own] if len(terms) else own, rows, tuple(terms[code] for code in order))
