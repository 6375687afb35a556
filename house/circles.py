"""A contract of import-linter: no circle between any two files. A graph of imports goes in, its circles come out.

Imports inside functions and under TYPE_CHECKING count: a file that cannot be understood without another one is no
floor under it, whenever Python happens to load it. Knows no room; those have their own contracts in pyproject.toml.
"""

from collections.abc import Callable, Iterable

import grimp
from importlinter import Contract, ContractCheck, output


class FilesWithoutCircles(Contract):
    """Kept when no file imports itself by way of others. Has no options: there are no exceptions."""

    type_name = "files_without_circles"

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """The shortest circles, with the lines of their imports."""
        found = circles(graph.modules, graph.find_modules_directly_imported_by)
        lines = {
            (importer, imported): [detail["line_number"] for detail in _details(graph, importer, imported)]
            for circle in found
            for importer, imported in _arrows(circle)
        }
        return ContractCheck(kept=not found, metadata={"circles": found, "lines": lines})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Each circle, arrow by arrow, with the line of every import."""
        for circle in check.metadata["circles"]:
            output.print_error(f"A circle of {len(circle)} files:")
            for importer, imported in _arrows(circle):
                where = ", ".join(f"l.{number}" for number in check.metadata["lines"][importer, imported])
                output.print_error(f"    {importer} -> {imported} ({where})", bold=False)
        output.print_error(
            "Move what both need into a file below them, or hand it in as an argument; TYPE_CHECKING does not help."
        )


def circles(modules: Iterable[str], imported_by: Callable[[str], Iterable[str]]) -> list[tuple[str, ...]]:
    """Circles that share no file, the shortest first, then by name. Empty when all arrows go one way."""
    ways = sorted(
        (way for module in modules if (way := _way_back(module, imported_by))), key=lambda way: (len(way), way)
    )
    found: list[tuple[str, ...]] = []
    caught: set[str] = set()
    for way in ways:
        if caught.isdisjoint(way):
            found.append(way)
            caught.update(way)
    return found


def _way_back(start: str, imported_by: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """The shortest way of imports from a file to itself; empty if there is none."""
    came_from: dict[str, str] = {}
    edge = [start]
    while edge:
        following = []
        for module in edge:
            for imported in sorted(imported_by(module)):
                if imported == start:
                    way = [module]
                    while way[-1] != start:
                        way.append(came_from[way[-1]])
                    return tuple(reversed(way))
                if imported not in came_from:
                    came_from[imported] = module
                    following.append(imported)
        edge = following
    return ()


def _arrows(circle: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(zip(circle, (*circle[1:], circle[0]), strict=True))


def _details(graph: grimp.ImportGraph, importer: str, imported: str) -> list[grimp.DetailedImport]:
    return graph.get_import_details(importer=importer, imported=imported)
