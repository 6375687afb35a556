"""Plants small bugs in a copy of the tree, one at a time, and tells which of them no test sees.

In: `planted/*.yml`, one file for each kind of bug. Out: a table (or `--json`) of what died and what lived. The checkout is
never written to: each worker has a copy of its own, whose code is the one that runs (asked before anything is planted).

Why by hand, and not by mutmut or cosmic-ray: they change operators and constants of Python by rule, thousands of them, and run
everything that covers a line. The bugs that have slipped through here sat in SQL, in templates, in the order of two calls and
in a forgotten line; each names the few tests that must see it, so that all of them are tried in minutes.
"""

import argparse
import ast
import json
import multiprocessing
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
PLANTED = Path(__file__).parent / "planted"
PACKAGES = ("crawler", "spiders", "index", "dashboards", "canhbao")
SIDE_BY_SIDE = 2
SECONDS = 60  # of CPU, for the tests of one bug: a bug may make them go round for ever
PATIENCE = 900.0  # seconds by the clock, where they wait for ever
PRELOADED = (
    "scrapy",
    "tantivy",
    "trafilatura",
    "fastapi",
    "starlette.testclient",
    "numpy",
    "rensa",
    "ahocorasick",
    "typer",
)
DIED, LIVED, UNJUDGED = "died", "lived", "unjudged"
TOO_LONG = 99
PYTEST = 100  # added to the exit codes of pytest


class Mutant(BaseModel):
    """A bug: in `file`, the one place that reads `old` would read `new`. `tests` (files, or file::name) must then fail."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    file: str
    old: str = Field(min_length=1)
    new: str
    tests: tuple[str, ...] = ()
    why: str = Field(min_length=10)


class Kind(BaseModel):
    """The bugs of one kind. `tests` are those of every bug that names none of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: str = Field(pattern=r"^[a-z0-9-]+$")
    about: str
    tests: tuple[str, ...] = ()
    mutants: tuple[Mutant, ...] = Field(min_length=3)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one bug ended: died, lived, or unjudged (its tests could not be run); `seen_by` is the first test that failed."""

    kind: str
    id: str
    outcome: str
    seen_by: str = ""
    why: str = ""


def load(folder: Path = PLANTED) -> list[Kind]:
    """Every kind in order of its file's name. Raises ValueError naming a file that breaks the schema."""
    kinds = []
    for path in sorted(folder.glob("*.yml")):
        try:
            made = Kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (ValueError, yaml.YAMLError) as error:
            raise ValueError(f"{path.name}: {error}") from error
        own = [m if m.tests else m.model_copy(update={"tests": made.tests}) for m in made.mutants]
        kinds.append(made.model_copy(update={"mutants": tuple(own)}))
    return kinds


def faults(mutant: Mutant, root: Path = ROOT) -> list[str]:
    """Why a bug cannot be planted in a tree any more: one sentence each, naming the bug and the remedy."""
    found = [] if mutant.tests else [f"{mutant.id}: names no test: say which must see it"]
    path = root / mutant.file
    if not path.is_file():
        return [*found, f"{mutant.id}: there is no {mutant.file}: name the file that has the code now"]
    text = path.read_text(encoding="utf-8")
    times = text.count(mutant.old)
    if times != 1:
        found.append(f"{mutant.id}: its old text stands {times} times in {mutant.file}: carry it along with the code")
    elif path.suffix == ".py":
        try:
            ast.parse(text.replace(mutant.old, mutant.new))
        except SyntaxError as error:
            found.append(f"{mutant.id}: {mutant.file} would be no Python ({error}): mend its new text")
    for test in mutant.tests:
        file, _, name = test.partition("::")
        if not (root / file).is_file():
            found.append(f"{mutant.id}: there is no test file {file}")
        elif name and not re.search(rf"^def {re.escape(name)}\(", (root / file).read_text(encoding="utf-8"), re.M):
            found.append(f"{mutant.id}: there is no test {test}")
    return found


@contextmanager
def planted(mutant: Mutant, tree: Path) -> Iterator[None]:
    """The bug in a tree; the file is as before at the end."""
    path = tree / mutant.file
    before = path.read_bytes()
    path.write_text(before.decode("utf-8").replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        yield
    finally:
        path.write_bytes(before)


def settle_in(tree: Path) -> None:
    """Make this process one of a tree: its own code comes first. Without a cluster: two workers would share its indices."""
    for name in [name for name in os.environ if name.startswith(("CANHBAO_", "ELASTICSEARCH"))]:
        del os.environ[name]
    os.environ |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    os.chdir(tree)
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(tree))


def _test(tree: Path, tests: Sequence[str], told: Path, seconds: int) -> None:
    """In a process of its own: ends with pytest's exit code plus PYTEST, so that no other failure is taken for one."""
    settle_in(tree)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))  # also where nobody is left to end it
    with told.open("w", encoding="utf-8") as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
    elsewhere = [
        str(made.origin) for name in PACKAGES if (made := find_spec(name)) and str(tree) not in str(made.origin)
    ]
    if elsewhere:
        print(f"the code that would run is not the copy's: {elsewhere}")
        sys.exit(1)
    quietly = ["-x", "-q", "--no-header", "--tb=line", "-p", "no:cacheprovider"]
    sys.exit(PYTEST + pytest.main([*quietly, "-W", "ignore::pytest.PytestAssertRewriteWarning", *tests]))


