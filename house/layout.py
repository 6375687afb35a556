"""Places boxes of a layered drawing side by side: few crossings, short arrows. Boxes and arrows in, middles out.

The usual four steps (Sugiyama): an arrow over several floors gets a narrow place on each; places are ordered by the
mean of their neighbours; then they move towards them as far as the order allows. The same input gives the same output.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

LANE = 14.0
GAP = 12.0
_ROUNDS = 24


@dataclass(slots=True)
class Layout:
    """`middle` of every box in x; `bends` of each arrow: (floor, x) of the floors that it passes by."""

    middle: dict[str, float] = field(default_factory=dict)
    bends: dict[tuple[str, str], list[tuple[int, float]]] = field(default_factory=dict)


def lay_out(floors: Mapping[str, int], widths: Mapping[str, float], arrows: Sequence[tuple[str, str]]) -> Layout:
    """Boxes by name with their floors and widths; arrows go down. The leftmost edge is at x = 0."""
    places, lanes = dict(floors), {}
    below: dict[str, list[str]] = defaultdict(list)
    above: dict[str, list[str]] = defaultdict(list)
    for start, end in sorted(arrows):
        passed = range(floors[start] - 1, floors[end], -1)
        lanes[start, end] = [f"{start}>{end}@{floor}" for floor in passed]
        places |= dict(zip(lanes[start, end], passed, strict=True))
        way = [start, *lanes[start, end], end]
        for one, next_one in pairwise(way):
            below[one].append(next_one)
            above[next_one].append(one)
    rows = _rows(places)
    wide = {name: widths.get(name, LANE) for name in places}
    middle = _packed(rows, wide)
    for step in range(_ROUNDS):
        rows, middle = _swept(rows, middle, wide, (below, above)[step % 2], down=bool(step % 2))
    for _ in range(_ROUNDS):
        both = {name: [*below[name], *above[name]] for name in places}
        for row in rows:
            middle |= _moved(row, middle, wide, both)
    left = min(middle[name] - wide[name] / 2 for name in places)
    return Layout(
        {name: middle[name] - left for name in floors},
        {arrow: [(places[lane], middle[lane] - left) for lane in passed] for arrow, passed in lanes.items()},
    )


def _rows(places: Mapping[str, int]) -> list[list[str]]:
    rows: dict[int, list[str]] = defaultdict(list)
    for name in sorted(places):
        rows[places[name]].append(name)
    return [rows[floor] for floor in sorted(rows)]


def _packed(rows: list[list[str]], wide: Mapping[str, float]) -> dict[str, float]:
    """Middles of boxes that stand close together, each row around x = 0."""
    middle = {}
    for row in rows:
        x = -sum(wide[name] + GAP for name in row) / 2
        for name in row:
            middle[name] = x + wide[name] / 2
            x += wide[name] + GAP
    return middle


def _swept(
    rows: list[list[str]],
    middle: dict[str, float],
    wide: Mapping[str, float],
    near: Mapping[str, list[str]],
    *,
    down: bool,
) -> tuple[list[list[str]], dict[str, float]]:
    """One pass over the floors, each ordered by the mean of its neighbours on the floor before."""
    middle, ordered = dict(middle), []
    for row in reversed(rows) if down else rows:
        wish = {name: _mean([middle[other] for other in near.get(name, ())], middle[name]) for name in row}
        better = sorted(row, key=lambda name: (wish[name], name))
        middle |= _packed([better], wide)
        middle |= _moved(better, middle, wide, near)
        ordered.append(better)
    return (ordered[::-1] if down else ordered), middle


def _moved(
    row: Sequence[str], middle: Mapping[str, float], wide: Mapping[str, float], near: Mapping[str, list[str]]
) -> dict[str, float]:
    """Middles nearest to the mean of the neighbours (least squares) that keep the order and the gaps."""
    offsets, x = [], 0.0
    for before, name in zip([None, *row], row, strict=False):
        x += 0.0 if before is None else (wide[before] + wide[name]) / 2 + GAP
        offsets.append(x)
    blocks: list[tuple[float, int]] = []  # mean, size: neighbours that want to overlap share one mean
    for name, offset in zip(row, offsets, strict=True):
        mean, size = _mean([middle[other] for other in near.get(name, ())], middle[name]) - offset, 1
        while blocks and blocks[-1][0] > mean:
            before_mean, before_size = blocks.pop()
            mean, size = (before_mean * before_size + mean * size) / (before_size + size), before_size + size
        blocks.append((mean, size))
    spread = [mean for mean, size in blocks for _ in range(size)]
    return {name: mean + offset for name, mean, offset in zip(row, spread, offsets, strict=True)}


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
