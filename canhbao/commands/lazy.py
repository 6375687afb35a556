"""Command groups that know their commands without importing them.

In: rows of a table (name, where the function is, one line of help). Out: a Typer group that lists them from the rows
alone and imports a command's module when that command is run. Knows no command of ours.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Row:
    """One command. `at` is 'module:function' under canhbao.commands; `help` is the first paragraph of its docstring.

    A row with `rows` is a group of commands: its `help` is its own, and `at` is the function that runs when none of
    them is named ('': the group then shows its help).
    """

    name: str
    help: str
    at: str = ""
    rows: tuple["Row", ...] = ()


class LazyCommands(Mapping[str, Any]):
    """Commands by name, in the order of their rows; a command is imported when it is read, and only then."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = {row.name: row for row in rows}
        self._imported: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._imported:
            self._imported[name] = _command_of(self._rows[name])
        return self._imported[name]

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class LazyGroup(TyperGroup):
    """A Typer group whose help, suggestions and shell completion import no command. `rows` is set by a subclass."""

    rows: tuple[Row, ...] = ()

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = LazyCommands(self.rows)  # type: ignore[assignment]  # whole: nothing is ever added to it
        self._listed = {row.name: TyperCommand(row.name, help=row.help) for row in self.rows}

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the rows."""
        return list(self._listed)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stand-in with name and help, all that a list of commands shows; None for an unknown name."""
        return self._listed.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the arguments name, imported. Raises UsageError for an unknown name."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed and self.commands[listed.name or ""], rest


def _command_of(row: Row) -> Any:
    """The command or the group of a row, as Typer makes it of the function."""
    if not row.rows:
        alone = typer.Typer(add_completion=False)
        alone.command(row.name)(function_of(row))
        return typer.main.get_command(alone)

    class Group(LazyGroup):
        rows = row.rows

    group = typer.Typer(name=row.name, cls=Group, help=row.help, no_args_is_help=not row.at, add_completion=False)
    if row.at:
        group.callback(invoke_without_command=True)(function_of(row))
    return typer.main.get_group(group)


def function_of(row: Row) -> Any:
    """The function that a row names; its module is imported. Raises ImportError, AttributeError for a wrong name."""
    module, _, function = row.at.partition(":")
    with _nothing_is_garbage():
        return getattr(import_module(f"canhbao.commands.{module}"), function)


@contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """What an import makes stays: looking through it for garbage, again and again, took a tenth of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
