"""The arrows of pyproject.toml hold: each contract dies of an import against it, planted in a copy of the house."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from house.circles import circles

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
# Contract, by the first words of its name: a file and an import that it forbids.
AGAINST = {
    "no circle": [("crawler/model/ids.py", "import crawler.model.page"), ("crawler/model/page.py", "import crawler.model.ids")],
    "no room": [("canhbao/analyst/saved.py", "import canhbao.run.child"), ("canhbao/run/sink.py", "import canhbao.analyst.saved")],
    "canhbao joins": [("dashboards/words.py", "import spiders.base")],
    "crawler is the ground": [("crawler/health.py", "import index.secret")],
    "index and spiders": [("index/requests.py", "import crawler.archive.store")],
    "spiders and dashboards": [("spiders/base.py", "import index.secret")],
    "inside crawler": [("crawler/text/money.py", "import crawler.vocab.kinds")],
    "reading": [("crawler/read/formats/sheet.py", "import crawler.read.worker")],
    "what parses": [("crawler/read/sniff.py", "import docx")],
    "understanding": [("crawler/extract/labels/signs.py", "import crawler.extract.places.mention")],
    "places": [("crawler/extract/places/names/choose.py", "import crawler.extract.places.roles.people")],
    "index: sightings": [("index/language/query.py", "import index.finding.cursor")],
    "an engine answers": [("index/engines/embedded/ordered.py", "import index.finding.cursor")],
    "the two engines": [("index/engines/embedded/leaders.py", "import index.engines.elastic.access")],
    "an engine is opened": [("canhbao/doctor.py", "import index.engines.embedded.engine")],
    "only the embedded": [("index/fields.py", "import tantivy")],
    "only the elastic": [("index/engines/embedded/query.py", "import elasticsearch")],
    "canhbao: configuration": [("canhbao/run/sink.py", "import canhbao.commands.options")],
    "the tables": [("canhbao/terminal/trends.py", "import canhbao.config")],
    "only the command line": [("canhbao/run/add.py", "import typer")],
    "dashboards: state": [("dashboards/charts/cell.py", "import dashboards.pages.trends")],
    "pages know": [("dashboards/pages/about.py", "import index.engines")],
    "only the application": [("dashboards/pages/sources.py", "import fastapi")],
    "only charts": [("dashboards/rendering.py", "import altair")],
    "Scrapy stays": [("crawler/archive/store.py", "import scrapy")],
}  # fmt: skip


def copy_of_the_house(folder: Path) -> Path:
    """The packages' Python files, the contracts and the tools, without data."""
    for package in ("crawler", "spiders", "index", "dashboards", "canhbao", "house"):
        for path in (ROOT / package).rglob("*.py"):
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def make_arrows(folder: Path) -> "subprocess.CompletedProcess[str]":
    """What `make arrows` runs, in a folder."""
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=folder,
        env={"COLUMNS": "250", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def plant(folder: Path, file: str, line: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a house with every forbidden import in it."""
    folder = copy_of_the_house(tmp_path_factory.mktemp("broken"))
    for plants in AGAINST.values():
        for file, line in plants:
            plant(folder, file, line)
    return make_arrows(folder).stdout


def test_every_contract_has_an_import_against_it() -> None:
    names = [contract["name"] for contract in CONTRACTS]
    assert [words for words in AGAINST if sum(name.startswith(words) for name in names) != 1] == []
    assert len(AGAINST) == len(names)


@pytest.mark.parametrize("words", AGAINST)
def test_a_contract_dies_of_an_import_against_it(words: str, broken: str) -> None:
    (verdict,) = (line for line in broken.splitlines() if line.startswith(words) and line.endswith(("KEPT", "BROKEN")))
    assert verdict.endswith("BROKEN")


@pytest.mark.parametrize(
    "planted",
    [
        "from canhbao.commands import sources_list",
        "def later() -> None:\n    import canhbao.commands.sources_list",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from canhbao.commands import sources_list",
    ],
    ids=["at the top", "inside a function", "for types alone"],
)
def test_a_circle_through_two_rooms_is_named_arrow_by_arrow(planted: str, tmp_path: Path) -> None:
    folder = copy_of_the_house(tmp_path)
    plant(folder, "canhbao/commands/options.py", planted)
    done = make_arrows(folder)
    assert done.returncode == 1
    assert "no circle between any two files BROKEN" in done.stdout
    assert "A circle of 2 files:" in done.stdout
    assert "canhbao.commands.options -> canhbao.commands.sources_list (l." in done.stdout
    assert "canhbao.commands.sources_list -> canhbao.commands.options (l." in done.stdout
    assert "Move what both need into a file below them" in done.stdout


def of(arrows: dict[str, str]) -> Callable[[str], list[str]]:
    return lambda module: arrows.get(module, "").split()


def test_arrows_that_go_one_way_make_no_circle() -> None:
    assert circles("abcd", of({"a": "b c", "b": "d", "c": "d"})) == []


def test_the_shortest_circles_are_told_and_each_file_once() -> None:
    knots = of({"a": "b", "b": "c", "c": "a d", "d": "c", "e": "f", "f": "e", "g": "a"})
    assert circles("abcdefg", knots) == [("c", "d"), ("e", "f")]


def test_a_file_that_imports_itself_is_a_circle() -> None:
    assert circles("a", of({"a": "a"})) == [("a",)]
