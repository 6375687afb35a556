"""The rooms of the house and the arrows between them, read from the imports of its files. Knows nothing of drawing.

A room is a folder of Python files without folders in it; the files of other folders stand beside its rooms, each for
itself. A room's floor is the longest way down from it inside its part (crawler, spiders, index, dashboards, canhbao).
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import grimp
from importlinter import Contract, ContractCheck, output

from house.circles import circles

PARTS = ("canhbao", "dashboards", "spiders", "index", "crawler")


@dataclass(frozen=True, slots=True)
class Room:
    """A room, or the files of one folder on one floor. `names` are shown; `purpose` is what the room says of itself."""

    key: str
    part: str
    floor: int
    names: tuple[str, ...]
    is_folder: bool
    purpose: str


@dataclass(frozen=True, slots=True)
class House:
    """Rooms in a steady order; arrows as pairs of keys, importer first, all of them."""

    rooms: tuple[Room, ...]
    arrows: frozenset[tuple[str, str]]


def read_house() -> House:
    """The house whose files Python finds first. Raises ValueError, with the circle, if rooms import each other."""
    graph = grimp.build_graph(*PARTS, cache_dir=None)
    below = room_arrows(graph)
    for circle in circles(below, lambda name: below[name]):
        raise ValueError(f"Rooms import each other: {' -> '.join((*circle, circle[0]))}. See `make arrows`.")
    return _house(below, {name for name in below if graph.find_children(name) and name not in _outer(graph)})


def room_arrows(graph: grimp.ImportGraph) -> dict[str, set[str]]:
    """Rooms, and files that stand in no room, each with those that it imports."""
    modules, outer = _ours(graph), _outer(graph)
    folder = {module: module if graph.find_children(module) else module.rpartition(".")[0] for module in modules}
    unit = {module: module if at in outer else at for module, at in folder.items()}
    below: dict[str, set[str]] = {name: set() for name in set(unit.values())}
    for module in modules:
        imported = {unit[other] for other in graph.find_modules_directly_imported_by(module) if other in unit}
        below[unit[module]] |= imported - {unit[module]}
    return below


def _ours(graph: grimp.ImportGraph) -> set[str]:
    """Without the libraries, of which import-linter's graph holds the names."""
    return {module for module in graph.modules if module.partition(".")[0] in PARTS}


def _outer(graph: grimp.ImportGraph) -> set[str]:
    """Folders that have folders in them."""
    folders = {module for module in _ours(graph) if graph.find_children(module)}
    return {module for module in folders if graph.find_children(module) & folders}


def _house(below: Mapping[str, set[str]], folders: set[str]) -> House:
    floors = _floors(below)
    members: dict[str, list[str]] = defaultdict(list)
    entered = set().union(*below.values())
    for name in sorted(below):
        if name in folders:
            members[name].append(name)
        elif below[name] or (
            name in entered and name not in PARTS
        ):  # else the bare __init__ of a folder that has rooms
            members[f"{name.rpartition('.')[0] or name}@{floors[name]}"].append(name)
    group = {name: key for key, names in members.items() for name in names}
    rooms = tuple(_room(key, names, floors[names[0]], key in folders) for key, names in sorted(members.items()))
    arrows = frozenset((group[name], group[other]) for name in group for other in below[name] if other in group)
    return House(rooms, arrows)


def _room(key: str, names: list[str], floor: int, is_folder: bool) -> Room:
    part = key.partition(".")[0].partition("@")[0]
    shown = tuple(name.partition(".")[2].replace(".", "/") for name in names)
    return Room(key, part, floor, shown, is_folder, _purpose(key) if is_folder else "")


def _floors(below: Mapping[str, set[str]]) -> dict[str, int]:
    """Floor 0 imports nothing of its own part."""
    floors: dict[str, int] = {}

    def floor(name: str) -> int:
        if name not in floors:
            part = name.partition(".")[0]
            floors[name] = 1 + max(
                (floor(other) for other in below[name] if other.partition(".")[0] == part), default=-1
            )
        return floors[name]

    for name in below:
        floor(name)
    return floors


def _purpose(package: str) -> str:
    """The first sentence of a package's docstring, without its full stop."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return ""
    said = ast.get_docstring(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0].partition(". ")[0].rstrip(".")


class RoomsWithoutCircles(Contract):
    """A contract of import-linter: kept when no room imports itself by way of others, though its files may not."""

    type_name = "rooms_without_circles"

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Circles that share no room."""
        below = room_arrows(graph)
        found = circles(below, lambda name: below[name])
        return ContractCheck(kept=not found, metadata={"circles": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Each circle on a line, and what to do."""
        for circle in check.metadata["circles"]:
            output.print_error(f"Rooms in a circle: {' -> '.join((*circle, circle[0]))}")
        output.print_error("Move the file that is wanted from above to a room below, or hand in what it gives.")


def without_detours(arrows: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """The arrows that no longer way replaces: a -> c goes where a -> b -> c stands."""
    below: dict[str, set[str]] = defaultdict(set)
    for above, under in arrows:
        below[above].add(under)

    def reached(name: str) -> set[str]:
        return set().union(*({other} | reached(other) for other in below.get(name, ())))

    return frozenset(
        (above, under)
        for above, unders in below.items()
        for under in unders
        if not any(under in reached(other) for other in unders if other != under)
    )
