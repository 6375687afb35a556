"""The planted bugs are there to be planted: each text stands once, each test exists; and the judge tells dead from alive."""

from collections import Counter
from pathlib import Path

import pytest

from .run import DIED, LIVED, TOO_LONG, UNJUDGED, Mutant, faults, judge, load, planted, run_tests

KINDS = load()
MUTANTS = [mutant for kind in KINDS for mutant in kind.mutants]
ASKED = {
    "reform-day", "utc7-index", "official-before-scam", "outbox-race", "robots-busy", "place-role", "durability",
    "credentials", "defanged", "facet-count", "escape", "dates", "rising", "lock", "warc-digest", "quarantine", "guard",
    "ids", "stories", "cursor", "masked-numbers", "csv", "exit-code",
}  # fmt: skip


def test_every_bug_can_be_planted_and_names_tests_that_exist() -> None:
    assert [fault for mutant in MUTANTS for fault in faults(mutant)] == []


def test_there_are_enough_of_every_kind_and_each_has_a_name_of_its_own() -> None:
    assert {kind.kind for kind in KINDS} == ASKED
    assert len(MUTANTS) >= 64
    assert min(len(kind.mutants) for kind in KINDS) >= 3
    assert [name for name, times in Counter(mutant.id for mutant in MUTANTS).items() if times > 1] == []


BUG = Mutant(id="minus", file="sums.py", old="a + b", new="a - b", tests=("test_sums.py",), why="a sum would be none")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two lines of code and one test; the packages that a tree has are empty."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1]))  # where the process that judges finds the runner
    for name in ("crawler", "spiders", "index", "dashboards", "canhbao"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "sums.py").write_text("def total(a, b):\n    return a + b\n", encoding="utf-8")
    (tmp_path / "test_sums.py").write_text(
        "from sums import total\n\n\ndef test_two():\n    assert total(2, 2) == 4\n", encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("changes", "outcome", "seen_by"),
    [
        ({}, DIED, "test_sums.py::test_two"),
        ({"new": "a * b"}, LIVED, ""),
        ({"old": "def total(", "new": "def sum_of("}, UNJUDGED, ""),  # no test ran at all
    ],
)
def test_a_bug_is_judged_by_its_tests_and_the_tree_is_as_before(
    tree: Path, changes: dict[str, str], outcome: str, seen_by: str
) -> None:
    before = (tree / "sums.py").read_bytes()
    verdict = judge("sums", BUG.model_copy(update=changes), tree)
    assert (verdict.outcome, verdict.seen_by) == (outcome, seen_by)
    assert (tree / "sums.py").read_bytes() == before


def test_tests_that_a_bug_sends_round_for_ever_are_ended(tree: Path) -> None:
    endless = BUG.model_copy(update={"old": "return a + b", "new": "while True:\n        pass"})
    with planted(endless, tree):
        code, told = run_tests(tree, endless.tests, seconds=3)
    assert (code, told) == (TOO_LONG, "FAILED not done within 3 s")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"old": "a % b"}, "stands 0 times in sums.py"),
        ({"old": "a"}, "times in sums.py"),
        ({"file": "moved.py"}, "there is no moved.py"),
        ({"new": "a +"}, "would be no Python"),
        ({"tests": ("test_moved.py",)}, "there is no test file test_moved.py"),
        ({"tests": ("test_sums.py::test_three",)}, "there is no test test_sums.py::test_three"),
        ({"tests": ()}, "names no test"),
    ],
)
def test_a_bug_that_code_or_tests_have_left_behind_is_named(tree: Path, changes: dict[str, str], told: str) -> None:
    (fault,) = faults(BUG.model_copy(update=changes), tree)
    assert fault.startswith("minus: ")
    assert told in fault


def test_a_bug_stands_in_its_file_as_long_as_its_tests_run(tree: Path) -> None:
    before = (tree / "sums.py").read_bytes()
    with planted(BUG, tree):
        assert (tree / "sums.py").read_text(encoding="utf-8").count("a - b") == 1
    assert (tree / "sums.py").read_bytes() == before
