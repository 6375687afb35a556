"""The README against the program: commands, options, settings and exit codes that it names exist, and none is missing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main

from canhbao.cli import app
from canhbao.commands import balance
from canhbao.config import Config

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SHELL_BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.S)


def command_tree() -> dict[tuple[str, ...], Any]:
    """Every command by its words, such as ("sources", "list")."""
    found: dict[tuple[str, ...], Any] = {}

    def walk(command: Any, words: tuple[str, ...]) -> None:
        if hasattr(command, "commands"):
            for name, child in command.commands.items():
                walk(child, (*words, name))
        if words and (not hasattr(command, "commands") or command.invoke_without_command):
            found[words] = command

    walk(typer.main.get_command(app), ())
    return found


TREE = command_tree()
EXAMPLES = [
    line.split("#")[0].split()[1:]
    for block in SHELL_BLOCKS
    for line in block.splitlines()
    if line.startswith("canhbao ")
]


def found_command(words: list[str]) -> Any:
    return TREE.get(tuple(words[:2])) or TREE.get(tuple(words[:1]))


def test_the_readme_shows_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize("words", EXAMPLES, ids=" ".join)
def test_every_example_names_a_command_and_options_that_exist(words: list[str]) -> None:
    command = found_command(words)
    assert command is not None, f"the README names a command that does not exist: {words}"
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_line_of_the_block_works_as_printed_where_the_demo_ran(
    demo: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    block = next(block for block in SHELL_BLOCKS if "canhbao search" in block)
    *lines, last = block.strip().splitlines()
    assert last.startswith("canhbao serve ")  # it goes on until Ctrl+C: tests of its own start it
    (tmp_path / ".venv/bin").mkdir(parents=True)
    command = tmp_path / ".venv/bin/canhbao"
    command.write_text(f"#!{sys.executable}\nfrom canhbao.cli import main\nmain()\n", encoding="utf-8")
    command.chmod(0o755)
    shutil.copytree(demo[0], tmp_path / "data/demo")
    (tmp_path / "tests").symlink_to(Path(__file__).parents[1])
    own = {key: value for key, value in os.environ.items() if not key.startswith("CANHBAO_")}
    script = "set -e\n" + "\n".join(f"{line}\necho '-- done'" for line in lines if line)
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=own, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    answers = done.stdout.split("-- done\n")
    assert len(answers) == len([line for line in lines if line]) + 1
    told = dict(zip([line for line in lines if line], answers, strict=False))
    assert all(len(told[line].splitlines()) > 1 for line in told if line.startswith("canhbao ")), told
    assert not re.search(r"^0 (kết quả|trong)", done.stdout, re.M)


def test_the_table_of_commands_is_complete_and_true() -> None:
    section = README.split("| command | what it does |")[1].split("\n\n")[0]
    first_cells = [row.split("|")[1] for row in section.splitlines() if row.count("|") > 2]
    named = set(re.findall(r"`([a-z]+(?: [a-z]+)?)[^`]*`", "\n".join(first_cells)))
    expected = {" ".join(words) for words in TREE}
    assert named == expected


def test_every_command_explains_itself_in_both_languages() -> None:
    for words, command in TREE.items():
        text = command.help or ""
        assert re.search(r"[à-ỹđ]", text, re.I), f"{words} has no Vietnamese help"
        assert re.search(r"\. [A-Z]", text), f"{words} has no English help"


def test_the_settings_table_lists_every_setting_and_nothing_else() -> None:
    section = README.split("| key | environment |")[1].split("\n\n")[0]
    rows = [row.split("|")[1] for row in section.splitlines() if row.count("|") > 3]
    named = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    assert named == set(Config.__dataclass_fields__ if hasattr(Config, "__dataclass_fields__") else Config.model_fields)


def test_exit_codes_are_those_of_the_program() -> None:
    assert (balance.EXIT_PARTLY, balance.EXIT_UNAVAILABLE, balance.EXIT_RUNNING) == (3, 4, 5)
    for code in ("`0` done", "`2` wrong usage", "`3` some sources", "`4` an engine", "`5` already running"):
        assert code in README


def test_the_page_of_sources_is_what_the_registry_says() -> None:
    from canhbao.commands.sources_list import markdown_of
    from canhbao.confirmations import confirmed
    from canhbao.workspace import BUNDLED_SOURCES
    from crawler.source_files import load_sources

    sources, issues = load_sources([BUNDLED_SOURCES])
    assert issues == []
    page = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    assert page == markdown_of(confirmed(sources, {})), "run: canhbao sources list --markdown > docs/sources.md"
