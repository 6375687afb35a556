"""A command starts with what it uses: the table says which libraries each may load, and the help loads none of them."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from canhbao.commands.table import COMMANDS

ALWAYS = {"typer", "rich", "pydantic", "yaml"}
"""The command line, the configuration, what people edit."""
CUES = {"ahocorasick"}
COUNTING = CUES | {"numpy"}
"""The index: queries and columns."""
UNDERSTANDING = CUES | {"langdetect"}
READING = UNDERSTANDING | COUNTING | {"lxml", "lxml_html_clean", "trafilatura", "htmldate", "courlan"}
ARCHIVE, NEAR = {"warcio"}, {"rensa"}
PHONES = {"phonenumbers"}
"""The plans of numbers; loaded for a text that holds digits in a row."""
HOSTS = {"idna"}
"""The names of machines in other scripts; Twisted loads it for every connection, tldextract for every address."""
CRAWLING = COUNTING | ARCHIVE | NEAR | HOSTS | {"scrapy", "twisted", "cryptography", "OpenSSL", "lxml"}
PAGES = COUNTING | NEAR | {"fastapi", "starlette", "uvicorn", "jinja2", "python_multipart"}
SAMPLE_SITES = {"docx", "PIL", "fpdf"}

# What the module of each command may load, beside ALWAYS. Engines and readers of files come when they are opened.
MAY_LOAD: dict[str, set[str]] = {
    "demo": CRAWLING | PAGES | SAMPLE_SITES,
    "serve": PAGES,
    "verify": ARCHIVE,
    "doctor": COUNTING,
    "crawl": CRAWLING,
    "add": READING | ARCHIVE | NEAR,
    "replay": READING | ARCHIVE | NEAR,
    "daily": CRAWLING | {"schedule"},
    "annotate": UNDERSTANDING,
    "evaluate": UNDERSTANDING | NEAR,
    "places": UNDERSTANDING,
    "tactics": set(),
    "tactics new": CUES,
    "train": UNDERSTANDING | NEAR,
    "search": COUNTING,
    "searches": COUNTING,
    "show": COUNTING,
    "trends": COUNTING,
    "stories": COUNTING | NEAR,
    "indicators": COUNTING | ARCHIVE,
    "indicators withdraw": COUNTING | ARCHIVE,
    "index status": COUNTING | NEAR,
    "index rebuild": READING | ARCHIVE | NEAR,
    "archive rebuild": CRAWLING | READING | {"feedparser", "protego"},
    "sources list": COUNTING,
    "sources check": READING,
    "sources try": CRAWLING | READING,
    "sources new": CRAWLING | READING | {"feedparser", "protego"},
    "sources health": COUNTING | ARCHIVE,
    "review": COUNTING | ARCHIVE,
    "review label": COUNTING | ARCHIVE | NEAR,
    "review dismiss": COUNTING | ARCHIVE | NEAR,
    "review tactic": COUNTING | ARCHIVE | NEAR,
    "review export": COUNTING | ARCHIVE,
}

LIST_ALL = """
import json, os, sys
import canhbao.cli
from canhbao.commands.lazy import function_of
from canhbao.commands.table import COMMANDS
for row in COMMANDS:
    for name, leaf in ((row.name, row), *((f"{row.name} {inner.name}", inner) for inner in row.rows)):
        if leaf.at and not os.fork():
            function_of(leaf)
            print(json.dumps([name, sorted(sys.modules)]), flush=True)
            os._exit(0)
        if leaf.at:
            os.wait()
"""
RUN_ONE = """
import atexit, json, os, sys
from pathlib import Path
atexit.register(lambda: Path(os.environ["LOADED"]).write_text(json.dumps(sorted(sys.modules))))
from canhbao.cli import main
sys.argv[0] = "canhbao"
main()
"""


def libraries() -> set[str]:
    """Every package of ours that others made, and the weightiest that come with them, by the name of their import."""
    ours = {re.split(r"[^\w.-]", line)[0].lower().replace("_", "-") for line in requires("canhbao") or ()}
    found = {
        module
        for module, names in packages_distributions().items()
        if {n.lower().replace("_", "-") for n in names} & ours
    }
    return found | {
        "twisted",
        "cryptography",
        "OpenSSL",
        "requests",
        "scipy",
        "pandas",
        "joblib",
        "starlette",
        "httpx",
        "aiohttp",
    }


@cache
def before_us() -> frozenset[str]:
    """What this environment's interpreter loads before it runs a line: setuptools and coverage hook in there."""
    code = "import sys; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return frozenset(name.partition(".")[0] for name in told.split())


def tops(modules: list[str]) -> set[str]:
    return ({name.partition(".")[0] for name in modules} & libraries()) - before_us()


@pytest.fixture(scope="module")
def imported() -> dict[str, list[str]]:
    """Modules by command, each in a process that had loaded the command line alone."""
    done = subprocess.run([sys.executable, "-c", LIST_ALL], capture_output=True, text=True, check=True)
    return dict(json.loads(line) for line in done.stdout.splitlines())


def test_the_table_speaks_of_every_command(imported: dict[str, list[str]]) -> None:
    leaves = {(row.name, *([inner.name] if inner else [])) for row in COMMANDS for inner in (None, *row.rows)}
    bare = {(row.name,) for row in COMMANDS if not row.at}
    assert set(MAY_LOAD) == {" ".join(words) for words in leaves - bare} == set(imported)


