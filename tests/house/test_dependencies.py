"""What pyproject.toml asks for is imported somewhere, is locked, and can be installed into a fresh environment."""

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from house.dependencies import canonical, imported, unused

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Asked for though no file of ours imports them, and why.
WANTED_ALL_THE_SAME = {
    "": {
        "lxml-html-clean": "trafilatura does not start without it",
        "pytz": "schedule imports it for a time of day in a time zone",
        "python-multipart": "forms of the pages are sent in its format",
        "structlog": "the next version of logs writes with it",
    },
    "dev": {
        "httpx2": "the test client of Starlette imports it",
        "mypy": "a command",
        "pytest-xdist": "an option of pytest",
        "ruff": "a command",
        "setuptools": "builds the wheel that is tested, without a fresh environment",
        "types-pyyaml": "types for mypy",
    },
    "bench": {
        "news-please": "imported where it is measured; not installed beside the tests",
        "newspaper4k": "imported where it is measured; not installed beside the tests",
        "openpyxl": "makes samples; not installed beside the tests",
        "rapidfuzz": "imported where it is measured; not installed beside the tests",
        "readability-lxml": "held at a version that asks for lxml as the others do",
        "xlwt": "makes samples; not installed beside the tests",
    },
}


@pytest.mark.parametrize("extra", ["", "dev"])
def test_every_dependency_is_imported_or_has_a_reason(extra: str) -> None:
    assert unused(ROOT)[extra] == sorted(WANTED_ALL_THE_SAME[extra]), (
        "take a dependency that nothing imports out of pyproject.toml and run `make lock`, or name the reason above"
    )


def test_every_dependency_of_the_benchmarks_has_a_file_that_imports_it_or_a_reason() -> None:
    assert set(unused(ROOT)["bench"]) <= set(WANTED_ALL_THE_SAME["bench"])


def test_a_dependency_that_nothing_imports_is_seen(tmp_path: Path) -> None:
    (tmp_path / "crawler").mkdir()
    (tmp_path / "crawler" / "a.py").write_text("def f():\n    from yaml import safe_load\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["PyYAML>=6", "courlan>=1.4"]\n[project.optional-dependencies]\n', encoding="utf-8"
    )
    assert unused(tmp_path) == {"": ["courlan"]}


def test_names_are_compared_in_one_spelling() -> None:
    assert canonical("lxml_html_clean[x]>=0.4 ; python_version > '3'") == "lxml-html-clean"
    assert imported([ROOT / "nowhere"]) == set()


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)(?:\[.*?\])?==(\S+)", text, re.M)
    }


def test_the_lock_of_the_product_holds_its_dependencies_and_nothing_of_the_tools() -> None:
    held = locked("requirements.lock")
    asked = [Requirement(line) for line in PROJECT["dependencies"]]
    assert [r.name for r in asked if not r.specifier.contains(held.get(canonicalize_name(r.name), "0"))] == [], (
        "run `make lock`"
    )
    assert held.keys() & {"pytest", "mypy", "ruff", "import-linter", "hypothesis", "playwright"} == set()


def test_the_lock_of_the_tools_holds_theirs_and_agrees_with_the_products() -> None:
    tools, product = locked("requirements-dev.lock"), locked("requirements.lock")
    asked = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]
    assert [r.name for r in asked if not r.specifier.contains(tools.get(canonicalize_name(r.name), "0"))] == [], (
        "run `make lock`"
    )
    assert {name for name in tools.keys() & product.keys() if tools[name] != product[name]} == set(), "run `make lock`"


def test_no_locked_part_asks_for_an_extra_in_a_spelling_of_its_own() -> None:
    """pip before 23.3 stops with an assertion where one extra is asked for under two spellings."""
    spellings: dict[str, set[str]] = {}
    for name in {**locked("requirements.lock"), **locked("requirements-dev.lock")}:
        for line in requires(name) or ():
            asked = Requirement(line)
            if asked.marker is None or asked.marker.evaluate({"extra": ""}):
                for extra in asked.extras:
                    spellings.setdefault(f"{canonicalize_name(asked.name)}[{canonicalize_name(extra)}]", set()).add(
                        extra
                    )
    assert {what: told for what, told in spellings.items() if len(told) > 1} == {}


@pytest.mark.install
@pytest.mark.parametrize("extra", sorted(PROJECT["optional-dependencies"]))
def test_an_extra_can_be_installed_into_a_fresh_environment(
    extra: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With the pip that a new environment has. All is resolved and fetched, nothing is unpacked."""
    if "install" not in request.config.getoption("markexpr"):
        pytest.skip("Resolving the extras takes minutes and a package registry: run it with -m install")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "fresh")], check=True)
    python = str(tmp_path / "fresh" / "bin" / "python")
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    probe = subprocess.run(
        [*pip, "download", "--no-deps", "-q", "-d", str(tmp_path), "six"], env=clean, capture_output=True, check=False
    )
    if probe.returncode != 0:
        pytest.skip("No package registry answers: connect this machine to one to try the installation of the extras.")
    report = tmp_path / "report.json"
    done = subprocess.run(
        [*pip, "install", "-q", "--dry-run", "--report", str(report), f"{ROOT}[{extra}]"],
        env=clean, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    names = {canonicalize_name(one["metadata"]["name"]) for one in json.loads(report.read_text())["install"]}
    assert {canonical(line) for line in PROJECT["optional-dependencies"][extra]} <= names
