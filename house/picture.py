"""Draws the rooms of the house, floor by floor, as SVG: `python -m house.picture docs/rooms.svg`, or `make picture`.

In: the house as `house.rooms` reads it. Out: text of one SVG, the same for the same house. Arrows that a longer way
replaces are left out; between parts one arrow stands for all.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from house.layout import lay_out
from house.rooms import House, Room, read_house, without_detours

PARTS = {
    "canhbao": "canhbao: runs it",
    "dashboards": "dashboards: show and hand out",
    "index": "index: finds and counts",
    "spiders": "spiders: where to look",
    "crawler": "crawler: collects and understands",
}
EDGE, HEAD, BETWEEN = 14, 30, 44
LINE, SMALL = 14, 11
_TINTS = ("#dbeafe", "#dcfce7", "#fef3c7", "#fae8ff", "#e0e7ff", "#fee2e2", "#ccfbf1")
_STYLE = (
    "text{font-family:DejaVu Sans,Verdana,sans-serif;font-size:12px;fill:#0f172a}.s{font-size:9px;fill:#475569}"
    ".t{font-size:14px;font-weight:bold}.r{stroke:#64748b}.f{stroke-dasharray:3 2}.a{fill:none;stroke:#475569}"
    ".p{fill:#f8fafc;stroke:#cbd5e1}.b{fill:none;stroke:#0f172a;stroke-width:2.5}"
)


@dataclass(frozen=True, slots=True)
class Box:
    """A room as it is drawn: lines of names, then small lines of what it is for."""

    room: Room
    names: tuple[str, ...]
    small: tuple[str, ...]

    @property
    def width(self) -> float:
        """In pixels, by the widest line."""
        return max([7.6 * len(name) for name in self.names] + [5.6 * len(line) for line in self.small]) + 16

    @property
    def height(self) -> int:
        """In pixels."""
        return LINE * len(self.names) + SMALL * len(self.small) + 10


@dataclass(frozen=True, slots=True)
class Frame:
    """A part, drawn: its size and the SVG of what stands in it, from its own upper left corner."""

    part: str
    width: float
    height: float
    inside: str


def picture(house: House) -> str:
    """The whole SVG."""
    arrows = without_detours(house.arrows)
    frames = {part: _frame(part, house, arrows) for part in PARTS}
    left = max(frames["dashboards"].width, frames["index"].width)
    width = max(frames["canhbao"].width, frames["crawler"].width, left + EDGE * 4 + frames["spiders"].width)
    at, y = {}, float(EDGE)
    for part in ("canhbao", "dashboards", "index", "crawler"):
        wide = left if part in ("dashboards", "index") else width
        at[part] = (EDGE + (wide - frames[part].width) / 2, y)
        y += frames[part].height + BETWEEN
    at["spiders"] = (EDGE + width - frames["spiders"].width, at["dashboards"][1])
    body = "".join(_placed(frames[part], *at[part]) for part in PARTS)
    ties = "".join(_tie(frames, at, house, above, under) for above, under in sorted(_between_parts(house)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width + 2 * EDGE:.0f} {y - BETWEEN + EDGE:.0f}" role="img">\n'
        "<title>The rooms of Canhbao and who imports whom</title>\n"
        f"<style>{_STYLE}</style>\n"
        '<defs><marker id="h" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0L8,4L0,8z" fill="#475569"/></marker></defs>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}{ties}</svg>\n'
    )


def _frame(part: str, house: House, arrows: frozenset[tuple[str, str]]) -> Frame:
    boxes = {room.key: _box(room) for room in house.rooms if room.part == part}
    own = [(a, b) for a, b in sorted(arrows) if a in boxes and b in boxes]
    floors = {key: box.room.floor for key, box in boxes.items()}
    plan = lay_out(floors, {key: box.width for key, box in boxes.items()}, own)
    tops, y = {}, float(HEAD)
    heights = {
        floor: max(box.height for key, box in boxes.items() if floors[key] == floor) for floor in set(floors.values())
    }
    for floor in sorted(heights, reverse=True):
        tops[floor] = y
        y += heights[floor] + 32
    shift = EDGE
    drawn = []
    for start, end in own:
        bends = [(x + shift, tops[floor], tops[floor] + heights[floor]) for floor, x in plan.bends[start, end]]
        begin = (plan.middle[start] + shift, tops[floors[start]] + boxes[start].height)
        drawn.append(_arrow(start, end, begin, bends, (plan.middle[end] + shift, tops[floors[end]])))
    drawn += [_drawn(box, plan.middle[key] + shift, tops[box.room.floor]) for key, box in boxes.items()]
    right = max(plan.middle[key] + box.width / 2 for key, box in boxes.items())
    far = max([x for bends in plan.bends.values() for _, x in bends], default=0.0)
    return Frame(part, max(right, far, 8.6 * len(PARTS[part])) + 2 * EDGE, y - 32 + EDGE, "".join(drawn))


def _box(room: Room) -> Box:
    names = tuple(name or room.part for name in room.names)
    if not room.is_folder:
        folder = names[0].rpartition("/")[0]
        bare = " ".join(name.rpartition("/")[2] for name in names)
        names = tuple(wrap(f"{folder}: {bare}" if folder else bare, 30))
    return Box(room, names, tuple(wrap(room.purpose, 30)[:4]))


def _drawn(box: Box, middle: float, top: float) -> str:
    room = box.room
    group = room.names[0].partition("/")[0] if room.is_folder or "/" in room.names[0] else ""
    tint = _TINTS[sum(map(ord, group)) % len(_TINTS)] if group else "#fff"
    lines = "".join(
        f'<text x="{middle:.1f}" y="{top + 4 + LINE * (number + 1) - 2:.1f}" text-anchor="middle">{escape(name)}</text>'
        for number, name in enumerate(box.names)
    )
    start = top + 4 + LINE * len(box.names)
    lines += "".join(
        f'<text class="s" x="{middle:.1f}" y="{start + SMALL * (number + 1) - 1:.1f}" text-anchor="middle">{escape(text)}</text>'
        for number, text in enumerate(box.small)
    )
    kind = "r" if room.is_folder else "r f"
    return (
        f"<g><title>{escape(room.key.partition('@')[0])}: {escape(room.purpose or ', '.join(room.names))}</title>"
        f'<rect class="{kind}" x="{middle - box.width / 2:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height}" rx="5" '
        f"fill={quoteattr(tint)}/>{lines}</g>\n"
    )


def _arrow(
    start: str,
    end: str,
    begin: tuple[float, float],
    bends: Sequence[tuple[float, float, float]],
    tip: tuple[float, float],
) -> str:
    path, (x, y) = f"M{begin[0]:.1f},{begin[1]:.1f}", begin
    for to_x, top, bottom in bends:
        path += _curve(x, y, to_x, top) + f"V{bottom:.1f}"
        x, y = to_x, bottom
    path += _curve(x, y, *tip)
    said = f"{start.partition('@')[0]} imports {end.partition('@')[0]}"
    return f'<path class="a" marker-end="url(#h)" d="{path}"><title>{escape(said)}</title></path>\n'


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    half = (to_y - y) / 2
    return f"C{x:.1f},{y + half:.1f} {to_x:.1f},{to_y - half:.1f} {to_x:.1f},{to_y:.1f}"


def _placed(frame: Frame, x: float, y: float) -> str:
    return (
        f'<g transform="translate({x:.1f} {y:.1f})"><rect class="p" width="{frame.width:.1f}" height="{frame.height:.1f}" rx="8"/>'
        f'<text class="t" x="{EDGE}" y="20">{escape(PARTS[frame.part])}</text>\n{frame.inside}</g>\n'
    )


def _between_parts(house: House) -> frozenset[tuple[str, str]]:
    part = {room.key: room.part for room in house.rooms}
    return without_detours((part[a], part[b]) for a, b in house.arrows if part[a] != part[b])


def _tie(frames: dict[str, Frame], at: dict[str, tuple[float, float]], house: House, above: str, under: str) -> str:
    """One arrow from part to part; where it enters only a few rooms, they are named beside it."""
    (left, top), (to_left, to_top) = at[above], at[under]
    right, to_right, bottom = left + frames[above].width, to_left + frames[under].width, top + frames[above].height
    low, high = max(left, to_left), min(right, to_right)
    x, start = (low + high) / 2, f"M{(low + high) / 2:.1f},{bottom:.1f}"
    if low > high:  # one stands beside the other: out at the side, then down
        x, start = (to_left + to_right) / 2, f"M{right:.1f},{(top + bottom) / 2:.1f}H{(to_left + to_right) / 2:.1f}"
    part = {room.key: room for room in house.rooms}
    entered = sorted(
        {name for a, b in house.arrows if part[a].part == above and part[b].part == under for name in part[b].names}
    )
    beside = ", ".join(entered) if len(entered) <= 4 else ""
    return (
        f'<path class="b" marker-end="url(#h)" d="{start}V{to_top:.1f}"/>'
        f'<text class="s" x="{x + 8:.1f}" y="{to_top - BETWEEN / 2 + 3:.1f}">{escape(beside)}</text>\n'
    )


def main(arguments: Sequence[str]) -> None:
    """Write the picture to the file that is named."""
    Path(arguments[0]).write_text(picture(read_house()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