@pytest.mark.parametrize("command", MAY_LOAD)
def test_a_command_loads_no_library_that_it_does_not_use(command: str, imported: dict[str, list[str]]) -> None:
    assert tops(imported[command]) - ALWAYS - MAY_LOAD[command] == set()


# -- whole runs ----------------------------------------------------------------------------------------------------------


class Ended(NamedTuple):
    """A run: the modules that it had loaded when it ended, and what it printed."""

    modules: list[str]
    printed: str


def run(folder: Path, *arguments: str, code: int = 0, stdin: str = "", **environment: str) -> Ended:
    listing = folder / "loaded.json"
    listing.unlink(missing_ok=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CANHBAO_")}
    done = subprocess.run(
        [sys.executable, "-c", RUN_ONE, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**kept, "CANHBAO_DATA": str(folder / "data"), "LOADED": str(listing), **environment},
        check=False,
    )
    assert done.returncode == code, done.stderr
    return Ended(json.loads(listing.read_text()), done.stdout)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder with an index of one warning and one PDF, and what `add` had loaded."""
    folder = tmp_path_factory.mktemp("starting")
    (folder / "canh-bao.txt").write_text("Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh công an lừa đảo.", "utf-8")
    (folder / "van-ban.pdf").write_bytes((Path(__file__).parents[1] / "read/samples/dispatch.pdf").read_bytes())
    return folder, run(folder, "add", "canh-bao.txt", "van-ban.pdf").modules


@pytest.mark.parametrize(
    ("arguments", "may"),
    [
        (("--help",), {"typer", "rich"}),
        (("--version",), {"typer", "rich"}),
        (("sources", "--help"), ALWAYS),
        (("nosuch",), ALWAYS),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_lists_of_commands_load_none_of_them(arguments: tuple[str, ...], may: set[str], tmp_path: Path) -> None:
    modules = run(tmp_path, *arguments, code=2 if arguments == ("nosuch",) else 0).modules
    assert tops(modules) <= may
    house = {name for name in modules if name.startswith("canhbao.commands.")}
    assert house == {"canhbao.commands.lazy", "canhbao.commands.table"}


def test_the_shell_completes_names_of_commands_without_loading_one(tmp_path: Path) -> None:
    asked = {"_CANHBAO_COMPLETE": "complete_bash", "COMP_WORDS": "canhbao sea", "COMP_CWORD": "1"}
    ended = run(tmp_path, **asked)
    assert ended.printed.split() == ["search", "searches"]
    assert "canhbao.commands.find" not in ended.modules


def test_adding_files_parses_them_elsewhere(filled: tuple[Path, list[str]]) -> None:
    of_addresses = HOSTS | {"tldextract", "requests"}  # the PDF holds one
    assert tops(filled[1]) - ALWAYS - READING - ARCHIVE - NEAR - of_addresses - PHONES == {"tantivy"}


@pytest.mark.parametrize(
    ("arguments", "may"),
    [
        (("search", "lừa đảo"), COUNTING | {"tantivy"}),
        (("trends",), COUNTING | {"tantivy"}),
        (("show", "không-có"), COUNTING | {"tantivy"}),
        (("index", "status"), COUNTING | NEAR | {"tantivy"}),
        (("verify",), ARCHIVE | COUNTING | NEAR | {"tantivy"}),
        (("sources", "list"), COUNTING),
        (("tactics",), CUES),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_run_loads_no_more_than_its_command_and_its_engine(
    arguments: tuple[str, ...], may: set[str], filled: tuple[Path, list[str]]
) -> None:
    modules = run(filled[0], *arguments, code=2 if "không-có" in arguments else 0).modules
    assert tops(modules) - ALWAYS <= may


def test_a_line_is_understood_without_a_reader_of_pages_or_a_list_of_domains(tmp_path: Path) -> None:
    line = json.dumps({"id": "1", "title": "Cảnh báo", "text": "Công an tỉnh Nghệ An cảnh báo số 0912345678 lừa đảo."})
    assert tops(run(tmp_path, "annotate", stdin=line).modules) - ALWAYS <= UNDERSTANDING | PHONES


def test_a_cluster_is_asked_without_the_embedded_engine(tmp_path: Path) -> None:
    modules = run(tmp_path, "--index", "http://127.0.0.1:9", "search", "x", code=4).modules
    assert "elasticsearch" in tops(modules)
    assert "tantivy" not in tops(modules)


# -- the table of commands -------------------------------------------------------------------------------------------------


def documented() -> list[tuple[str, str, str]]:
    """Name, line in the table, first paragraph of the command's own help, of every command that is a function."""
    from canhbao.commands.lazy import LazyCommands

    found = []
    for row in COMMANDS:
        command: Any = LazyCommands(COMMANDS)[row.name]
        found.append((row.name, row.help, command.help.split("\n\n")[0]))
        found += [(f"{row.name} {i.name}", i.help, command.commands[i.name].help.split("\n\n")[0]) for i in row.rows]
    return found


def test_the_line_of_a_command_is_what_the_command_says_of_itself() -> None:
    wrong = {name: own for name, line, own in documented() if line != " ".join(own.split())}
    assert wrong == {}, "mend the line in canhbao/commands/table.py"