def run_tests(tree: Path, tests: Sequence[str], seconds: int = SECONDS) -> tuple[int, str]:
    """The exit code of pytest (below 0 where it was not pytest that ended) and what it printed; TOO_LONG past the deadline.

    The process is forked from one that has imported what others wrote: half of the time goes into that.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", *PRELOADED])
    with tempfile.TemporaryDirectory(prefix="told-") as folder:
        told = Path(folder) / "told.txt"
        process = context.Process(target=_test, args=(tree, tests, told, seconds))
        process.start()
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
        if process.exitcode in (-signal.SIGKILL, -signal.SIGXCPU):
            return TOO_LONG, f"FAILED not done within {seconds} s"
        text = told.read_text(encoding="utf-8") if told.exists() else ""
        return (process.exitcode or 0) - PYTEST, text


def judge(kind: str, mutant: Mutant, tree: Path) -> Verdict:
    """Plant a bug in a tree and run its tests."""
    with planted(mutant, tree):
        code, told = run_tests(tree, mutant.tests)
    if code == 0:
        return Verdict(kind, mutant.id, LIVED, why=mutant.why)
    failed = re.search(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", told, re.M)
    if code not in (1, TOO_LONG):  # nothing was tested: a bug that keeps the tests from being collected proves nothing
        return Verdict(kind, mutant.id, UNJUDGED, why=told[-600:])
    return Verdict(kind, mutant.id, DIED, failed[1] if failed else "")


def copy_tree(target: Path, root: Path = ROOT) -> Path:
    """The files of a checkout, tracked or new, compiled so that a changed file is always read anew."""
    order = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(order, cwd=root, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)
    compiling = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", *PACKAGES]
    subprocess.run(compiling, cwd=target, check=True)
    return target


def try_all(kinds: Sequence[Kind], console: Console) -> list[Verdict]:
    """Every bug, a few side by side; those of a kind whose tests fail before anything is planted are unjudged."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(SIDE_BY_SIDE):
            trees.put(copy_tree(Path(folder) / f"tree-{number}"))

        @contextmanager
        def lent() -> Iterator[Path]:
            tree = trees.get()
            try:
                yield tree
            finally:
                trees.put(tree)

        def first(kind: Kind) -> str:
            """What the tests of a kind say before anything is planted; '' where they pass."""
            tests = list(dict.fromkeys(test for mutant in kind.mutants for test in mutant.tests))
            with lent() as tree:
                code, told = run_tests(tree, tests, seconds=10 * SECONDS)
            return f"the tests fail before anything is planted:\n{told[-2000:]}" if code else ""

        def one(kind: Kind, mutant: Mutant) -> Verdict:
            if sick[kind.kind]:
                return Verdict(kind.kind, mutant.id, UNJUDGED, why=sick[kind.kind])
            with lent() as tree:
                verdict = judge(kind.kind, mutant, tree)
            console.print(f"{verdict.outcome:9} {verdict.kind}/{verdict.id}  {verdict.seen_by}", markup=False)
            return verdict

        sick = {kind.kind: told for kind, told in zip(kinds, pool.map(first, kinds), strict=True)}
        pairs = [(kind, mutant) for kind in kinds for mutant in kind.mutants]
        return list(pool.map(one, *zip(*pairs, strict=True)))


def tell(verdicts: Sequence[Verdict], console: Console) -> None:
    """The score by kind, then what lived and why it matters."""
    table = Table("kind", "planted", "died")
    for kind in dict.fromkeys(verdict.kind for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.kind == kind]
        table.add_row(kind, str(len(own)), str(sum(verdict.outcome == DIED for verdict in own)))
    table.add_row("all", str(len(verdicts)), str(sum(verdict.outcome == DIED for verdict in verdicts)), style="bold")
    console.print(table)
    for verdict in verdicts:
        if verdict.outcome != DIED:
            console.print(f"{verdict.outcome}: {verdict.kind}/{verdict.id}: {verdict.why}", markup=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """0: every bug died; 1: one lived; 2: one cannot be planted or judged."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kind", action="append", help="only this kind (may be repeated)")
    parser.add_argument("--id", action="append", help="only this bug (may be repeated)")
    parser.add_argument("--json", action="store_true", help="verdicts as JSON on standard output")
    asked = parser.parse_args(arguments)
    console = Console(stderr=asked.json, soft_wrap=True, highlight=False)
    try:
        everything = load()
    except ValueError as error:
        console.print(str(error), markup=False)
        return 2
    chosen = [
        kind.model_copy(update={"mutants": tuple(m for m in kind.mutants if not asked.id or m.id in asked.id)})
        for kind in everything
        if not asked.kind or kind.kind in asked.kind
    ]
    kinds = [kind for kind in chosen if kind.mutants]
    wrong = [fault for kind in kinds for mutant in kind.mutants for fault in faults(mutant)]
    wrong += [] if kinds else ["no bug is called so: see tests/mutants/planted"]
    if wrong:
        console.print("\n".join(wrong), markup=False)
        return 2
    verdicts = try_all(kinds, console)
    tell(verdicts, console)
    if asked.json:
        print(json.dumps([asdict(verdict) for verdict in verdicts], ensure_ascii=False, indent=2))
    outcomes = {verdict.outcome for verdict in verdicts}
    return 2 if UNJUDGED in outcomes else int(LIVED in outcomes)


if __name__ == "__main__":
    sys.exit(main())
