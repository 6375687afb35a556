"""Tests run the code of their own checkout, whatever is installed beside it, in this process and in those that they start."""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("canhbao", "crawler", "dashboards", "index", "spiders")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_test_imports_the_checkout(package: str) -> None:
    assert Path(str(importlib.import_module(package).__file__)).parent == ROOT / package


def test_a_process_that_a_test_starts_runs_the_checkout(tmp_path: Path) -> None:
    code = f"import {', '.join(PACKAGES)}; print({', '.join(f'{name}.__file__' for name in PACKAGES)})"
    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert told.split() == [str(ROOT / name / "__init__.py") for name in PACKAGES]


def test_the_command_that_tests_run_is_the_checkouts(canhbao: Any, tmp_path: Path) -> None:
    done = canhbao("--version", data=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert "decoy" not in done.stdout


@pytest.mark.skipif("DECOY" in os.environ, reason="this is the run that the test below starts")
def test_an_installed_copy_does_not_come_first(tmp_path: Path) -> None:
    """The tests above once more, with other packages of the same names in front of everything."""
    for name in PACKAGES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text('__version__ = "decoy"\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))", "-q", "-p", "no:cacheprovider", __file__],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "DECOY": "1"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "7 passed, 1 skipped" in done.stdout
