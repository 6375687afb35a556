"""A roll-up: which cell of a trend each dated document falls in, made once for some fields and an interval.

In: the columns of index.columns.facts. Out: counts of the cells for any choice of documents, without sorting or building a key
again. A document with several values of a field is in several cells; a story counts once in a cell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from index.requests import TrendCell

Codes = NDArray[np.int64]
Small = NDArray[np.int32]
Mask = NDArray[np.bool_]
Keys = Sequence[tuple[str, ...]]
Periods = Sequence[date | None]

_CELL = cast("Callable[[tuple[Any, ...]], TrendCell]", partial(tuple.__new__, TrendCell))  # no call of Python's a cell
_TABLE = 16_000_000  # numbers up to this are told apart by a table, which is faster than sorting


@dataclass(frozen=True, slots=True)
class Grid:
    """`keys` and `periods` of each cell, in order of period and keys; of each entry the row and the number of its cell.

    Entries of documents that are alone in their story are kept apart from the others, which are ordered by (cell, story):
    `bounds` are the first entry of each such pair and the end, `pair_cell` the cell of each.
    """

    keys: Keys
    periods: Periods
    alone_rows: Small
    alone_cell: Codes
    shared_rows: Small
    shared_cell: Codes
    bounds: Codes
    pair_cell: Codes

    def cells(self, mask: Mask, *, stories: bool) -> list[TrendCell]:
        """Every cell with something in it, among the rows of the mask."""
        counts = _count(self.alone_cell[mask.take(self.alone_rows)], len(self.keys))
        chosen = mask.take(self.shared_rows)
        if stories:
            counts += _count(self.pair_cell[any_between(chosen, self.bounds)], len(self.keys))
        else:
            counts += _count(self.shared_cell[chosen], len(self.keys))
        found = np.flatnonzero(counts)
        numbers = found.tolist()
        rows = zip(_at(self.keys, numbers), _at(self.periods, numbers), counts[found].tolist(), strict=True)
        return list(map(_CELL, rows))


def grid(
    rows: Small, cells: Codes, keys_of: Callable[[Codes], tuple[Keys, Periods]], *, stories: Codes, shared: Mask
) -> Grid:
    """Of entries: their rows and the numbers of their cells, which `keys_of` turns into keys and periods.

    `stories` gives the number of each row's story, `shared` which rows are not alone in theirs.
    """
    found, number = numbered(cells)
    keys, periods = keys_of(found)
    several = shared[rows]
    alone = ~several
    cell = number.astype(np.int64)  # what bincount takes as it is
    shared_rows, shared_cell = rows[several], cell[several]
    width = int(stories.max(initial=0)) + 1
    pairs, order, bounds = grouped(shared_cell * width + stories[shared_rows])
    return Grid(keys, periods, rows[alone], cell[alone], shared_rows[order], shared_cell[order], bounds, pairs // width)


def numbered(values: Codes) -> tuple[Codes, Small]:
    """The distinct values in order, and the place of each value among them."""
    if not len(values):
        return values, np.zeros(0, np.int32)
    if int(values.max()) < _TABLE:
        present = np.zeros(int(values.max()) + 1, np.bool_)
        present[values] = True
        place = np.cumsum(present, dtype=np.int32) - np.int32(1)
        return np.flatnonzero(present), place[values]
    found, inverse = np.unique(values, return_inverse=True)
    return found, inverse.astype(np.int32)


def grouped(values: Codes) -> tuple[Codes, Codes, Codes]:
    """The distinct values in order, an order of the places that groups equal ones, and where each group begins and the last ends."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1 if len(values) else np.zeros(0, np.int64)
    bounds = np.concatenate((np.zeros(min(1, len(values)), np.int64), starts, [len(values)]))
    return ordered[bounds[:-1]], order, bounds


def any_between(chosen: Mask, bounds: Codes) -> Mask:
    """Whether anything is chosen between each two bounds; running sums take a third of the time of marking each group."""
    sums = np.concatenate((np.zeros(1, np.int32), np.cumsum(chosen, dtype=np.int32)))[bounds]
    return np.asarray(sums[1:] > sums[:-1])


def _count(numbers: Codes, size: int) -> Codes:
    return np.bincount(numbers, minlength=size)


def _at(values: Sequence[Any], places: Sequence[int]) -> Sequence[Any]:
    if len(places) == 1:
        return (values[places[0]],)
    return itemgetter(*places)(values) if places else ()
